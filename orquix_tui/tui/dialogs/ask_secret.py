"""Asks for a key without showing it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.readline_keys import LineInput


class AskSecret(Dialog[str | None]):
    """What is typed or pasted is shown as dots, and held by nobody once it was given back."""

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self._hint = hint

    def compose(self) -> ComposeResult:
        """A box with a masked line."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content(keyed(_("{key[dialog.take]} store · {key[dialog.close]} cancel")))
            yield LineInput(password=True, id="dialog-input")
            yield Static(self._hint, id="dialog-hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Nothing is no key."""
        event.stop()
        secret = event.value.strip()
        if secret and self.is_active:
            event.input.clear()
            self.dismiss(secret)
