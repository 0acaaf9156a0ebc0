"""One line to find words in a live text: what is typed is marked at once, also in what still comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import LineInput
from orquix_tui.tui.widgets.lines import Line

_COUNT_ROOM = 14


class _FindField(LineInput):
    """Where the words are typed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.FINDING)]
    PLACE = Place.FINDING

    @dataclass
    class Stepped(Message):
        """Another hit is wanted."""

        by: int

    class Left(Message):
        """Enough was found."""

    def action_step(self, by: int) -> None:
        """The next hit or the one before."""
        self.post_message(self.Stepped(by))

    def action_leave(self) -> None:
        """Close the line."""
        self.post_message(self.Left())


class FindBar(Horizontal):
    """Hidden until it is opened; `back` has the focus again when it is closed."""

    DEFAULT_CSS = f"""
    FindBar {{ height: 1; display: none; background: $panel; }}
    FindBar > Static {{ width: auto; height: 1; padding: 0 0 0 1; color: $text-muted; }}
    FindBar > Input {{ width: 1fr; }}
    FindBar > Line {{ width: {_COUNT_ROOM}; height: 1; }}
    """

    def __init__(self, view: LiveMarkdown, back: Widget) -> None:
        super().__init__(classes="find-bar")
        self._view = view
        self._back = back
        self._field = _FindField(
            compact=True,
        )
        self._label = Static(classes="find-label", markup=False)
        self._count = Line(classes="find-count")

    def on_mount(self) -> None:
        """Follow what is found in text that still comes."""
        self._view.found_changed.subscribe(self, lambda found: self._say(*found), immediate=True)
        self.reword()

    def reword(self) -> None:
        """What it is for, and its keys."""
        self._label.update(_("find") + " ")
        self._field.placeholder = keyed(_("words · {key[finding.next]}: next · {key[finding.close]}: close"))

    def open(self) -> None:
        """Show it and write in it; the words of last time are found again."""
        if not self._field.is_attached:  # only now: each panel has such a line, and few are ever opened
            self.mount(self._label, self._field, self._count)
        self.display = True
        self._field.focus()
        self._find()

    def close(self) -> None:
        """Take it and its marks away."""
        if self.display:
            self.display = False
            self._view.clear_find()
            self._back.focus()

    def _find(self) -> None:
        self._view.find(self._field.value)
        self._say(*self._view.found)

    def _say(self, current: int, count: int) -> None:
        if not self._field.value.strip():
            self._count.right = ()
        elif count:
            self._count.right = ((f"{current}/{count} ", "bold"),)
        else:
            self._count.right = ((_("not found") + " ", "bold $text-warning"),)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter counts."""
        event.stop()
        self._find()

    @on(_FindField.Stepped)
    def _step(self, event: _FindField.Stepped) -> None:
        event.stop()
        self._view.find_next(event.by)

    @on(_FindField.Left)
    def _leave(self, event: _FindField.Left) -> None:
        event.stop()
        self.close()
