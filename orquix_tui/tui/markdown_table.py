"""Tables: side by side where every word fits, else one record after the other. Nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style

from orquix_tui.tui.markdown_page import Cell, Page, lines, new_flow
from orquix_tui.tui.text_rows import Row, Run, slices, width_of
from orquix_tui.tui.text_wrap import cells, longest_word, wrap

_GAP = " │ "
_CROSS = "─┼─"
_WORD = 14
"""Cells to which a column is not squeezed below its longest word, as far as the word is no longer."""

_SHORT = 12
"""Cells of the line between two records."""


@dataclass
class Table:
    """Rows of cells; the first is the head. `sides` holds left, right or center by column."""

    rows: list[list[list[Run]]] = field(default_factory=list)
    sides: list[str] = field(default_factory=list)

    def draw(self, page: Page) -> Iterator[Row]:
        """The rows at the page's width."""
        widths = self._widths(page.room)
        if widths is None:
            yield from self._records(page)
            return
        head, *body = self.rows
        yield from self._line(page, head, widths)
        yield page.frame(_CROSS.join("─" * width for width in widths))
        wrapped = any(_cells(cell) > width for row in body for cell, width in zip(row, widths, strict=False))
        for index, row in enumerate(body):
            if index and wrapped:
                yield page.frame("┈" * (sum(widths) + len(_GAP) * (len(widths) - 1)))
            yield from self._line(page, row, widths)

    def _widths(self, room: int) -> list[int] | None:
        """Of the columns; None when they cannot stand side by side without breaking words."""
        columns = list(zip_longest(*self.rows, fillvalue=[]))
        wanted = [max(1, *map(_cells, column)) for column in columns]
        least = [
            min(max(map(_longest_word, column)), _WORD, want)
            for column, want in zip(columns, wanted, strict=True)
        ]
        room -= len(_GAP) * (len(wanted) - 1)
        if sum(wanted) <= room:
            return wanted
        if sum(least) > room:
            return None
        widths = list(wanted)
        for _ in range(sum(widths) - room):  # the widest gives, cell by cell
            index = max((i for i, width in enumerate(widths) if width > least[i]), key=lambda i: widths[i])
            widths[index] -= 1
        return widths

    def _line(self, page: Page, row: list[list[Run]], widths: list[int]) -> Iterator[Row]:
        columns = []
        for index, width in enumerate(widths):
            cell = row[index] if index < len(row) else []
            columns.append(list(self._column(page, cell, index, width)))
        for parts in zip_longest(*columns):
            empty = (Cell([Segment(" " * width, page.inks.base)]) for width in widths)
            yield page.side_by_side([part or none for part, none in zip(parts, empty, strict=True)], _GAP)

    def _column(self, page: Page, cell: list[Run], index: int, width: int) -> Iterator[Cell]:
        side = self.sides[index] if index < len(self.sides) else "left"
        joint, flow = (_GAP if index else "\n"), new_flow()
        for line in lines(cell):
            for piece, segments in slices(line, wrap("".join(text for text, _ in line), width)):
                free = max(width - width_of(segments), 0)
                before = {"right": free, "center": free // 2}.get(side, 0)
                yield Cell(_padded(segments, before, free - before, page.inks.base), before, flow, joint)
                joint = "" if piece.glued else " "
            joint = " "

    def _records(self, page: Page) -> Iterator[Row]:
        """Each row as lines of its own: the head's word and what stands under it."""
        head, *body = self.rows
        for number, row in enumerate(body or [[]]):
            if number:
                yield page.frame("┈" * min(page.room, _SHORT))
            for index in range(max(len(head), len(row))):
                title = head[index] if index < len(head) else []
                cell = row[index] if index < len(row) else []
                colon = [(": ", page.inks.base)] if title else []
                with page.margin("  ", page.inks.muted, "· " if index else "▪ "):
                    yield from page.text([*title, *colon, *cell])


def _padded(segments: list[Segment], before: int, after: int, style: Style) -> list[Segment]:
    left = [Segment(" " * before, style)] if before else []
    right = [Segment(" " * after, style)] if after else []
    return [*left, *segments, *right]


def _cells(cell: list[Run]) -> int:
    return sum(cells(text) for text, _ in cell)


def _longest_word(cell: list[Run]) -> int:
    return max(longest_word("".join(text for text, _ in cell)), 1)
