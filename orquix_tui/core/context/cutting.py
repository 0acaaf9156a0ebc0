"""Cuts text roughly, without a model: for what is only searched for by words."""

from __future__ import annotations

from orquix_tui.core.pricing import estimate_tokens
from orquix_tui.domain.memory import Piece

SIZE = 1200
"""Characters: some 300 tokens, about as much as a screen shows."""
_ENDS = ("\n\n", "\n", ". ", " ")


def rough(text: str, size: int = SIZE) -> list[Piece]:
    """Pieces of at most `size` characters that end where a paragraph, a line, a sentence or a word does."""
    pieces: list[Piece] = []
    start = 0
    while start < len(text):
        end = _end(text, start, size)
        piece = text[start:end].strip()
        if piece:
            begins = text.index(piece[0], start)
            pieces.append(Piece(piece, begins, begins + len(piece), estimate_tokens(piece)))
        start = end
    return pieces


def _end(text: str, start: int, size: int) -> int:
    """Behind the best end in the second half of the room."""
    if len(text) - start <= size:
        return len(text)
    for mark in _ENDS:
        found = text.rfind(mark, start + size // 2, start + size)
        if found >= 0:
            return found + len(mark)
    return start + size
