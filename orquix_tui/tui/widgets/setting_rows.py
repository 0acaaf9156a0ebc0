"""The two lists of the settings: the sections, and the values of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from orquix_tui.tui.widgets.row_list import RowList

_SIGNS = {"warning": "! ", "error": "✗ ", "good": "✓ "}
_STYLES = {"warning": "$text-warning", "error": "$text-error", "good": "$text-success", "": ""}
_NAME = 24
_VALUE = 64
_SOURCE = 11
_GAP = 1


@dataclass(frozen=True)
class Row:
    """One value. `source` says where it comes from, `about` is shown below the list.

    `tone` is how grave the value is: `warning`, `error`, `good`, or nothing; a sign says it too.
    """

    id: str
    name: str
    value: str
    source: str = ""
    about: str = ""
    tone: str = ""


class Titled(Protocol):
    """Has a name, in the language spoken."""

    @property
    def title(self) -> str:
        """It."""


class SectionList(RowList):
    """What can be set up, by name."""

    def __init__(self, sections: Sequence[Titled]) -> None:
        super().__init__(id="setting-sections")
        self._sections = sections

    def on_mount(self) -> None:
        """They stay the same."""
        self.show(len(self._sections), lambda row, _width: Content(f" {self._sections[row].title}"))


class SettingRows(RowList):
    """Name, value and source, each in its column."""

    def __init__(self) -> None:
        super().__init__(id="setting-rows")
        self._rows: Sequence[Row] = ()

    def fill(self, rows: Sequence[Row]) -> None:
        """Other values; the cursor stays."""
        self._rows = rows
        longest = max((cell_len(row.name) for row in rows), default=0)
        self.show(len(rows), lambda at, width: drawn(self._rows[at], width, longest))

    @property
    def here(self) -> Row | None:
        """The one under the cursor."""
        return self._rows[self.row] if self.row is not None and self.row < len(self._rows) else None


def drawn(row: Row, width: int, longest: int = 0) -> Content:
    """One line of so many cells; `longest` is the width of the longest name. A narrow one has no source."""
    name = min(max(_NAME, longest), max(width * 9 // 20, 8))
    source = _SOURCE if width >= 56 and row.source else 0
    value = max(min(width - name - source - 3 * _GAP, _VALUE), 4)
    return Content.assemble(
        " ",
        (_cell(row.name, name), "bold"),
        " ",
        (_cell(_SIGNS.get(row.tone, "") + row.value, value), _STYLES.get(row.tone, "")),
        " ",
        (_cell(row.source, source), "$foreground-muted"),
    )


def _cell(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, max(width - 1, 0)) + "…" if width else ""
