"""What all screens have in common that lie over the workspace for a while."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.places import Place
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.widgets.notices import Notices

BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]
"""Cells from which a screen gets these classes."""


def size_class(width: int) -> str:
    """The class of a screen that is so many cells wide."""
    return [name for least, name in BREAKPOINTS if width >= least][-1]


_SHARED = {"help", "help.mark", "cancel", "notices"}

Result = TypeVar("Result")


class SideScreen(Screen[Result]):
    """Escape goes back. What goes wrong in its errands is shown on it."""

    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in KEYS if key.id in _SHARED]
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    PLACE: Place

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.notices = Notices()
        self.errands = Errands(self, self.notices, services.redact)

    def action_cancel(self) -> None:
        """Back to where one was."""
        if self.is_current:  # not at a second Escape
            self.dismiss(None)

    def action_help(self) -> None:
        """The keys of this screen."""
        self.app.push_screen(Help(self.PLACE, self._services.settings.ui.keys))

    def action_dismiss_notices(self) -> None:
        """Put the notices away."""
        self.notices.dismiss()
