"""Waits for the key that shall do something from now on."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.keys import spelled
from orquix_tui.tui.rebinding import allowed


class PressKey(ModalScreen[str | None]):
    """Gives back the key as Textual names it. Escape gives up: that key stays the way out."""

    def __init__(self, deed: str, now: str) -> None:
        super().__init__()
        self._deed = deed
        self._now = now

    def compose(self) -> ComposeResult:
        """A box, and room for why a key cannot be taken."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._deed)
            box.border_subtitle = _("{key} cancels").format(key=spelled("escape"))
            yield Static(
                _("Press the key that shall do this. Now: {keys}").format(keys=self._now), markup=False
            )
            yield Static("", id="dialog-hint", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Every key can be chosen: none does what it does elsewhere."""
        event.stop()
        event.prevent_default()
        self._pressed(event.key)

    def _pressed(self, key: str) -> None:
        if not self.is_active:
            return
        if key == "escape":
            self.dismiss(None)
            return
        wrong = allowed(key)
        if wrong:
            self.query_one("#dialog-hint", Static).update(f"✗ {wrong}")
        else:
            self.dismiss(key)
