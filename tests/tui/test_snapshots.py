"""What it looks like, at three sizes, on content whose every figure is known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from orquix_tui.bootstrap import build, configure
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
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.screens.workspace import Workspace
from tests.house import House
from tests.tui import sample

SIZES = [(80, 24), (120, 40), (220, 60)]
LOCAL = '[providers.small]\nkind = "local"\n'
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def app(house: House) -> OrquixApp:
    """The app on a store in which one interaction of a known moment is saved."""
    house.configure([("openai-compatible", "one"), ("ollama", "two")], extra=LOCAL)
    asyncio.run(seed(house))
    return OrquixApp(build(configure(house.env)), sample.StoppedClock())


async def seed(house: House) -> None:
    """The interaction of the sample."""
    async with house.open() as services:
        project = await services.store.project("default")
        interaction = sample.interaction(project.id)
        await services.store.begin(interaction)
        await services.store.finish(interaction, [], None)


async def settle(pilot: Pilot[Any]) -> Workspace:
    """Until the lists are read."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Workspace)
    for _ in range(500):
        if screen._library.history:
            break
        await pilot.pause(0.02)
    pilot.app.query_one("#prompt").cursor_blink = False  # type: ignore[attr-defined]  # a TextArea
    await pilot.pause()
    return screen


def opened(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """The saved interaction is on the screen, then these keys are pressed."""

    async def run_before(pilot: Pilot[Any]) -> None:
        screen = await settle(pilot)
        await screen._show_saved(sample.interaction().id)
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause(0.1)

    return run_before


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


@pytest.mark.parametrize("theme", ["orquix-light", "orquix-contrast"])
def test_the_other_themes(snap_compare: Compare, app: OrquixApp, theme: str) -> None:
    app.theme = theme
    assert snap_compare(app, terminal_size=(120, 40), run_before=opened())


def test_the_first_start(snap_compare: Compare, house: House) -> None:
    house.configure([("openai-compatible", "one"), ("ollama", "two")], extra=LOCAL)
    app = OrquixApp(build(configure(house.env), notices=("A commented configuration was written.",)))

    async def run_before(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen_stack[0]
        assert isinstance(screen, Workspace)
        for _ in range(500):
            if screen._library.current:
                break
            await pilot.pause(0.02)
        pilot.app.query_one("#prompt").cursor_blink = False  # type: ignore[attr-defined]  # a TextArea
        await pilot.pause(0.1)

    assert snap_compare(app, terminal_size=(80, 24), run_before=run_before)


def test_all_final_statuses_are_told_apart_without_colour() -> None:
    from orquix_tui.tui.panel_state import PanelState

    first = sample.responses()[0]
    lines = {
        PanelState(first.model_copy(update={"status": s, "text": ""})).header(0).fit(30)
        for s in ResponseStatus
        if s.final
    }
    assert len(lines) == len([s for s in ResponseStatus if s.final])
