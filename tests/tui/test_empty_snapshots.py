"""What stands where there is nothing yet, where nothing was found, where there is no room; the palette."""

from __future__ import annotations

from typing import Any

from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, OptionList

from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.screens.documents import DocumentsScreen
from orquix_tui.tui.screens.search import SearchScreen
from orquix_tui.tui.screens.workspace import Workspace
from tests.house import House
from tests.tui.conftest import Compare, Look
from tests.tui.pictured import furnish, opened, ready, started, workspace


def goes(*pressed: str, writes: str = "", to: type[Screen[Any]] = Workspace) -> Look:
    """These keys from the workspace, then this in the line that they open, until the screen is quiet."""

    async def step(pilot: Pilot[Any]) -> None:
        screen = workspace(pilot)
        while pilot.app.screen is not screen:  # from the state before
            await pilot.press("escape")
            await pilot.pause()
        await pilot.press(*pressed)
        for _ in range(500):
            if isinstance(pilot.app.screen, to):
                break
            await pilot.pause(0.02)
        assert isinstance(pilot.app.screen, to)
        await write(pilot, writes)

    return step


def writes(words: str) -> Look:
    """Other words in the line with the focus."""

    async def step(pilot: Pilot[Any]) -> None:
        await write(pilot, words)

    return step


def listed(before: Look, **ends: str) -> Look:
    """Then, until the title of each list ends so: it is narrowed a moment after the last letter."""

    async def step(pilot: Pilot[Any]) -> None:
        await before(pilot)
        lists = [(workspace(pilot).query_one(f"#{name}"), end) for name, end in ends.items()]
        for _ in range(500):
            if all(str(one.border_title).endswith(end) for one, end in lists):
                break
            await pilot.pause(0.02)
        assert [str(one.border_title) for one, end in lists if not str(one.border_title).endswith(end)] == []
        await pilot.pause(0.1)

    return step


async def write(pilot: Pilot[Any], words: str) -> None:
    line = pilot.app.focused
    if isinstance(line, Input):
        line.cursor_blink = False
        line.value = words
    for _ in range(500):
        if not any(w.is_running and w.node is pilot.app.screen for w in pilot.app.workers):
            break
        await pilot.pause(0.02)
    await pilot.pause(0.1)


def test_nothing_yet(snap_sizes: Compare, house: House) -> None:
    furnish(house)
    states = {
        "synthesis": goes("f6"),
        "metrics": goes("f8"),
        "documents": goes("ctrl+x", "d", to=DocumentsScreen),
        "search": goes("ctrl+x", "f", to=SearchScreen),
    }
    assert snap_sizes(started(house), run_before=ready, states=states)


def test_nothing_found(snap_sizes: Compare, app: OrquixApp) -> None:
    history, projects = ("escape", "ctrl+x", "h", "f"), ("escape", "ctrl+x", "p", "f")
    states = {
        "find": goes("escape", "ctrl+x", "a", "f", writes="bank"),
        "find-none": writes("zzz"),
        "history": listed(goes(*history, writes="zzz"), projects="Projects", history="0/1"),
        "projects": listed(goes(*projects, writes="zzz"), projects="0/1", history=" 1"),
    }
    assert snap_sizes(app, run_before=opened("escape"), states=states)


def test_the_palette(snap_sizes: Compare, app: OrquixApp) -> None:
    async def none(pilot: Pilot[Any]) -> None:
        await write(pilot, "zzz")
        found = pilot.app.screen.query_one(OptionList)
        for _ in range(100):  # it waits a little before it says so
            if found.option_count == 1 and found.get_option_at_index(0).disabled:
                break
            await pilot.pause(0.02)
        await pilot.pause(0.05)

    async def opens(pilot: Pilot[Any]) -> None:
        await opened()(pilot)
        await goes("ctrl+x", "y", to=CommandPalette)(pilot)

    states = {"all": writes(""), "some": writes("synth"), "none": none}
    assert snap_sizes(app, run_before=opens, states=states)


def test_no_room(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=opened(), sizes=[(20, 6), (30, 8), (40, 12), (60, 16)])
