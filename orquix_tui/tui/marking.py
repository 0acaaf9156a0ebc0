"""Which words of a found text made it found: for the eye, not for the ranking."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WHOLE = 4
"""Letters up to which a word must stand there as it is; longer ones are found in their other forms too."""
_ENDING = 3
"""Letters at the end of a word that its forms may differ in: filtro, filtros, filtrado."""
_BLANKS = re.compile(r"\s*\n\s*")
_BEFORE = 60
"""Characters of context before the first marked word of an excerpt."""


def marked(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words, or other forms of them, stand in the text: (begin, end) in characters, in order.

    Case and accents do not matter. Words with a digit (part numbers, error codes) are taken as they are.
    """
    if not words:
        return []
    return [found.span() for found in _pattern(tuple(words)).finditer(plain(text))]


def excerpt(text: str, words: Sequence[str], room: int) -> str:
    """The text from where it is worth reading when about `room` characters can be seen; no empty lines."""
    flat = _BLANKS.sub("\n", text.strip())
    first = next((begin for begin, end in marked(flat, words) if end > room), None)
    if first is None or any(end <= room for _, end in marked(flat, words)):
        return flat
    begin = flat.find(" ", max(first - _BEFORE, 0), first) + 1
    return "… " + flat[begin or first :]


def plain(text: str) -> str:
    """Lower case without accents, character by character: places in it are places in the text."""
    if text.isascii():
        return text.lower()
    return "".join(_plain_letter(letter) for letter in text)


def folded(text: str) -> tuple[str, Sequence[int]]:
    """Lower case without accents, also without those that are characters of their own, and for each
    character of it its place in the text."""
    if text.isascii():
        return text.lower(), range(len(text))
    places = [place for place, letter in enumerate(text) if not unicodedata.combining(letter)]
    return "".join(_plain_letter(text[place]) for place in places), places


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0].lower()[0]


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    forms = [_form(plain(word)) for word in sorted(words, key=len, reverse=True) if word]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)" if forms else r"(?!)")


def _form(word: str) -> str:
    if len(word) <= _WHOLE or not word.isalpha():
        return re.escape(word)
    return re.escape(word[: max(_WHOLE, len(word) - _ENDING)]) + rf"\w{{0,{_ENDING + 2}}}"
