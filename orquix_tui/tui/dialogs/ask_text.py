"""A dialog that asks for one line: a name, a path."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.readline_keys import LineInput

Check = Callable[[str], str]
"""Says what is wrong with the line; empty when nothing is."""


class AskText(Dialog[str | None]):
    """Enter gives the line back, Escape nothing."""

    def __init__(self, title: str, value: str = "", hint: str = "", check: Check = lambda _text: "") -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        """A box with a line to write in."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(_("{key[dialog.take]} ok · {key[dialog.close]} cancel"))
            yield LineInput(self._value, id="dialog-input")
            yield Static(self._hint, id="dialog-hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only a line that can be used closes the dialog."""
        event.stop()
        wrong = self._check(event.value)
        if not self.is_active:  # a second Enter, when the first one has closed it
            return
        if wrong:
            self.query_one("#dialog-hint", Static).update(f"✗ {wrong}")
        else:
            self.dismiss(event.value.strip())
