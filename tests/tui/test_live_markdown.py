from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset, Region
from textual.pilot import Pilot
from textual.selection import SELECT_ALL, Selection

from orquix_tui.tui import themes
from orquix_tui.tui.live_markdown import LiveMarkdown
from tests.tui.sample import NASTY


class Stage(App[None]):
    """One view and nothing else."""

    def compose(self) -> ComposeResult:
        yield LiveMarkdown(id="view")

    def on_mount(self) -> None:
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DEFAULT

    @property
    def view(self) -> LiveMarkdown:
        return self.query_one("#view", LiveMarkdown)


def seen(view: LiveMarkdown) -> list[str]:
    return [row.text.rstrip() for row in view.render_lines(view.size.region)]


async def settled(pilot: Pilot[None], view: LiveMarkdown) -> None:
    """Until every slice is rendered."""
    for _ in range(200):
        await pilot.pause()
        if view.settled:
            return
    pytest.fail("the view did not come to rest")


@pytest.fixture
def paragraphs() -> Iterator[str]:
    return (f"Paragraph {n}.\n\n" for n in range(1, 1000))


async def test_the_end_is_followed_until_the_reader_moves_up(paragraphs: Iterator[str]) -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        for _ in range(20):
            app.view.append(next(paragraphs))
            await pilot.pause()
        assert seen(app.view)[-1] == "Paragraph 20."

        app.view.scroll_up(animate=False)
        app.view.scroll_up(animate=False)
        app.view.scroll_up(animate=False)
        await pilot.pause()
        before = seen(app.view)
        for _ in range(10):
            app.view.append(next(paragraphs))
            await pilot.pause()
        assert seen(app.view) == before

        app.view.scroll_end(animate=False)
        await pilot.pause()
        app.view.append(next(paragraphs))
        await pilot.pause()
        assert seen(app.view)[-1] == "Paragraph 31."

        app.screen.selections = {app.view: Selection(Offset(0, 56), Offset(5, 56))}
        before = seen(app.view)
        app.view.append(next(paragraphs))
        await pilot.pause()
        assert seen(app.view) == before, "what is selected stays under the mouse"
        app.screen.clear_selection()
        await pilot.pause()
        assert seen(app.view)[-1] == "Paragraph 32."


async def test_a_finished_text_is_read_from_its_top() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.show(NASTY)
        await settled(pilot, app.view)

        assert app.view.scroll_offset.y == 0
        assert seen(app.view)[0].startswith("Intro with bold")
        assert app.view.source == NASTY


async def test_another_width_keeps_the_text_that_is_being_read() -> None:
    app = Stage()
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.show(NASTY)
        await settled(pilot, app.view)
        row = next(y for y in range(app.view.virtual_size.height) if "nested a" in text_at(app.view, y))
        app.view.scroll_to(y=row, animate=False)
        await pilot.pause()
        first = seen(app.view)[0]

        await pilot.resize_terminal(34, 12)
        await settled(pilot, app.view)

        assert first in seen(app.view)[:12]
        assert {len(r.text) for r in app.view.render_lines(app.view.size.region)} <= {33, 34}


def text_at(view: LiveMarkdown, y: int) -> str:
    return (view.get_selection(SELECT_ALL) or ("", ""))[0].splitlines()[y]


async def test_text_that_came_while_hidden_is_there_when_shown() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.display = False
        await pilot.pause()
        app.view.append("# Hidden\n\nYet kept.")
        app.view.display = True
        await settled(pilot, app.view)

        assert seen(app.view)[:3] == ["# Hidden", "", "Yet kept."]


async def test_selected_text_comes_without_the_filling_spaces_and_without_markup() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.show("One **two** three\n\nFour [b]five[/b]")
        await settled(pilot, app.view)

        assert app.view.get_selection(SELECT_ALL) == ("One two three\n\nFour [b]five[/b]", "\n")
        part = Selection(Offset(4, 0), Offset(4, 2))
        assert app.view.get_selection(part) == ("two three\n\nFour", "\n")


async def test_the_mouse_selects_text_and_the_selection_is_painted() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.show("漢字 and words")
        await settled(pilot, app.view)
        plain = app.view.render_lines(Region(0, 0, 40, 1))
        await pilot.mouse_down(app.view, offset=(5, 0))
        await pilot.hover(app.view, offset=(7, 0))
        await pilot.mouse_up(app.view, offset=(7, 0))
        await pilot.pause()

        assert app.screen.get_selected_text() == "and"
        painted = app.view.render_lines(Region(0, 0, 40, 1))
        assert painted[0].text == plain[0].text
        assert painted != plain
        chosen = next(segment.style for segment in painted[0] if segment.text == "and")
        assert chosen is not None
        assert chosen.color != chosen.bgcolor


async def test_another_theme_paints_anew() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.show("# Title\n\ntext")
        await settled(pilot, app.view)
        dark = app.view.render_lines(app.view.size.region)

        app.theme = themes.LIGHT.name
        await settled(pilot, app.view)
        light = app.view.render_lines(app.view.size.region)

        assert [r.text for r in dark] == [r.text for r in light]
        assert dark != light


async def test_only_rows_that_changed_are_painted_when_the_height_stays() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.append("First.\n\nSecond")
        await settled(pilot, app.view)
        height = app.view.virtual_size.height

        app.view.append(" grows")
        await settled(pilot, app.view)

        assert app.view.virtual_size.height == height
        assert seen(app.view)[2] == "Second grows"


async def test_a_finished_stream_keeps_the_reader_s_place_at_another_size(paragraphs: Iterator[str]) -> None:
    app = Stage()
    async with app.run_test(size=(40, 30)) as pilot:
        app.view.append("".join(next(paragraphs) for _ in range(10)))
        app.view.finish()
        await settled(pilot, app.view)
        assert seen(app.view)[0] == "Paragraph 1."

        await pilot.resize_terminal(30, 10)
        await settled(pilot, app.view)

        assert seen(app.view)[0] == "Paragraph 1."

        app.view.scroll_end(animate=False)
        await pilot.pause()
        for height in (8, 7):
            await pilot.resize_terminal(30, height)
            await settled(pilot, app.view)
            assert seen(app.view)[-1] == "Paragraph 10.", "a notice above must not hide the end"


async def test_the_scrollbar_stands_where_a_text_is_that_begins_at_its_end() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.append("\n\n".join(f"Paragraph {n}." for n in range(30)))
        await settled(pilot, app.view)

        assert seen(app.view)[-1] == "Paragraph 29."
        assert app.view.vertical_scrollbar.position == app.view.max_scroll_y > 0

        app.view.append("\n\nMore.\n\nAnd more.")
        await settled(pilot, app.view)
        assert app.view.vertical_scrollbar.position == app.view.max_scroll_y
        assert app.view.vertical_scrollbar.window_virtual_size == app.view.virtual_size.height
