"""A scrolling view that stays at its end while it grows, until the reader moves away from it."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
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
        """Take the new size. While the scrollbar stays as it is, the screen need not be laid out anew."""
        room = self.container_size.height
        if self.show_vertical_scrollbar and size.height > room and not self.styles.is_auto_height:
            self.set_reactive(Widget.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
            self.scroll_y = min(self.scroll_y, self.max_scroll_y)
        else:
            self.virtual_size = size

    def _go(self, row: int) -> None:
        """Put the row at the top, also while there is no scrollbar yet."""
        self.scroll_to(y=row, animate=False, force=True)

    def _keep_to_end(self) -> None:
        if self._following and self.size.height:
            self._go(self.max_scroll_y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Whoever scrolls away from the end is left alone, and is followed again at the end."""
        super().watch_scroll_y(old_value, new_value)
        self._at_end = round(new_value) >= self.max_scroll_y - 1

    def _watch_show_vertical_scrollbar(self, shown: bool) -> None:
        if shown:  # it was not told where the view had been scrolled to before it was there
            self.vertical_scrollbar.position = self.scroll_y
