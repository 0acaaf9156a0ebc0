"""What all screens have in common that lie over the workspace for a while."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import BindingType

from orquix_tui.core.services import Services
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.moving import Placed
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.widgets.notices import Notices

BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]
"""Cells from which a screen gets these classes."""
LOW = [(0, "-tiny"), (9, "-low"), (18, "-high")]
"""The same for rows."""


def size_class(width: int) -> str:
    """The class of a screen that is so many cells wide."""
    return [name for least, name in BREAKPOINTS if width >= least][-1]


def height_class(rows: int) -> str:
    """The class of a screen that has so many rows."""
    return [name for least, name in LOW if rows >= least][-1]


_SHARED = {"cancel", "notices"}

Result = TypeVar("Result")


class SideScreen(Placed[Result]):
    """Escape goes back. What goes wrong in its errands is shown on it."""

    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in KEYS if key.id in _SHARED]
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.notices = Notices()
        self.errands = Errands(self, self.notices, services.redact)

    def action_cancel(self) -> None:
        """Back to where one was."""
        if self.is_active:  # not at a second Escape
            self.dismiss(None)

    def action_dismiss_notices(self) -> None:
        """Put the notices away."""
        self.notices.dismiss()
