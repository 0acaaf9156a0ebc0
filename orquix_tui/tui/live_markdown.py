"""A view of Markdown that grows: each block is rendered once, a reader's place is never taken away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from orquix_tui.tui.markdown_doc import MarkdownDoc
from orquix_tui.tui.markdown_render import MarkdownRenderer, Palette
from orquix_tui.tui.markdown_rows import MarkdownRows
from orquix_tui.tui.passage import Passage, Span
from orquix_tui.tui.themes import palette_for

if TYPE_CHECKING:
    from textual import events
    from textual.selection import Selection
    from textual.timer import Timer

_SLICE_S = 0.015
"""Rendering gives the loop back after so much time; a long text comes in slices."""


class LiveMarkdown(ScrollView, can_focus=False):
    """Line-API Markdown. `append` follows the end unless the reader moved up; `show` starts at the top.

    Borders and padding belong to the parent: rows are handed out as they are, past the styles cache.
    """

    DEFAULT_CSS = """
    LiveMarkdown {
        width: 1fr; height: 1fr;
        overflow-x: hidden; overflow-y: auto;
        scrollbar-gutter: stable; scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._doc = MarkdownDoc()
        self._palette: Palette | None = None
        self._renderer: MarkdownRenderer | None = None
        self._shown: MarkdownRows | None = None
        self._next: MarkdownRows | None = None
        self._follow = True
        """Whether new text is followed at all: not in a text that was shown whole."""
        self._at_end = True
        """Whether the reader is at the end. Only scrolling changes it, never the growth of the text."""
        self._slice: Timer | None = None
        self._passage: Passage | None = None
        self._marks: Span | None = None
        self._sought = False
        """Whether the passage is still to be scrolled to."""

    # -- what the outside calls ----------------------------------------------------------------

    @property
    def source(self) -> str:
        """The Markdown as it came."""
        return self._doc.source

    @property
    def settled(self) -> bool:
        """Whether all that was fed is rendered."""
        return self._slice is None and self._next is None and self._shown is not None

    def append(self, text: str) -> None:
        """More text at the end."""
        self._doc.feed(text)
        self._render_new()

    def finish(self) -> None:
        """No more text comes."""
        self._doc.finish()
        if self._renderer is not None and self._renderer.has_definitions:
            self._rebuild()
        self._render_new()
        self._follow = False  # from now on another size keeps the place, not the end

    def show(self, text: str) -> None:
        """Replace all by a finished text, read from its top."""
        self.clear()
        self._follow = False
        self._doc.feed(text)
        self.finish()

    def reveal(self, passage: Passage) -> None:
        """Mark the passage and scroll to it, as soon as all is rendered; another text takes the mark away."""
        self._passage, self._sought = passage, True
        self._mark()

    def clear(self) -> None:
        """An empty text that will grow."""
        self._passage = self._marks = None
        self._doc = MarkdownDoc()
        self._shown = self._next = None
        self._renderer = None
        self._follow = self._at_end = True
        self.virtual_size = Size(0, 0)
        self.scroll_to(0, 0, animate=False)
        self.refresh()

    # -- rendering -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Follow the theme."""
        super().on_mount()  # type: ignore[no-untyped-call]  # Textual leaves it without types
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._theme_changed())

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002  # Textual's signature
        """Another width: render anew, in slices; what is shown stays until that is done."""
        self._keep_to_end()
        width = self._width()
        if width and (self._shown is None or width != self._shown.width):
            self._rebuild()
        self._render_new()  # also what came while the view was hidden

    def _theme_changed(self) -> None:
        if self._renderer is not None and palette_for(self) != self._palette:
            self._renderer = None
            self._rebuild()
            self._render_new()

    def _width(self) -> int:
        return self.scrollable_content_region.width if self.is_mounted else 0

    def _ensure_renderer(self) -> MarkdownRenderer:
        if self._renderer is None:
            self._palette = palette_for(self)
            self._renderer = MarkdownRenderer(self._palette)
        return self._renderer

    def _rebuild(self) -> None:
        width = self._width()
        if width:
            if self._marks is not None:  # who looks at the passage shall still see it
                self._sought = 0 <= self._marks.place - round(self.scroll_y) < self.size.height
            self._next = MarkdownRows(self._ensure_renderer(), width)

    def _render_new(self) -> None:
        """Render what is new for as long as a slice lasts; the rest follows by itself."""
        width = self._width()
        if not width:
            return
        if self._shown is None:
            self._shown = self._next or MarkdownRows(self._ensure_renderer(), width)
            self._next = None
        target = self._next or self._shown
        until = time.perf_counter() + _SLICE_S
        done = target.update(self._doc, lambda: time.perf_counter() > until)
        if not done:
            self._continue_soon()
        if self._next is None:
            self._publish(self._shown)
        elif done:
            self._swap(self._shown, self._next)
        self._mark()

    def _mark(self) -> None:
        """Find the passage in the rows as they are now."""
        if self._passage is None or self._shown is None or not self.settled:
            return
        self._marks = self._passage.find([row.text for row in self._shown.rows])
        if self._marks is not None and self._sought:
            self._sought = self._at_end = False
            self.scroll_to(y=self._marks.top, animate=False)
        self.refresh()

    def _continue_soon(self) -> None:
        if self._slice is None:
            self._slice = self.set_timer(0.01, self._continue)

    def _continue(self) -> None:
        self._slice = None
        self._render_new()

    def _swap(self, old: MarkdownRows, new: MarkdownRows) -> None:
        """Show the new rows with the same text at the top."""
        block, offset = old.block_at(round(self.scroll_y))
        self._shown, self._next = new, None
        self.virtual_size = Size(new.width, len(new.rows))
        if self._follow and self._at_end:
            self._keep_to_end()
        elif old.rows:
            self.scroll_to(y=new.row_of(block, offset), animate=False)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Whoever scrolls away from the end is left alone, and is followed again at the end."""
        super().watch_scroll_y(old_value, new_value)
        self._at_end = round(new_value) >= self.max_scroll_y - 1

    def _keep_to_end(self) -> None:
        if self._follow and self._at_end and self.size.height:
            self.scroll_to(y=self.max_scroll_y, animate=False)

    def _publish(self, shown: MarkdownRows) -> None:
        """Paint what changed; go to the end when the reader was there."""
        if len(shown.rows) == self.virtual_size.height:
            y = max(shown.first_change - round(self.scroll_y), 0)
            if y < self.size.height:
                self.refresh(Region(0, y, shown.width, self.size.height - y))
            return
        self.virtual_size = Size(shown.width, len(shown.rows))
        self._keep_to_end()
        self.refresh()

    # -- the line API --------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows under the crop, which lies in the widget's own coordinates."""
        top = self.scroll_offset.y
        return [self._row(y + top).crop(crop.x, crop.right) for y in range(crop.y, crop.bottom)]

    def render_line(self, y: int) -> Strip:
        """One row with the offsets by which the mouse selects text."""
        line = y + self.scroll_offset.y
        return self._row(line).apply_offsets(0, line)

    def _row(self, y: int) -> Strip:
        width = self.size.width
        base = self._renderer.base if self._renderer else self.rich_style
        if self._shown is None or not 0 <= y < len(self._shown.rows):
            return Strip.blank(width, base)
        row = self._shown.rows[y]
        if self._marks is not None and self._marks.first <= y <= self._marks.last:
            row = self._marked(row, self._marks.words[y])
        # A view that has just been taken away may be drawn once more; it has no screen to ask.
        selection = self.text_selection if self.is_attached else None
        if selection is not None and (span := selection.get_span(y)) is not None:
            chosen = self.screen.get_component_rich_style("screen--selection")
            row = painted(row, span, Style(color=chosen.color, bgcolor=chosen.bgcolor))
        return row if row.cell_length == width else row.crop_extend(0, width, base)

    def _marked(self, row: Strip, words: list[tuple[int, int]]) -> Strip:
        """A row of the passage on its own ground, the words that hit in reverse."""
        palette = self._palette or palette_for(self)
        row = painted(row, (0, -1), Style(bgcolor=palette.mark))
        for span in words:
            row = painted(row, span, Style(reverse=True, bold=True))
        return row

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without the spaces that fill the rows."""
        if self._shown is None:
            return None
        text = "\n".join(row.text.rstrip() for row in self._shown.rows)
        return selection.extract(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002  # Textual's signature
        """Paint the selection."""
        self.refresh()


def painted(row: Strip, span: tuple[int, int], style: Style) -> Strip:
    """The row with the style over the characters of the span; -1 is the end of the text."""
    text = row.text
    start = cell_len(text[: span[0]])
    end = cell_len(text.rstrip()) if span[1] == -1 else cell_len(text[: span[1]])
    if end <= start:
        return row
    left, middle, right = row.divide([start, end, row.cell_length])
    inked = Strip([segment._replace(style=(segment.style or Style()) + style) for segment in middle])
    return Strip.join([left, inked, right])
