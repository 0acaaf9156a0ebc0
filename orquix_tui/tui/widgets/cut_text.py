"""Texts that know their width: further rows hang in, and a text says so where its last rows have no room."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.hanging import hanging
from orquix_tui.tui.keys import first_key


class HangingText(Static):
    """A line that begins with spaces does not go back to the edge."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__("", id=id, classes=classes, markup=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's signature
        """As many rows as it takes."""
        return len(self._rows(width))

    def render(self) -> Content:
        """All of it."""
        return Content("\n").join(self._rows(self.content_size.width))

    def _rows(self, width: int) -> list[Content]:
        whole = self.visual
        return hanging(whole, width) if isinstance(whole, Content) and whole.plain else []


class CutText(HangingText):
    """As high as its text, if its styles let it; `more` is the id of the key that gives it more room."""

    def __init__(self, more: str, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._more = more

    def render(self) -> Content:
        """All of it, or what has room and the key that shows the rest."""
        width, height = self.content_size
        rows = self._rows(width)
        if 0 < height < len(rows):
            key = Content.styled(_("… {key} shows more").format(key=first_key(self._more)), "bold")
            rows = [*rows[: height - 1], key if height > 1 else key.truncate(max(width, 1))]
        return Content("\n").join(rows)
