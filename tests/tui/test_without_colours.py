"""NO_COLOR holds on every screen, signs and words say what is meant, and animations stop on request."""

from __future__ import annotations

import re
import sys

import pytest
from textual.constants import TEXTUAL_ANIMATIONS

from orquix_tui.cli.search import _ON, _highlighted
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk
from orquix_tui.domain.settings import UiSettings
from orquix_tui.tui.screens.settings_desk import look
from tests.house import House
from tests.tui import at_the_ledger as at
from tests.tui.conftest import Desk, OpenDesk

FRAME = {"#febc2e", "#c5c8c6", "#28c840", "#ff5f57"}
"""The window that Textual draws around its pictures."""


def colours(d: Desk) -> set[str]:
    """What on the screen is neither black nor white nor between."""
    found = set(re.findall(r"#[0-9a-f]{6}", d.app.export_screenshot().lower())) - FRAME
    return {colour for colour in found if not colour[1:3] == colour[3:5] == colour[5:7]}


async def test_no_screen_shows_a_colour_and_each_says_what_it_means(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    saved = await at.saved(house)
    async with desk() as d:
        await at.opened(d, saved)
        cards = "\n".join(at.cards(d))
        assert "✓ found" in cards
        assert "NOT FOUND" in cards
        assert "≠" in cards
        assert not colours(d)
        d.screen.action_go("answers")
        await d.until(lambda: "✓ done" in d.panel(1), "the answers are drawn")
        assert "✗ failed" in d.panel(4)
        for where in ("answers", "projects", "history", "context", "prompt"):
            d.screen.action_go(where)
            await d.pilot.pause()
            assert not colours(d), where
        for key in ("f1", "ctrl+x", "f3"):
            await d.pilot.press(key)
            await d.until(lambda: d.app.screen is not d.screen, f"{key} opens something")
            await d.pilot.pause()
            assert not colours(d), key
            await d.pilot.press("escape")
            await d.until(lambda: d.app.screen is d.screen, "it is gone")
        for action in ("settings", "documents", "search"):
            await d.screen.run_action(action)
            await d.until(lambda: d.app.screen is not d.screen, f"{action} is open")
            await d.pilot.pause()
            assert not colours(d), action
            await d.pilot.press("escape")
            await d.until(lambda: d.app.screen is d.screen, "it is gone")


async def test_animations_stop_at_once_when_they_are_switched_off(house: House, desk: OpenDesk) -> None:
    async with desk() as d:
        look(d.screen, UiSettings(animations=False))
        assert d.app.animation_level == "none"
        look(d.screen, UiSettings())
        assert d.app.animation_level == TEXTUAL_ANIMATIONS  # what the environment allows, never more


@pytest.mark.parametrize("no_color", ["", "1"])
def test_the_command_line_has_no_colours_then(monkeypatch: pytest.MonkeyPatch, no_color: str) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", no_color)
    chunk = Chunk(id="c", project_id="p", text="rain falls", kind="document", source="x", tokens=2)
    shown = _highlighted("rain falls", Hit(chunk=chunk, score=None, words=("rain",)))
    assert (_ON in shown) is not bool(no_color)
