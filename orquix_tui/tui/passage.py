"""Finds a remembered piece again in the text it was cut from, however that is drawn now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from orquix_tui.domain.models import Chunk, Interaction
from orquix_tui.tui.marking import marked, plain

Seat = int
Windows = dict[tuple[str, ...], list[int]]
Where = Literal["synthesis"] | Seat | None
"""What of an interaction a piece was cut from; None when it is only the question."""

_TOKEN = re.compile(r"[^\W_]+")
_WINDOWS = (8, 5, 3)
"""Words in a row that must agree, longest first: what was cut out of the piece (references to answers)
and what the drawing adds (numbers of lists) stand between such windows, not in them."""
_CLOSE = 3
"""Words in a row by which both ends are found, once it is known about where it is."""
_DRIFT = 16
"""Words that may have been cut out of a passage, or added to it, between two words in it."""
_REPEATS = 200
"""Places of one window that are looked at: a text may be one word ten thousand times."""
_LEAD = 2
"""Rows that stay visible above the place."""


class Span(NamedTuple):
    """Rows `first` to `last`; `place` is the one to look at, `words` the marks in each row."""

    first: int
    last: int
    place: int
    words: dict[int, list[tuple[int, int]]]

    @property
    def top(self) -> int:
        """The row to scroll to."""
        return max(self.place - _LEAD, 0)


class Passage(NamedTuple):
    """A piece of text and the words of the query that stand in it."""

    text: str
    words: tuple[str, ...] = ()

    def find(self, rows: Sequence[str]) -> Span | None:
        """Where the passage stands in the rows as they are drawn; None when nothing of it does."""
        wanted = _tokens(self.text)
        have = [(token, number) for number, row in enumerate(rows) for token in _tokens(row)]
        tokens = [token for token, _ in have]
        for width in sorted({min(width, len(wanted)) for width in _WINDOWS} - {0}, reverse=True):
            found = _ends(wanted, tokens, width)
            if found is not None:
                first, last = have[found[0]][1], have[found[1]][1]
                words = {y: marked(rows[y], self.words) for y in range(first, last + 1)}
                place = next((y for y, spans in words.items() if spans), first)
                return Span(first, last, place, words)
        return None


def where(interaction: Interaction, chunk: Chunk) -> Where:
    """Which text of the interaction the chunk was cut from."""
    texts: list[tuple[Where, str]] = [(r.seat, r.text) for r in interaction.responses]
    if interaction.synthesis:
        trusted = chunk.kind == "learned" and not chunk.unverified
        texts.insert(0 if trusted else len(texts), ("synthesis", interaction.synthesis.text))
    wanted = _tokens(chunk.text)
    shares = [(_share(wanted, _tokens(text)), place) for place, text in texts]
    best = max((share for share, _ in shares), default=0.0)
    return next((place for share, place in shares if share == best), None) if best > 0 else None


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(plain(text))


def _ends(wanted: list[str], have: list[str], width: int) -> tuple[int, int] | None:
    """The first and the last token of `have` that belong to `wanted`, which stands there with small changes.

    Texts repeat themselves: the place is where most windows agree on how far the two are shifted. From
    there it is followed both ways, word by word, as the shift changes.
    """
    places = _windows(have, width)
    matches = [(n, at) for n in range(len(wanted)) for at in places.get(tuple(wanted[n : n + width]), ())]
    if not matches:
        return None
    shifts = Counter((at - n) // _DRIFT for n, at in matches)
    best = max(shifts, key=lambda shift: (shifts[shift], -shift))
    anchor = next((n, at) for n, at in matches if (at - n) // _DRIFT == best)
    close = min(width, _CLOSE)
    near = _windows(have, close)
    begin = _follow(wanted, near, anchor, range(anchor[0], -1, -1), close)
    return begin, _follow(wanted, near, anchor, range(anchor[0], len(wanted)), close) + close - 1


def _follow(wanted: list[str], places: Windows, anchor: tuple[int, int], way: range, width: int) -> int:
    """The last place on the way that still belongs to it."""
    shift, reached = anchor[1] - anchor[0], anchor[1]
    for n in way:
        found = places.get(tuple(wanted[n : n + width]), ())
        at = min(found, key=lambda place: abs(place - n - shift), default=None)
        if at is not None and abs(at - n - shift) <= _DRIFT:
            shift, reached = at - n, at
    return reached


def _windows(have: list[str], width: int) -> Windows:
    """Where so many words in a row stand."""
    places: Windows = {}
    for at in range(len(have) - width + 1):
        found = places.setdefault(tuple(have[at : at + width]), [])
        if len(found) < _REPEATS:
            found.append(at)
    return places


def _share(wanted: list[str], have: list[str]) -> float:
    """How much of `wanted` stands in `have`, 0 to 1."""
    width = min(4, len(wanted))
    if not width:
        return 0.0
    there = {tuple(have[at : at + width]) for at in range(len(have) - width + 1)}
    windows = [tuple(wanted[at : at + width]) for at in range(len(wanted) - width + 1)]
    return sum(window in there for window in windows) / len(windows)
