"""The comparison may begin when enough answers are in; who comes late is kept, and told."""

from __future__ import annotations

import asyncio

from orquix_tui.domain.events import Event, ModerationEnded, ModerationStarted, ResponseEnded, Warned
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.status import ResponseStatus
from tests.house import MODERATION, NO_MODEL, SAYS, House
from tests.loopback import Answer, Gate

COUNCIL = [("openai-compatible", name) for name in ("one", "two", "late")]
EARLY = f"{NO_MODEL}[moderator]\nstart_when = 2\n"


def _prepare(house: House, extra: str = EARLY) -> Gate:
    house.configure(COUNCIL, extra=extra)
    gate = Gate()
    house.server.script("one", Answer(SAYS))
    house.server.script("two", Answer(SAYS))
    house.server.script("late", Answer(SAYS, gate=gate))
    house.server.script("judge", Answer(MODERATION))
    return gate


def _until(kind: type, house: House, came: asyncio.Event) -> Emit:
    """Keeps the events, and tells when one of this kind comes."""

    def emit(event: Event) -> None:
        house.events.append(event)
        if isinstance(event, kind):
            came.set()

    return emit


async def test_two_of_three_are_compared_and_the_third_is_kept(house: House) -> None:
    gate, compared = _prepare(house), asyncio.Event()
    async with house.open() as services:
        run = await services.orchestrator.start(
            await house.request(services, "Why does it rain?"), _until(ModerationEnded, house, compared)
        )
        async with asyncio.timeout(20):
            await compared.wait()
            gate.open()
            interaction = await run.wait()
    user = house.server.asked("judge")[0].body["messages"][1]["content"]
    late = interaction.responses[2]
    assert (late.status, late.text) == (ResponseStatus.COMPLETE, SAYS)
    assert user.count("<<<END RESPONSE ") == 2
    assert f"<<<RESPONSE {late.letter} " not in user
    assert interaction.synthesis is not None
    told = [event.message for event in house.events if isinstance(event, Warned)]
    assert any("late" in message and "Compare again" in message for message in told)
    ended = [event for event in house.events if isinstance(event, ResponseEnded)]
    assert len(ended) == 3
    assert len(house.server.asked("judge")) == 1
    assert interaction.metrics.ai_responses_count == 3


async def test_with_all_in_at_once_nothing_changes(house: House) -> None:
    gate = _prepare(house)
    gate.open()
    async with house.open() as services:
        interaction = await house.ask(services, "Why does it rain?")
    assert interaction.synthesis is not None
    assert sum(isinstance(event, ModerationStarted) for event in house.events) == 1


async def test_cancelling_the_moderator_leaves_the_late_one_alone(house: House) -> None:
    gate, judging, begun = _prepare(house), Gate(), asyncio.Event()
    house.server.script("judge", Answer(MODERATION, gate=judging))
    async with house.open() as services:
        run = await services.orchestrator.start(
            await house.request(services, "Why does it rain?"), _until(ModerationStarted, house, begun)
        )
        async with asyncio.timeout(20):
            await begun.wait()
            run.cancel_moderator()
            gate.open()
            interaction = await run.wait()
            judging.open()
    assert interaction.synthesis is None
    assert interaction.responses[2].status is ResponseStatus.COMPLETE
