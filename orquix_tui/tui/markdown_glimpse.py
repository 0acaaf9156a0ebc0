"""The part of a long text that is in view, drawn before all the rest of it: for another width."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from orquix_tui.tui.markdown_doc import MarkdownDoc
from orquix_tui.tui.markdown_render import MarkdownRenderer
from orquix_tui.tui.markdown_rows import Place, length_of
from orquix_tui.tui.text_rows import Row


class Glimpse:
    """`rows` are shown from row `top` of the old text on, until the new one is whole."""

    def __init__(self, top: int, rows: list[Row]) -> None:
        self.top = top
        self.rows = rows

    def at(self, y: int) -> Row | None:
        """What stands in this row, if it is known."""
        index = y - self.top
        return self.rows[index] if 0 <= index < len(self.rows) else None


class Glimpser:
    """Draws a few rows of a document at one width."""

    def __init__(self, renderer: MarkdownRenderer, doc: MarkdownDoc, width: int) -> None:
        self._renderer = renderer
        self._doc = doc
        self._width = width

    def at(self, place: Place, height: int, out_of_time: Callable[[], bool]) -> list[Row]:
        """So many rows from the place on; fewer when the time was up."""
        rows: list[Row] = []
        skip = place.characters
        for index in range(place.block, len(self._doc.blocks) + 1):
            if rows and not self._joined(index):
                rows.append(self._renderer.blank(self._width))
            for row in self._block(index):
                skip -= length_of(row)
                if skip < 0 or index > place.block:
                    rows.append(row)
                if len(rows) >= height or out_of_time():
                    return rows[:height]
        return rows[:height]

    def end(self, height: int) -> list[Row]:
        """The last rows."""
        rows: list[Row] = []
        for index in range(len(self._doc.blocks), -1, -1):
            block = list(self._block(index))
            if rows and block and not self._joined(index + 1):
                block.append(self._renderer.blank(self._width))
            rows[:0] = block
            if len(rows) >= height:
                break
        return rows[-height:]

    def _block(self, index: int) -> Iterator[Row]:
        doc = self._doc
        if index < len(doc.blocks):
            yield from self._renderer.block(doc.blocks[index], self._width)
        elif doc.fence is not None:
            lines = [*doc.fence.lines[-200:], doc.tail.source]
            yield from self._renderer.code(doc.fence.info, [line for line in lines if line], self._width)
        elif doc.tail.source.strip():
            yield from self._renderer.block(doc.tail, self._width, final=False)

    def _joined(self, index: int) -> bool:
        doc = self._doc
        if index < len(doc.blocks):
            return doc.blocks[index].joined
        return doc.fence.joined if doc.fence else doc.tail.joined
