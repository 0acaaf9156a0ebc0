from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Static

from orquix_tui.tui import live_rows, themes
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.widgets.find_bar import FindBar
from tests.tui.sample import ANSWER


class Panel(Vertical, can_focus=True):
    """A view and the line that finds in it, as the panels of the app hold them."""

    def __init__(self) -> None:
        super().__init__()
        self.view = LiveMarkdown(id="view")
        self.bar = FindBar(self.view, self)

    def compose(self) -> ComposeResult:
        yield from (self.view, self.bar)


class Stage(App[None]):
    """One panel beside something else."""

    CSS = "Screen { layout: horizontal; } Panel { width: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Panel()
        yield Static("beside", id="beside")

    def on_mount(self) -> None:
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DEFAULT
        self.query_one("#beside").styles.width = 10

    @property
    def panel(self) -> Panel:
        return self.query_one(Panel)


async def settled(pilot: Pilot[None], view: LiveMarkdown) -> None:
    for _ in range(500):
        await pilot.pause()
        if view.settled:
            return
    pytest.fail("the view did not come to rest")


def count(bar: FindBar) -> str:
    return "".join(text for text, _ in bar.query_one(".find-count").right).strip()  # type: ignore[attr-defined]


def marked(view: LiveMarkdown) -> list[str]:
    """What is marked in view; the current hit in brackets."""
    found = []
    for row in view.render_lines(view.size.region):
        for segment in row:
            if segment.style and segment.style.reverse:
                found.append(f"[{segment.text}]")
            elif segment.style and segment.style.underline and segment.style.bold:
                found.append(segment.text)
    return found


async def test_words_are_found_while_one_types_and_while_the_text_grows() -> None:
    app = Stage()
    async with app.run_test(size=(50, 12)) as pilot:
        view, bar = app.panel.view, app.panel.bar
        view.append("The river.\n\n" + "Filling.\n\n" * 10 + "A *ri*ver again, and a River")
        await settled(pilot, view)
        view.scroll_home(animate=False)
        await pilot.pause()

        bar.open()
        await pilot.press(*"RÍV")
        assert count(bar) == "1/3"
        assert marked(view) == ["[riv]"]

        await pilot.press("enter")
        assert count(bar) == "2/3"
        assert marked(view) == ["[ri]", "[v]", "Riv"]
        await pilot.press("up", "up")
        assert count(bar) == "3/3"

        view.append("side.\n\nRivers.\n\nThe end.\n\n")
        await settled(pilot, view)
        assert count(bar) == "3/4"
        assert "[Riv]" in marked(view)

        await pilot.press(*"xx")
        assert count(bar) == "not found"
        await pilot.press("escape")
        await pilot.pause()
        assert not bar.display
        assert marked(view) == []
        assert app.focused is app.panel

        bar.open()  # the words of last time are there, and what is typed replaces them
        assert count(bar) == "not found"
        await pilot.press(*"river")
        assert count(bar).endswith("/4")
        view.show("# Another\n\nA river.")
        await settled(pilot, view)
        assert count(bar) == "1/1"


async def test_hits_are_found_again_at_another_width() -> None:
    app = Stage()
    async with app.run_test(size=(50, 12)) as pilot:
        view = app.panel.view
        view.show("\n\n".join(f"Paragraph {n} is about the outer bank of it." for n in range(40)))
        await settled(pilot, view)
        assert view.find("outer bank") == 40
        view.find_next(20)
        await pilot.pause()

        await pilot.resize_terminal(34, 12)
        await settled(pilot, view)

        assert [mark for mark in marked(view) if "[" in mark] in (["[outer bank]"], ["[outer]", "[bank]"])


async def test_a_double_click_selects_the_word_and_three_the_whole_paragraph() -> None:
    app = Stage()
    async with app.run_test(size=(30, 12)) as pilot:
        view = app.panel.view
        view.show("> A paragraph with well-known words that is broken.\n\nMore.")
        await settled(pilot, view)
        assert len(view.render_line(1).text.split()) > 2

        await pilot.click(view, offset=(5, 0), times=2)
        assert app.screen.get_selected_text() == "paragraph"
        await pilot.click(view, offset=(5, 1), times=3)
        assert app.screen.get_selected_text() == "A paragraph with well-known words that is broken."


async def test_the_mouse_selects_over_rows_and_over_views_and_ctrl_c_copies_the_words() -> None:
    app = Stage()
    async with app.run_test(size=(30, 12)) as pilot:
        view = app.panel.view
        view.show("- one two three four five six\n\n```\ncode line\n```\n")
        await settled(pilot, view)

        await pilot.mouse_down(view, offset=(7, 0))
        await pilot.hover(view, offset=(5, 3))
        await pilot.mouse_up(view, offset=(5, 3))
        await pilot.press("ctrl+c")

        assert app.clipboard == "two three four five six\n\ncode"


async def test_a_long_text_at_another_width_shows_what_is_in_view_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Stage()
    async with app.run_test(size=(60, 12)) as pilot:
        view = app.panel.view
        view.show(
            "\n\n".join(f"Paragraph {n} has some words in it, a few more than fit." for n in range(400))
        )
        await settled(pilot, view)
        view.scroll_to(y=900, animate=False)
        await pilot.pause()
        here = view.render_line(0).text.strip() or view.render_line(1).text.strip()

        work = LiveMarkdown._work  # to look before the rest is drawn
        early: list[list[str]] = []

        def watched(self: LiveMarkdown) -> None:
            work(self)
            early.append([row.text for row in self.render_lines(self.size.region)])

        monkeypatch.setattr(LiveMarkdown, "_work", watched)
        await pilot.resize_terminal(40, 12)
        await settled(pilot, view)

        assert here[:12] in " ".join(early[0])
        assert {len(row.rstrip()) > 30 for row in early[0]} == {False}
        assert early[0][:11] == [row.text for row in view.render_lines(view.size.region)][:11]


async def test_the_loop_is_given_back_while_a_very_long_text_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_rows, "SLICE_S", 0.0)
    app = Stage()
    async with app.run_test(size=(60, 12)) as pilot:
        view = app.panel.view
        view.show((ANSWER + "\n\n") * 30)
        await pilot.pause()

        assert not view.settled
        assert view.render_line(0).text.startswith("# Why rivers meander")  # the visible part is there
        assert view.source == (ANSWER + "\n\n") * 30
        await settled(pilot, view)
        assert (
            view.code_blocks() == ["def radius(width: float) -> float:\n    return 2.4 * width  # [m]\n"] * 30
        )
