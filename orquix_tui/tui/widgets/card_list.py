"""A list of cards of any height, with a cursor: the focus is the list's, so that it outlives the cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget


class Card(Widget):
    """Something that the mouse can choose."""

    @dataclass
    class Pressed(Message):
        """The mouse chose this one."""

        card: Card

    def on_click(self, event: events.Click) -> None:
        """Choose it, and do not select its text as Textual does at the second click."""
        event.prevent_default()
        self.post_message(self.Pressed(self))


C = TypeVar("C", bound=Card)


class CardList(VerticalScroll, Generic[C]):
    """The cursor says which card a key means."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self.cards: list[C] = []
        self.at = 0
        """The place of the cursor."""

    @property
    def current(self) -> C | None:
        """The card that a key means."""
        return self.cards[self.at] if self.cards else None

    def replace(self, cards: Sequence[C], at: int) -> None:
        """These cards and no others, the cursor on this one or on the last."""
        self.cards = list(cards)
        self.remove_children()
        self.mount_all(self.cards)
        self.move_to(min(at, max(len(self.cards) - 1, 0)))

    def add(self, card: C) -> None:
        """One more at the end; the cursor stays."""
        card.set_class(not self.cards, "-current")
        self.cards.append(card)
        self.mount(card)

    def move_to(self, index: int) -> None:
        """The cursor on this card, in view."""
        self.at = index
        for number, card in enumerate(self.cards):
            card.set_class(number == index, "-current")
        if self.cards:
            card = self.cards[index]
            self.call_after_refresh(self._reveal, card)
        if self.has_focus:
            self.screen.refresh_bindings()  # what can be done with this one is something else

    def _reveal(self, card: C) -> None:
        if card in self.cards and card.is_mounted:
            self.scroll_to_widget(card, animate=False)

    def action_step(self, by: int) -> None:
        """The next or the previous card; of one that is larger than the view first the rest of it."""
        if not self.cards:
            return
        card, view = self.cards[self.at].region, self.content_region
        if by > 0 and card.bottom > view.bottom:
            self.scroll_relative(y=min(card.bottom - view.bottom, view.height - 1), animate=False)
        elif by < 0 and card.y < view.y:
            self.scroll_relative(y=max(card.y - view.y, 1 - view.height), animate=False)
        else:
            self.move_to(max(0, min(self.at + by, len(self.cards) - 1)))

    def action_edge(self, index: int) -> None:
        """The first or the last card."""
        if self.cards:
            self.move_to(index % len(self.cards))

    def on_card_pressed(self, message: Card.Pressed) -> None:
        """The mouse chooses."""
        message.stop()
        for number, card in enumerate(self.cards):
            if card is message.card:
                self.move_to(number)
