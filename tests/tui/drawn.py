"""Draws Markdown without a screen: for tests of how it looks and what is copied from it."""

from __future__ import annotations

from textual.selection import SELECT_ALL, Selection

from orquix_tui.tui.markdown_doc import MarkdownDoc
from orquix_tui.tui.markdown_inks import Palette
from orquix_tui.tui.markdown_render import MarkdownRenderer
from orquix_tui.tui.markdown_rows import MarkdownRows
from orquix_tui.tui.text_rows import Row, copied

PALETTE = Palette("#d7dce2", "#14181d", "#8a8f94", "#e0b872", "#7aa2d6", "#242b34")


def drawn(source: str, width: int = 40, palette: Palette = PALETTE) -> list[Row]:
    """The rows of a finished text."""
    doc, rows = MarkdownDoc(), MarkdownRows(MarkdownRenderer(palette), width)
    doc.feed(source)
    doc.finish()
    rows.update(doc)
    return rows.rows


def look(source: str, width: int = 40, palette: Palette = PALETTE) -> list[str]:
    """What stands in the rows, without the spaces at their ends."""
    return [row.text.rstrip() for row in drawn(source, width, palette)]


def copy(source: str, width: int = 40, selection: Selection = SELECT_ALL) -> str:
    """What the selection copies."""
    return copied(drawn(source, width), selection)
