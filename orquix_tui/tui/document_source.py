"""A document as it was read, put together again from its chunks, and cut into rows. No widget, no app."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from orquix_tui.domain.models import Chunk
from orquix_tui.domain.text import clean

TAB = 4
"""Cells that a tab is drawn with."""


@dataclass(frozen=True)
class Source:
    """The text with the places of its chunks: (begins, ends, heading), in order. Offsets are those of the
    text that was read; white space between chunks, which nothing remembers, is filled in."""

    text: str = ""
    places: tuple[tuple[int, int, str], ...] = ()

    def heading_at(self, offset: int) -> str:
        """The titles above this place."""
        at = bisect_right(self.places, offset, key=lambda place: place[0]) - 1
        return self.places[at][2] if at >= 0 else ""

    def end_of(self, begins: int) -> int:
        """Where the chunk ends that begins here, or holds this place."""
        at = bisect_right(self.places, begins, key=lambda place: place[0]) - 1
        return self.places[at][1] if at >= 0 else begins

    @property
    def titles(self) -> frozenset[str]:
        """Every title that stands above a chunk."""
        return frozenset(title for _, _, heading in self.places for title in heading.split(" › ") if title)


def assemble(chunks: Sequence[Chunk]) -> Source:
    """The text of the chunks, which overlap. Slow for long documents: not on the event loop."""
    parts: list[str] = []
    places: list[tuple[int, int, str]] = []
    reached = 0
    for chunk in sorted(chunks, key=lambda c: (c.begins, c.ord)):
        length = chunk.ends - chunk.begins
        places.append((chunk.begins, chunk.ends, chunk.heading))
        if chunk.ends <= reached:
            continue
        # What was taken out of the text (a key, an escape) must not move what stands behind it.
        text = clean(chunk.text).ljust(length)[:length]
        if chunk.begins > reached:
            parts.append(_gap(chunk.begins - reached, text if parts else ""))
        parts.append(text[max(reached - chunk.begins, 0) :])
        reached = chunk.ends
    return Source("".join(parts), tuple(places))


def _gap(length: int, following: str) -> str:
    """White space of this length: an empty line where there is room for one, a blank inside a sentence."""
    if length == 1:
        return " " if following[:1].islower() else "\n"
    return "\n\n" + " " * (length - 2)


def wrap(text: str, width: int) -> array[int]:
    """Where each row begins, and at last the length of the text. Slow for long documents: not on the loop."""
    starts = array("q")
    begin = 0
    while begin <= len(text):
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        starts.extend(_rows(text, begin, end, max(width, 1)))
        begin = end + 1
    starts.append(len(text) + 1)
    return starts


def _rows(text: str, begin: int, end: int, width: int) -> Iterator[int]:
    """Where the rows of one line begin."""
    yield begin
    while (end - begin) * TAB > width:  # else it fits, whatever it holds
        fits = _fitting(text, begin, end, width)
        if fits >= end:
            return
        space = text.rfind(" ", begin + 1, fits + 1)
        begin = space + 1 if space > begin else fits
        yield begin


def _fitting(text: str, begin: int, end: int, width: int) -> int:
    """The end of the longest piece from `begin` that is at most so wide; at least one character."""
    piece = text[begin : min(begin + width, end)]
    if piece.isascii() and "\t" not in piece:
        return begin + len(piece)
    used = 0
    for at, character in enumerate(piece):
        used += TAB if character == "\t" else cell_len(character)
        if used > width:
            return begin + max(at, 1)
    return begin + len(piece)
