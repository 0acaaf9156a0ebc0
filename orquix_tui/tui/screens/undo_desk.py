"""Deletions that can be taken back for a moment: says so, waits, and carries them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.screen import Screen

from orquix_tui.core.leaving import UNDO_S, Gone, Leaving
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.keys import chord_of, first_key
from orquix_tui.tui.screens.errands import Errands

_WIDTH = 50


class UndoDesk:
    """`changed` is awaited when the lists must be read again, `back` when something was taken back."""

    def __init__(
        self,
        screen: Screen[Any],
        leaving: Leaving,
        errands: Errands,
        changed: Callable[[], Awaitable[None]],
        back: Callable[[Gone], Awaitable[None]],
    ) -> None:
        self.screen = screen
        self._leaving = leaving
        self._errands = errands
        self._changed = changed
        self._back = back

    async def hidden(self, gone: Gone) -> None:
        """Something was just hidden: it goes for good when nobody takes it back."""
        self.screen.set_timer(
            UNDO_S, lambda: self._errands.start(partial(self._carry_out, gone), "carry out")
        )
        text = _("Deleted “{name}”. {key} brings it back for {n} seconds ({chord} from a text field).")
        name = one_line(gone.name, _WIDTH)
        told = text.format(name=name, n=round(UNDO_S), key=first_key("undo"), chord=chord_of("undo"))
        self.screen.notify(told, markup=False, timeout=UNDO_S)
        await self._changed()

    async def undo(self) -> None:
        """Bring back what was deleted last."""
        gone = self._leaving.take_back()
        if gone is None:
            self.screen.notify(_("Nothing to bring back."), timeout=3)
            return
        self.screen.app.clear_notifications()  # that it can be brought back is no longer true
        await self._back(gone)
        name = one_line(gone.name, _WIDTH)
        self.screen.notify(_("“{name}” is back.").format(name=name), markup=False, timeout=3)

    async def leave(self) -> str:
        """Carry out all that waits, at the end of the program; what went wrong, in a sentence."""
        try:
            await self._leaving.carry_out_all()
        except OrquixError as error:
            return _("Not everything could be deleted: {error}").format(error=error)
        return ""

    async def _carry_out(self, gone: Gone) -> None:
        """When it fails it is listed again, and the reason is told."""
        try:
            await self._leaving.carry_out(gone)
        finally:
            await self._changed()
