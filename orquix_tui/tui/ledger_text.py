"""How the ledger is written: who holds a claim, whether its quotes were found, what came of asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from orquix_tui.domain.models import Claim, Outcome, Stance
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import amounts, words

Names = Mapping[str, str]
"""The members' labels by their letters."""
_MUTED = "$foreground-muted"
_NAME = 28
"""Cells of a member's name."""
_OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "upheld": (N_("⇒ upheld: those against it withdrew"), "bold $text-success"),
    "withdrawn": (N_("⇒ withdrawn: those who held it took it back"), "bold $text-warning"),
    "open": (N_("⇒ still open: asked, and not settled"), "bold $text-primary"),
}
_STANCES: dict[Stance, str] = {
    "upholds": N_("keeps to it"),
    "withdraws": N_("withdraws"),
    "unclear": N_("says neither"),
}


def standing(claim: Claim) -> tuple[str, str]:
    """How a claim stands, as a word and a style."""
    if claim.opponents:
        return _("≠ contradicted"), "bold $text-warning"
    if len(claim.supporters) >= 2:
        return _("= agreed by {n}").format(n=len(claim.supporters)), "bold $text-success"
    if claim.similar:
        return _("? compare"), "bold $text-primary"
    return _("1 only one says"), f"bold {_MUTED}"


def agreement(claims: Sequence[Claim]) -> str:
    """Counted, not judged: `2 agreed, 1 contradicted, 3 by one alone`."""
    agreed = sum(len(c.supporters) >= 2 and not c.opponents for c in claims)
    contradicted = sum(bool(c.opponents) for c in claims)
    beside = sum(bool(c.similar) and len(c.supporters) < 2 and not c.opponents for c in claims)
    alone = len(claims) - agreed - contradicted - beside
    counted = _("{agreed} agreed, {contradicted} contradicted, {alone} by one alone").format(
        agreed=agreed, contradicted=contradicted, alone=alone
    )
    return _("{counted}, {beside} to compare").format(counted=counted, beside=beside) if beside else counted


def claim_card(claim: Claim, names: Names) -> Content:
    """A claim with who holds it, each quote with whether it was found, and what came of asking again."""
    word, style = standing(claim)
    parts: list[Content | tuple[str, str] | str] = [
        (word, style),
        "  ",
        (who(claim.supporters, names), _MUTED),
    ]
    if claim.opponents:
        parts.append((_("  against {names}").format(names=who(claim.opponents, names)), "$text-warning"))
    if claim.similar:
        parts.append((_("  near it: {names}").format(names=who(claim.similar, names)), _MUTED))
    parts.append(f"\n{claim.text}")
    for number, quote in enumerate(claim.quotes, 1):
        sign, tone = (
            (_("✓ found"), "$text-success") if quote.found else (_("✗ NOT FOUND"), "bold $text-error")
        )
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
    parts: list[tuple[str, str] | str] = ["\n", (_(text), style)]
    for said in claim.statements:
        parts += [
            "\n   ",
            (f"{who((said.letter,), names)} {_(_STANCES[said.stance])}: ", "$text-secondary"),
            said.text,
        ]
    return Content.assemble(*parts)


def question_card(question: str, number: int) -> Content:
    """A question that the moderator suggests."""
    return Content.assemble((_("? question {number}  ").format(number=number), "bold $text-accent"), question)


def ledger_title(claims: Sequence[Claim], questions: int) -> str:
    """What is in it."""
    if not claims and not questions:
        return _("Ledger")
    held = _("Ledger: {claims}").format(claims=amounts.claims(len(claims)))
    return f"{held}, {amounts.questions(questions)}" if questions else held


def who(letters: Sequence[str], names: Names) -> str:
    """Letters with their labels: `A Router A, C Gem`."""
    return ", ".join(
        f"{letter} {words.middle(names[letter], _NAME)}" if letter in names else letter for letter in letters
    )
