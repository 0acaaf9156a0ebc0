"""A dialog that offers a few lines to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.options import Options


class Choose(Dialog[int | None]):
    """Gives back the index of the chosen line, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CHOOSING)]
    PLACE = Place.CHOOSING

    def __init__(self, title: str, lines: Sequence[str], current: int = 0) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._current = current

    def compose(self) -> ComposeResult:
        """A box with a list."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(_("{key[dialog.take]} choose · {key[dialog.close]} cancel"))
            yield Options(*self._lines, markup=False, compact=True)

    def on_mount(self) -> None:
        """Begin at what holds now."""
        self.query_one(OptionList).highlighted = self._current

    def action_digit(self, number: int) -> None:
        """The line of that number, from 1."""
        if number <= len(self._lines) and self.is_active:
            self.dismiss(number - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Done."""
        event.stop()
        if self.is_active:  # not at a second Enter
            self.dismiss(event.option_index)
