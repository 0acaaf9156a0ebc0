"""The whole flow without a screen: real providers, a real server, a real store, every step's failure."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from orquix_tui.domain.errors import BudgetError, InputError
from orquix_tui.domain.events import (
    ClaimFound,
    ModerationStarted,
    ResponseDelta,
    ResponseEnded,
    ResponseRetrying,
    RunEnded,
    RunStarted,
    Saved,
    SaveFailed,
)
from orquix_tui.domain.models import Attachment, Interaction
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from tests.house import KEY, KINDS, NO_MODEL, SAYS, House
from tests.loopback import Answer, Fault, Gate

FOUR = [(kind, f"{kind}-model") for kind in KINDS[1:]]


def _ended(house: House) -> list[ResponseEnded]:
    return [e for e in house.events if isinstance(e, ResponseEnded)]


def _files_with(text: str, folder: Path) -> list[Path]:
    return [f for f in folder.rglob("*") if f.is_file() and text.encode() in f.read_bytes()]


def _corrupt(data: Path) -> None:
    for file in data.glob("*.duckdb"):
        file.write_bytes(b"not a database at all" * 999)


async def _moderated(house: House) -> Interaction:
    house.configure(FOUR)
    for _, model in FOUR:
        house.server.script(model, Answer(SAYS))
    async with house.open() as services:
        return await house.ask(services, "How is the weather?")


async def test_four_kinds_answer_and_a_model_compares_them(house: House) -> None:
    interaction = await _moderated(house)

    assert interaction.status is InteractionStatus.COMPLETE
    assert [r.status for r in interaction.responses] == [ResponseStatus.COMPLETE] * 4
    assert {r.text for r in interaction.responses} == {SAYS}
    synthesis = interaction.synthesis
    assert synthesis is not None
    assert synthesis.quality is Quality.HIGH, synthesis.quality_reasons
    assert synthesis.consensus_areas == ("Rain falls in winter.", "Snow falls on the hills.")
    assert synthesis.contradictions == ("The river rises in spring.",)
    assert synthesis.fallback_used is False


async def test_the_events_tell_the_same_story_as_the_result(house: House) -> None:
    interaction = await _moderated(house)

    assert isinstance(next(e for e in house.events if isinstance(e, RunStarted)), RunStarted)
    assert len(_ended(house)) == 4
    for ended in _ended(house):
        seat = ended.response.seat
        joined = "".join(e.text for e in house.events if isinstance(e, ResponseDelta) and e.seat == seat)
        last = max(i for i, e in enumerate(house.events) if isinstance(e, ResponseDelta) and e.seat == seat)
        assert joined == ended.response.text
        assert last < house.events.index(ended)
    assert sum(isinstance(e, ClaimFound) for e in house.events) == 3
    assert isinstance(house.events[-1], RunEnded)
    assert house.events[-1].interaction == interaction


async def test_every_figure_is_recorded_and_saved(house: House) -> None:
    interaction = await _moderated(house)
    async with house.open() as services:
        stored = await services.store.interaction(interaction.id)

    figures = interaction.metrics.model_dump(exclude={"errors", "warnings"})
    assert [name for name, value in figures.items() if value is None] == []
    assert interaction.metrics.ai_responses_count == 4
    assert interaction.metrics.ai_failures_count == 0
    assert stored == interaction


async def test_the_moderator_never_learns_a_name(house: House) -> None:
    await _moderated(house)

    sent = json.dumps(house.server.asked("judge")[0].body)
    assert "How is the weather?" in sent
    assert SAYS in sent
    assert not [model for _, model in FOUR if model in sent]


async def test_one_member_refuses_and_the_others_go_on(house: House) -> None:
    house.configure(FOUR)
    house.server.script("gemini-model", Fault(401, message="bad key", echo_key=True))

    async with house.open() as services:
        interaction = await house.ask(services, "Why?")

    refused = next(r for r in interaction.responses if r.provider == "gemini")
    assert interaction.status is InteractionStatus.PARTIAL
    assert refused.status is ResponseStatus.AUTH_ERROR
    assert refused.error is not None
    assert "LOOPBACK_KEY" in refused.error.remedy
    assert KEY not in repr(interaction)
    assert interaction.metrics.ai_failures_count == 1
    assert interaction.metrics.errors[0].step == "council"


async def test_nobody_answers(house: House) -> None:
    house.configure(FOUR)
    for _, model in FOUR:
        house.server.script(model, Fault(500))

    async with house.open() as services:
        interaction = await house.ask(services, "Is anybody there?")
        stored = await services.store.interaction(interaction.id)
        learned = await services.store.search_words("anybody", None, 5)

    assert interaction.status is InteractionStatus.FAILED
    assert interaction.synthesis is None
    assert stored.prompt == "Is anybody there?"
    assert all(r.text == "" for r in stored.responses)
    assert all(hit.chunk.interaction_id == interaction.id for hit in learned)
    assert not any(isinstance(e, ModerationStarted) for e in house.events)


async def test_a_retry_before_the_first_word_is_told_and_succeeds(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    house.server.script("n", Fault(429, retry_after="0"), Fault(503), Answer("At last."))

    async with house.open() as services:
        interaction = await house.ask(services, "Why?")

    answer = interaction.responses[1]
    assert (answer.status, answer.text, answer.attempts) == (ResponseStatus.COMPLETE, "At last.", 3)
    assert sum(isinstance(e, ResponseRetrying) for e in house.events) == 2


async def test_a_drop_in_mid_stream_is_not_retried_and_keeps_the_text(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    house.server.script("n", Fault("drop", after=2, answer=Answer("one two three four", chunk=4)))

    async with house.open() as services:
        interaction = await house.ask(services, "Why?")

    answer = interaction.responses[1]
    assert answer.status is ResponseStatus.INTERRUPTED
    assert answer.text == "one two "
    assert answer.attempts == 1


async def test_a_parameter_that_the_model_refuses_is_dropped_and_remembered(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    house.server.script(
        "n", Fault(400, message="Unsupported: temperature", parameter="temperature"), Answer()
    )

    async with house.open() as services:
        first = await house.ask(services, "Why?", temperature=0.1)
        second = await house.ask(services, "Why again?", temperature=0.1)

    assert first.responses[1].status is second.responses[1].status is ResponseStatus.COMPLETE
    assert ["temperature" in r.body for r in house.server.asked("n")] == [True, False, False]


async def test_cancelling_one_member_leaves_the_others(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    gate = Gate()
    house.server.script("n", Answer("one two three four", chunk=4, gate=gate))
    started = asyncio.Event()

    def emit(event: object) -> None:
        if isinstance(event, ResponseDelta) and event.seat == 1:
            started.set()

    async with house.open() as services:
        run = await services.orchestrator.start(await house.request(services, "Why?"), emit)
        gate.release()
        await asyncio.wait_for(started.wait(), 10)
        run.cancel_member(1)
        interaction = await asyncio.wait_for(run.wait(), 10)
        assert house.server.asked("n")[0].gone.wait(20)

    assert [r.status for r in interaction.responses] == [ResponseStatus.COMPLETE, ResponseStatus.CANCELLED]
    assert interaction.responses[1].text == "one "
    assert interaction.status is InteractionStatus.PARTIAL


async def test_cancelling_the_run_keeps_what_came(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    gate = Gate()
    for model in ("m", "n"):
        house.server.script(model, Answer("one two three four", chunk=4, gate=gate))
    started = asyncio.Event()

    def emit(event: object) -> None:
        if isinstance(event, ResponseDelta):
            started.set()

    async with house.open() as services:
        run = await services.orchestrator.start(await house.request(services, "Why?"), emit)
        gate.release()
        await asyncio.wait_for(started.wait(), 10)
        run.cancel()
        interaction = await asyncio.wait_for(run.wait(), 10)
        stored = await services.store.interaction(interaction.id)

    assert stored.status is InteractionStatus.CANCELLED
    assert sorted(r.text for r in stored.responses) == ["", "one "]


async def test_a_run_cancelled_at_once_still_ends_every_seat(house: House) -> None:
    house.configure(FOUR)

    async with house.open() as services:
        run = await services.orchestrator.start(await house.request(services, "Why?"), house.events.append)
        run.cancel()
        interaction = await asyncio.wait_for(run.wait(), 10)

    assert interaction.status is InteractionStatus.CANCELLED
    assert len(_ended(house)) == 4


async def test_the_moderator_fails_and_a_banner_says_so(house: House) -> None:
    house.configure(FOUR)
    house.server.script("judge", Fault(500))

    async with house.open() as services:
        interaction = await house.ask(services, "Why?")

    assert interaction.status is InteractionStatus.PARTIAL
    assert interaction.synthesis is not None
    assert interaction.synthesis.fallback_used is True
    assert interaction.synthesis.banner
    assert interaction.metrics.fallback_used is True


async def test_a_store_that_cannot_be_used_costs_no_answer(house: House) -> None:
    house.configure(FOUR)
    async with house.open() as services:
        request = await house.request(services, "Why?")
        _corrupt(house.home / "data")
        interaction = await services.orchestrator.run(request, house.events.append)

    assert all(r.status is ResponseStatus.COMPLETE for r in interaction.responses)
    failed = [e for e in house.events if isinstance(e, SaveFailed)]
    assert len(failed) == 1
    assert failed[0].failure.remedy
    assert not any(isinstance(e, Saved) for e in house.events)


async def test_nothing_is_kept_when_the_person_says_so(house: House) -> None:
    house.configure(FOUR)

    async with house.open() as services:
        interaction = await house.ask(services, "A secret question", save=False)
        history = await services.store.history()

    assert interaction.status is InteractionStatus.COMPLETE
    assert history == []
    assert _files_with("secret question", house.home) == []


@pytest.mark.parametrize("prompt", ["", " \n ", "x" * 100_001])
async def test_an_unusable_prompt_is_refused_before_anything_happens(house: House, prompt: str) -> None:
    house.configure(FOUR)

    async with house.open() as services:
        with pytest.raises(InputError):
            await house.ask(services, prompt)

    assert house.events == []
    assert house.server.requests == []


async def test_a_run_over_the_budget_is_refused_with_the_estimate(house: House) -> None:
    house.configure(
        [("openai", "gpt-4o"), ("anthropic", "claude-sonnet-5-5")],
        extra=NO_MODEL + "[budget]\nper_run_usd = 0.03\n",
    )

    async with house.open() as services:
        with pytest.raises(BudgetError, match=r"\$0\.03"):
            await house.ask(services, "Why?")
        allowed = await house.ask(services, "Why?", max_tokens=10)

    assert allowed.status is InteractionStatus.COMPLETE
    assert allowed.responses[0].cost_usd is not None


async def test_prompt_and_answers_hold_no_escapes(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    house.server.script("n", Answer("a\x1b[31mred\x1b[0m \x07[bold]x[/bold]", chunk=3))

    async with house.open() as services:
        interaction = await house.ask(services, "Why\x1b[2J?")

    assert interaction.prompt == "Why?"
    assert interaction.responses[1].text == "ared [bold]x[/bold]"


async def test_a_planted_key_stands_in_no_file(house: House, tmp_path: Path) -> None:
    house.configure(FOUR)
    house.server.script("gemini-model", Fault(401, message="no such key", echo_key=True))
    house.server.script("ollama-model", Answer(f"Your key is {KEY}, keep it safe."))

    async with house.open() as services:
        interaction = await house.ask(services, f"My key is {KEY}. Is it safe?")
        document = services.export(await services.store.interaction(interaction.id))

    assert KEY not in document
    assert _files_with(KEY, tmp_path) == []


async def test_a_display_that_fails_costs_no_answer(house: House) -> None:
    house.configure(FOUR)

    def emit(event: object) -> None:
        raise BrokenPipeError

    async with house.open() as services:
        run = await services.orchestrator.start(await house.request(services, "Why?"), emit)
        interaction = await asyncio.wait_for(run.wait(), 20)
        stored = await services.store.interaction(interaction.id)

    assert stored.status is InteractionStatus.COMPLETE
    assert any("display failed" in note.message for note in stored.metrics.warnings)


async def test_a_defect_in_the_moderation_is_degraded_not_complete(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(FOUR)
    async with house.open() as services:
        # A defect cannot be ordered from outside: it is planted where a moderator is asked.
        monkeypatch.setattr("orquix_tui.core.moderator.prompt.first_request", lambda *_: 1 // 0)
        interaction = await house.ask(services, "Why?")

    assert interaction.status is InteractionStatus.PARTIAL
    assert interaction.synthesis is not None
    assert interaction.synthesis.fallback_used


async def test_the_moderator_sees_the_files_too(house: House) -> None:
    house.configure(FOUR)

    async with house.open() as services:
        await house.ask(services, "Why?", attachments=(Attachment(name="a.txt", text="The code is 4711."),))

    assert "The code is 4711." in json.dumps(house.server.asked("judge")[0].body)


async def test_a_budget_with_an_unknown_price_warns(house: House) -> None:
    house.configure(FOUR, extra=NO_MODEL + "[budget]\nper_run_usd = 1\n")

    async with house.open() as services:
        interaction = await house.ask(services, "Why?")

    assert any("price of" in note.message for note in interaction.metrics.warnings)
