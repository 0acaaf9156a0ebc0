"""The ledger: its quotes are checked, and it is written out where a synthesis has no text of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orquix_tui.core.moderator.attribution import NO_LETTER
from orquix_tui.core.moderator.language import Language
from orquix_tui.core.moderator.phrases import say
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.domain.models import Claim


def checked(claim: Claim, originals: Mapping[str, Original]) -> Claim:
    """The claim with `found` set for each quote: it must stand in the answer of its own letter.

    A quote that says no letter is that member's, of those its claim names, whose answer holds it.
    """
    named = [letter for letter in (*claim.supporters, *claim.opponents) if letter in originals]
    quotes = []
    for quote in claim.quotes:
        whose = [quote.letter] if quote.letter in originals else []
        if quote.letter == NO_LETTER:
            whose = named
        held = [letter for letter in whose if originals[letter].find(quote.text) is not None]
        letter = held[0] if held else quote.letter
        quotes.append(quote.model_copy(update={"letter": letter, "found": bool(held)}))
    return claim.model_copy(update={"quotes": tuple(quotes)})


def render(claims: Sequence[Claim], language: Language) -> str:
    """The claims as a Markdown list, with who holds them and the quotes that were found."""
    lines = []
    for claim in claims:
        who = " ".join(f"[{letter}]" for letter in claim.supporters)
        if claim.opponents:
            against = " ".join(f"[{letter}]" for letter in claim.opponents)
            who = f"{who}; {say('against', language)}: {against}".removeprefix("; ")
        lines.append(f"- {claim.text} {who}".rstrip())
        lines += [f"  > [{quote.letter}] {quote.text}" for quote in claim.quotes if quote.found]
    return "\n".join(lines)
