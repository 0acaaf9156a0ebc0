"""Keys that come faster than a box can close: nothing breaks, and nothing is done twice."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.events import Click, Key, MouseDown, Paste
from textual.geometry import Offset
from textual.selection import Selection
from textual.widgets import Input, OptionList, Static

from orquix_tui.tui import key_by_key
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.chords import Chords
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.dialogs.progress import Progress
from orquix_tui.tui.screens.search import SearchScreen
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.sidebar import ProjectList
from tests.house import House
from tests.tui.at_the_history import TWO
from tests.tui.conftest import DEADLINE_S, Desk, OpenDesk


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a box takes longer than a second to open."""
    monkeypatch.setattr(key_by_key, "PATIENCE_S", DEADLINE_S)


def press_at_once(d: Desk, *keys: str) -> None:
    """All in one go, as a terminal hands on what was typed while the program was at something else."""
    for key in keys:
        d.app.post_message(Key(key, key if len(key) == 1 else None))


async def test_keys_after_the_one_that_closes_a_box_are_borne(desk: OpenDesk) -> None:
    async with desk() as d:
        await d.pilot.press("ctrl+x")
        await d.until(lambda: isinstance(d.app.screen, Chords), "the letters are shown")
        press_at_once(d, "k", "k", "k")
        await d.until(lambda: isinstance(d.app.screen, Help), "the help is open")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "and only once")

        d.app.action_command_palette()
        palette = d.app.screen
        assert isinstance(palette, CommandPalette)
        press_at_once(d, "z", "o", "escape", "escape", "o", "m", "enter", "enter")
        await d.until(lambda: d.app.screen is d.screen, "the palette is closed")
        palette._gather_commands("zoom")  # as letters do that were on their way
        palette.dismiss()  # and a second Escape
        await d.pilot.pause()

        await d.pilot.resize_terminal(150, 6)
        d.screen.query_one(ProjectList).focus()
        await d.pilot.press("pageup", "pagedown")
        await d.pilot.resize_terminal(32, 50)
        d.screen.action_go("history")
        await d.until(lambda: not d.screen.query_one(PromptArea).content_size.width, "nothing can be written")
        await d.pilot.resize_terminal(20, 2)
        d.app.action_command_palette()
        await d.pilot.press("a", "pagedown", "pageup")
        d.app.screen.query_one(Input).post_message(Paste("x" * 1_200_000))
        await d.pilot.pause()
        assert d.app.screen.query_one(Input).value == "a"
        assert isinstance(d.app.screen, CommandPalette)  # lists without a row have no pages


async def test_what_is_typed_in_one_go_goes_where_the_keys_before_lead(desk: OpenDesk) -> None:
    async with desk() as d:
        d.screen.query_one(ProjectList).focus()
        await d.pilot.pause()
        press_at_once(d, "i", *"and", "ctrl+x", "p", "n", *"andes", "enter")
        await d.until(lambda: "andes" in {p.name for p in d.screen._library.projects}, "the project is made")
        assert d.app.screen is d.screen
        assert d.screen.query_one(PromptArea).text == "and"

        press_at_once(d, "ctrl+x", "f", *"rain")
        await d.until(lambda: isinstance(d.app.screen, SearchScreen), "the search is open")
        await d.until(lambda: d.app.screen.query_one(Input).value == "rain", "all of it is looked for")
        assert d.screen.query_one(PromptArea).text == "and"


async def test_a_key_that_takes_long_does_not_hold_up_the_others(
    desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_by_key, "PATIENCE_S", 0.01)
    async with desk() as d:
        area, go_on = d.screen.query_one(PromptArea), asyncio.Event()
        opened = asyncio.Event()
        d.app.screen_change_signal.subscribe(d.app, lambda _screen: opened.set())
        area.call_later(go_on.wait)  # as a deed does that waits for something
        press_at_once(d, "a", "f1")
        await asyncio.wait_for(opened.wait(), DEADLINE_S)
        go_on.set()
        await d.until(lambda: area.text == "a", "it is done, and done once")
        assert isinstance(d.app.screen, Help)


async def test_a_deed_asked_for_twice_at_once_leaves_no_dialog_behind(desk: OpenDesk) -> None:
    async with desk() as d:
        for key in ("f3", "f4", "f11", "f12"):
            d.screen.set_focus(None)
            press_at_once(d, key, key, key)
            for _ in range(3):
                await d.pilot.pause()
                await d.pilot.press("escape")
            await d.until(lambda: d.app.screen is d.screen, f"all that {key} opened is closed")


async def test_work_that_ends_under_the_keys_closes_its_own_box(desk: OpenDesk) -> None:
    async with desk() as d:
        box = Progress("Exporting", lambda: None)
        await d.app.push_screen(box)
        await d.pilot.press("f1")
        await d.until(lambda: isinstance(d.app.screen, Help), "the keys lie over it")
        box.over()
        await d.pilot.pause()
        assert isinstance(d.app.screen, Help)
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "both are gone")


async def test_a_screen_that_is_closed_before_it_is_built_is_built_first(desk: OpenDesk) -> None:
    async with desk() as d:
        for key in ("alt+comma", "f3", "ctrl+l", "f1"):
            d.screen.set_focus(None)
            before = set(d.app.screen_stack)
            d.app.post_message(Key(key, None))
            for _ in range(1000):
                await asyncio.sleep(0)
                if set(d.app.screen_stack) != before:
                    break
            press_at_once(d, "escape", "escape")
            await d.until(lambda: d.app.screen is d.screen, f"what {key} opened is closed")


async def test_a_dialog_that_is_closed_at_once_does_no_harm_a_faulty_one_does(desk: OpenDesk) -> None:
    looked = []

    class Asks(Dialog[None]):
        BINDINGS: ClassVar[list[BindingType]] = [Binding("f20", "look")]

        def action_look(self) -> None:
            looked.append(self.query_one(Input))

        def compose(self) -> ComposeResult:
            yield Vertical(Input())

        def on_mount(self) -> None:
            self.query_one(Input).focus()

    class Faulty(Asks):
        def compose(self) -> ComposeResult:
            yield Static("no input at all")

    async with desk() as d:
        d.app.push_screen(Asks())
        d.app.pop_screen()
        await d.until(lambda: d.app.screen is d.screen, "it is gone")
        await d.pilot.pause()
        assert d.app.is_running
        d.app.push_screen(Asks())
        key = Key("f20", None)
        key._set_forwarded()  # as one for which the box before had no use
        d.app.post_message(key)
        await d.until(lambda: looked, "its deed finds it built")
    with pytest.raises(NoMatches):
        async with desk() as d:
            await d.app.push_screen(Faulty())


async def test_keys_that_come_while_the_app_ends_are_for_nobody(desk: OpenDesk) -> None:
    async with desk() as d:
        await d.screen.query_one(Notices).remove()
        d.app._running = False  # as it is while the screen is taken down part by part
        key = Key("escape", None)
        key._set_forwarded()  # the focused field had no use for it
        d.app.post_message(key)
        await d.pilot.pause()


async def test_the_palette_opens_again_while_the_one_before_still_goes(desk: OpenDesk) -> None:
    async with desk() as d:
        for _ in range(3):
            d.app.action_command_palette()
            d.app.screen.dismiss()
        d.app.action_command_palette()
        assert isinstance(d.app.screen, CommandPalette)
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "all are gone")


async def test_a_click_on_an_answer_that_was_just_taken_away_is_borne(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.ask("Why?")
        text = d.screen.query(AnswerPanel).last()._text
        x, y = text.region.offset + Offset(2, 1)
        above, text._parent = text._parent, None  # as removing does first; what is drawn goes later
        d.screen._forward_event(MouseDown(text, x, y, 0, 0, 1, False, False, False, x, y))

        assert d.screen.get_widget_and_offset_at(x, y) == (None, None)
        text._parent = above


async def test_a_click_on_an_option_that_was_just_taken_off_its_list_is_borne(desk: OpenDesk) -> None:
    def click_on(line: OptionList) -> None:
        style = Style(meta={"option": 5})  # as it was drawn
        line.screen.get_style_at = lambda x, y: style  # type: ignore[method-assign]
        x, y = line.region.offset + Offset(2, 0)
        line.screen._forward_event(Click(line, x, y, 0, 0, 1, False, False, False, x, y, style))

    async with desk() as d:
        d.app.push_screen(box := Choose("Which?", ["this"]))
        await d.until(lambda: d.app.screen is box, "it is open")
        click_on(box.query_one(OptionList))
        await d.pilot.pause()
        await d.pilot.press("escape")
        d.app.action_command_palette()
        await d.until(lambda: isinstance(d.app.screen, CommandPalette), "the palette is open")
        await d.pilot.press("z", "o", "o", "m")
        commands = d.app.screen.query_one(CommandList)
        await d.until(lambda: 0 < commands.option_count < 5, "there are few")
        click_on(commands)
        await d.pilot.pause()
        assert d.app.is_running


async def test_what_was_selected_may_be_gone_when_it_is_copied(desk: OpenDesk) -> None:
    async with desk() as d:
        line = d.screen.query_one("#prompt-note", Static)
        line.update("one\ntwo\nthree")
        line.display = True
        await d.pilot.pause()
        d.screen.selections = {line: Selection(Offset(2, 1), None)}
        assert d.screen.get_selected_text() == "o\nthree"
        line.update("one")
        await d.pilot.press("super+c")
        assert d.screen.get_selected_text() is None
        assert not d.screen.selections
