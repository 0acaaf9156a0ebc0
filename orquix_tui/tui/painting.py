"""Paints what changed and no more; Textual draws all widgets whole that touch the box around all changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

_Cell = tuple[int, int]
"""Columns `begin` to `end` of a row: no widget begins or ends between them."""


class Painter(Compositor):
    """While several answers stream, Textual's way spends most of the time on panels that lie behind their
    text, and on rows that stayed as they were."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """The cells that changed since the last time; None when there are none."""
        bare = self._cells(self._regions_to_spans(self._dirty_regions))
        self._dirty_regions.clear()
        if not bare:
            return None
        pieces: dict[int, dict[int, tuple[int, Strip]]] = {y: {} for y in bare}
        for widget, (region, clip) in self.visible_widgets.items():  # from the front to the back
            seen = region.intersection(clip)
            taken = _take(bare, seen)
            if not taken:
                continue
            first, last = min(taken), max(taken)
            lines = Region(seen.x - region.x, first - region.y, seen.width, last - first + 1)
            for y, strip in enumerate(widget.render_lines(lines), first):
                for begin, end in _runs(taken.get(y, [])):
                    pieces[y][begin] = end, strip.crop(begin - seen.x, end - seen.x)
            if not bare:
                break
        return _update(pieces, self.size.width, self.size.height)

    def _cells(self, spans: Iterable[tuple[int, int, int]]) -> dict[int, list[_Cell]]:
        """The cells by their rows that the spans touch. What was changed may lie beyond the screen by now."""
        found: dict[int, list[_Cell]] = {}
        for y, begin, end in spans:
            cells = pairwise(self.cuts[y]) if 0 <= y < len(self.cuts) else ()
            touched = [cell for cell in cells if cell[0] < end and begin < cell[1]]
            if touched:
                before = found.setdefault(y, [])
                before += touched[touched[0] in before :]  # two spans may touch one cell
        return found


def _take(bare: dict[int, list[_Cell]], seen: Region) -> dict[int, list[_Cell]]:
    """Those cells that lie in the region, by their rows; they are bare no longer."""
    left, right = seen.column_span
    taken = {}
    for y in seen.line_range:
        if y not in bare:
            continue
        mine = [cell for cell in bare[y] if left <= cell[0] < right]
        if mine:
            taken[y] = mine
            bare[y] = [cell for cell in bare[y] if not left <= cell[0] < right]
            if not bare[y]:
                del bare[y]
    return taken


def _runs(cells: list[_Cell]) -> Iterator[_Cell]:
    """Cells that stand side by side become one."""
    for place, (begin, end) in enumerate(cells):
        if place == 0 or begin != cells[place - 1][1]:
            first = begin
        if place + 1 == len(cells) or end != cells[place + 1][0]:
            yield first, end


def _update(pieces: dict[int, dict[int, tuple[int, Strip]]], width: int, height: int) -> ChopsUpdate:
    chops: list[dict[int, Strip | None]] = [{} for _ in range(height)]
    ends: list[list[int]] = [[] for _ in range(height)]
    for y, row in pieces.items():
        for begin, (end, strip) in sorted(row.items(), key=lambda piece: piece[0]):
            chops[y][begin] = strip
            ends[y].append(end)
    return ChopsUpdate(chops, [(y, 0, width) for y in sorted(pieces)], ends)
