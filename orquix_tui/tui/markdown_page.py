"""Puts runs of text into rows between the margins that lists, quotes and code draw on the left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from orquix_tui.tui.markdown_inks import Inks
from orquix_tui.tui.text_rows import Row, Run, Words, slices, width_of
from orquix_tui.tui.text_wrap import cells, chop, reads_right_to_left, wrap

_LEAST = 12
"""Cells that are left to the words: deeper margins are not drawn."""
_KEEPS_LEFT = "\u200e"
"""An invisible mark around letters that run from the right: what stands beside them stays in its place."""
_JOINER = "\u200d"
_FLOWS = count()


@dataclass
class _Margin:
    """Stands at the left of every row; `mark` in its place in the first one."""

    rest: Segment
    width: int
    mark: Segment | None = None
    copied: str = ""


class Cell(NamedTuple):
    """A row of a cell of a table: as wide as its column, with so many characters of padding before."""

    segments: list[Segment]
    before: int = 0
    flow: int = -1
    joint: str = ""


class Page:
    """Makes the rows of one block at one width."""

    def __init__(self, inks: Inks, width: int) -> None:
        self.inks = inks
        self.width = width
        self._margins: list[_Margin] = []

    @property
    def room(self) -> int:
        """The cells between the margins and the right edge; 2 at least."""
        return max(self.width - sum(margin.width for margin in self._margins), 2)

    @contextmanager
    def margin(self, text: str, style: Style, mark: str = "", copied: str = "") -> Iterator[None]:
        """Draw this at the left meanwhile; in the first row `mark` of the same width, copied as `copied`."""
        width = cells(text)
        if self.room - width < _LEAST:
            yield
            return
        self._margins.append(
            _Margin(Segment(text, style), width, Segment(mark, style) if mark else None, copied)
        )
        yield
        self._margins.pop()

    def text(self, runs: Sequence[Run]) -> Iterator[Row]:
        """A paragraph. "\\n" in the runs ends a line."""
        flow, joint = next(_FLOWS), "\n"
        for line in lines(runs):
            plain = "".join(text for text, _ in line)
            for piece, segments in slices(line, wrap(plain, self.room)):
                yield self.row(segments, flow, joint)
                joint = "" if piece.glued else " "
            joint = "\n"

    def code(self, coloured: Iterable[list[Run]]) -> Iterator[Row]:
        """Lines of code behind an edge, as they are; where a line is longer than the row the edge says so."""
        inks = self.inks
        for line in coloured:
            flow, joint, edge = next(_FLOWS), "\n", "│ "
            plain = "".join(text for text, _ in line)
            for _, segments in slices(line, chop(plain, max(self.room - 2, 2))):
                yield self.row(segments, flow, joint, Segment(edge, inks.code_edge), inks.code_ground)
                joint, edge = "", "↪ "

    def rule(self) -> Row:
        """A line across."""
        text = "─" * self.room
        return self._assemble(
            [Segment(text, self.inks.muted)], [Words(0, len(text), next(_FLOWS), "\n", "---")], self.inks.base
        )

    def blank(self) -> Row:
        """An empty row between two blocks."""
        return self.row([], next(_FLOWS), "\n")

    def row(
        self,
        segments: list[Segment],
        flow: int,
        joint: str,
        edge: Segment | None = None,
        ground: Style | None = None,
    ) -> Row:
        """One row of words, behind an edge if there is one."""
        begin = len(edge.text) if edge else 0
        length = sum(len(segment.text) for segment in segments)
        words = [Words(begin, begin + length, flow, joint)]
        return self._assemble([edge, *segments] if edge else segments, words, ground or self.inks.base)

    def side_by_side(self, columns: Sequence[Cell], gap: str) -> Row:
        """The cells of one row of a table, with `gap` between them."""
        segments: list[Segment] = []
        words: list[Words] = []
        at = 0
        for index, cell in enumerate(columns):
            if index:
                segments.append(Segment(gap, self.inks.muted))
                at += len(gap)
            text = "".join(segment.text for segment in cell.segments)
            end = len(text.rstrip())
            if end > cell.before:
                words.append(Words(at + cell.before, at + end, cell.flow, cell.joint))
            segments += cell.segments
            at += len(text)
        return self._assemble(segments, words, self.inks.base)

    def frame(self, text: str) -> Row:
        """A row that belongs to no text."""
        return self._assemble([Segment(text, self.inks.muted)], [], self.inks.base)

    def _assemble(self, segments: list[Segment], words: list[Words], ground: Style) -> Row:
        """Margins, what was given, and the space to the right edge; the places of the words move along."""
        left: list[Segment] = []
        marks: list[Words] = []
        shift = 0
        for margin in self._margins:
            segment = margin.rest
            if margin.mark is not None:
                segment, margin.mark = margin.mark, None
                flow, joint = (words[0].flow, words[0].joint) if words else (next(_FLOWS), "\n")
                marks.append(Words(shift, shift + len(segment.text), flow, joint, margin.copied))
                if words:
                    words[0] = words[0]._replace(joint="")
            left.append(segment)
            shift += len(segment.text)
        if any(reads_right_to_left(segment.text) for segment in segments):
            keep = Segment(_KEEPS_LEFT, ground)
            segments = [keep, *segments, keep]
            shift += 1
        if shift:
            words = [w._replace(begin=w.begin + shift, end=w.end + shift) for w in words]
        return self._fill([*left, *segments], (*marks, *words), ground)

    def _fill(self, segments: list[Segment], words: tuple[Words, ...], ground: Style) -> Row:
        used = width_of(segments)
        if used > self.width:  # a sign wider than the whole view, or one that was cut between two styles
            # Joiners that join nothing are measured in more than one way: without them the cut is exact.
            bare = [Segment(s.text.replace(_JOINER, ""), s.style) for s in segments]
            segments, used = Segment.adjust_line_length(bare, self.width), self.width
        if used < self.width:
            segments.append(Segment(" " * (self.width - used), ground))
        return Row(segments, self.width, words)


def lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs cut at their line ends."""
    line: list[Run] = []
    for text, style in runs:
        first, *rest = text.split("\n")
        if first:
            line.append((first, style))
        for part in rest:
            yield line
            line = [(part, style)] if part else []
    yield line


def new_flow() -> int:
    """A number for a line of the source."""
    return next(_FLOWS)
