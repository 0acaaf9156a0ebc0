"""What the pictures show: an app on one saved interaction whose every figure is known, and the way to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from orquix_tui.bootstrap import build, configure
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.screens.workspace import Workspace
from tests.house import House
from tests.tui import sample

TWO = (("openai-compatible", "one"), ("ollama", "two"))
LOCAL = '[providers.small]\nkind = "local"\n'


def furnish(house: House) -> None:
    """Two members, and a small provider that the saved interaction names."""
    house.configure(TWO, extra=LOCAL)


def started(house: House, **values: Any) -> OrquixApp:
    """The app on what the house has configured, with a clock that stands."""
    return OrquixApp(build(configure(house.env), **values), sample.StoppedClock())


async def seed(house: House) -> None:
    """The interaction of the sample."""
    async with house.open() as services:
        project = await services.store.project("default")
        interaction = sample.interaction(project.id)
        await services.store.begin(interaction)
        await services.store.finish(interaction, [], None)


def workspace(pilot: Pilot[Any]) -> Workspace:
    """Also under a dialog."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Workspace)
    return screen


async def settle(pilot: Pilot[Any]) -> Workspace:
    """Until the lists are read."""
    screen = workspace(pilot)
    for _ in range(500):
        if screen._library.history:
            break
        await pilot.pause(0.02)
    return await _still(pilot)


async def ready(pilot: Pilot[Any]) -> Workspace:
    """Until all is read that the start reads; there may be no history."""
    screen = workspace(pilot)
    for _ in range(500):
        if screen._library.current and not screen._errands.busy("start"):
            break
        await pilot.pause(0.02)
    return await _still(pilot)


async def _still(pilot: Pilot[Any]) -> Workspace:
    screen = workspace(pilot)
    screen.query_one("#prompt").cursor_blink = False  # type: ignore[attr-defined]  # a TextArea
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
