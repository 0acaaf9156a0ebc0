"""A view of Markdown that grows: each block is rendered once, a reader's place is never taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.cache import FIFOCache
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.signal import Signal
from textual.strip import Strip

from orquix_tui.tui.following import FollowingView
from orquix_tui.tui.live_marks import Marks
from orquix_tui.tui.live_rows import LiveRows, Worked
from orquix_tui.tui.markdown_doc import code_blocks
from orquix_tui.tui.text_rows import Row, copied, line_at, painted, word_at
from orquix_tui.tui.themes import palette_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.selection import Selection
    from textual.timer import Timer

    from orquix_tui.tui.markdown_inks import Palette
    from orquix_tui.tui.passage import Passage

_PAINTED = 200
"""Rows of which is kept how they were painted: a screen or two."""


class LiveMarkdown(FollowingView, can_focus=False):
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
        self._text = LiveRows()
        self._slice: Timer | None = None
        self._palette: Palette | None = None
        self._strips: FIFOCache[Row, Strip] = FIFOCache(_PAINTED)
        self._marks = Marks()
        self.found_changed: Signal[tuple[int, int]] = Signal(self, "found")
        """Tells the new `found` when what came, or a step, has changed it."""
        self._told = (0, 0)

    # -- what the outside calls ----------------------------------------------------------------

    @property
    def source(self) -> str:
        """The Markdown as it came."""
        return self._text.source

    @property
    def settled(self) -> bool:
        """Whether all that was fed is rendered."""
        return self._slice is None and self._text.whole

    def append(self, text: str) -> None:
        """More text at the end."""
        self._text.append(text)
        self._work()

    def finish(self) -> None:
        """No more text comes."""
        self._text.finish()
        self._work()
        self._follow = False  # from now on another size keeps the place, not the end

    def show(self, text: str) -> None:
        """Replace all by a finished text, read from its top."""
        self.clear()
        self._follow = False
        self._text.append(text)
        self._text.finish()
        self._work()

    def reveal(self, passage: Passage) -> None:
        """Mark the passage and scroll to it, as soon as all is rendered; another text takes the mark away."""
        self._marks.passage, self._marks.span, self._marks.sought = passage, None, True
        self._mark(0)

    def clear(self) -> None:
        """An empty text that will grow. What is searched for goes on being searched for."""
        search, self._marks = self._marks.search, Marks()
        self._marks.search = search
        self._marks.forget_rows()
        self._text = LiveRows()
        self._follow = self._at_end = True
        self.virtual_size = Size(0, 0)
        self.scroll_to(0, 0, animate=False)
        self.refresh()

    @property
    def found(self) -> tuple[int, int]:
        """The number of the current hit, from 1 (0: none), and how many there are."""
        count = self._marks.count
        return (self._marks.current + 1 if count else 0), count

    def find(self, query: str) -> int:
        """Mark the query wherever it stands and go to the next hit from here; how often it was found so far:
        a long text is searched in slices, what comes later as it comes. Case and accents do not matter."""
        self._marks.begin(query, round(self.scroll_y))
        self._search(0)
        self.refresh()
        return self._marks.count

    def find_next(self, step: int = 1) -> None:
        """Go to the next hit, or to the one before with -1; after the last comes the first."""
        self._marks.step(step)
        self._go_to_hit()

    def clear_find(self) -> None:
        """No search any more; the place stays."""
        self._marks.search = None
        self._tell()
        self.refresh()

    def code_blocks(self) -> list[str]:
        """The code blocks of the text, without their fences, in order."""
        return code_blocks(self.source)

    # -- rendering -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Follow the theme."""
        super().on_mount()  # type: ignore[no-untyped-call]  # Textual leaves it without types
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._theme_changed())

    def on_unmount(self) -> None:
        """The app would hold on to it, and to its whole panel, for as long as it lives."""
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002  # Textual's signature
        """Another width: what is in view first, the rest in slices; the same text stays at the top.
        Another height alone, a notice that comes up, say: who is at the end stays there."""
        if self._at_end and self.scroll_y and self.scrollable_content_region.width == self._text.width:
            self._go(self.max_scroll_y)
        self._keep_to_end()
        self._work()  # also what came while the view was hidden

    def _fit(self) -> bool:
        """Whether there is room to draw in; another width or theme begins to be drawn."""
        width = self.scrollable_content_region.width if self.is_mounted else 0
        if not width:
            return False
        span = self._marks.span
        if self._text.fit(width, self._palette or self._take_palette()) and self._text.rows:
            if span is not None:  # who looks at the passage shall still see it
                self._marks.sought = 0 <= span.place - round(self.scroll_y) < self.size.height
                self._marks.span = None  # it was counted in rows that are no more
            self._text.look(None if self._following else round(self.scroll_y), self.size.height)
            self.refresh()
        return True

    def _take_palette(self) -> Palette:
        self._palette = palette_for(self)
        return self._palette

    def _theme_changed(self) -> None:
        self._palette = None
        self._work()

    def _work(self) -> None:
        """Draw what is new for as long as a slice lasts; the rest follows by itself."""
        glimpse = self._text.glimpse
        if not self._fit():
            return
        if self._text.glimpse is glimpse:
            self._draw()
        else:
            self._continue_soon()  # what is in view has taken this slice

    def _draw(self) -> None:
        worked = self._text.work(round(self.scroll_y))
        if not worked.done:
            self._continue_soon()
        self._publish(worked)
        self._mark(worked.first_change)

    def _continue_soon(self) -> None:
        if self._slice is None:
            self._slice = self.set_timer(0.005, self._continue)

    def _continue(self) -> None:
        self._slice = None
        self._draw()

    def _publish(self, worked: Worked) -> None:
        """Paint what changed; go to the end when the reader was there, else keep what is at the top."""
        count, width = len(self._text.rows), self._text.width
        if worked.top is None and count == self.virtual_size.height and width == self.virtual_size.width:
            y = max(worked.first_change - round(self.scroll_y), 0)
            if y < self.size.height:
                self.refresh(Region(0, y, width, self.size.height - y))
            return
        self._grow(Size(width, count))
        if worked.top is not None and not self._following:
            self._go(worked.top)
        if worked.top is not None and self._chosen is not None:
            self.screen.clear_selection()  # it was counted in the rows as they were
        self.refresh(self.scrollable_content_region.reset_offset)

    def _mark(self, first_change: int) -> None:
        """Search what changed; find the passage in the rows as they are now."""
        marks, rows = self._marks, self._text.rows
        self._search(first_change)
        if not self.settled or not marks.find_passage(rows, first_change):
            return
        if marks.sought and marks.span is not None:
            marks.sought = self._at_end = False
            self._go(marks.span.top)
        self.refresh()

    def _search(self, first_change: int) -> None:
        """Search for a slice; the rest follows by itself."""
        marks = self._marks
        if marks.follow(self._text.rows, first_change, self._text.final):
            self._go_to_hit()
        elif marks.count:
            self.refresh()
        if not marks.searched:
            self._continue_soon()
        self._tell()

    def _go_to_hit(self) -> None:
        row = self._marks.row_to_show(round(self.scroll_y), self.size.height)
        if row is not None:
            self._at_end = False
            self._go(row)
        self._tell()
        self.refresh()

    def _tell(self) -> None:
        if self._told != self.found:
            self._told = self.found
            self.found_changed.publish(self._told)

    # -- the line API --------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows under the crop, which lies in the widget's own coordinates."""
        top, draw = self.scroll_offset.y, self._drawer()
        rows = [draw(y + top).crop(crop.x, crop.right) for y in range(crop.y, crop.bottom)]
        for line_filter in self.get_line_filters():  # here nobody else does it
            if not isinstance(line_filter, ANSIToTruecolor):  # no row has a colour of the terminal itself
                rows = [row.apply_filter(line_filter, self.background_colors[1]) for row in rows]
        return rows

    def render_line(self, y: int) -> Strip:
        """One row with the offsets by which the mouse selects text."""
        line = y + self.scroll_offset.y
        return self._drawer()(line).apply_offsets(0, line)

    @property
    def _chosen(self) -> Selection | None:
        """What is selected. A view that was just taken away may be drawn once more: it has no screen."""
        return self.text_selection if self.is_attached else None

    @property
    def _following(self) -> bool:
        """Not while words are selected: they would run away from under the mouse."""
        return super()._following and self._chosen is None

    def _drawer(self) -> Callable[[int], Strip]:
        """What draws a row. What holds for all rows is asked for once: asking takes longer than drawing."""
        palette, width, selection = self._palette or self._take_palette(), self.size.width, self._chosen
        base = Style.parse(f"{palette.foreground} on {palette.background}")
        rows, glimpse, strips = self._text.rows, self._text.glimpse, self._strips

        def draw(y: int) -> Strip:
            early = glimpse.at(y) if glimpse else None
            if early is not None:
                return early.strip().crop_extend(0, width, base)
            if not 0 <= y < len(rows):
                return Strip.blank(width, base)
            row = rows[y]
            strip = strips.get(row)
            if strip is None:
                strip = strips[row] = row.strip().crop_extend(0, width, base)
            strip = self._marks.paint(strip, y, palette)
            if selection is not None and (span := selection.get_span(y)) is not None:
                ground = self.screen.get_component_rich_style("screen--selection").bgcolor  # it has no ink
                strip = painted(strip, span, Style(color=palette.foreground, bgcolor=ground))
            return strip if strip.cell_length == width else strip.crop_extend(0, width, base)

        return draw

    # -- selecting -----------------------------------------------------------------------------

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The words of the source: wrapped lines are whole again, what is drawn around them is left out."""
        return copied(self._text.rows, selection), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002  # Textual's signature
        """Paint the selection; when it goes, the end is followed again."""
        self._keep_to_end()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Two clicks select the word, three the line of the source."""
        widget, at = self.screen.get_widget_and_offset_at(event.screen_x, event.screen_y)
        if event.chain < 2 or widget is not self or at is None:
            return
        event.prevent_default()  # Textual's own choice is the whole text
        chosen = (word_at if event.chain == 2 else line_at)(self._text.rows, at)
        if chosen is not None:
            self.screen.selections = {self: chosen}
