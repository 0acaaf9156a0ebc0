"""The keys in the running app: chords, the palette, movement by letters, help in every dialog."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import OptionList

from orquix_tui.tui import keys
from orquix_tui.tui.dialogs.chords import Chords
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.moving import places_of
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.notices import Notices
from tests.house import House
from tests.tui import at_the_ledger as at
from tests.tui.conftest import Desk, OpenDesk

BY_ID = {key.id: key for key in KEYS}
WRITING = {Place.PROMPT, Place.FIELD, Place.FILTER, Place.FINDING}
COVERS = {
    ("context.undo", "undo"),  # the same, of what is nearer
    ("history.all", "cancel"),  # only while the list is narrowed
    ("project.all", "cancel"),
}
"""What a key of a place hides that means something else everywhere."""
IN_TEXT = {
    *(f"go.{where}" for where in ("projects", "history", "answers")),
    *("editor", "thread", "documents", "search", "palette", "cancel", "panel.zoom"),
    *("move.half_down", "move.half_up"),
}
"""What readline's keys, Enter and Escape of a text field hide; each has a chord, or is a way back."""


async def home(d: Desk) -> None:
    """Out of every dialog."""
    for _ in range(6):
        if d.app.screen is d.screen:
            return
        await d.pilot.press("escape")
        await d.pilot.pause()
    assert d.app.screen is d.screen, d.app.screen


def wrong(d: Desk) -> str:
    said = " ".join(text for _, text in d.screen.query_one(Notices)._notices)
    return said if "bug of Orquix" in said else ""


async def test_every_chord_opens_its_deed(desk: OpenDesk) -> None:
    async with desk() as d:
        for key in (key for key in KEYS if key.chord):
            given: list[str | None] = []
            d.app.push_screen(Chords(), given.append)
            await d.pilot.press({",": "comma"}.get(key.chord, key.chord))
            await d.until(lambda given=given: given, f"{key.chord} is taken")
            assert given == [key.action]


async def test_every_command_of_the_palette_does_no_harm_to_a_finished_run(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("PAGER", "true")
    saved = await at.saved(house)
    async with desk() as d:
        await at.opened(d, saved)
        for where in ("answers", "synthesis", "history", "projects", "prompt"):
            d.screen.action_go(where)
            await d.pilot.pause()
            commands = list(d.app.get_system_commands(d.screen))
            if where != "answers":  # those from everywhere once
                near = {place for place, _ in places_of(d.screen)}
                names = {p.value for p in near - {Place.EVERYWHERE}}
                commands = [c for c in commands if c.help.partition(":")[0] in names]
            for command in commands:
                if command.title in {"Quit", "Screenshot"}:
                    continue
                command.callback()
                await d.pilot.pause(0.02)
                await home(d)
                assert not wrong(d), (where, command)
            assert d.app._exception is None


def covered(d: Desk) -> set[tuple[str, str]]:
    """Keys of the focus that are bound once more on the way out: (the inner, the outer one)."""
    found: set[tuple[str, str]] = set()
    inner: dict[str, str] = {}
    for _node, bindings in d.app.screen._binding_chain:
        for key, bound in bindings.key_to_bindings.items():
            for binding in bound:
                if binding.id is None or binding.id not in BY_ID:
                    continue
                if key in inner and inner[key] != binding.id:
                    found.add((inner[key], binding.id))
                inner.setdefault(key, binding.id)
    return found


async def test_what_a_place_means_by_a_key_hides_only_what_it_is_meant_to_hide(
    house: House, desk: OpenDesk
) -> None:
    saved = await at.saved(house)
    found: set[tuple[str, str]] = set()
    async with desk() as d:
        await at.opened(d, saved)
        for node in d.screen.query("*"):
            if node.can_focus:
                node.focus()
                await d.pilot.pause()
                found |= covered(d)
    unmeant = {
        (inner, outer)
        for inner, outer in found
        if BY_ID[inner].place not in WRITING and BY_ID[outer].place is not Place.MOVING
    }
    assert unmeant == COVERS
    assert {outer for inner, outer in found if BY_ID[inner].place in WRITING} <= IN_TEXT
