"""What the moderator makes of the answers, in which language, and in how small a window."""

from __future__ import annotations

import re

import pytest

from orquix_tui.core.moderator import ModerationJob
from orquix_tui.core.moderator.phrases import phrases
from orquix_tui.domain.events import SynthesisDelta, Warned
from orquix_tui.domain.models import Response, Strategy
from orquix_tui.domain.settings import ModeratorSettings
from orquix_tui.domain.status import Quality
from tests.core.moderating import QUESTION, Moderate, job, moderate, of, responses
from tests.core.moderator_corpus import ENGLISH, GOOD, GOOD_ES, SPANISH
from tests.loopback import Answer, Fault, LoopbackServer

TOO_LONG = Fault(400, message="This model's maximum context length is 900 tokens.")
LEDGER_ALONE = GOOD[: GOOD.index("@@base")] + GOOD[GOOD.index("@@themes") :]


def _system(loopback: LoopbackServer, number: int = -1) -> str:
    return str(loopback.asked("judge")[number].body["messages"][0]["content"])


async def test_every_strategy_asks_for_something_else_in_the_same_form(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD))
    told = {}
    strategies: tuple[Strategy, ...] = ("repair", "select", "compare")
    for strategy in strategies:
        synthesis, _ = await moderate(moderator(ModeratorSettings(strategy=strategy)), job("router:judge"))
        assert synthesis.strategy == strategy
        told[strategy] = _system(loopback)
    assert "take the base and mend it" in told["repair"]
    assert "Nothing is merged" in told["select"]
    assert "@@synthesis" not in told["compare"]
    assert all("@@claims" in text and "@@research" in text for text in told.values())
    assert not re.search(r"\$\w", "".join(told.values())), "nothing is left to fill in"


async def test_select_gives_the_reasons_and_then_the_chosen_answer_as_it_is(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD, chunk=9))
    synthesis, events = await moderate(moderator(ModeratorSettings(strategy="select")), job("router:judge"))
    assert synthesis.text.startswith("Try a restore")
    assert synthesis.text.endswith(f"## [C]\n\n{ENGLISH['C']}")
    assert "".join(event.text for event in of(SynthesisDelta, events)) == synthesis.text
    assert synthesis.quality is Quality.HIGH


async def test_compare_gives_the_ledger_alone_and_asks_for_no_synthesis(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(LEDGER_ALONE))
    synthesis, _ = await moderate(moderator(ModeratorSettings(strategy="compare")), job("router:judge"))
    assert synthesis.text.startswith("- Restores should be tried every quarter. [A] [C]; against: [B]")
    assert synthesis.quality is Quality.HIGH
    assert len(loopback.asked("judge")) == 1, "a missing synthesis is not asked for"


async def test_a_window_too_small_shortens_all_answers_alike_and_says_so(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", TOO_LONG, TOO_LONG, Answer(GOOD))
    synthesis, events = await moderate(moderator(), job("router:judge", answers=_long_answers()))
    sizes = [len(asked.body["messages"][1]["content"]) for asked in loopback.asked("judge")]
    assert sizes[0] > 1.6 * sizes[1] > 2.4 * sizes[2]
    assert loopback.asked("judge")[-1].body["messages"][1]["content"].count("[cut here to ") == 3
    assert any("shortened" in reason for reason in synthesis.quality_reasons)
    assert len([event for event in of(Warned, events) if "shortened" in event.message]) == 2


async def test_a_window_that_is_always_too_small_goes_to_the_next_of_the_chain(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", TOO_LONG)
    loopback.script("second", Answer(GOOD))
    synthesis, _ = await moderate(moderator(), job("router:judge", "router:second"))
    assert synthesis.moderator == "router:second"
    assert len(loopback.asked("judge")) == 4


@pytest.mark.parametrize(
    ("setting", "told"), [("es", "in Spanish"), ("English", "in English"), ("Portuguese", "in Portuguese")]
)
async def test_the_language_is_the_one_that_was_set(
    loopback: LoopbackServer, moderator: Moderate, setting: str, told: str
) -> None:
    loopback.script("judge", Answer(GOOD))
    await moderate(moderator(ModeratorSettings(language=setting)), job("router:judge"))
    assert f"write everything {told}" in _system(loopback)


async def test_the_reasons_are_in_the_language_of_the_question(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD_ES))
    question = "¿Cada cuánto hay que probar la restauración?"
    spanish = job("router:judge", answers=responses(SPANISH), question=question)
    synthesis, _ = await moderate(moderator(), spanish)
    assert synthesis.quality_reasons[0] == "4 de 4 citas se encontraron en las respuestas."


async def test_an_excluded_answer_is_not_in_the_request_nor_missed_in_the_grade(
    loopback: LoopbackServer, moderator: Moderate
) -> None:
    loopback.script("judge", Answer(GOOD_ES))
    answers = responses({**SPANISH, "C": "Nada de esto importa en absoluto."})
    without = ModerationJob(
        QUESTION, "", answers, ("router:judge",), 5, previous_version=1, excluded=frozenset("C")
    )
    synthesis, _ = await moderate(moderator(), without)
    assert "importa" not in loopback.asked("judge")[0].body["messages"][1]["content"]
    assert synthesis.excluded == ("C",)
    assert synthesis.quality is Quality.HIGH


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, spanish = phrases()["en"], phrases()["es"]
    assert english.keys() == spanish.keys()
    for key, sentence in english.items():
        assert set(re.findall(r"{(\w+)}", sentence)) == set(re.findall(r"{(\w+)}", spanish[key])), key


def _long_answers() -> tuple[Response, ...]:
    filler = "One more remark that says nothing about it. " * 80
    return tuple(r.model_copy(update={"text": f"{r.text} {filler}"}) for r in responses())
