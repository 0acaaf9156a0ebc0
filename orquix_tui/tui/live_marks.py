"""What is marked in a live text: the passage it was opened for, and what the reader searches in it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from orquix_tui.tui.markdown_inks import Palette
from orquix_tui.tui.passage import Passage, Span
from orquix_tui.tui.row_search import RowSearch
from orquix_tui.tui.text_rows import Row, painted

_LEAD = 2
"""Rows that stay visible above a hit."""
_SLICE_S = 0.008
"""So much is searched at a time: every letter of a query searches the whole text anew."""
_HIT = Style(bold=True, underline=True)
_CURRENT = Style(bold=True, reverse=True)


class Marks:
    """The marks of one text. Rows are counted as they are drawn now."""

    def __init__(self) -> None:
        self.passage: Passage | None = None
        self.span: Span | None = None
        self.sought = False
        """Whether the passage is still to be scrolled to."""
        self.search: RowSearch | None = None
        self.searched = True
        """Whether the search has been through all rows."""
        self.current = 0
        self._origin = 0
        """The row from which is searched while the query is being typed."""
        self._choosing = False
        """Whether the first hit from there on is still to be found."""

    @property
    def count(self) -> int:
        """How many hits the search has so far."""
        return len(self.search.hits) if self.search else 0

    def forget_rows(self) -> None:
        """All rows are other ones now: search them again; the current hit keeps its number."""
        self.span = None
        if self.search is not None:
            self.search = RowSearch(self.search.query)

    def follow(self, rows: Sequence[Row], first_change: int, final: int) -> bool:
        """Search what changed, for a slice of time; whether the current hit of a new query is known now."""
        if self.search is None:
            self.searched = True
            return False
        until = time.perf_counter() + _SLICE_S
        self.searched = self.search.update(rows, first_change, final, lambda: time.perf_counter() > until)
        if not self._choosing:
            self.current = min(self.current, max(self.count - 1, 0))
            return False
        self.current = self.search.first_from(self._origin)
        self._choosing = not self.searched and not self.search.reaches(self._origin)
        return not self._choosing

    def find_passage(self, rows: Sequence[Row], first_change: int) -> bool:
        """Look for the passage in the rows, if they changed where it stands; whether it is there."""
        if self.passage is not None and (self.span is None or first_change <= self.span.last):
            self.span = self.passage.find([row.text for row in rows])
        return self.span is not None

    def begin(self, query: str, top: int) -> None:
        """Another query. The first hit from the row on that was at the top when the search began will be the
        current one."""
        if self.search is None:
            self._origin = top
        self.search, self._choosing, self.searched = RowSearch(query), True, False

    def step(self, by: int) -> None:
        """The hit so many further, round and round."""
        if self.search is not None and self.count:
            self._choosing = False
            self.current = (self.current + by) % self.count
            self._origin = self.search.hits[self.current][0].row

    def row_to_show(self, top: int, height: int) -> int | None:
        """Where to scroll to so that the current hit is seen; None when it is."""
        if self.search is None or not self.count:
            return None
        first, last = self.search.hits[self.current][0].row, self.search.hits[self.current][-1].row
        return None if top <= first and last < top + height else max(first - _LEAD, 0)

    def paint(self, strip: Strip, y: int, palette: Palette) -> Strip:
        """The row with its marks."""
        span = self.span
        if span is not None and span.first <= y <= span.last:
            strip = painted(strip, (0, -1), Style(bgcolor=palette.mark or None))
            for place in span.words[y]:
                strip = painted(strip, place, Style(reverse=True, bold=True))
        if self.search is not None:
            ground = Style(bgcolor=palette.mark or None)
            for begin, end, number in self.search.in_row(y):
                strip = painted(strip, (begin, end), _CURRENT if number == self.current else ground + _HIT)
        return strip
