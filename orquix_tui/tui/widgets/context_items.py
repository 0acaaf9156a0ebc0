"""The pieces of a context block, with a cursor and the keys that steer them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from orquix_tui.domain.models import ContextItem
from orquix_tui.tui.keys import Place, bindings
from orquix_tui.tui.widgets.context_card import CardState, ContextCard

Deed = Literal["pin", "remove", "ban", "undo", "steered"]
_OF_AN_ITEM = ("pin", "remove", "ban")


class ContextItems(VerticalScroll):
    """The focus is the list's, so that it outlives the cards; the cursor says which card a key means."""

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
        self._cards: list[ContextCard] = []
        self._cursor = 0
        self.approving = False
        """Whether the question waits for Enter."""

    @property
    def under_cursor(self) -> ContextItem | None:
        """The piece that a key means."""
        return self._cards[self._cursor].state.item if self._cards else None

    def show(self, states: Sequence[CardState]) -> None:
        """These pieces; the cursor stays on its piece, or at its place when that has gone."""
        if [s.item.chunk_id for s in states] == [c.state.item.chunk_id for c in self._cards]:
            for card, state in zip(self._cards, states, strict=True):
                card.show(state)
            return
        held = self.under_cursor
        self._cards = [ContextCard(state) for state in states]
        ids = [s.item.chunk_id for s in states]
        at = ids.index(held.chunk_id) if held and held.chunk_id in ids else self._cursor
        self.remove_children()
        self.mount_all(self._cards)
        self._move_to(min(at, max(len(ids) - 1, 0)))

    # -- the cursor ----------------------------------------------------------------------------

    def _move_to(self, index: int) -> None:
        self._cursor = index
        for number, card in enumerate(self._cards):
            card.set_class(number == index, "-current")
        if self._cards:
            card = self._cards[index]
            self.call_after_refresh(self._reveal, card)

    def _reveal(self, card: ContextCard) -> None:
        if card in self._cards and card.is_mounted:
            self.scroll_to_widget(card, animate=False)

    def action_step(self, by: int) -> None:
        """The next or the previous piece; of one that is larger than the view first the rest of it."""
        if not self._cards:
            return
        card, view = self._cards[self._cursor].region, self.content_region
        if by > 0 and card.bottom > view.bottom:
            self.scroll_relative(y=min(card.bottom - view.bottom, view.height - 1), animate=False)
        elif by < 0 and card.y < view.y:
            self.scroll_relative(y=max(card.y - view.y, 1 - view.height), animate=False)
        else:
            self._move_to(max(0, min(self._cursor + by, len(self._cards) - 1)))

    def action_edge(self, index: int) -> None:
        """The first or the last piece."""
        if self._cards:
            self._move_to(index % len(self._cards))

    def on_context_card_pressed(self, message: ContextCard.Pressed) -> None:
        """The mouse chooses."""
        message.stop()
        if message.card in self._cards:
            self._move_to(self._cards.index(message.card))

    # -- what the person does ------------------------------------------------------------------

    def action_unfold(self) -> None:
        """All of the text, or its beginning."""
        if self._cards:
            self._cards[self._cursor].toggle()
            self._move_to(self._cursor)

    def action_deed(self, deed: Deed) -> None:
        """One of the deeds; those about a piece need one."""
        item = self.under_cursor if deed in _OF_AN_ITEM else None
        if item is not None or deed not in _OF_AN_ITEM:
            self.post_message(self.Wanted(deed, item))

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
