"""The moderator against real providers and a real server: its request, its chain, its ends."""

from __future__ import annotations

import asyncio

import pytest

from orquix_tui.core.moderator import ModerationJob
from orquix_tui.core.moderator import prompt as prompts
from orquix_tui.domain.events import (
    ClaimFound,
    Event,
    ModerationDelta,
    ModerationEnded,
    ModerationStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import Usage
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import Quality, ResponseStatus
from tests.core.moderating import QUESTION, Moderate, job, moderate, of, responses
from tests.core.moderator_corpus import ENGLISH, GOOD, SPANISH
from tests.loopback import Answer, Fault, Gate, LoopbackServer

TAIL = GOOD[GOOD.index("@@themes") :]


async def test_a_good_moderation_is_told_as_it_streams(loopback: LoopbackServer, moderator: Moderate) -> None:
    loopback.script("judge", Answer(GOOD, chunk=7, usage=(100, 50)))

    synthesis, events = await moderate(moderator(), job("router:judge"))

    assert synthesis.quality is Quality.HIGH
    assert synthesis.moderator == "router:judge"
    assert not synthesis.fallback_used
    assert synthesis.banner == ""
    assert synthesis.base_letter == "C"
    assert synthesis.consensus_areas == ("One copy belongs in another place.",)
    assert synthesis.contradictions == ("Restores should be tried every quarter.",)
    assert synthesis.suggested_questions == ("Who holds the key?",)
    assert (synthesis.usage, synthesis.cost_usd) == (Usage(input_tokens=100, output_tokens=50), 0.5)
    assert synthesis.prompt_version == prompts.version()
    assert [event.claim for event in of(ClaimFound, events)] == list(synthesis.claims)
    assert all(quote.found for claim in synthesis.claims for quote in claim.quotes)
    assert "".join(event.text for event in of(SynthesisDelta, events)) == synthesis.text
    assert "".join(event.text for event in of(ModerationDelta, events)) == GOOD
    assert of(ModerationStarted, events) == [ModerationStarted("router:judge")]
    assert not of(Warned, events)


async def test_the_request_is_blind_shuffled_and_delimited(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD))

    await moderate(moderator(), job("router:judge"))
    system, user = (message["content"] for message in loopback.asked("judge")[0].body["messages"])

    assert QUESTION in user
    assert "[1] An old note." in user
    assert "Claude" not in user
    assert "Member" not in user
    assert "panel" not in user
    assert "English" in system
    nonce = user.split("<<<QUESTION ")[1].split(">>>")[0]
    assert nonce in system
    assert all(f"<<<RESPONSE {letter} {nonce}>>>" in user for letter in "ABC")


async def test_another_version_has_another_order_and_another_nonce(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD))
    orders = set()
    for version in range(8):
        again = ModerationJob(QUESTION, "", responses(), ("router:judge",), 5, previous_version=version)
        synthesis, _ = await moderate(moderator(), again)
        assert synthesis.version == version + 1
        user = loopback.asked("judge")[-1].body["messages"][1]["content"]
        orders.add(tuple(sorted("ABC", key=lambda letter: user.index(f"<<<RESPONSE {letter} "))))

    assert len(orders) > 2


async def test_personality_length_temperature_and_language_change_the_request(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD))
    spanish = job("router:judge", question="¿Cada cuánto hay que probar la restauración?")
    await moderate(moderator(), job("router:judge"))
    await moderate(
        moderator(ModeratorSettings(personality="critical", temperature=0.9, length="short", max_tokens=999)),
        spanish,
    )
    first, second = (asked.body for asked in loopback.asked("judge"))

    assert (first["temperature"], second["temperature"]) == (0.3, 0.9)
    assert second["max_tokens"] == 999
    assert "Your manner: balanced" in first["messages"][0]["content"]
    assert "Your manner: critical" in second["messages"][0]["content"]
    assert "at most 150 words" in second["messages"][0]["content"]
    assert "in Spanish" in second["messages"][0]["content"]


async def test_long_answers_are_cut_alike_and_the_cut_is_told(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD))
    long = {letter: f"{text} " + "word " * 20_000 for letter, text in ENGLISH.items()}

    synthesis, _ = await moderate(moderator(), job("router:judge", answers=responses(long)))

    user = loopback.asked("judge")[0].body["messages"][1]["content"]
    assert user.count("[cut here to 32000 characters for all]") == 3
    assert len(user) < prompts.ROOM_CHARS + 2000
    assert synthesis.claims[0].quotes[0].found


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500),
        Fault(401),
        Fault("drop"),
        Fault("end"),
        Fault("error_event"),
        Fault("garbage"),
        Fault("no_text"),
        Fault("html"),
    ],
    ids=lambda fault: str(fault.kind),
)
async def test_a_moderator_that_fails_gives_way_to_the_next(
    loopback: LoopbackServer, moderator: Moderate, fault: Fault
) -> None:
    loopback.script("broken", Fault(fault.kind, answer=Answer("@@claims\n- (A) Half a cl")))
    loopback.script("judge", Answer(GOOD))

    synthesis, events = await moderate(moderator(), job("router:broken", "router:judge"))

    assert synthesis.moderator == "router:judge"
    assert synthesis.quality is Quality.HIGH
    assert not synthesis.fallback_used
    assert [event.moderator for event in of(ModerationStarted, events)] == ["router:broken", "router:judge"]
    [warned] = of(Warned, events)
    assert "router:broken gave nothing" in warned.message


@pytest.mark.parametrize(
    "passing", [Fault(429), Fault(503), Fault("drop", after=0)], ids=["429", "503", "drop"]
)
async def test_a_passing_failure_before_the_first_text_is_waited_out(
    loopback: LoopbackServer, moderator: Moderate, passing: Fault
) -> None:
    loopback.script("judge", passing, passing, Answer(GOOD))

    synthesis, events = await moderate(moderator(attempts=3), job("router:judge"))

    assert synthesis.quality is Quality.HIGH
    assert not synthesis.fallback_used
    assert ["is asked again" in warned.message for warned in of(Warned, events)] == [True, True]


async def test_a_failure_after_the_first_text_is_not_tried_again(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Fault("drop"), Answer(GOOD))

    synthesis, _ = await moderate(moderator(attempts=3), job("router:judge"))

    assert synthesis.moderator == "extractive"
    assert len(loopback.asked("judge")) == 1


async def test_silence_is_a_failure_of_the_moderators_own_clock(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("slow", Fault("no_first_token"))
    loopback.script("judge", Answer(GOOD))

    synthesis, events = await moderate(moderator(), job("hasty:slow", "router:judge"))

    assert synthesis.moderator == "router:judge"
    assert "No first token" in of(Warned, events)[0].message


async def test_when_the_chain_gives_nothing_the_extractive_moderator_is_a_fallback_with_a_banner(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("broken", Fault(500))

    synthesis, events = await moderate(moderator(), job("router:broken", "nobody:there"))

    assert synthesis.moderator == "extractive"
    assert synthesis.fallback_used
    assert synthesis.banner.endswith(".")
    assert synthesis.quality is Quality.LOW
    assert len(of(Warned, events)) == 2


async def test_an_extractive_moderator_that_was_configured_is_no_fallback(moderator: Moderate) -> None:
    for chain in (("extractive",), ()):
        synthesis, events = await moderate(moderator(), job(*chain))

        assert synthesis.moderator == "extractive"
        assert not synthesis.fallback_used
        assert synthesis.banner == ""
        assert not of(Warned, events)


async def test_without_embeddings_the_answer_with_most_shared_words_remains(moderator: Moderate) -> None:
    synthesis, events = await moderate(moderator(notice="There is no embedding model."), job("extractive"))

    assert synthesis.moderator == "overlap"
    assert synthesis.fallback_used
    assert synthesis.quality is Quality.FAILED
    assert synthesis.text == next(r.text for r in responses() if r.letter == synthesis.base_letter)
    assert "There is no embedding model." in of(Warned, events)[0].message
    assert [event.moderator for event in of(ModerationStarted, events)] == ["extractive", "overlap"]


async def test_a_cut_moderation_is_kept_and_capped(loopback: LoopbackServer, moderator: Moderate) -> None:
    loopback.script("judge", Answer(GOOD, finish="length"))

    synthesis, _ = await moderate(moderator(), job("router:judge"))

    assert synthesis.quality is Quality.MEDIUM
    assert "The moderator stopped at its length limit." in synthesis.quality_reasons


async def test_missing_sections_get_one_repair_call_for_those_alone(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    head = GOOD[: GOOD.index("@@themes")]
    loopback.script("judge", Answer(head, usage=(10, 20)), Answer(TAIL, usage=(1, 2)), Fault(500))

    synthesis, _ = await moderate(moderator(), job("router:judge"))
    asked = loopback.asked("judge")

    assert len(asked) == 2
    roles = [message["role"] for message in asked[1].body["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    wanted = asked[1].body["messages"][-1]["content"]
    assert "@@themes" in wanted
    assert "@@claims" not in wanted
    assert synthesis.key_themes == ("Testing restores", "Off-site copies")
    assert len(synthesis.claims) == 3
    assert synthesis.usage == Usage(input_tokens=11, output_tokens=22)
    assert synthesis.quality is Quality.MEDIUM


async def test_a_repair_that_fails_leaves_what_there_is(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD[: GOOD.index("@@base")] + "@@end"), Fault(500))

    synthesis, events = await moderate(moderator(), job("router:judge"))

    assert synthesis.moderator == "router:judge"
    assert synthesis.text.startswith("- Restores should be tried every quarter. [A] [C]")
    assert "missing sections" in of(Warned, events)[0].message


async def test_prose_without_any_mark_is_kept_without_a_repair(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer("I would restore it each quarter."))

    synthesis, _ = await moderate(moderator(), job("router:judge"))

    assert synthesis.text == "I would restore it each quarter."
    assert synthesis.quality is Quality.LOW
    assert len(loopback.asked("judge")) == 1


async def test_marks_without_any_text_are_an_empty_moderation(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer("@@claims\n@@base\n@@synthesis\n@@themes\n@@end"))

    synthesis, _ = await moderate(moderator(), job("router:judge"))

    assert synthesis.moderator == "extractive"
    assert synthesis.fallback_used


async def test_a_refused_temperature_is_left_out(loopback: LoopbackServer, moderator: Moderate) -> None:
    loopback.script(
        "judge", Fault(400, message="Unsupported parameter", parameter="temperature"), Answer(GOOD)
    )

    synthesis, events = await moderate(moderator(), job("router:judge"))

    assert synthesis.quality is Quality.HIGH
    assert "temperature" not in loopback.asked("judge")[1].body
    assert not of(Warned, events)


async def test_a_moderator_that_sits_in_the_council_is_told(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("panel-1", Answer(GOOD))

    _, events = await moderate(moderator(), job("router:panel-1"))

    assert "also sits in the council" in of(Warned, events)[0].message


@pytest.mark.parametrize("usable", [0, 1])
async def test_fewer_than_two_usable_answers_are_not_moderated(
    loopback: LoopbackServer, moderator: Moderate, usable: int
) -> None:
    answers = tuple(
        r if i < usable else r.model_copy(update={"status": ResponseStatus.FAILED})
        for i, r in enumerate(responses())
    )
    events: list[Event] = []

    assert await moderator().moderate(job("router:judge", answers=answers), events.append) is None
    assert events == [ModerationEnded(None)]
    assert loopback.asked() == []


async def test_cancelling_closes_the_stream_and_asks_nobody_else(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    gate = Gate()
    loopback.script("judge", Answer(GOOD, gate=gate))
    events: list[Event] = []
    begun = asyncio.Event()

    def emit(event: Event) -> None:
        events.append(event)
        if isinstance(event, ModerationDelta):
            begun.set()

    task = asyncio.create_task(moderator().moderate(job("router:judge", "extractive"), emit))
    gate.release(3)
    await asyncio.wait_for(begun.wait(), 10)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(of(ModerationStarted, events)) == 1
    assert await asyncio.to_thread(loopback.asked("judge")[0].gone.wait, 10)


async def test_escapes_in_the_moderators_text_never_pass(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD.replace("Try", "\x1b[31mTry\x1b]0;x\x07"), chunk=1))

    synthesis, events = await moderate(moderator(), job("router:judge"))

    assert synthesis.text.startswith("Try a restore")
    assert "\x1b" not in "".join(event.text for event in of(ModerationDelta, events))


async def test_a_spanish_extract_speaks_spanish(moderator: Moderate) -> None:
    question = "¿Cada cuánto se prueba una copia de seguridad?"

    synthesis, _ = await moderate(
        moderator(), job("extractive", answers=responses(SPANISH), question=question)
    )

    assert synthesis.text.startswith("**La respuesta más cercana")
    assert "## Lo que añaden las demás" in synthesis.text
