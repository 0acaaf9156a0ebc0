"""A dialog that asks for several lines: a persona, parameters."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.ask_text import Check
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.quitting import UNSAVED
from orquix_tui.tui.readline_keys import ReadlineArea


class WriteText(Dialog[str | None]):
    """Gives the text back when it can be used; Escape gives nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.FORM),
    ]
    PLACE = Place.FORM

    def __init__(self, title: str, text: str, hint: str, check: Check = lambda _text: "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        """A box to write in."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(_("{key[form.save]} ok · {key[dialog.close]} cancel"))
            yield ReadlineArea(self._text, id="council-write", soft_wrap=True, tab_behavior="focus")
            yield Static(self._hint, id="dialog-hint", markup=False)

    def on_mount(self) -> None:
        """Write on at the end."""
        area = self.query_one(ReadlineArea)
        area.move_cursor(area.document.end)

    @property
    def goes_on(self) -> tuple[str, ...]:
        """See `Placed`."""
        return (_(UNSAVED),) if self.query_one(ReadlineArea).text != self._text else ()

    def action_save(self) -> None:
        """Only what can be used closes the dialog."""
        text = self.query_one(ReadlineArea).text
        wrong = self._check(text)
        if wrong:
            self.query_one("#dialog-hint", Static).update(f"✗ {wrong}")
        elif self.is_active:
            self.dismiss(text.strip())
