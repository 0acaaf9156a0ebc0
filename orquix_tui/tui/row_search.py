"""Finds words in drawn rows as they stand in the source: across rows, styles and a text that still grows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from orquix_tui.tui.marking import folded
from orquix_tui.tui.text_rows import Row


class Spot(NamedTuple):
    """Characters of one row."""

    row: int
    begin: int
    end: int


Hit = tuple[Spot, ...]
"""One find; over several rows where the width broke it."""


_AT_ONCE = 64
"""Rows that are searched before the clock is looked at."""


class RowSearch:
    """The hits of one query, in the order of the rows. Case and accents do not matter."""

    def __init__(self, query: str) -> None:
        self.query = " ".join(folded(query)[0].split())
        self.hits: list[Hit] = []
        self._by_row: dict[int, list[tuple[int, int, int]]] = {}
        self._searched = 0
        """The rows above this one are searched, and final but for what is still to be searched."""

    def update(
        self,
        rows: Sequence[Row],
        first_change: int,
        final: int,
        out_of_time: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Search what is new or other than it was; `final` rows will not be asked about again. False when the
        time was up before all of it was searched."""
        if not self.query:
            return True
        start = _begin(rows, min(self._searched, first_change, len(rows)))
        while self.hits and self.hits[-1][-1].row >= start:
            for row, _, _ in self.hits.pop():
                self._by_row.pop(row, None)
        while start < len(rows):
            stop = _end(rows, start + _AT_ONCE)
            self._search(rows, start, stop)
            start = stop
            if start < len(rows) and out_of_time():
                self._searched = start
                return False
        self._searched = min(final, len(rows))
        return True

    def _search(self, rows: Sequence[Row], start: int, stop: int) -> None:
        for hit in sorted(hit for flow in _flows(rows, start, stop) for hit in flow.find(self.query)):
            for spot in hit:
                self._by_row.setdefault(spot.row, []).append((spot.begin, spot.end, len(self.hits)))
            self.hits.append(hit)

    def in_row(self, row: int) -> Sequence[tuple[int, int, int]]:
        """What to mark in a row: (begin, end, number of the hit)."""
        return self._by_row.get(row, ())

    def reaches(self, row: int) -> bool:
        """Whether there is a hit at or below the row."""
        return bool(self.hits) and self.hits[-1][0].row >= row

    def first_from(self, row: int) -> int:
        """The number of the first hit at or below the row; the very first when there is none."""
        number = bisect_left(self.hits, row, key=lambda hit: hit[0].row)
        return number if number < len(self.hits) else 0


class _Flow:
    """One line of the source, whole again, and where its parts are drawn."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._parts: list[tuple[int, Spot]] = []

    def add(self, row: int, begin: int, text: str, joint: str) -> None:
        if self._text and joint:
            self._text.append(" ")
            self._length += 1
        self._parts.append((self._length, Spot(row, begin, begin + len(text))))
        self._text.append(text)
        self._length += len(text)

    def find(self, query: str) -> list[Hit]:
        text, places = folded("".join(self._text))
        hits: list[Hit] = []
        at = text.find(query)
        while at >= 0:
            end = at + len(query)
            after = places[end] if end < len(places) else self._length
            hits.append(self._hit(places[at], after))
            at = text.find(query, end)
        return hits

    def _hit(self, begin: int, end: int) -> Hit:
        spots = []
        for offset, spot in self._parts:
            first, last = max(begin - offset, 0), min(end - offset, spot.end - spot.begin)
            if first < last:
                spots.append(Spot(spot.row, spot.begin + first, spot.begin + last))
        return tuple(spots)


def _flows(rows: Sequence[Row], start: int, stop: int) -> list[_Flow]:
    flows: dict[int, _Flow] = {}
    for number in range(start, stop):
        row = rows[number]
        text = row.text if row.words else ""
        for words in row.words:
            if words.text is None:
                flow = flows.setdefault(words.flow, _Flow())
                flow.add(number, words.begin, text[words.begin : words.end], words.joint)
    return list(flows.values())


def _begin(rows: Sequence[Row], start: int) -> int:
    """The row where the lines of the source begin that this row shows."""
    while 0 < start < len(rows) and _goes_on(rows, start):
        start -= 1
    return start


def _end(rows: Sequence[Row], stop: int) -> int:
    """The first row from here on that goes on with no line of the source; else the end."""
    while stop < len(rows) and _goes_on(rows, stop):
        stop += 1
    return min(stop, len(rows))


def _goes_on(rows: Sequence[Row], row: int) -> bool:
    """Whether it shows more of a line of the source than it begins."""
    here = {words.flow for words in rows[row].words}
    return not here.isdisjoint(words.flow for words in rows[row - 1].words)
