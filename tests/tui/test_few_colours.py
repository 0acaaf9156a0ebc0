"""A terminal with 256 colours: what was grey stays grey, what was coloured keeps its colour."""

from __future__ import annotations

import pytest
from rich.color import Color as Ink
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color
from textual.theme import Theme
from textual.widgets import Static

from orquix_tui.tui import themes
from orquix_tui.tui.few_colours import FewColours
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.themed import ThemedApp

GREY_FROM = 232


def number(colour: str | None) -> int:
    """Which of the 256 it becomes."""
    style = Style(bgcolor=colour, bold=True)
    (segment,) = FewColours().apply([Segment("x", style)], Color(0, 0, 0))
    assert segment.style is not None
    assert segment.style.bold
    assert segment.style.bgcolor is not None
    assert segment.style.bgcolor.number is not None
    return segment.style.bgcolor.number


def grey(n: int) -> bool:
    """Black and white are, too."""
    return n in {16, 231} or n >= GREY_FROM


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_grounds_stay_grey_and_bars_stand_out_from_them(theme: Theme) -> None:
    ground, bar = number(theme.background), number(theme.panel)
    assert grey(ground)
    assert grey(number(theme.surface))
    assert grey(bar)
    assert bar != ground
    assert bar != number(theme.foreground)
    for meant in (theme.primary, theme.accent, theme.warning, theme.error, theme.success):
        assert not grey(number(meant))


def test_a_colour_of_the_terminal_itself_is_let_be() -> None:
    assert number("red") == 1
    (bare,) = FewColours().apply([Segment("x")], Color(0, 0, 0))
    assert bare.style is None


class Both(ThemedApp):
    """A widget of each kind: drawn by Textual, and by itself."""

    def compose(self) -> ComposeResult:
        yield Static("[$primary]plain[/]")
        yield LiveMarkdown()

    def on_mount(self) -> None:
        self.theme = themes.DEFAULT
        self.query_one(LiveMarkdown).show("Some **text** and `code`.")


@pytest.mark.parametrize(("colorterm", "few"), [("", True), ("truecolor", False)])
async def test_only_a_terminal_of_256_colours_gets_them(
    monkeypatch: pytest.MonkeyPatch, colorterm: str, few: bool
) -> None:
    monkeypatch.setenv("TERM", "screen-256color")
    monkeypatch.setenv("COLORTERM", colorterm)
    monkeypatch.delenv("NO_COLOR", raising=False)
    app = Both()
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        inks = [ink for style in styles for ink in (style.color, style.bgcolor) if ink is not None]
        assert inks
        assert {ink.type is ColorType.EIGHT_BIT for ink in inks} == {few}
        assert few or Ink.parse(themes.DARK.background) in inks
