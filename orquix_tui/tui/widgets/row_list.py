"""A list of any length: rows are drawn when they come into view, and never laid out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from orquix_tui.tui.keys import bindings
from orquix_tui.tui.places import Place

Draw = Callable[[int, int], Content]
"""The row of this number for so many cells."""


class RowList(ScrollView, can_focus=True):
    """Ten thousand rows cost as much as ten."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor"}
    DEFAULT_CSS = """
    RowList { height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    RowList > .row-list--cursor { background: $foreground 15%; text-style: bold; }
    RowList:focus > .row-list--cursor { background: $primary 45%; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ROWS)]
    PLACE = Place.ROWS

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """This row was chosen, by `action_choose` or by a click on it where the cursor stands."""

        at: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._count = 0
        self._draw: Draw = lambda _row, _width: Content("")

    def show(self, count: int, draw: Draw) -> None:
        """So many rows; the cursor stays where it was, if there is a row."""
        self._count, self._draw = count, draw
        self.virtual_size = Size(0, count)
        if self.size:  # as the next layout would have it, which would then be done a second time
            self.show_vertical_scrollbar = count > self.size.height
        self.cursor = max(min(self.cursor, count - 1), 0)
        self.refresh()

    @property
    def row(self) -> int | None:
        """The row under the cursor."""
        return self.cursor if self.cursor < self._count else None

    def render_line(self, y: int) -> Strip:
        """One row."""
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width  # a scrollbar must not cover the sign that it is cut
        if number >= self._count:
            return Strip.blank(width, self.rich_style)
        style = self.visual_style
        if number == self.cursor:
            style += self.get_visual_style("row-list--cursor")
        content = self._draw(number, width).truncate(width, ellipsis=True)
        (strip,) = Visual.to_strips(self, content, width, 1, style, pad=True) or [Strip.blank(width)]
        return strip

    def watch_cursor(self) -> None:
        """It stays in view."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.refresh()

    def action_move(self, by: int) -> None:
        """So many rows on."""
        self.cursor = max(min(self.cursor + by, self._count - 1), 0)

    def action_page(self, by: int) -> None:
        """A screenful on."""
        self.action_move(by * max(self.size.height - 1, 1))

    def half_page(self, by: int) -> None:
        """Half a screenful on."""
        self.action_move(by * max(self.size.height // 2, 1))

    def action_edge(self, end: int) -> None:
        """The first or the last row."""
        self.cursor = 0 if end == 0 else max(self._count - 1, 0)

    def action_choose(self) -> None:
        """This one."""
        if self.row is not None:
            self.post_message(self.Chosen(self.row))

    def on_click(self, event: events.Click) -> None:
        """The row under the mouse; a second click chooses it."""
        number = event.y + self.scroll_offset.y
        if number < self._count:
            again = number == self.cursor
            self.cursor = number
            if again:
                self.action_choose()
