"""What the moderator looks like in each of its states, at three sizes of one running app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from orquix_tui.core.moderator.phrases import say
from orquix_tui.domain.events import (
    ClaimFound,
    Event,
    ModerationDelta,
    ModerationEnded,
    ModerationRepairing,
    ModerationStarted,
    ResponseDelta,
    ResponseEnded,
    ResponseStarted,
    RunEnded,
    RunStarted,
    StepStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import EXTRACTIVE, OVERLAP, Usage
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus, Step
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.bridge import Arrival
from tests.tui import ledger_sample, sample
from tests.tui.conftest import Compare
from tests.tui.pictured import settle

JUDGE, OTHER = "router:judge-with-quite-a-long-name-2026-08", "small:SmolLM2-135M"
TEXT = "Water piles up on the **outer** bank, sinks, and returns along the bed [A][C].\n\n"
Step_ = Callable[[Pilot[Any]], Awaitable[None]]


def comes(*events: Event, after: float = 0.0, now: float = 0.0) -> Step_:
    """These events `after` seconds, looked at `now` seconds later."""

    async def step(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen_stack[0]
        clock = screen._clock  # type: ignore[attr-defined]  # the workspace's
        assert isinstance(clock, sample.StoppedClock)
        clock.at += after
        arrivals = [Arrival(event, clock.at, clock.at) for event in events]
        clock.at += now
        await screen._presenter.present(arrivals)  # type: ignore[attr-defined]  # the workspace's
        await pilot.pause(0.1)

    return step


async def _turn_sidebar(pilot: Pilot[Any]) -> None:
    await pilot.press("f2")
    await pilot.pause(0.1)


def _with_the_sidebar_back(step: Step_) -> Step_:
    async def both(pilot: Pilot[Any]) -> None:
        await _turn_sidebar(pilot)
        await step(pilot)

    return both


def begun(*, over: int = 4) -> list[Event]:
    """A run of which so many have answered."""
    whole = sample.interaction()
    blank = tuple(
        r.model_copy(
            update={
                "status": ResponseStatus.PENDING,
                "text": "",
                "reasoning": "",
                "usage": Usage(),
                "error": None,
                "cost_usd": None,
                "ttft_ms": None,
                "latency_ms": None,
            }
        )
        for r in whole.responses
    )
    run = whole.model_copy(
        update={
            "responses": blank,
            "synthesis": None,
            "context": (),
            "status": InteractionStatus.RUNNING,
        }
    )
    events: list[Event] = [RunStarted(run), StepStarted(Step.COUNCIL)]
    events += [ResponseStarted(r.seat) for r in whole.responses]
    for r in whole.responses[:over]:
        events += [ResponseDelta(r.seat, r.text)] if r.text else []
        events.append(ResponseEnded(r))
    return events


async def on_the_tab(pilot: Pilot[Any]) -> None:
    """The synthesis in front."""
    await settle(pilot)
    await pilot.press("f6")


ASKED: tuple[Event, ...] = (StepStarted(Step.MODERATE), ModerationStarted(JUDGE))
WRITES: tuple[Event, ...] = (
    ModerationDelta("x" * 600),
    *(ClaimFound(claim) for claim in ledger_sample.CLAIMS[:2]),
    SynthesisDelta(TEXT * 3),
)
DONE = ledger_sample.synthesis().model_copy(
    update={
        "moderator": JUDGE,
        "quality": Quality.HIGH,
        "usage": Usage(output_tokens=900),
        "cost_usd": 0.0123,
    }
)
DEGRADED = DONE.model_copy(
    update={
        "moderator": EXTRACTIVE,
        "quality": Quality.LOW,
        "fallback_used": True,
        "cost_usd": None,
        "usage": Usage(),
        "banner": say("banner_extractive", "en"),
        "quality_reasons": (say("extracted", "en"), say("not_agreement", "en")),
    }
)
BY_OVERLAP = DEGRADED.model_copy(
    update={
        "moderator": OVERLAP,
        "quality": Quality.FAILED,
        "claims": (),
        "suggested_questions": (),
        "banner": say("banner_overlap", "en"),
        "quality_reasons": (say("overlapped", "en"),),
    }
)


def test_a_moderator_that_works(snap_sizes: Compare, app: OrquixApp) -> None:
    over = sample.interaction().model_copy(update={"synthesis": DONE})
    states = {
        "waits": comes(*begun(over=2)),
        "asked": comes(*(ResponseEnded(r) for r in sample.responses()[2:]), *ASKED, now=3.4),
        "again": comes(Warned(Step.MODERATE, "router is busy (429)", passing=True), now=1.0),
        "writes": comes(*WRITES, after=0.6, now=1.5),
        "silent": comes(after=9.0),
        "repairs": comes(ModerationRepairing(("themes", "research")), now=2.0),
        "done": comes(ModerationEnded(DONE), RunEnded(over)),
    }
    assert snap_sizes(app, run_before=on_the_tab, states=states)


def test_a_moderator_that_fails(snap_sizes: Compare, app: OrquixApp) -> None:
    unmoderated = sample.interaction().model_copy(update={"synthesis": None})
    states = {
        "instead": comes(*begun(), *ASKED, ModerationStarted(OTHER), *WRITES, now=2.0),
        "cancelled": comes(ModerationEnded(None), StepStarted(Step.SAVE)),
        "degraded": comes(*begun(), *ASKED, ModerationStarted(EXTRACTIVE), ModerationEnded(DEGRADED)),
        "failed": comes(*begun(), *ASKED, ModerationStarted(OVERLAP), ModerationEnded(BY_OVERLAP)),
        "sidebar-turned": _turn_sidebar,
        "alone": _with_the_sidebar_back(comes(*begun(over=1), RunEnded(unmoderated))),
    }
    assert snap_sizes(app, run_before=on_the_tab, states=states)
