"""A scrolling view that stays at its end while it grows, until the reader moves away from it."""

from __future__ import annotations

from math import ceil

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget


class FollowingView(ScrollView):
    """For views that draw their rows themselves. Nothing here is animated."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._follow = True
        """Whether the end is followed at all: not in a text that was shown whole."""
        self._at_end = True
        """Whether the reader is at the end. Only scrolling changes it, never the growth of the text."""

    @property
    def _following(self) -> bool:
        return self._follow and self._at_end

    def _grow(self, size: Size) -> None:
        """Take the new size, keep to the end. A scrollbar that comes or goes lays the screen out anew."""
        room, barred = self.container_size.height, self.show_vertical_scrollbar
        if room and barred == (size.height > room) and not self.styles.is_auto_height:
            self.set_reactive(Widget.virtual_size, size)
            self.scroll_y = min(self.scroll_y, self.max_scroll_y)
        else:
            self.virtual_size = size
        self._keep_to_end()
        if barred:
            self._move_scrollbar()

    def _go(self, row: int) -> None:
        """Put the row at the top, also while there is no scrollbar yet."""
        self.scroll_to(y=row, animate=False, force=True)

    def _keep_to_end(self) -> None:
        if self._following and self.size.height:
            self._go(self.max_scroll_y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Whoever scrolls away from the end is left alone, and is followed again at the end."""
        self._at_end = round(new_value) >= self.max_scroll_y - 1
        if self.show_vertical_scrollbar:
            self._move_scrollbar()
        if round(old_value) != round(new_value):
            self.refresh(self.scrollable_content_region.reset_offset)

    def _watch_show_vertical_scrollbar(self, shown: bool) -> None:
        if shown:  # it was not told where the view had been scrolled to before it was there
            self._move_scrollbar()

    def _move_scrollbar(self) -> None:
        """Tell it where the view stands. It takes longer to draw than the text, and beside a long one it
        hardly moves: it is drawn again only when that is seen."""
        bar = self.vertical_scrollbar
        before = _thumb(bar)
        bar.set_reactive(ScrollBar.window_virtual_size, self.virtual_size.height)
        bar.set_reactive(ScrollBar.position, self.scroll_y)
        if _thumb(bar) != before:
            bar.refresh()


def _thumb(bar: ScrollBar) -> tuple[int, int]:
    """Where its handle begins and how long it is, in eighths of a cell, as it is drawn."""
    room, window, whole = bar.size.height, bar.window_size, bar.window_virtual_size
    if not 0 < window < whole:
        return 0, 0
    length = max(1, room * window / whole)
    return int((room - length) * bar.position / (whole - window) * 8), ceil(length * 8)
