"""The ledger: a card for every claim, then one for every suggested question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size

from orquix_tui.domain.models import Claim
from orquix_tui.domain.translate import _
from orquix_tui.tui.hanging import hanging
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.ledger_text import Names, claim_card, ledger_title, question_card
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.card_list import Card, CardList


class LedgerCard(Card):
    """A claim, or a question."""

    def __init__(self, entry: Claim | str, content: Content) -> None:
        super().__init__(classes=f"ledger-card {'claim' if isinstance(entry, Claim) else 'question'}")
        self.entry = entry
        self._content = content

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's signature
        """As many rows as it takes."""
        return len(hanging(self._content, width))

    def render(self) -> Content:
        """As it was written."""
        return Content("\n").join(hanging(self._content, self.content_size.width))


class Ledger(CardList[LedgerCard]):
    """What a key means is what the cursor is on."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LEDGER)]
    PLACE = Place.LEDGER

    def __init__(self) -> None:
        super().__init__(id="ledger")
        self.border_title = _("Ledger")

    @property
    def claim(self) -> Claim | None:
        """The claim under the cursor."""
        return self.current.entry if self.current and isinstance(self.current.entry, Claim) else None

    @property
    def question(self) -> str:
        """The suggested question under the cursor; empty when it is on a claim."""
        return self.current.entry if self.current and isinstance(self.current.entry, str) else ""

    def add_claim(self, claim: Claim, names: Names) -> None:
        """One more claim."""
        self.display = True
        self.add(LedgerCard(claim, claim_card(claim, names)))

    def show(self, claims: Sequence[Claim], questions: Sequence[str], names: Names) -> None:
        """These and no others; without any the text has the room. The cursor keeps its place."""
        held = self.current.entry if self.current else None
        entries: list[Claim | str] = [*claims, *questions]
        cards = [LedgerCard(claim, claim_card(claim, names)) for claim in claims]
        cards += [LedgerCard(text, question_card(text, n)) for n, text in enumerate(questions, 1)]
        self.display = bool(cards)
        self.border_title = ledger_title(claims, len(questions))
        at = entries.index(held) if held in entries else self.at
        self.replace(cards, at)

    def on_card_pressed(self, message: Card.Pressed) -> None:
        """Another click on a claim goes to its source. A question costs something: only its key asks it."""
        again = message.card is self.current and self.claim is not None
        if again and not self.screen.get_selected_text():
            self.call_later(self.run_action, "screen.do('open')")

    def to_questions(self) -> bool:
        """The cursor on the first question; False when there is none."""
        first = next((n for n, card in enumerate(self.cards) if isinstance(card.entry, str)), None)
        if first is not None:
            self.move_to(first)
        return first is not None
