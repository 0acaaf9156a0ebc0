"""Two texts, one against the other."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.diff_text import DiffText


class ShowDiff(Dialog[None]):
    """Escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SHOWN)]
    PLACE = Place.SHOWN

    def __init__(self, title: str, old: str, new: str) -> None:
        super().__init__()
        self._title = title
        self._texts = old, new
        self._diff = DiffText(id="diff")

    def compose(self) -> ComposeResult:
        """A large box that scrolls."""
        with Vertical(classes="dialog wide reading") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(
                _("+ only in the second · - only in the first · {key[dialog.close]} closes")
            )
            yield self._diff

    def on_mount(self) -> None:
        """The arrows scroll."""
        self._diff.show(*self._texts)
        self._diff.focus()
