"""A long text to read: drawn row by row, laid out beside the event loop, a passage marked in it."""

from __future__ import annotations

import asyncio
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from orquix_tui.tui.document_source import TAB, Source, wrap
from orquix_tui.tui.marking import marked
from orquix_tui.tui.text_rows import painted
from orquix_tui.tui.themes import palette_for

_LEAD = 3
"""Rows that stay visible above the passage."""


@dataclass(frozen=True)
class _Mark:
    """The passage, and the words in it that hit: all as offsets."""

    begins: int
    ends: int
    words: tuple[tuple[int, int], ...] = ()


class DocumentText(ScrollView, can_focus=True):
    """Read-only; shows the text as it is, never as markup."""

    DEFAULT_CSS = """
    DocumentText {
        overflow-x: hidden; overflow-y: auto;
        scrollbar-gutter: stable; scrollbar-size-vertical: 1;
    }
    """

    @dataclass
    class Moved(Message):
        """Another place stands at the top of the view."""

        heading: str

    def __init__(self) -> None:
        super().__init__(id="document-text")
        self._source = Source()
        self._titles: frozenset[str] = frozenset()
        self._rows = array("q", [0])
        self._width = self._height = 0
        self._markdown = False
        self._mark: _Mark | None = None
        self._sought: int | None = None
        """The offset to scroll to once the text is laid out."""
        self.settled = False

    # -- told from above -----------------------------------------------------------------------

    def load(self, source: Source, titles: frozenset[str], *, markdown: bool = False) -> None:
        """Another text, read from its top; in Markdown what begins with # is a title."""
        self._markdown = markdown
        self._source, self._titles, self._mark = source, titles, None
        self._sought = 0
        self._lay_out()

    def reveal(self, begins: int, words: Sequence[str]) -> None:
        """Mark the chunk that begins here and the words in it, and go there."""
        ends = self._source.end_of(begins)
        found = marked(self._source.text[begins:ends], words)
        self._mark = _Mark(begins, ends, tuple((begins + a, begins + b) for a, b in found))
        self._sought = self._mark.words[0][0] if found else begins
        self._go()
        self.refresh()

    # -- layout --------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Another width: the passage stays in view, or else the same text at the top."""
        if event.size.width and self.scrollable_content_region.width != self._width:
            if self._sought is None:
                self._sought = self._passage or self._offset(round(self.scroll_y) + _LEAD)
            self._lay_out()
        self._height = event.size.height

    def _lay_out(self) -> None:
        if self.size.width:
            self.settled = False
            self.run_worker(self._wrap(), group="layout", exclusive=True)

    async def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        self._rows = await asyncio.to_thread(wrap, self._source.text, width)
        self._width = width
        self.virtual_size = Size(width, len(self._rows) - 1)
        self.settled = True
        self._go()
        self.refresh()

    def _go(self) -> None:
        if self.settled and self._sought is not None:
            row, self._sought = self._row(self._sought), None
            self.scroll_to(y=max(row - _LEAD, 0), animate=False, force=True, immediate=True)
            self._tell()

    def _row(self, offset: int) -> int:
        return max(bisect_right(self._rows, offset) - 1, 0)

    def _offset(self, row: int) -> int:
        return self._rows[min(row, max(len(self._rows) - 2, 0))]

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The titles above go with the text."""
        super().watch_scroll_y(old_value, new_value)
        self._tell()

    def _tell(self) -> None:
        if self.settled:
            offset = self._passage or self._offset(round(self.scroll_y) + _LEAD)
            self.post_message(self.Moved(self._source.heading_at(offset)))

    @property
    def _passage(self) -> int | None:
        """Where the marked passage is looked at, if that is in view."""
        if self._mark is None:
            return None
        place = self._mark.words[0][0] if self._mark.words else self._mark.begins
        return place if 0 <= self._row(place) - round(self.scroll_y) < self._height else None

    # -- the line API --------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One row."""
        palette = palette_for(self)
        base = Style.parse(f"{palette.foreground} on {palette.background}")
        width = self.size.width
        number = y + self.scroll_offset.y
        if not self.settled or number >= len(self._rows) - 1:
            return Strip.blank(width, base)
        begin, end = self._rows[number], self._rows[number + 1]
        raw = self._source.text[begin:end].rstrip("\n")
        style = base + Style(bold=True, color=palette.accent) if self._is_title(raw) else base
        row = Strip([Segment(raw.replace("\t", " " * TAB), style)])
        mark = self._mark
        if mark is not None and mark.begins < end and begin < mark.ends:
            row = _marked(row, raw, begin, mark, Style(bgcolor=palette.mark))
        return row.crop_extend(0, width, base)

    def _is_title(self, raw: str) -> bool:
        return (self._markdown and raw.startswith("#")) or raw.strip("#= ") in self._titles


def _marked(row: Strip, raw: str, begin: int, mark: _Mark, ground: Style) -> Strip:
    """The row with the part of the passage that stands in it, and the words that hit."""
    word = Style(reverse=True, bold=True)
    for (first, last), style in [((mark.begins, mark.ends), ground), *((w, word) for w in mark.words)]:
        a, b = max(first - begin, 0), min(last - begin, len(raw))
        if a < b:
            # Each tab before a place is drawn wider than one character.
            wider = [(TAB - 1) * raw.count("\t", 0, at) for at in (a, b)]
            row = painted(row, (a + wider[0], b + wider[1]), style)
    return row
