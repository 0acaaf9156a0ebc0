"""The list of councils, and the list of who sits in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from orquix_tui.tui import words
from orquix_tui.tui.widgets.row_list import RowList

_SOURCE_FROM = 34
"""Cells from which there is room for where a council stands."""


@dataclass(frozen=True)
class Listed:
    """A line of the list of councils."""

    name: str
    members: str
    source: str
    asked: bool = False
    default: bool = False

    @property
    def signs(self) -> str:
        """● it is asked now, ★ the project asks it by default."""
        return ("●" if self.asked else " ") + ("★" if self.default else " ")


class CouncilList(RowList):
    """All councils by name."""

    def __init__(self) -> None:
        super().__init__(id="council-list")
        self._rows: Sequence[Listed] = ()

    def fill(self, rows: Sequence[Listed]) -> None:
        """Other councils; the cursor stays on the name, if it is still there."""
        here = self.name_here
        self._rows = rows
        names = [row.name for row in rows]
        self.show(len(rows), lambda at, width: _drawn(self._rows[at], width))
        if here in names:
            self.cursor = names.index(here)

    def go_to(self, name: str) -> None:
        """The cursor on this one."""
        self.cursor = next((at for at, row in enumerate(self._rows) if row.name == name), self.cursor)

    @property
    def name_here(self) -> str:
        """The one under the cursor; empty when there is none."""
        return self._rows[self.row].name if self.row is not None and self.row < len(self._rows) else ""


def _drawn(row: Listed, width: int) -> Content:
    tail = f" {row.members}" + (f"  {row.source}" if width >= _SOURCE_FROM else "")
    room = max(width - cell_len(tail) - 5, 6)
    return Content.assemble(
        (f" {row.signs} ", "$text-accent"),
        (set_cell_size(words.middle(row.name, room), room), "bold"),
        (tail, "$foreground-muted"),
    )


class SeatList(RowList):
    """The council itself, its members, its moderator; a line each, with a sign for a warning."""

    def __init__(self) -> None:
        super().__init__(id="council-seats")
        self._lines: Sequence[tuple[str, bool]] = ()

    def fill(self, lines: Sequence[tuple[str, bool]]) -> None:
        """Other members; `True` warns."""
        self._lines = lines
        self.show(len(lines), self._line)

    def _line(self, at: int, width: int) -> Content:
        text, warns = self._lines[at]
        room = max(width - 3, 4)
        sign = ("!", "$text-warning") if warns else " "
        return Content.assemble(sign, " ", set_cell_size(words.middle(text, room), room))
