"""What it looks like, at three sizes, on content whose every figure is known."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from orquix_tui.domain.events import (
    ReasoningDelta,
    ResponseDelta,
    ResponseEnded,
    ResponseRetrying,
    ResponseStarted,
    RunStarted,
)
from orquix_tui.domain.models import Failure, Response
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from orquix_tui.tui import themes
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.themes import palette_for
from tests.house import House
from tests.tui import sample
from tests.tui.conftest import Compare, Look
from tests.tui.pictured import furnish, opened, ready, settle, started


async def live(pilot: Pilot[Any]) -> None:
    """A run in which every member does something else."""
    screen = await settle(pilot)
    clock = screen._clock
    assert isinstance(clock, sample.StoppedClock)
    now = clock.monotonic()
    blank = [
        Response(seat=r.seat, letter=r.letter, label=r.label, provider=r.provider, model=r.model)
        for r in sample.responses()
    ]
    begun = sample.interaction().model_copy(
        update={
            "responses": tuple(blank),
            "synthesis": None,
            "context": (),
            "status": InteractionStatus.RUNNING,
        }
    )
    done = sample.responses()[0]
    arrivals = [
        Arrival(RunStarted(begun), now, now),
        *(Arrival(ResponseStarted(seat), now, now) for seat in range(4)),
        Arrival(ResponseDelta(0, done.text), now + 0.4, now + 2),
        Arrival(ResponseEnded(done), now + 2.5, now + 2.5),
        Arrival(ResponseDelta(1, "Half an answer, and then no"), now + 1, now + 4),
        Arrival(ReasoningDelta(2, "Let me think. " * 30), now + 2, now + 11),
        Arrival(ResponseRetrying(3, 2, 4.0, Failure(cause="router is busy (429)")), now + 10, now + 10),
    ]
    clock.at = now + 12.0
    await screen._presenter.present(arrivals)
    await pilot.pause(0.1)


def test_the_answers_of_a_saved_run(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=opened())


def test_the_synthesis_with_its_banner_and_ledger(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=opened("f6"))


def test_a_run_that_goes_on(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=live)


def themed(name: str) -> Look:
    """The same in that theme."""

    async def step(pilot: Pilot[Any]) -> None:
        pilot.app.theme = name
        texts = [text for text in pilot.app.screen.query(LiveMarkdown) if text.region]
        for _ in range(500):
            if all(text.settled and text._palette == palette_for(text) for text in texts):
                break
            await pilot.pause(0.02)
        await pilot.pause(0.1)

    return step


def test_the_other_themes(snap_sizes: Compare, app: OrquixApp) -> None:
    others = [theme.name for theme in themes.THEMES if theme.name != themes.DEFAULT]
    assert snap_sizes(app, run_before=opened(), states={name: themed(name) for name in others})


def test_the_first_start(snap_sizes: Compare, house: House) -> None:
    furnish(house)
    app = started(house, notices=("A commented configuration was written.",))
    assert snap_sizes(app, run_before=ready)


def test_all_final_statuses_are_told_apart_without_colour() -> None:
    from orquix_tui.tui.panel_state import PanelState

    first = sample.responses()[0]
    lines = {
        PanelState(first.model_copy(update={"status": s, "text": ""})).header(0).fit(30)
        for s in ResponseStatus
        if s.final
    }
    assert len(lines) == len([s for s in ResponseStatus if s.final])
