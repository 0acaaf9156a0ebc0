"""The ledger: its quotes are checked, and it is written out where a synthesis has no text of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orquix_tui.core.moderator.language import Language
from orquix_tui.core.moderator.phrases import say
from orquix_tui.core.moderator.quotes import Original
from orquix_tui.domain.models import Claim


def checked(claim: Claim, originals: Mapping[str, Original]) -> Claim:
    """The claim with `found` set for each quote: it must stand in the answer of its own letter."""
    quotes = tuple(
        quote.model_copy(
            update={
                "found": quote.letter in originals and originals[quote.letter].find(quote.text) is not None
            }
        )
        for quote in claim.quotes
    )
    return claim.model_copy(update={"quotes": quotes})


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
