"""A dialog over long work: how far it has come, and a key that stops it."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ProgressBar, Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.quitting import FILES

_TICK_S = 0.1
"""Drawn no more often than that, however fast the work goes."""


class Progress(Dialog[None]):
    """Whoever does the work says when it is `over`; Escape calls `stop`."""

    def __init__(self, title: str, stop: Callable[[], object]) -> None:
        super().__init__()
        self._title = title
        self._stop = stop
        self._drawn = 0.0
        self._over = False
        self._bar = ProgressBar(show_eta=False, id="progress-bar")
        self._text = Static("", id="progress-text", markup=False)

    def compose(self) -> ComposeResult:
        """A bar, and the same in words."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(_("{key[dialog.close]} stops; what is done stays"))
            yield self._bar
            yield self._text

    def told(self, done: int, total: int, text: str) -> None:
        """So much is done."""
        if done in {0, total} or time.monotonic() - self._drawn >= _TICK_S:
            self._drawn = time.monotonic()
            self._bar.update(total=total, progress=done)
            self._text.update(text)

    @property
    def goes_on(self) -> tuple[str, ...]:
        """Whatever it shows."""
        return (_(FILES),)

    def action_give_up(self) -> None:
        """No further."""
        self._stop()

    def over(self) -> None:
        """The work is done: it closes, but takes nothing away that lies over it, such as the keys."""
        self._over = True
        self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Nothing lies over it."""
        if self._over and self.is_active:
            self.dismiss(None)
