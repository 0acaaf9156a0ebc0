"""The keys in the running app: chords, the palette, movement by letters, help in every dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import OptionList, Static

from orquix_tui.tui import keys
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.chords import Chords
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.dialogs.pick_files import FolderTree, PickFiles
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.moving import _STEPS, _WAYS, commands, elsewhere
from orquix_tui.tui.palette import Palette
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.key_line import KeyLine
from orquix_tui.tui.widgets.notices import Notices
from tests.house import House
from tests.tui import at_the_ledger as at
from tests.tui.conftest import Desk, OpenDesk

BY_ID = {key.id: key for key in KEYS}
WRITING = {Place.PROMPT, Place.FIELD, Place.FILTER, Place.FINDING}
WORKSPACE = {Place.EVERYWHERE, *(place for place in Place if place in _WAYS)}
TWICE = {"help.mark", "search.slash", "palette", "chord", "quit", "interrupt"}
"""What has another key, is the way to the palette itself, or stands in it as Textual's own command."""
DEEDS = [
    key.id
    for key in KEYS
    if key.place in WORKSPACE and key.id not in TWICE and not key.action.startswith(_STEPS)
]
LAST = {"Quit", "Screenshot"}
COVERS = {
    ("context.undo", "undo"),  # the same, of what is nearer
    ("history.all", "cancel"),  # only while the list is narrowed
    ("project.all", "cancel"),
}
"""What a key of a place hides that means something else everywhere."""
IN_TEXT = {
    *(f"go.{where}" for where in ("projects", "history", "answers")),
    *("editor", "thread", "documents", "search", "palette", "cancel", "panel.zoom"),
    *("move.half_down", "move.half_up", "text.up", "text.down"),
}
"""What readline's keys, Enter and Escape of a text field hide; each has a chord, or is a way back."""


def at_top(d: Desk, screen: Screen[Any]) -> bool:
    return d.app.screen is screen


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
            await d.until(partial(bool, given), f"{key.chord} is taken")
            assert given == [key.action]
        d.app.push_screen(box := Chords(), given.append)
        await d.pilot.pause()
        box._columns = 99  # of a window that is wider since: one row, and the box still has many
        await d.pilot.click(box.query_one(Static), offset=(1, 2))
        assert given[1:] == [None]


async def test_every_command_of_the_palette_does_no_harm_to_a_finished_run(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("PAGER", "true")
    saved = await at.saved(house)
    opened: list[Screen[Any]] = []
    async with desk() as d:
        await at.opened(d, saved)
        # What would open is given up at once: its own tests open it, and forty of them take a quarter minute.
        monkeypatch.setattr(d.app, "push_screen", partial(given_up, opened))
        done: set[str] = set()
        for where in ("answers", "synthesis", "history", "projects", "prompt"):
            d.screen.action_go(where)
            await d.pilot.pause()
            new = [
                c for c in d.app.get_system_commands(d.screen) if c.help not in done and c.title not in LAST
            ]
            done |= {command.help for command in new}
            for begin in range(0, len(new), 12):  # drawn once for a dozen: each alone is drawn elsewhere
                dozen = new[begin : begin + 12]
                for command in dozen:
                    command.callback()
                await d.pilot.pause()
                assert not wrong(d), (where, [command.title for command in dozen])
        await d.until(lambda: not any(w.is_running for w in d.app.workers), "all is done")
        assert d.app._exception is None
        assert not wrong(d)
    assert len(done) > 80
    assert {"Help", "Confirm", "Choose", "SettingsScreen", "SearchScreen", "CouncilsScreen", "Templates"} <= {
        type(screen).__name__ for screen in opened
    }


def given_up(
    opened: list[Screen[Any]],
    screen: Screen[Any],
    callback: Callable[[None], object] | None = None,
    **_waiting: object,
) -> asyncio.Future[None]:
    """In the place of `push_screen`: as if Escape was pressed the moment that it is there."""
    opened.append(screen)
    if callback is not None:
        callback(None)
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    closed.set_result(None)
    return closed


async def test_the_palette_offers_every_deed_from_everywhere_and_leads_to_where_it_is_done(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = await at.saved(house)
    async with desk(size=(80, 24)) as d:
        await at.opened(d, saved)
        with monkeypatch.context() as patch:
            patch.setattr(type(d.screen), "offers", lambda _screen: lambda _key: True)
            for where in ("prompt", "answers", "synthesis"):
                d.screen.action_go(where)
                await d.pilot.pause()
                near = [key.id for key, _node in commands(d.screen)]
                far = [key.id for key, _way in elsewhere(d.screen)]
                assert not set(near) & set(far)
                assert set(DEEDS) <= {*near, *far}, where
        # By mouse alone: the end of the line of keys leads to the chords, and they lead to all commands.
        line = d.screen.query_one(KeyLine)
        await d.pilot.click(line, offset=(line.size.width - 3, 0))
        await d.until(lambda: isinstance(d.app.screen, Chords), "the chords are listed")
        await d.pilot.pause()
        listed = d.app.screen.query_one(Static)
        lines = str(listed.content).splitlines()
        row = next(n for n, text in enumerate(lines) if " y  " in text)
        await d.pilot.click(listed, offset=(lines[row].index(" y  ") + 2, row))
        await d.until(lambda: isinstance(d.app.screen, Palette), "all commands are listed")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "they are gone")
        # The sidebar is hidden here: the palette opens it and does what was wanted there.
        d.screen.action_go("prompt")
        await d.pilot.pause()
        new = next(c for c in d.app.get_system_commands(d.screen) if c.title == "New project")
        new.callback()
        await d.until(lambda: isinstance(d.app.screen, AskText), "the project's name is asked for")
        await d.pilot.press("escape")
        assert d.app.focused is d.screen.query_one("#projects")


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


async def test_letters_move_in_lists_texts_and_dialogs_and_half_a_page_is_half(
    house: House, desk: OpenDesk, tmp_path: Path
) -> None:
    saved = await at.saved(house)
    async with desk() as d:
        await at.opened(d, saved)
        ledger = at.ledger(d)
        await d.pilot.press("j", "j", "k")
        assert ledger.at == 1
        await d.pilot.press("G")
        assert ledger.at == len(ledger.cards) - 1
        await d.pilot.press("g")
        assert ledger.at == 0
        d.screen.action_go("answers")
        await d.pilot.pause()
        first = d.app.focused
        await d.pilot.press("l")
        assert d.app.focused is not first
        await d.pilot.press("h")
        assert d.app.focused is first

        chosen: list[int | None] = []
        d.app.push_screen(Choose("Which?", [f"line {n}" for n in range(12)]), chosen.append)
        await d.until(lambda: d.app.screen.query(OptionList), "it is asked")
        await d.pilot.pause()
        options = d.app.screen.query_one(OptionList)
        await d.pilot.press("j", "j", "j", "k")
        assert options.highlighted == 2
        await d.pilot.press("ctrl+d")
        assert options.highlighted == 2 + options.size.height // 2
        await d.pilot.press("ctrl+u", "ctrl+u", "j", "enter")  # in the order of the keys
        await d.until(lambda: chosen, "it is chosen")
        assert chosen == [1]


async def test_every_dialog_tells_its_own_keys_first(desk: OpenDesk, tmp_path: Path) -> None:
    dialogs: list[tuple[Dialog[Any], Place, str]] = [
        (Choose("Which?", ["one"]), Place.CHOOSING, "question_mark"),
        (Confirm("Really?", "…", yes="do"), Place.CONFIRMING, "question_mark"),
        (AskText("Name"), Place.FIELD, "f1"),
        (PickFiles("Files", tmp_path), Place.PICKING, "question_mark"),
    ]
    async with desk() as d:
        for dialog, place, key in dialogs:
            d.app.push_screen(dialog)
            await d.until(partial(at_top, d, dialog), "it is open")
            await d.pilot.pause()
            await d.pilot.press(key)
            await d.until(lambda: isinstance(d.app.screen, Help), "its keys are shown")
            assert isinstance(d.app.screen, Help)
            assert d.app.screen._where[0] is place
            await d.pilot.press("f1")
            await d.until(partial(at_top, d, dialog), "they are gone")
            await d.pilot.press("escape")
            await d.until(lambda: d.app.screen is d.screen, "it is gone")


async def test_what_is_rebound_is_said_everywhere_and_done(house: House, desk: OpenDesk) -> None:
    saved = await at.saved(house)
    async with desk() as d:
        await at.opened(d, saved)
        d.app.set_keymap({"confirming.yes": "o", "move.down": "b", "quit": "f8", "help": "f2", "chord": "f4"})
        assert keys.key_of("help") == "F2"
        assert keys.chord_of("undo") == "F4 R"
        said = [c.help for c in d.app.get_system_commands(d.screen)]
        assert any(text.endswith(": F2") for text in said)
        answers: list[bool | None] = []
        d.app.push_screen(Confirm("Really?", "…", yes="do"), answers.append)
        await d.until(lambda: d.app.screen.query(".dialog"), "it is asked")
        await d.pilot.pause()
        assert "o do" in str(d.app.screen.query_one(".dialog").border_subtitle)
        await d.pilot.press("y", "o")
        await d.until(lambda: answers, "it is answered")
        assert answers == [True]
        await d.pilot.press("b")
        assert at.ledger(d).at == 1


async def test_a_folder_that_is_too_long_to_list_says_so(
    desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orquix_tui.tui.dialogs.pick_files._MOST", 3)
    for number in range(5):
        (tmp_path / f"{number}.md").touch()
    async with desk() as d:
        d.app.push_screen(PickFiles("Files", tmp_path))
        await d.until(lambda: isinstance(d.app.focused, FolderTree), "it is open")
        state = d.app.screen.query_one("#picker-state", Static)
        await d.until(lambda: "Only 3 entries" in str(state.content), "it is said")
