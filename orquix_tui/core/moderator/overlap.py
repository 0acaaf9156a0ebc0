"""The last resort without embeddings: the answer that shares the most words with the others."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(
    r"[^\W\d_]{4,}"
)  # shorter words are mostly articles and prepositions, in Spanish and English


def most_shared(texts: Mapping[str, str]) -> str:
    """The letter of the answer with the highest mean Dice overlap of words; ties go to the first letter.

    Dice counts what two answers share against the length of both, so that the longest does not always win.
    """
    words = {letter: frozenset(_WORD.findall(text.casefold())) for letter, text in texts.items()}

    def overlap(letter: str) -> float:
        mine = words[letter]
        others = [theirs for other, theirs in words.items() if other != letter]
        return sum(2 * len(mine & theirs) / max(len(mine) + len(theirs), 1) for theirs in others)

    return max(sorted(words), key=overlap)
