"""Cuts text on its structure, to the embedding model's own tokens, with overlap that is really there."""

from __future__ import annotations

import re
from functools import partial

from semantic_text_splitter import MarkdownSplitter
from tokenizers import Encoding, Tokenizer

from orquix_tui.domain.memory import Piece

_CHARACTERS_PER_TOKEN = 8
"""More than tokens are long on average in any language: bounds the text looked at for an overlap."""
_SLACK = 3
"""Tokens left free: two pieces joined may count a little more than both alone."""
_SENTENCE = re.compile(r"\n+\s*|(?<=[.!?…:;])\s+")
_WORD = re.compile(r"\s+")


def count_tokens(tokenizer: Tokenizer, text: str) -> int:
    """Without the special ones; right also where the tokenizer truncates."""
    return sum(len(part.ids) for part in _parts(tokenizer, text))


def split(tokenizer: Tokenizer, text: str, max_tokens: int, overlap: int) -> list[Piece]:
    """Pieces of at most `max_tokens`, of which up to `overlap` repeat the end of the piece before.

    The library does the cutting, not the overlap: it repeats whole structural elements only, which
    for paragraphs longer than `overlap` means nothing at all (tried with 0.33).
    """
    overlap = min(overlap, max_tokens // 2)
    room = max_tokens - (overlap + _SLACK if overlap else 0)
    count = partial(count_tokens, tokenizer)
    pieces: list[Piece] = []
    for start, body in MarkdownSplitter.from_callback(count, max(room, 1)).chunk_indices(text):
        end = start + len(body)
        begin = _reach_back(tokenizer, text, start, overlap) if pieces and overlap else start
        while pieces and pieces[-1].start >= begin:
            pieces.pop()  # a heading alone, say: it stands whole in this piece
        pieces.append(Piece(text[begin:end], begin, end, count(text[begin:end])))
    return pieces


def _reach_back(tokenizer: Tokenizer, text: str, start: int, overlap: int) -> int:
    """Where a piece begins that takes up to `overlap` tokens of what stands before `start` along."""
    left = max(0, start - overlap * _CHARACTERS_PER_TOKEN)
    before = text[left:start]
    offsets = [pair for part in _parts(tokenizer, before) for pair in part.offsets]
    if not offsets:
        return start
    first = offsets[-overlap:][0][0]
    if len(offsets) <= overlap and left == 0:
        return 0
    # Rather a whole sentence, if that keeps half of the overlap; else a whole word.
    middle = (first + len(before)) // 2
    found = _SENTENCE.search(before, first, middle) or _WORD.search(before, first, middle)
    return left + (found.end() if found else first)


def _parts(tokenizer: Tokenizer, text: str) -> list[Encoding]:
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return [encoding, *encoding.overflowing]
