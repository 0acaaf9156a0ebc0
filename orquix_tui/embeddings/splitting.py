"""Cuts text on its structure, to a number of tokens, with overlap that is really there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orquix_tui.domain.memory import TextForm
from orquix_tui.embeddings.counting import TOKEN_LIMIT, Counter, encodable

Place = tuple[int, int, int]
"""Of a piece: where it begins, where it ends (characters), and its tokens."""
LONGEST = TOKEN_LIMIT - 6
"""The tokens of a piece at most: the prefix and the two special tokens take the rest of the limit."""

SLICE_CHARACTERS = 60_000
"""A long text is cut a slice at a time: about 0.1 s of work, behind which a query may have to wait."""
_CHARACTERS_PER_TOKEN = 8
"""More than tokens are long on average in any language: bounds the text looked at for an overlap."""
_SLACK = 3
"""Tokens left free: two pieces joined may count a little more than both alone."""
_SENTENCE = re.compile(r"\n+\s*|(?<=[.!?…:;])\s+")
_WORD = re.compile(r"\s+")


def slices(text: str, overlap: int) -> Iterator[tuple[int, int, int]]:
    """Where to read from, where to cut from, and where to stop, slice by slice.

    A slice ends before a heading, else after a paragraph, else after a line, if its second half has one.
    What lies between the first two numbers is there for the overlap alone.
    """
    begin = 0
    while begin < len(text):
        end = begin + SLICE_CHARACTERS
        if end < len(text):
            middle = begin + SLICE_CHARACTERS // 2
            ends = (text.rfind(mark, middle, end) + 1 for mark in ("\n# ", "\n## ", "\n\n", "\n", " "))
            end = next((place for place in ends if place > 0), end)
        yield max(0, begin - overlap * _CHARACTERS_PER_TOKEN), begin, min(end, len(text))
        begin = end


def split(
    counter: Counter, text: str, max_tokens: int, overlap: int, form: TextForm = "markdown", begin: int = 0
) -> list[Place]:
    """Pieces of at most `max_tokens`, of which up to `overlap` repeat the end of the piece before.

    What stands before `begin` is not cut; the first piece may repeat its end. The library does the cutting,
    not the overlap: it repeats whole structural elements only, which for paragraphs longer than `overlap`
    means nothing at all (tried with 0.33).
    """
    from semantic_text_splitter import MarkdownSplitter, TextSplitter

    text, max_tokens = encodable(text), min(max_tokens, LONGEST)
    overlap = min(overlap, max_tokens // 2)
    room = max(max_tokens - (overlap + _SLACK if overlap else 0), 1)
    kind = MarkdownSplitter if form == "markdown" else TextSplitter
    pieces: list[Place] = []
    for place, body in kind.from_callback(counter.count, room).chunk_indices(text[begin:]):
        start = begin + place
        end = start + len(body)
        first = _reach_back(counter, text, start, overlap) if overlap and start else start
        while pieces and pieces[-1][0] >= first:
            pieces.pop()  # a heading alone, say: it stands whole in this piece
        pieces.append((first, end, counter.count(text[first:end])))
    return pieces


def _reach_back(counter: Counter, text: str, start: int, overlap: int) -> int:
    """Where a piece begins that takes up to `overlap` tokens of what stands before `start` along."""
    left = max(0, start - overlap * _CHARACTERS_PER_TOKEN)
    before = text[left:start]
    places = counter.places(before)
    if not places:
        return start
    first = places[-overlap:][0][0]
    if len(places) <= overlap and left == 0:
        return 0
    # Rather a whole sentence, if that keeps half of the overlap; else a whole word.
    middle = (first + len(before)) // 2
    found = _SENTENCE.search(before, first, middle) or _WORD.search(before, first, middle)
    return left + (found.end() if found else first)
