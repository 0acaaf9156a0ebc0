"""The pieces of a context block, with a cursor and the keys that steer them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.message import Message

from orquix_tui.domain.models import ContextItem
from orquix_tui.domain.translate import _
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.card_list import CardList
from orquix_tui.tui.widgets.context_card import CardState, ContextCard

Deed = Literal["pin", "remove", "ban", "undo", "steered"]
_OF_AN_ITEM = ("pin", "remove", "ban")


class ContextItems(CardList[ContextCard]):
    """What a key means is what the cursor is on."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CONTEXT)]
    PLACE = Place.CONTEXT

    @dataclass
    class Wanted(Message):
        """Do this, to this piece where it is about one."""

        deed: Deed
        item: ContextItem | None = None

    @dataclass
    class OpenSource(Message):
        """Show where a piece comes from: an interaction, or a document at this character."""

        interaction_id: str | None
        path: str | None
        begins: int
        words: tuple[str, ...] = ()
        unverified: bool = False

    class Approved(Message):
        """The question may go out with the block that is shown."""

    def __init__(self) -> None:
        super().__init__(classes="context-items")
        self.approving = False
        """Whether the question waits for Enter."""

    @property
    def under_cursor(self) -> ContextItem | None:
        """The piece that a key means."""
        return self.current.state.item if self.current else None

    def show(self, states: Sequence[CardState]) -> None:
        """These pieces; the cursor stays on its piece, or at its place when that has gone."""
        ids = [s.item.chunk_id for s in states]
        if ids == [c.state.item.chunk_id for c in self.cards]:
            for card, state in zip(self.cards, states, strict=True):
                card.show(state)
            return
        held = self.under_cursor
        at = ids.index(held.chunk_id) if held and held.chunk_id in ids else self.at
        self.replace([ContextCard(state) for state in states], at)

    # -- what the person does ------------------------------------------------------------------

    def action_unfold(self) -> None:
        """All of the text, or its beginning."""
        if self.current:
            self.current.toggle()
            self.move_to(self.at)

    def action_deed(self, deed: Deed) -> None:
        """One of the deeds; those about a piece need one."""
        item = self.under_cursor if deed in _OF_AN_ITEM else None
        if item is not None or deed not in _OF_AN_ITEM:
            self.post_message(self.Wanted(deed, item))
        else:
            self.notify(_("There is no piece here to do that with."), timeout=3)

    def action_enter(self) -> None:
        """Agree where the question waits for it, else open the source."""
        if self.approving:
            self.post_message(self.Approved())
        else:
            self.action_open_source()

    def action_open_source(self) -> None:
        """Where the piece comes from."""
        item = self.under_cursor
        if item is not None:
            self.post_message(
                self.OpenSource(item.interaction_id, item.path, item.begins, item.words, item.unverified)
            )
