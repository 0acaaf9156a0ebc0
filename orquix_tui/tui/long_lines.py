"""Lines of many thousand characters in a text area: what Textual does with each key for the whole of such a
line is done here for the part that is changed or seen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from rich.containers import Lines
from rich.text import Text
from textual._wrap import compute_wrap_offsets
from textual.document._document import Location
from textual.document._wrapped_document import WrappedDocument

LONG = 2000
"""Characters from which a line is worth it."""
_PIECE = 4000
"""Characters that are wrapped at a time, until a row begins where one began before."""


def is_long(line: str) -> bool:
    """Tabs depend on all that stands before them: such lines are left to Textual."""
    return len(line) >= LONG and "\t" not in line


def rewrapped(line: str, width: int, old: list[int], edit: tuple[int, int], grown: int) -> list[int]:
    """Where the line breaks, as `compute_wrap_offsets` of all of it says. `old` is where it broke before the
    `edit`: from there to there it is new, behind that it is what it was, `grown` characters further on."""
    kept = max(bisect_right(old, edit[0]) - 2, 0)  # a shorter word may move to the row before
    breaks, begin, length = old[:kept], old[kept - 1] if kept else 0, max(_PIECE, 4 * width)
    while True:
        fresh = [begin + at for at in compute_wrap_offsets(line[begin : begin + length], width, 1)]
        for at in fresh:
            # From a common break on, after all that changed, the rest is the same text in the same rows.
            match = bisect_left(old, at - grown) if at >= edit[1] else len(old)
            if match < len(old) and old[match] == at - grown:
                return [*breaks, *(after + grown for after in old[match:])]
            breaks.append(at)
        if begin + length >= len(line):
            return breaks
        begin = breaks[-1]  # a row begins there, whatever comes behind the piece


class LongLines(WrappedDocument):
    """Breaks a long line anew only around the place of an edit within it."""

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """See Textual's."""
        row, line = start[0], self.document[start[0]]
        if not (self._width and row == old_end[0] == new_end[0] and is_long(line)):
            super().wrap_range(start, old_end, new_end)
            return
        old, edit = self._wrap_offsets[row], (min(start[1], old_end[1]), new_end[1])
        fresh = rewrapped(line, self._width, old, edit, new_end[1] - max(start[1], old_end[1]))
        self._wrap_offsets[row] = fresh
        self._tab_width_cache[row] = [0]
        if len(fresh) != len(old):
            self._shift(row, len(old) + 1, len(fresh) + 1)

    def _shift(self, row: int, before: int, now: int) -> None:
        """The line takes so many rows now: all below it move."""
        top = self._line_index_to_offsets[row][0]
        self._offset_to_line_info[top : top + before] = [(row, section) for section in range(now)]
        self._line_index_to_offsets[row] = list(range(top, top + now))
        for below in range(row + 1, len(self._line_index_to_offsets)):
            offsets = self._line_index_to_offsets[below]
            self._line_index_to_offsets[below] = [y + now - before for y in offsets]

    def get_sections(self, line_index: int) -> list[str]:
        """The rows of a line, without a styled text for each."""
        line, breaks = self.document[line_index], self._wrap_offsets[line_index]
        ends = [*breaks, len(line)]
        return [line[begin:end] for begin, end in zip([0, *breaks], ends, strict=True)]


class LongLine(Text):
    """A line without tabs of which one row is drawn: only that one is cut out of it."""

    drawn = 0

    def divide(self, offsets: Iterable[int]) -> Lines:
        """The row that is drawn in its place, and nothing in those before, which are looked at for tabs."""
        ends = [*offsets, len(self)]
        begin = ends[self.drawn - 1] if self.drawn else 0
        cut = Text.divide(self, [begin, ends[self.drawn]])[1]
        return Lines([*(_NOTHING for _row in range(self.drawn)), cut])


_NOTHING = Text()
