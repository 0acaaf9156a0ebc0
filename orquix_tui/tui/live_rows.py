"""A growing Markdown text and its rows at the width of the view, made in slices. No widget."""

from __future__ import annotations

import time
from typing import NamedTuple

from orquix_tui.tui.markdown_doc import MarkdownDoc
from orquix_tui.tui.markdown_glimpse import Glimpse, Glimpser
from orquix_tui.tui.markdown_inks import Palette
from orquix_tui.tui.markdown_render import MarkdownRenderer
from orquix_tui.tui.markdown_rows import MarkdownRows
from orquix_tui.tui.text_rows import Row

SLICE_S = 0.012
"""Work gives the loop back after so much time."""
_GLIMPSE_S = 0.05
"""What is in view may take so much of our time at once: nobody shall see rows of another width below it."""
_BITE = 4096
"""Characters that are cut into blocks before the clock is looked at."""
_LONG = 400
"""Rows from which what is in view is drawn first for another width."""


class Worked(NamedTuple):
    """What a slice did. `first_change` is the first row that is other than before."""

    first_change: int
    done: bool
    top: int | None = None
    """Where the row now stands that the reader had at the top, when it moved."""


class LiveRows:
    """What is shown, and what is being made for another width or theme meanwhile."""

    def __init__(self) -> None:
        self._doc = MarkdownDoc()
        self._waiting = ""
        """What has come and is not cut into blocks yet."""
        self._ended = False
        self._palette: Palette | None = None
        self._renderer: MarkdownRenderer | None = None
        self._shown: MarkdownRows | None = None
        self._next: MarkdownRows | None = None
        self.glimpse: Glimpse | None = None

    @property
    def source(self) -> str:
        """All that came."""
        return self._doc.source + self._waiting

    @property
    def rows(self) -> list[Row]:
        """What is shown."""
        return self._shown.rows if self._shown else []

    @property
    def final(self) -> int:
        """How many of the rows will stay as they are."""
        return self._shown.final if self._shown else 0

    @property
    def width(self) -> int:
        """Of the rows in cells; 0 before there are any."""
        return self._shown.width if self._shown else 0

    @property
    def whole(self) -> bool:
        """Whether nothing is left to do."""
        return self._shown is not None and self._next is None and not self._waiting

    def append(self, text: str) -> None:
        """More text."""
        self._waiting += text

    def finish(self) -> None:
        """No more text comes."""
        self._ended = True

    def fit(self, width: int, palette: Palette) -> bool:
        """Make the rows of this width in these colours from now on; False when they are so already."""
        if palette != self._palette or self._renderer is None:
            self._palette, self._renderer = palette, MarkdownRenderer(palette)
        elif width == (self._next or self._shown or MarkdownRows(self._renderer, 0)).width:
            return False
        rows = MarkdownRows(self._renderer, width)
        if self._shown is None:
            self._shown = rows
        else:
            self._next = rows
        return True

    def look(self, top: int | None, height: int) -> None:
        """Draw what is in view before all else, if the text is long; no `top` is the end."""
        if self._shown is None or self._next is None or self._renderer is None or len(self.rows) <= _LONG:
            return
        glimpser = Glimpser(self._renderer, self._doc, self._next.width)
        if top is None:
            rows = glimpser.end(height)
            self.glimpse = Glimpse(max(len(self.rows) - height, 0) + height - len(rows), rows)
        else:
            until = time.thread_time() + _GLIMPSE_S
            rows = glimpser.at(self._shown.place(top), height, lambda: time.thread_time() > until)
            if len(rows) < height and time.thread_time() <= until:  # the text ends before the view does
                rows = glimpser.end(height)
            self.glimpse = Glimpse(top, rows)

    def work(self, top: int) -> Worked:
        """Cut and draw what is new for as long as a slice lasts. `top` is the reader's first row."""
        shown, target = self._shown, self._next or self._shown
        if shown is None or target is None:
            return Worked(0, done=False)
        until = time.perf_counter() + SLICE_S

        def out_of_time() -> bool:
            return time.perf_counter() > until

        place = shown.place(top)
        change, moved = len(target.rows), False
        while True:
            self._bite()
            done = target.update(self._doc, out_of_time, more=bool(self._waiting)) and not self._waiting
            change, moved = min(change, target.first_change), moved or target.mended
            if not self._waiting or out_of_time():
                break
        if target is shown:
            return Worked(change, done, shown.row_of(place) if moved else None)
        if not done:
            return Worked(len(shown.rows), done=False)
        self._shown, self._next, self.glimpse = target, None, None
        return Worked(0, done=True, top=target.row_of(place))

    def _bite(self) -> None:
        """Cut some of what waits into blocks."""
        if self._waiting:
            text, self._waiting = self._waiting[:_BITE], self._waiting[_BITE:]
            self._doc.feed(text)
        if self._ended and not self._waiting:
            self._doc.finish()
