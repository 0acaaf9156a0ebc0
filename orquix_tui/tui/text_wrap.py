"""Breaks text into rows by what a terminal shows: cells, not characters; a sign of several is never cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3190-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
"""Scripts that are broken between any two signs."""
_CLOSING = ",.;:!?)\\]}»”’…、。，．：；！？）】》」』〉”’"
"""What must not begin a row."""
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FLAG_HALVES = range(0x1F1E6, 0x1F200)
_UNSTEADY = re.compile("\ufe0f|(?<=.)[\U0001f3fb-\U0001f3ff]|\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])")
"""What makes another emoji of one, or one of several: terminals disagree about the cells of those."""


@cache
def _word() -> re.Pattern[str]:
    """Made with the first text: with so many signs that takes as long as ten modules."""
    return re.compile(rf"[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+")


class Piece(NamedTuple):
    """Characters `begin` to `end` of a text; `glued` says that the next piece follows without a space."""

    begin: int
    end: int
    glued: bool


def steady(text: str) -> str:
    """The text in signs that take as many cells in every terminal as are counted here: one that is wider or
    narrower than expected would push the frame aside. Families stand one by one, all skins are yellow."""
    return text if text.isascii() else _UNSTEADY.sub("", text)


def cells(text: str) -> int:
    """How many cells the text takes."""
    return len(text) if text.isascii() else cell_len(text)


def reads_right_to_left(text: str) -> bool:
    """Whether letters stand in it that a terminal may draw from the right."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def longest_word(text: str) -> int:
    """The cells of the longest piece that is not broken where there is room enough."""
    return max((cells(word) for word in _word().findall(text)), default=0)


def wrap(text: str, width: int) -> Iterator[Piece]:
    """The text in pieces of at most `width` cells (two at least), broken between words where it can be.
    A text without words is one empty piece."""
    measure = len if text.isascii() else cell_len
    begin = end = used = 0
    for word in _word().finditer(text):
        size = measure(word.group())
        gap = word.start() - end
        if end > begin and used + gap + size <= width:
            used, end = used + gap + size, word.end()
            continue
        if end > begin:
            yield Piece(begin, end, gap == 0)
        begin, end, used = word.start(), word.end(), size
        if size > width:
            *whole, last = chop(text[begin:end], width)
            yield from (Piece(begin + piece.begin, begin + piece.end, True) for piece in whole)
            begin, used = begin + last.begin, measure(text[begin + last.begin : end])
    yield Piece(begin, end, False)


def chop(text: str, width: int) -> Iterator[Piece]:
    """The text cut where a row is full, behind a blank when one stands near its end; nothing is left out. An
    empty text is one empty piece."""
    if cells(text) <= width:
        yield Piece(0, len(text), False)
        return
    begin = end = used = blank = 0
    for _, stop, size in signs(text):
        if used + size > width and end > begin:
            cut = blank if blank > begin + (end - begin) * 2 // 3 else end
            yield Piece(begin, cut, True)
            begin, used = cut, cells(text[cut:end])
        end, used = stop, used + size
        blank = end if text[end - 1] == " " else blank
    yield Piece(begin, end, False)


def signs(text: str) -> list[tuple[int, int, int]]:
    """What is seen as one sign: (begin, end, cells). The two halves of a flag belong together."""
    if text.isascii():
        return [(at, at + 1, 1) for at in range(len(text))]
    spans: list[tuple[int, int, int]] = []
    half = False
    for begin, end, size in split_graphemes(text)[0]:
        is_half = ord(text[begin]) in _FLAG_HALVES
        if is_half and half:
            spans[-1] = (spans[-1][0], end, spans[-1][2] + size)
        else:
            spans.append((begin, end, size))
        half = is_half and not half
    return spans
