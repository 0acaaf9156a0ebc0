"""What a model costs, as a person reads it where one is picked."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from orquix_tui.core.forecast import Forecaster
from orquix_tui.domain.models import EXTRACTIVE
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.tui import words

Rates = tuple[float, float] | None
"""US dollars for 1,000 tokens read, and for 1,000 written; None when the price is not known."""
_MILLION = 1000
_USUAL = 66
_AROUND = 4
"""Cells of a list that are its frame, or may become a scrollbar."""
_LEAST = 24
"""Cells of a name that a price must leave."""
_SENTENCE = (
    N_("Price not known."),
    N_("Free: it runs on this machine."),
    N_("A million tokens: {read} read, {written} written."),
)
_SHORT = (N_("price unknown"), N_("free"), N_("{read} in / {written} out per M"))


class Prices:
    """Nothing is said before the table is read, which takes a moment."""

    def __init__(self, forecaster: Forecaster) -> None:
        self._forecaster = forecaster
        self._loaded = False

    async def load(self) -> None:
        """Read the table, off the event loop."""
        await self._forecaster.load()
        self._loaded = True

    def rates(self, ref: str) -> Rates:
        """Of `provider:model`, once the table is read."""
        provider, _colon, model = ref.partition(":")
        return self._forecaster.rates(provider, model) if model and self._loaded else None

    def sentence(self, ref: str) -> str:
        """All of it; empty while the table is read."""
        return price(self.rates(ref)) if self._loaded else ""

    def short(self, ref: str) -> str:
        """In a few cells; empty while the table is read, and for what is no model."""
        return price(self.rates(ref), short=True) if self._loaded and ref != EXTRACTIVE else ""


def price(rates: Rates, *, short: bool = False) -> str:
    """What a million tokens cost, in a sentence or in a few cells."""
    unknown, free, priced = _SHORT if short else _SENTENCE
    if rates is None:
        return _(unknown)
    if rates == (0.0, 0.0):
        return _(free)
    read, written = map(_dollars, rates)
    return _(priced).format(read=read, written=written)


def _dollars(rate: float) -> str:
    """Of 1,000 tokens, for a million: $2.50, $10, $0.075."""
    dollars = rate * _MILLION
    spec = ",.0f" if dollars == round(dollars) else ",.2f" if dollars >= 1 else ".3g"
    return f"${number(dollars, spec)}"


def row(name: str, cost: str, within: int) -> Content:
    """A model and its price at the end of a line in a list that is so many cells wide (0: not known yet);
    where there is no room for both, the name."""
    width = (within or _USUAL) - _AROUND
    room = width - cell_len(cost) - 2
    if not cost or room < _LEAST:
        return Content(words.middle(name, width))
    name = words.middle(name, room)
    gap = " " * (width - cell_len(name) - cell_len(cost))
    return Content.assemble(name, gap, (cost, "$foreground-muted"))
