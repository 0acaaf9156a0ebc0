"""A member asked again or added, while a run goes on and when it is over: headless, over a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from orquix_tui.core.again import Wish
from orquix_tui.core.asking_again import Whom
from orquix_tui.core.late import late_in
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import BudgetError, InputError
from orquix_tui.domain.events import (
    AnswersLeftOut,
    Event,
    ModerationStarted,
    ResponseAsked,
    ResponseDelta,
    ResponseEnded,
    RunEnded,
)
from orquix_tui.domain.models import Interaction, Member
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from tests.house import MODERATION, NO_MODEL, SAYS, House
from tests.loopback import Answer, Fault, Gate

KIND = "openai-compatible"
COUNCIL = [(KIND, name) for name in ("one", "two", "three")]
FRESH = "Rain falls in winter. It came late."
LABELS = ("one", "two", "three", "three 2")
FOURTH = Member(provider=KIND, model="four", label="three")


class Heard:
    """Keeps the events, and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._waiting: list[tuple[Callable[[Event], bool], asyncio.Event]] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        for wanted, came in self._waiting:
            if wanted(event):
                came.set()

    def until(self, wanted: Callable[[Event], bool]) -> asyncio.Event:
        """Set when such an event comes."""
        came = asyncio.Event()
        self._waiting.append((wanted, came))
        return came

    def ended(self, seat: int) -> list[ResponseStatus]:
        """How every asking of that seat ended."""
        answers = [event.response for event in self.events if isinstance(event, ResponseEnded)]
        return [answer.status for answer in answers if answer.seat == seat]


def _seat_ended(seat: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, ResponseEnded) and event.response.seat == seat


def _askings_are_whole(events: list[Event], seat: int) -> None:
    """Between two ends of a seat stand the deltas of one asking, and they make up its text."""
    text = ""
    for event in events:
        if isinstance(event, ResponseDelta) and event.seat == seat:
            text += event.text
        elif isinstance(event, ResponseEnded) and event.response.seat == seat:
            assert event.response.text == text
            text = ""
    assert text == ""


def _prepare(house: House, extra: str = NO_MODEL) -> None:
    house.configure(COUNCIL, extra=extra)
    for name in ("one", "two", "four"):
        house.server.script(name, Answer(SAYS, usage=(10, 20)))
    house.server.script("three", Fault(401), Answer(FRESH, usage=(10, 20)))


async def _again(services: Services, interaction: Interaction, whom: Whom, heard: Heard) -> Interaction:
    asking = await services.asking_again.start(interaction.id, whom, heard)
    return await asking.wait()


async def test_a_failed_member_is_asked_again_while_the_others_answer(house: House) -> None:
    _prepare(house)
    gate, heard = Gate(), Heard()
    house.server.script("two", Answer(SAYS, gate=gate))
    async with house.open() as services:
        failed = heard.until(_seat_ended(2))
        run = await services.orchestrator.start(await house.request(services, "Why?"), heard)
        async with asyncio.timeout(20):
            await failed.wait()
            assert not run.retry_member(1), "it still answers"
            assert not run.retry_member(7)
            assert run.retry_member(2)
            assert not run.retry_member(2), "it is being asked"
            gate.open()
            interaction = await run.wait()
        saved = await services.store.interaction(interaction.id)
        figures = await services.store.metrics(1)

    assert [r.status for r in interaction.responses] == [ResponseStatus.COMPLETE] * 3
    assert interaction.responses[2].text == FRESH
    assert heard.ended(2) == [ResponseStatus.AUTH_ERROR, ResponseStatus.COMPLETE]
    assert heard.ended(0) == [ResponseStatus.COMPLETE]
    _askings_are_whole(heard.events, 2)
    asked = [e for e in heard.events if isinstance(e, ResponseAsked)]
    assert [(e.response.seat, e.member.model) for e in asked] == [(2, "three")]
    assert interaction.status is InteractionStatus.COMPLETE
    assert interaction.synthesis is not None
    assert saved.responses == interaction.responses
    assert figures["by_model"][0]["asked"] == 1


async def test_one_asked_again_during_the_comparison_comes_late(house: House) -> None:
    _prepare(house)
    judging, heard = Gate(), Heard()
    house.server.script("judge", Answer(MODERATION, gate=judging))
    async with house.open() as services:
        begun, came = heard.until(lambda e: isinstance(e, ModerationStarted)), heard.until(_seat_ended(3))
        run = await services.orchestrator.start(await house.request(services, "Why?"), heard)
        async with asyncio.timeout(20):
            await begun.wait()
            assert not run.retry_member(0), "its answer is being compared"
            assert not run.leave_out(0, out=True), "too late"
            assert run.retry_member(2)
            assert run.add_member(FOURTH)
            await came.wait()
            judging.open()
            interaction = await run.wait()
        assert not run.add_member(FOURTH), "all is over"

    assert [r.status.usable for r in interaction.responses] == [True] * 4
    assert [r.label for r in interaction.responses] == ["one", "two", "three", "three 2"]
    assert sorted(r.letter for r in interaction.responses) == ["A", "B", "C", "D"]
    assert [m.label for m in interaction.council.members] == ["one", "two", "three", "three 2"]
    told = [name for note in interaction.metrics.warnings for name in late_in(note.message, LABELS)]
    assert told == ["three", "three 2"]
    assert interaction.metrics.ai_responses_count == 4
    assert interaction.metrics.ai_failures_count == 0


async def test_an_answer_that_is_left_out_is_not_compared(house: House) -> None:
    _prepare(house)
    gate, heard = Gate(), Heard()
    house.server.script("two", Answer(SAYS, gate=gate))
    house.server.script("three", Answer(FRESH))
    async with house.open() as services:
        first = heard.until(_seat_ended(0))
        run = await services.orchestrator.start(await house.request(services, "Why?"), heard)
        async with asyncio.timeout(20):
            await first.wait()
            assert run.leave_out(0, out=True)
            assert run.leave_out(1, out=True)
            assert run.leave_out(1, out=False)
            assert not run.leave_out(9, out=True)
            gate.open()
            interaction = await run.wait()

    assert interaction.synthesis is not None
    assert interaction.synthesis.excluded == (interaction.responses[0].letter,)
    assert [e.seats for e in heard.events if isinstance(e, AnswersLeftOut)] == [{0}, {0, 1}, {0}]
    assert not [name for note in interaction.metrics.warnings for name in late_in(note.message, LABELS)]


async def test_a_saved_run_takes_in_the_answer_of_one_member(house: House) -> None:
    _prepare(house)
    heard = Heard()
    async with house.open() as services:
        before = await house.ask(services, "Why?")
        assert before.status is InteractionStatus.PARTIAL
        calls = len(house.server.asked("one"))
        first = house.server.asked("three")[0].body["messages"]
        after = await _again(services, before, Whom((2,)), heard)
        saved = await services.store.interaction(before.id)
        found = await services.store.search_words("late", before.project_id, 5)
        figures = await services.store.metrics(1)

        assert len(house.server.asked("one")) == calls, "nobody else is asked"
        assert house.server.asked("three")[1].body["messages"] == first, "the same prompt"
        assert after.responses[2].text == saved.responses[2].text == FRESH
        assert after.responses[2].letter == before.responses[2].letter
        assert (after.status, saved.status) == (InteractionStatus.COMPLETE, InteractionStatus.COMPLETE)
        assert saved.synthesis == before.synthesis
        told = [name for note in saved.metrics.warnings for name in late_in(note.message, LABELS)]
        assert told == ["three"], "the synthesis is older than the answer"
        assert (saved.metrics.ai_responses_count, saved.metrics.ai_failures_count) == (3, 0)
        assert found
        assert heard.ended(2) == [ResponseStatus.COMPLETE]
        assert isinstance(heard.events[-1], RunEnded)
        assert heard.events[-1].interaction == after
        by_model = {row["model"]: row for row in figures["by_model"]}
        assert (by_model["three"]["asked"], by_model["three"]["failed"]) == (2, 1)
        assert await services.store.active() == []

        compared = await services.again.moderate(saved, Wish(), heard)
        assert compared.synthesis is not None
        assert compared.synthesis.version == 2


async def test_the_old_answer_stays_until_a_usable_one_came_and_all_costs_count(house: House) -> None:
    _prepare(house)
    house.server.script("one", Answer(SAYS, usage=(10, 20)), Fault("drop"), Answer(FRESH, usage=(1, 2)))
    async with house.open() as services:
        before = await house.ask(services, "Why?")
        kept = await _again(services, before, Whom((0,)), Heard())
        saved = await services.store.interaction(before.id)
        assert kept.responses[0].text == saved.responses[0].text == SAYS
        assert kept.responses[0].status is ResponseStatus.COMPLETE
        spent = kept.responses[0].usage.output_tokens
        assert spent is not None
        assert spent > 20, "what broke off was paid for, too"
        assert kept.metrics.errors[-1].message.startswith("one: ")

        after = await _again(services, kept, Whom((0,)), Heard())
        figures = await services.store.metrics(1)

    assert after.responses[0].text == FRESH
    assert after.responses[0].usage.output_tokens == spent + 2
    assert after.responses[0].attempts == 3
    by_model = {row["model"]: row for row in figures["by_model"]}
    assert by_model["one"]["asked"] == 3
    assert by_model["one"]["output_tokens"] == spent + 2


async def test_members_join_a_saved_run_up_to_eight(house: House) -> None:
    _prepare(house)
    async with house.open() as services:
        before = await house.ask(services, "Why?")
        asking = await services.asking_again.start(before.id, Whom(members=(FOURTH,)), Heard())
        assert asking.retry_member(2)
        after = await asking.wait()
        assert [r.label for r in after.responses] == ["one", "two", "three", "three 2"]
        assert after.responses[3].text == SAYS
        assert after.responses[2].text == FRESH
        saved = await services.store.interaction(before.id)
        assert saved.council.members == after.council.members
        full = await _again(services, after, Whom(members=(FOURTH,) * 4), Heard())
        assert len(full.responses) == 8
        with pytest.raises(InputError, match="seats are taken"):
            await services.asking_again.start(before.id, Whom(members=(FOURTH,)), Heard())


async def test_without_a_name_all_are_asked_that_did_not_answer(house: House) -> None:
    _prepare(house)
    async with house.open() as services:
        before = await house.ask(services, "Why?")
        after = await _again(services, before, Whom(), Heard())
        assert [r.status.usable for r in after.responses] == [True] * 3
        assert len(house.server.asked("one")) == 1
        with pytest.raises(InputError, match="Every member has answered"):
            await services.asking_again.start(before.id, Whom(), Heard())
        with pytest.raises(InputError, match="no such seat"):
            await services.asking_again.start(before.id, Whom((5,)), Heard())


async def test_cancelling_keeps_what_there_was(house: House) -> None:
    _prepare(house)
    house.server.script("one", Answer(SAYS), Answer(FRESH, gate=Gate()))
    house.server.script("three", Fault(401), Answer(FRESH, gate=Gate()))
    heard = Heard()
    async with house.open() as services:
        before = await house.ask(services, "Why?")
        asking = await services.asking_again.start(before.id, Whom((0, 2)), heard)
        with pytest.raises(InputError, match="going on"):
            await services.store.delete_interaction(before.id)
        asking.cancel_member(0)
        asking.cancel()
        async with asyncio.timeout(20):
            after = await asking.wait()

    assert after.responses[0].text == SAYS
    assert after.responses[0].status is ResponseStatus.COMPLETE
    assert after.responses[2].status is ResponseStatus.CANCELLED
    assert heard.ended(0) == heard.ended(2) == [ResponseStatus.CANCELLED]
    assert after.status is InteractionStatus.PARTIAL
    assert not asking.retry_member(0)


async def test_who_would_cost_too_much_is_not_asked(house: House) -> None:
    house.configure([("openai", "gpt-4o")], extra=NO_MODEL + "[budget]\nper_run_usd = 0.03\n")
    house.server.script("gpt-4o", Fault(401), Answer(SAYS))
    async with house.open() as services:
        before = await house.ask(services, "Why?", over_budget=True)
        with pytest.raises(BudgetError, match=r"\$0\.03"):
            await services.asking_again.start(before.id, Whom(), Heard())
        assert len(house.server.asked("gpt-4o")) == 1
        after = await _again(services, before, Whom(over_budget=True), Heard())
    assert after.responses[0].text == SAYS
    assert after.status is InteractionStatus.COMPLETE
    assert after.cost_usd is not None
