"""The projects above, the history of the chosen one below."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from orquix_tui.tui.widgets.history_list import HistoryList
from orquix_tui.tui.widgets.project_list import ProjectList

__all__ = ["HistoryList", "ProjectList", "Sidebar"]

FLIPPED = "-flipped"
"""A class of the screen: shown where it is narrow, hidden where it is not."""


class Sidebar(Vertical):
    """Both lists, each with its filter above it."""

    def __init__(self) -> None:
        super().__init__(id="sidebar")
        self._narrow: bool | None = None

    def compose(self) -> ComposeResult:
        """Filter and list, twice."""
        for listed in (ProjectList(), HistoryList()):
            yield listed.filter
            yield listed

    def toggle(self) -> None:
        """Hide it, or show it."""
        self.screen.toggle_class(FLIPPED)

    def fits(self, *, narrow: bool) -> None:
        """The window is another one: shown by itself where there is room; where there is none it stays while
        somebody is in it, and what was opened by hand stays open."""
        if self._narrow is not None and narrow != self._narrow:
            self.screen.set_class(narrow and self.has_focus_within, FLIPPED)
        self._narrow = narrow
