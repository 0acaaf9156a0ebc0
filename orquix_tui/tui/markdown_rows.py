"""The rendered rows of one growing text at one width: finished blocks once, the tail again and again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from textual.strip import Strip

from orquix_tui.tui.markdown_doc import LONG_FENCE, MarkdownDoc, OpenFence
from orquix_tui.tui.markdown_render import MarkdownRenderer


class MarkdownRows:
    """Follows a `MarkdownDoc`. `rows` holds strips of exactly `width` cells."""

    def __init__(self, renderer: MarkdownRenderer, width: int) -> None:
        self.width = width
        self.rows: list[Strip] = []
        self.first_change = 0
        """The first row that the last update changed or added."""
        self._renderer = renderer
        self._starts: list[int] = []
        self._final = 0
        """Rows of finished blocks."""
        self._frozen = 0
        """Rows that stay at the next update: the finished ones and what is frozen of an open code block."""
        self._fence: OpenFence | None = None
        self._fence_lines = 0

    def update(self, doc: MarkdownDoc, out_of_time: Callable[[], bool] = lambda: False) -> bool:
        """Render what is new; False when the time was up before all of it was rendered."""
        if self._fence is not None and doc.fence is not self._fence:
            # The code block was closed: it is rendered as a whole, with its colours in order.
            self._fence, self._frozen = None, self._final
        kept, replaced = self._frozen, self.rows[self._frozen :]
        del self.rows[kept:]
        done = self._render(doc, out_of_time)
        self.first_change = kept + _same(replaced, self.rows, kept)
        return done

    def _render(self, doc: MarkdownDoc, out_of_time: Callable[[], bool]) -> bool:
        while len(self._starts) < len(doc.blocks):
            self._add_block(doc)
            if out_of_time() and len(self._starts) < len(doc.blocks):
                return False
        if doc.fence is not None:
            self._add_open_fence(doc.fence, doc.tail.source)
        elif doc.tail.source.strip():
            self._separate(joined=doc.tail.joined)
            self.rows += self._renderer.block(doc.tail, self.width, final=False)
        return True

    def block_at(self, row: int) -> tuple[int, int]:
        """The index of the finished block that the row belongs to, and the rows from its beginning."""
        index = max(bisect_right(self._starts, row) - 1, 0)
        return index, row - (self._starts[index] if self._starts else 0)

    def row_of(self, block: int, offset: int) -> int:
        """The row of a place that `block_at` gave at another width."""
        if not self._starts:
            return offset
        index = min(block, len(self._starts) - 1)
        end = self._starts[index + 1] - 1 if index + 1 < len(self._starts) else len(self.rows)
        return min(self._starts[index] + offset, max(end, self._starts[index]))

    def _add_block(self, doc: MarkdownDoc) -> None:
        block = doc.blocks[len(self._starts)]
        rows = self._renderer.block(block, self.width)
        if rows:
            self._separate(joined=block.joined)
        self._starts.append(len(self.rows))
        self.rows += rows
        self._final = self._frozen = len(self.rows)

    def _separate(self, *, joined: bool) -> None:
        if self.rows and not joined:
            self.rows.append(self._renderer.blank(self.width))

    def _add_open_fence(self, fence: OpenFence, partial: str) -> None:
        """Whole groups of lines are frozen; only the last few are coloured again."""
        if self._fence is None:
            self._fence, self._fence_lines = fence, 0
            self._separate(joined=fence.joined)
        while len(fence.lines) - self._fence_lines >= 2 * LONG_FENCE:
            group = fence.lines[self._fence_lines : self._fence_lines + LONG_FENCE]
            self.rows += self._renderer.code(fence.info, group, self.width)
            self._fence_lines += LONG_FENCE
        self._frozen = len(self.rows)
        live = fence.lines[self._fence_lines :]
        if partial and not fence.closes(partial):
            live = [*live, partial]
        if live:
            self.rows += self._renderer.code(fence.info, live, self.width)


def _same(old: list[Strip], rows: list[Strip], start: int) -> int:
    """How many rows from `start` on are what they were."""
    for index, row in enumerate(old):
        if start + index >= len(rows) or rows[start + index] != row:
            return index
    return len(old)
