"""A drawn row that still knows its words: for copying, searching and marking without padding and frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from orquix_tui.tui.text_wrap import Piece, cells

_WORD = re.compile(r"\w+(?:[-'’._]\w+)*")
Run = tuple[str, Style]
"""Text in one style."""


class Words(NamedTuple):
    """Characters `begin` to `end` of a row are words of the source.

    Rows of one `flow` belong to one line of the source, broken by the width. `joint` is what stands in the
    source before these words; `text` is what is copied in their place (the mark of a list, say).
    """

    begin: int
    end: int
    flow: int
    joint: str
    text: str | None = None


class Row:
    """One row of a text, exactly as wide as it was asked for."""

    __slots__ = ("segments", "width", "words")

    def __init__(self, segments: list[Segment], width: int, words: tuple[Words, ...] = ()) -> None:
        self.segments = segments
        self.width = width
        self.words = words

    @property
    def text(self) -> str:
        """All that is drawn, with frame and padding."""
        return "".join(segment.text for segment in self.segments)

    def looks_like(self, other: Row) -> bool:
        """Whether both are drawn the same."""
        return self.width == other.width and self.segments == other.segments

    def strip(self) -> Strip:
        """For the screen. It is large, because it keeps how it was painted: keep few."""
        return Strip(self.segments, self.width)


def slices(runs: Sequence[Run], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, list[Segment]]]:
    """The pieces with their runs; they go forward."""
    index = offset = 0  # the run where a range begins, and the characters before it
    for piece in pieces:
        begin, end, _ = piece
        found: list[Segment] = []
        while index < len(runs) and offset + len(runs[index][0]) <= begin:
            offset += len(runs[index][0])
            index += 1
        at, before = index, offset
        while at < len(runs) and before < end:
            text, style = runs[at]
            found.append(Segment(text[max(begin - before, 0) : end - before], style))
            before += len(text)
            at += 1
        yield piece, found


def width_of(segments: Iterable[Segment]) -> int:
    """The cells that they take."""
    return sum(cells(segment.text) for segment in segments)


def painted(row: Strip, span: tuple[int, int], style: Style) -> Strip:
    """The row with the style over the characters of the span; -1 is the end of the text."""
    text = row.text
    start = cells(text[: span[0]])
    end = cells(text.rstrip()) if span[1] == -1 else cells(text[: span[1]])
    if end <= start:
        return row
    left, middle, right = row.divide([start, end, row.cell_length])
    inked = Strip([segment._replace(style=(segment.style or Style()) + style) for segment in middle])
    return Strip.join([left, inked, right])


def word_at(rows: Sequence[Row], at: Offset) -> Selection | None:
    """The word that stands there: `at` counts characters and rows."""
    if not 0 <= at.y < len(rows):
        return None
    words = (word.span() for word in _WORD.finditer(rows[at.y].text))
    spans = (Selection(Offset(begin, at.y), Offset(end, at.y)) for begin, end in words if begin <= at.x < end)
    return next(spans, None)


def line_at(rows: Sequence[Row], at: Offset) -> Selection | None:
    """The whole line of the source of which a piece stands there."""
    if not 0 <= at.y < len(rows):
        return None
    flows = {words.flow for words in rows[at.y].words}
    first = last = at.y
    while first > 0 and not flows.isdisjoint(words.flow for words in rows[first - 1].words):
        first -= 1
    while last + 1 < len(rows) and not flows.isdisjoint(words.flow for words in rows[last + 1].words):
        last += 1
    return Selection(Offset(0, first), Offset(len(rows[last].text), last))


def copied(rows: Sequence[Row], selection: Selection) -> str:
    """The words of the source under the selection: wrapped lines whole again, no padding, no frame."""
    first = 0 if selection.start is None else selection.start.y
    last = len(rows) - 1 if selection.end is None else min(selection.end.y, len(rows) - 1)
    flows: dict[int, list[str]] = {}  # in the order in which they begin: cells of a table stand side by side
    for y in range(first, last + 1):
        start = selection.start.x if selection.start is not None and y == first else 0
        stop = selection.end.x if selection.end is not None and y == selection.end.y else None
        text = rows[y].text
        for words in rows[y].words:
            begin, end = max(words.begin, start), words.end if stop is None else min(words.end, stop)
            if begin > end or (begin == end and words.begin < words.end):
                continue
            piece = text[begin:end] if words.text is None else words.text if begin == words.begin else ""
            flow = flows.setdefault(words.flow, [])
            flow.append((words.joint if flow or len(flows) > 1 else "") + piece)
    return "".join(piece for flow in flows.values() for piece in flow)
