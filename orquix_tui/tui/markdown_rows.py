"""The rendered rows of one growing text at one width: finished blocks once, the tail again and again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from orquix_tui.tui.markdown_doc import GROWTH, LONG_FENCE, LONG_TAIL, Block, MarkdownDoc, OpenFence
from orquix_tui.tui.markdown_render import MarkdownRenderer
from orquix_tui.tui.text_rows import Row

_AT_ONCE = 16
"""Rows that are made before the clock is looked at."""
_LONGEST_STEP = 8 * LONG_FENCE
"""Lines of an open code block that are coloured again and again at most."""
_NAMED = re.compile(r"\[([^\[\]]+)\]")


class Place(NamedTuple):
    """A place in the text that holds at every width: a block, and the characters of it before the row."""

    block: int
    characters: int


class MarkdownRows:
    """Follows a `MarkdownDoc`. `rows` are of exactly `width` cells."""

    def __init__(self, renderer: MarkdownRenderer, width: int) -> None:
        self.width = width
        self.rows: list[Row] = []
        self.first_change = 0
        """The first row that the last update changed or added."""
        self.mended = False
        """Whether the last update drew finished blocks anew: what stands below them has moved."""
        self._renderer = renderer
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._frozen = 0
        """Rows that stay at the next update: the finished ones and what is frozen of an open code block."""
        self._fence: OpenFence | None = None
        self._fence_lines = 0
        """How many of its lines are frozen."""
        self._fence_step = LONG_FENCE
        self._drawing: Iterator[Row] | None = None
        """The finished block that is being drawn, and its rows so far."""
        self._drawn: list[Row] = []
        self._tail = _Tail()
        self._known = renderer.definitions
        self._wanted: dict[str, list[int]] = {}
        """The blocks that name a link which is not defined yet."""

    @property
    def final(self) -> int:
        """How many rows will not change any more, unless a late definition changes them."""
        return self._frozen

    def update(
        self, doc: MarkdownDoc, out_of_time: Callable[[], bool] = lambda: False, *, more: bool = False
    ) -> bool:
        """Render what is new; False when the time was up before all of it was rendered. With `more` to be
        fed at once, what is still open is left for later."""
        if self._fence is not None and doc.fence is not self._fence:
            # The code block was closed: it is rendered as a whole, with its colours in order.
            self._fence, self._frozen = None, self._final
        kept, replaced = self._frozen, self.rows[self._frozen :]
        del self.rows[kept:]
        self.mended = False
        self.first_change = kept
        done = self._render(doc, out_of_time)
        if done and not more:
            self._render_open(doc)
        if not done:  # what stands there stays until there is more in its place
            stays = replaced if len(self.rows) == kept and len(replaced) > len(self._drawn) else self._drawn
            self.rows += stays
        if not self.mended:
            self.first_change = kept + _same(replaced, self.rows, kept)
        return done

    @property
    def _final(self) -> int:
        return self._ends[-1] if self._ends else 0

    def _render(self, doc: MarkdownDoc, out_of_time: Callable[[], bool]) -> bool:
        while len(self._starts) < len(doc.blocks):
            if not self._add_block(doc, out_of_time):
                return False
            if out_of_time() and len(self._starts) < len(doc.blocks):
                self._drawn = []
                return False
        return True

    def _render_open(self, doc: MarkdownDoc) -> None:
        if doc.fence is not None:
            self._add_open_fence(doc.fence, doc.tail.source)
        elif doc.tail.source.strip():
            self._separate(joined=doc.tail.joined)
            self.rows += self._tail.rows(self._renderer, doc, self.width)

    # -- places --------------------------------------------------------------------------------

    def place(self, row: int) -> Place:
        """What the row shows."""
        index = max(bisect_right(self._starts, row) - 1, 0)
        if self._ends and row >= self._final:
            index = len(self._starts)
        return Place(index, sum(map(length_of, self.rows[self._start(index) : row])))

    def row_of(self, place: Place) -> int:
        """The row that shows the place, also one that was taken at another width."""
        index = min(place.block, len(self._starts))
        end = self._ends[index] if index < len(self._ends) else len(self.rows)
        left = place.characters
        for row in range(self._start(index), end):
            left -= length_of(self.rows[row])
            if left < 0:
                return row
        return max(min(self._start(index + 1), len(self.rows) - 1), 0)

    def _start(self, index: int) -> int:
        return self._starts[index] if index < len(self._starts) else self._final

    # -- finished blocks -------------------------------------------------------------------------

    def _add_block(self, doc: MarkdownDoc, out_of_time: Callable[[], bool]) -> bool:
        index = len(self._starts)
        block = doc.blocks[index]
        if self._drawing is None:
            self._drawing, self._drawn = self._renderer.block(block, self.width), []
        for row in self._drawing:
            self._drawn.append(row)
            if len(self._drawn) % _AT_ONCE == 0 and out_of_time():
                return False
        if self._drawn:
            self._separate(joined=block.joined)
        self._starts.append(len(self.rows))
        self.rows += self._drawn
        self._ends.append(len(self.rows))
        self._frozen = len(self.rows)
        self._drawing, self._drawn = None, []
        self._mend(doc, block, index)
        return True

    def _mend(self, doc: MarkdownDoc, block: Block, index: int) -> None:
        """Draw the blocks anew that named a link which this block defined; note which ones this one names."""
        if "[" not in block.source:
            return
        from markdown_it.common.utils import normalizeReference

        defined = self._renderer.definitions
        late = {number for name in defined - self._known for number in self._wanted.pop(name, ())}
        self._known = defined
        for name in {normalizeReference(name) for name in _NAMED.findall(block.source)} - defined:
            self._wanted.setdefault(name, []).append(index)
        for number in sorted(late):
            self._redraw(doc.blocks[number], number)

    def _redraw(self, block: Block, index: int) -> None:
        start, end = self._starts[index], self._ends[index]
        self.rows[start:end] = rows = list(self._renderer.block(block, self.width))
        moved = len(rows) - (end - start)
        self._ends[index:] = [row + moved for row in self._ends[index:]]
        self._starts[index + 1 :] = [row + moved for row in self._starts[index + 1 :]]
        self._frozen += moved
        self.first_change, self.mended = min(start, self.first_change), True

    def _separate(self, *, joined: bool) -> None:
        if self.rows and not joined:
            self.rows.append(self._renderer.blank(self.width))

    # -- what is still open ----------------------------------------------------------------------

    def _add_open_fence(self, fence: OpenFence, partial: str) -> None:
        """Lines are frozen by and by; only the last few are coloured again."""
        if self._fence is None:
            self._fence, self._fence_lines, self._fence_step = fence, 0, LONG_FENCE
            self._separate(joined=fence.joined)
        self._freeze_lines(fence)
        self._frozen = len(self.rows)
        live = fence.lines[self._fence_lines :]
        if partial and not fence.closes(partial):
            live = [*live, partial]
        if live:
            self.rows += self._renderer.code(fence.info, live, self.width)

    def _freeze_lines(self, fence: OpenFence) -> None:
        """Freeze lines where those behind them look the same without them: not amid a string or comment."""
        while len(fence.lines) - self._fence_lines >= self._fence_step + LONG_FENCE:
            begin, cut = self._fence_lines, self._fence_lines + self._fence_step
            behind = list(self._renderer.code(fence.info, fence.lines[cut : cut + LONG_FENCE], self.width))
            whole = list(self._renderer.code(fence.info, fence.lines[begin : cut + LONG_FENCE], self.width))
            frozen = len(whole) - len(behind)
            if self._fence_step < _LONGEST_STEP and not all(map(Row.looks_like, whole[frozen:], behind)):
                self._fence_step += LONG_FENCE // 2
                continue
            self.rows += whole[:frozen]
            self._fence_lines, self._fence_step = cut, LONG_FENCE


class _Tail:
    """The rows of the open block. A long one is drawn anew only now and then: what came since is plain."""

    def __init__(self) -> None:
        self._block = -1
        self._length = 0
        self._rows: list[Row] = []

    def rows(self, renderer: MarkdownRenderer, doc: MarkdownDoc, width: int) -> list[Row]:
        source = doc.tail.source
        same = self._block == len(doc.blocks) and len(source) >= self._length
        if same and LONG_TAIL < len(source) < self._length * GROWTH:
            return [*self._rows, *renderer.plain(source[self._length :], width)]
        self._block, self._length = len(doc.blocks), len(source)
        self._rows = list(renderer.block(doc.tail, width, final=False))
        return self._rows


def length_of(row: Row) -> int:
    """The characters of the source in it."""
    return sum(words.end - words.begin for words in row.words)


def _same(old: list[Row], rows: list[Row], start: int) -> int:
    """How many rows from `start` on are what they were."""
    for index, row in enumerate(old):
        if start + index >= len(rows) or not _alike(row, rows[start + index]):
            return index
    return len(old)


def _alike(one: Row, other: Row) -> bool:
    return one is other or one.looks_like(other)
