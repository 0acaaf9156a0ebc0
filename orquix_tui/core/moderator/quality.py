"""The grade of a synthesis: measured on the text and the ledger, never asked of a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orquix_tui.core.moderator import sentences
from orquix_tui.core.moderator.language import Language
from orquix_tui.core.moderator.phrases import say
from orquix_tui.domain.models import Claim
from orquix_tui.domain.status import Quality

MIN_CLAIMS = 3
FOUND_FOR_HIGH = 0.9
HALF = 0.5

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_NOT_PROSE = re.compile(r"```.*?(?:```|\Z)|^[ \t]*\|.*$|\[[A-Z\d]\]", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|^[ \t]*[-*+][ \t]+\[X\]", re.DOTALL | re.MULTILINE)
# `[A]`, `[A, B]` in the text; not the place in an array, nor the words of a link.
_CITED = re.compile(r"(?<![\w)])\[([A-Z](?:(?:[,;/&]| and| y)[ ]?[A-Z])*)\](?![\w(])")
_CAPITAL = re.compile("[A-Z]")
# A run of eight words comes back in prose by quoting, hardly ever four times. Tried on 99 pieces of 5000
# characters from manuals, notes and licences: 0 were taken for loops.
_LONG_RUN, _TOO_OFTEN = 8, 4
_SHORT_RUN, _TOO_MANY = 6, 0.25
_SHORTEST_LOOP = 12
_TOO_OFTEN_SAID = 3


_Reason = tuple[str, dict[str, object]]
"""The key of a sentence in `phrases`, and what is filled in."""


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade and why, in short sentences."""

    quality: Quality
    reasons: tuple[str, ...]


def grade(
    claims: Sequence[Claim],
    originals: Mapping[str, str],
    text: str,
    *,
    whole: bool,
    cut: bool = False,
    base: str = "",
    language: Language = "en",
) -> Grade:
    """Grade a synthesis.

    `claims` have checked quotes, `originals` are the usable responses by letter, `whole`: `@@end` came,
    `cut`: the model stopped at its length limit, `base`: the letter that it chose (empty: none). The
    reasons are in the given language.
    """
    if not text.strip():
        return Grade(Quality.FAILED, (say("no_text", language),))
    quotes = [quote for claim in claims for quote in claim.quotes]
    found = sum(quote.found for quote in quotes)
    held = {letter for claim in claims for letter in (*claim.supporters, *claim.opponents)}
    covered = held & set(originals)
    named = {base} - {""} | {
        letter for cited in _CITED.findall(_CODE.sub(" ", text)) for letter in _CAPITAL.findall(cited)
    }
    unknown = _unknown_letters(claims, originals, named)
    capped = _caps(claims, unknown, text, "length_limit" if cut else "" if whole else "no_end")
    short = _shortfalls(claims, originals, covered, found, len(quotes))
    facts: list[_Reason] = [
        ("found", {"found": found, "quotes": len(quotes)}),
        ("covered", {"covered": len(covered), "answers": len(originals)}),
    ]
    medium = bool(quotes) and found >= HALF * len(quotes) and len(covered) >= HALF * len(originals)
    best = Quality.MEDIUM if capped or short else Quality.HIGH
    reasons = tuple(say(key, language, **values) for key, values in (*facts, *capped, *short))
    return Grade(best if medium else Quality.LOW, reasons)


def _caps(claims: Sequence[Claim], unknown: Sequence[str], text: str, stopped: str) -> list[_Reason]:
    """What keeps a synthesis from more than medium, whatever else is good."""
    reasons: list[_Reason] = [(stopped, {})] if stopped else []
    if unknown:
        reasons.append(("unknown", {"letters": ", ".join(unknown)}))
    if any(set(claim.supporters) & set(claim.opponents) for claim in claims):
        reasons.append(("both_sides", {}))
    if any(not claim.supporters and not claim.opponents for claim in claims):
        reasons.append(("nobody", {}))
    if loops(text) or _repeated(claims):
        reasons.append(("loop", {}))
    return reasons


def _unknown_letters(
    claims: Sequence[Claim], originals: Mapping[str, str], named_in_text: set[str]
) -> list[str]:
    named = [
        letter
        for claim in claims
        for letter in (*claim.supporters, *claim.opponents, *(quote.letter for quote in claim.quotes))
    ]
    return sorted((set(named) | named_in_text) - set(originals))


def _shortfalls(
    claims: Sequence[Claim], originals: Mapping[str, str], covered: set[str], found: int, quotes: int
) -> list[_Reason]:
    """What is missing for high."""
    reasons: list[_Reason] = []
    expected = min(MIN_CLAIMS, min((sentences.count(text) for text in originals.values()), default=0))
    if len(claims) < expected:
        reasons.append(("few_claims", {"claims": len(claims), "expected": expected}))
    if left_out := sorted(set(originals) - covered):
        reasons.append(("left_out", {"letters": ", ".join(left_out)}))
    if bare := sum(not _is_quoted(claim) for claim in claims):
        reasons.append(("bare", {"bare": bare, "claims": len(claims)}))
    if found < FOUND_FOR_HIGH * quotes:
        reasons.append(("few_found", {}))
    return reasons


def _is_quoted(claim: Claim) -> bool:
    return any(quote.letter in (*claim.supporters, *claim.opponents) for quote in claim.quotes)


def _repeated(claims: Sequence[Claim]) -> bool:
    """Whether the ledger goes round in circles: a statement comes back a third time, or all of them do."""
    said = Counter(" ".join(claim.text.casefold().split()) for claim in claims)
    again = sum(said.values()) - len(said)
    return max(said.values(), default=0) >= _TOO_OFTEN_SAID or (again > 1 and again > _TOO_MANY * len(claims))


def loops(text: str) -> bool:
    """Whether the text goes round in circles: runs of words come back too often. Tables and code apart."""
    words = [word.casefold() for word in _WORD.findall(_NOT_PROSE.sub(" ", text))]
    if len(words) < _SHORTEST_LOOP:
        return False
    long_runs = Counter(tuple(words[i : i + _LONG_RUN]) for i in range(len(words) - _LONG_RUN + 1))
    if max(long_runs.values()) >= _TOO_OFTEN:
        return True
    short_runs = Counter(tuple(words[i : i + _SHORT_RUN]) for i in range(len(words) - _SHORT_RUN + 1))
    repeats = sum(short_runs.values()) - len(short_runs)
    return repeats > _TOO_MANY * sum(short_runs.values())
