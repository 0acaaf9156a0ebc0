"""A line above a list: what is typed in it narrows the list."""

from __future__ import annotations

from typing import ClassVar, Protocol, cast

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from orquix_tui.domain.translate import _
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import LineInput


class Narrowed(Protocol):
    """A list that can be narrowed."""

    def narrow(self, text: str) -> None:
        """Show only what holds these words."""

    def step(self, by: int) -> None:
        """Move the cursor while one goes on typing."""

    def choose(self) -> None:
        """Take what is under the cursor."""

    def focus(self) -> object:
        """Go there."""


class FilterLine(LineInput):
    """Hidden until it is asked for. Enter takes what is under the cursor, Escape shows all again."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.FILTER)]
    PLACE = Place.FILTER

    def __init__(self, narrowed: Narrowed, *, id: str) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, compact=True, placeholder=self._hint(), classes="filter")
        self._narrowed = narrowed
        self.display = False

    @staticmethod
    def _hint() -> str:
        return keyed(_("type to narrow · {key[filter.leave]}: all"))

    def begin(self, narrowed: Widget) -> None:
        """Show it above the list, and write in it."""
        if not self.is_attached:  # only now: most starts need none, and an input is dear
            cast("Widget", narrowed.parent).mount(self, before=narrowed)
        self.placeholder = self._hint()
        self.display = True
        self.focus()

    def clear(self) -> None:
        """All is listed again; the line goes."""
        super().clear()
        self.display = False

    def action_leave(self) -> None:
        """Back to the whole list."""
        self.clear()
        self._narrowed.focus()

    def action_step(self, by: int) -> None:
        """The next or the previous line of the list."""
        self._narrowed.step(by)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter counts."""
        event.stop()
        self._narrowed.narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """What is under the cursor."""
        event.stop()
        self._narrowed.focus()
        self._narrowed.choose()
