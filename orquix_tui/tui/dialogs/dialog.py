"""What all dialogs have in common."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from orquix_tui.tui.keys import bindings
from orquix_tui.tui.moving import Placed
from orquix_tui.tui.places import Place

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Placed[Result]):
    """Escape gives up: nothing is given back. Its keys can be looked up in it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.DIALOG)]
    PLACE: ClassVar[Place] = Place.DIALOG

    async def action_take(self) -> None:
        """By another key what Enter does in the list or line with the focus."""
        there = self.active_bindings.get("enter")
        if there is not None and there.enabled and there.node is not self:
            await self.app.run_action(there.binding.action, there.node)

    def action_give_up(self) -> None:
        """Close, once."""
        if self.is_active:
            self.dismiss(None)
