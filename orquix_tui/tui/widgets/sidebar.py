"""The projects above, the history of the chosen one below."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from orquix_tui.tui.widgets.history_list import HistoryList
from orquix_tui.tui.widgets.project_list import ProjectList

__all__ = ["HistoryList", "ProjectList", "Sidebar"]

_AWAY = "-away"


class Sidebar(Vertical):
    """Both lists. It is shown by itself where there is room for it."""

    def __init__(self, *, narrow: bool = False) -> None:
        super().__init__(id="sidebar", classes=_AWAY if narrow else "")
        self._narrow = narrow

    def compose(self) -> ComposeResult:
        """Both lists; their filters come when they are asked for."""
        yield ProjectList()
        yield HistoryList()

    def toggle(self) -> None:
        """Hide it, or show it."""
        self.toggle_class(_AWAY)

    @property
    def in_the_way(self) -> bool:
        """Whether it is shown where there is no room for it and for what was chosen from it."""
        return self._narrow and self.display

    def fits(self, *, narrow: bool) -> None:
        """The window is another one: where there is no room it stays as long as somebody is in it."""
        if narrow != self._narrow:
            self.set_class(narrow and not self.has_focus_within, _AWAY)
        self._narrow = narrow
