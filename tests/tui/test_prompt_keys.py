"""Readline's keys and the way through earlier questions, without a terminal and in the prompt."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.message import Message

import orquix_tui.tui
from orquix_tui.tui.prompt_history import Seek, Walk, distinct
from orquix_tui.tui.readline_keys import (
    LONGEST_LINE,
    LineInput,
    blank_left,
    kill_end,
    line_end,
    line_start,
    transposed,
    word_left,
    word_right,
)
from orquix_tui.tui.screens.search import SearchScreen
from orquix_tui.tui.widgets.prompt_pane import PromptArea, PromptPane
from tests.house import House
from tests.tui.conftest import OpenDesk

TEXT = "first line-two, tres\nuno dos"


@pytest.mark.parametrize(
    ("reach", "at", "wanted"),
    [
        (line_start, 5, 0),
        (line_start, 21, 21),
        (line_end, 0, 20),
        (line_end, 23, 28),
        (word_left, 14, 11),
        (word_left, 21, 16),
        (word_left, 0, 0),
        (word_right, 0, 5),
        (word_right, 5, 10),
        (word_right, 20, 24),
        (word_right, 28, 28),
        (blank_left, 15, 6),
        (blank_left, 6, 0),
        (kill_end, 3, 20),
        (kill_end, 20, 21),
        (kill_end, 28, 28),
    ],
)
def test_where_a_key_reaches(reach: object, at: int, wanted: int) -> None:
    assert reach(TEXT, at) == wanted  # type: ignore[operator]  # one of the functions above


def test_two_signs_are_swapped_around_the_cursor_and_at_the_end_the_last_two() -> None:
    assert transposed("abc", 1) == (0, "ba")
    assert transposed("abc", 3) == (1, "cb")
    assert transposed("a\nbc", 2) is None
    assert transposed("abc", 0) is None
    assert transposed("a", 1) is None
    assert transposed("", 0) is None


def test_a_walk_ends_at_the_draft_and_keeps_what_was_changed_on_the_way() -> None:
    walk = Walk(["new", "old"], "half a thought")

    assert walk.newer("half a thought") is None
    assert walk.older("half a thought") == "new"
    assert walk.is_untouched("new")
    assert walk.older("new, changed") == "old"
    assert walk.older("old") is None
    assert walk.newer("old") == "new, changed"
    assert not walk.is_untouched("new, changed")
    assert walk.newer("new, changed") == "half a thought"
    assert walk.draft == "half a thought"


def test_the_same_question_comes_once_where_it_was_asked_last() -> None:
    assert distinct(["b", "a", "b", " "]) == ("b", "a")


def test_a_reverse_search_goes_back_with_each_key_and_forth_when_one_is_taken_away() -> None:
    seek = Seek(["Snow in May?", "Rain in winter?", "Why does snow fall?"], "draft")

    seek = seek.typed("S").typed("N")
    assert (seek.found, seek.column) == ("Snow in May?", 0)
    seek = seek.older()
    assert (seek.found, seek.column) == ("Why does snow fall?", 9)
    assert seek.older().failed
    assert seek.older().found == "Why does snow fall?"
    assert seek.typed("x").failed
    assert seek.erased().found == "Snow in May?"
    assert seek.erased().erased().found == "draft"


async def test_readline_s_keys_write_cut_and_yank_in_the_prompt(house: House, desk: OpenDesk) -> None:
    house.configure([("ollama", "one")])
    async with desk() as d:
        area = d.screen.query_one(PromptPane).area

        async def press(*keys: str) -> str:
            await d.pilot.press(*keys)
            return area.text

        await press(*"one two-three")
        assert await press("alt+backspace") == "one two-"
        assert await press("ctrl+w") == "one "
        assert await press("ctrl+y") == "one two-three"  # cuts in a row are one
        assert await press("ctrl+a", "ctrl+f", "ctrl+t", "ctrl+e") == "noe two-three"
        assert await press("alt+b", "alt+b", "ctrl+k") == "noe "
        assert await press("ctrl+u") == ""
        # A move between two cuts begins anew; Ctrl+D and Ctrl+H take a sign and cut nothing.
        assert await press("ctrl+y", "ctrl+b", "ctrl+d", "ctrl+h") == "noe two-thr"
        assert await press("ctrl+j", *"xy", "ctrl+a", "ctrl+k", "ctrl+y", "ctrl+y") == "noe two-thr\nxyxy"
        assert await press("ctrl+p", "ctrl+a", "alt+f", "alt+d", "ctrl+n", "!") == "noe-thr\nxyx!y"
        # Keys of the workspace that are readline's here do nothing else.
        await press("ctrl+l", "ctrl+o", "ctrl+g")
        assert d.app.focused is area
        assert d.app.screen is d.screen
        assert await press("ctrl+z", "alt+z") == "noe-thr\nxyx!y"


async def test_up_and_down_and_ctrl_r_go_through_what_was_asked(house: House, desk: OpenDesk) -> None:
    house.configure([("ollama", "one")])
    async with desk() as d:
        await d.ask("Why does rain fall?")
        await d.ask("And snow?\nTell me more.")
        pane = d.screen.query_one(PromptPane)
        area = pane.area

        await d.pilot.press(*"Half", "ctrl+j", *"a thought", "up")
        assert area.text == "Half\na thought"
        await d.pilot.press("up")
        assert area.text == "And snow?\nTell me more."
        assert area.unsent == "Half\na thought"
        await d.pilot.press("up")
        assert area.text == "Why does rain fall?"
        await d.pilot.press("up", "down", "down", "down")
        assert area.text == "Half\na thought"

        await d.pilot.press("ctrl+r", *"WHY")
        assert area.text == "Why does rain fall?"
        assert "search back: “WHY”" in d.text("#prompt")
        assert area.unsent == "Half\na thought"
        await d.pilot.press("x")
        assert "nothing more with “WHYx”" in d.text("#prompt")
        await d.pilot.press("backspace", "ctrl+g")
        assert area.text == "Half\na thought"
        await d.pilot.press("ctrl+r", "ctrl+r", "enter", "!")
        assert area.text == "!Why does rain fall?"
        assert "search" not in d.text("#prompt")
        assert len(await d.screen._services.store.history("default")) == 2


async def test_keys_that_come_at_once_are_done_in_their_order(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure([("ollama", "one")])
    async with desk() as d:
        area = d.screen.query_one(PromptPane).area
        sent: list[str] = []
        monkeypatch.setattr(area, "post_message", _noting(area.post_message, sent))
        area.show("gone")
        for key in ("ctrl+u", "a", "b", "backspace", "c", "left", "d", "enter", "e"):
            d.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await d.until(lambda: sent, "it is sent")
        assert sent == ["adc"]


def _noting(post: Callable[[Message], bool], sent: list[str]) -> Callable[[Message], bool]:
    def posted(message: Message) -> bool:
        if isinstance(message, PromptArea.Sent):
            sent.append(message.text)
        return post(message)

    return posted


async def test_a_letter_that_comes_at_once_after_ctrl_x_is_none_of_the_prompt(
    house: House, desk: OpenDesk
) -> None:
    house.configure([("ollama", "one")])
    async with desk() as d:
        for key in ("ctrl+x", "f"):  # as a fast hand or a terminal sends them: nobody waits between the two
            d.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await d.until(lambda: isinstance(d.app.screen, SearchScreen), "the search is open")
        assert d.screen.query_one(PromptPane).area.text == ""


def test_every_line_to_write_in_has_these_keys() -> None:
    """A plain `Input` or `TextArea` would let Ctrl+F, Ctrl+P and others through to the workspace."""
    files = Path(orquix_tui.tui.__file__).parent.rglob("*.py")
    calls = [
        f"{file.name}:{node.lineno}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"Input", "TextArea"}
    ]
    assert calls == []


class _Line(App[None]):
    def compose(self) -> ComposeResult:
        yield LineInput()
        yield LineInput(password=True, id="secret")


async def test_a_line_has_the_same_keys_and_a_password_is_never_yanked_elsewhere() -> None:
    app = _Line()
    async with app.run_test() as pilot:
        line, secret = app.query_one(LineInput), app.query_one("#secret", LineInput)
        await pilot.press(*"one two", "alt+b", "ctrl+k", "ctrl+a", "ctrl+y", "ctrl+d", "ctrl+t")
        assert line.value == "twnoe "
        await pilot.press("ctrl+e", "ctrl+w")
        assert line.value == ""
        secret.focus()
        await pilot.press(*"pass word", "ctrl+w")
        assert secret.value == ""
        line.focus()
        await pilot.press("ctrl+y")
        assert line.value == "twnoe "
        line.clear()
        line.post_message(Paste("x" * 1_200_000))
        await pilot.pause()
        assert len(line.value) == LONGEST_LINE
