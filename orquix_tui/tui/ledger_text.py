"""How the ledger is written: who holds a claim, whether its quotes were found, what came of asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from orquix_tui.domain.models import Claim, Outcome, Stance
from orquix_tui.tui import words

Names = Mapping[str, str]
"""The members' labels by their letters."""
_MUTED = "$foreground-muted"
_OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "upheld": ("⇒ upheld: those against it withdrew", "bold $text-success"),
    "withdrawn": ("⇒ withdrawn: those who held it took it back", "bold $text-warning"),
    "open": ("⇒ still open: asked, and not settled", "bold $text-primary"),
}
_STANCES: dict[Stance, str] = {"upholds": "keeps to it", "withdraws": "withdraws", "unclear": "says neither"}


def standing(claim: Claim) -> tuple[str, str]:
    """How a claim stands, as a word and a style."""
    if claim.opponents:
        return "≠ contradicted", "bold $text-warning"
    if len(claim.supporters) >= 2:
        return f"= agreed by {len(claim.supporters)}", "bold $text-success"
    if claim.similar:
        return "? compare", "bold $text-primary"
    return "1 only one says", f"bold {_MUTED}"


def agreement(claims: Sequence[Claim]) -> str:
    """Counted, not judged: `2 agreed, 1 contradicted, 3 by one alone`."""
    agreed = sum(len(c.supporters) >= 2 and not c.opponents for c in claims)
    contradicted = sum(bool(c.opponents) for c in claims)
    beside = sum(bool(c.similar) and len(c.supporters) < 2 and not c.opponents for c in claims)
    alone = len(claims) - agreed - contradicted - beside
    counted = f"{agreed} agreed, {contradicted} contradicted, {alone} by one alone"
    return f"{counted}, {beside} to compare" if beside else counted


def claim_card(claim: Claim, names: Names) -> Content:
    """A claim with who holds it, each quote with whether it was found, and what came of asking again."""
    word, style = standing(claim)
    parts: list[Content | tuple[str, str] | str] = [
        (word, style),
        "  ",
        (who(claim.supporters, names), _MUTED),
    ]
    if claim.opponents:
        parts.append((f"  against {who(claim.opponents, names)}", "$text-warning"))
    if claim.similar:
        parts.append((f"  near it: {who(claim.similar, names)}", _MUTED))
    parts.append(f"\n{claim.text}")
    for number, quote in enumerate(claim.quotes, 1):
        sign, tone = ("✓ found", "$text-success") if quote.found else ("✗ NOT FOUND", "bold $text-error")
        parts += [
            (f"\n {number} ", _MUTED),
            (sign, tone),
            (f" {who((quote.letter,), names)}: ", _MUTED),
            f"“{quote.text}”",
        ]
    return Content.assemble(*parts) + outcome(claim, names)


def outcome(claim: Claim, names: Names) -> Content:
    """What came of asking those concerned; empty when nobody was asked."""
    if not claim.outcome:
        return Content("")
    text, style = _OUTCOMES[claim.outcome]
    parts: list[tuple[str, str] | str] = ["\n", (text, style)]
    for said in claim.statements:
        parts += [
            "\n   ",
            (f"{who((said.letter,), names)} {_STANCES[said.stance]}: ", "$text-secondary"),
            said.text,
        ]
    return Content.assemble(*parts)


def question_card(question: str, number: int) -> Content:
    """A question that the moderator suggests."""
    return Content.assemble((f"? question {number}  ", "bold $text-accent"), question)


def ledger_title(claims: Sequence[Claim], questions: int) -> str:
    """What is in it."""
    asked = f", {words.plural(questions, 'question')}" if questions else ""
    return f"Ledger: {words.plural(len(claims), 'claim')}{asked}" if claims or questions else "Ledger"


def who(letters: Sequence[str], names: Names) -> str:
    """Letters with their labels: `A Router A, C Gem`."""
    return ", ".join(f"{letter} {names[letter]}" if letter in names else letter for letter in letters)
