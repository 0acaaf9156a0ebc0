"""A dialog that asks yes or no before something is gone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, first_key
from orquix_tui.tui.places import Place


class Confirm(Dialog[bool]):
    """Only `y` says yes: a second Enter, pressed too long, must not delete anything."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CONFIRMING)]
    PLACE = Place.CONFIRMING

    def __init__(self, title: str, text: str, *, yes: str, no: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        no = no or _("keep")
        self._hint = f"{first_key('confirming.yes')} {yes} · {first_key('confirming.no')} {no}"

    def compose(self) -> ComposeResult:
        """A box with the text; a long one scrolls."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content(self._hint)
            with VerticalScroll(id="confirm-text"):
                yield Static(self._text, markup=False)

    def action_give_up(self) -> None:
        """That is a no."""
        self.action_answer(yes=False)

    def action_answer(self, yes: bool) -> None:
        """Done, once."""
        if self.is_active:
            self.dismiss(yes)
