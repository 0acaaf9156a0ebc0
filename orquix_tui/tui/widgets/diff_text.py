"""A text that shows what was added to another and what is gone."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from orquix_tui.tui.differences import difference, told


class DiffText(VerticalScroll, can_focus=True):
    """Scrolls; a sign stands before every sentence."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        # Held, not looked up: it may be told before it is composed.
        self._text = Static("", markup=False)
        self.source = ""

    def compose(self) -> ComposeResult:
        """One text."""
        yield self._text

    def show(self, old: str, new: str) -> None:
        """From the old text to the new one, from its top."""
        content = told(difference(old, new))
        self.source = content.plain
        self._text.update(content)
        self.scroll_home(animate=False)
