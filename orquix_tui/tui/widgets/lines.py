"""One-line widgets that are drawn, not laid out: changing them costs one row."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.reactive import reactive
from textual.visual import VisualType
from textual.widget import Widget

Piece = tuple[str, str]
"""Text and its style in Textual's words (`bold $accent`); an empty style is the widget's own."""


class Line(Widget):
    """Text on the left and on the right of one row; the left is cut when both do not fit."""

    left: reactive[tuple[Piece, ...]] = reactive(())
    right: reactive[tuple[Piece, ...]] = reactive(())

    @property
    def tooltip(self) -> VisualType | None:
        """All of it, when it is cut."""
        if self._tooltip is not None:
            return self._tooltip
        pieces = (*self.left, *((" ", ""),), *self.right)
        if _length(self.left) + bool(self.right) + _length(self.right) <= self.content_size.width:
            return None
        return Content("".join(text for text, _style in pieces).strip())

    @tooltip.setter
    def tooltip(self, tooltip: VisualType | None) -> None:
        self._tooltip = tooltip

    def render(self) -> Content:
        """The row, exactly as wide as the widget."""
        width = self.content_size.width
        right = _cut(self.right, width)
        used = _length(right)
        room = max(width - used - (1 if used else 0), 0)
        left = _cut(self.left, room)
        gap = " " * max(width - used - _length(left), 0)
        return Content.assemble(*left, gap, *right)


def _length(pieces: tuple[Piece, ...]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


def _cut(pieces: tuple[Piece, ...], width: int) -> tuple[Piece, ...]:
    """The pieces, cut to so many cells with an ellipsis."""
    if _length(pieces) <= width:
        return pieces
    kept: list[Piece] = []
    room = width - 1
    for text, style in pieces:
        if room <= 0:
            break
        piece = text if cell_len(text) <= room else set_cell_size(text, room)
        kept.append((piece, style))
        room -= cell_len(piece)
    if width > 0:
        kept.append(("…", kept[-1][1] if kept else ""))
    return tuple(kept)
