"""Figures as shapes of whole cells: bars, spans and columns. They know nothing of what they show."""

from __future__ import annotations

from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LOWER = " ▁▂▃▄▅▆▇█"


def bar(value: float, largest: float, width: int) -> str:
    """A horizontal bar in eighths of a cell; anything above nothing can be seen."""
    if largest <= 0 or value <= 0:
        return " " * width
    eighths = max(round(value / largest * width * 8), 1)
    full, rest = divmod(min(eighths, width * 8), 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def span(first: float, middle: float, last: float, largest: float, width: int) -> tuple[str, str, str]:
    """A line of `width` cells in three strokes: dots up to `first`, a bar to `middle`, a thin line to `last`.

    Each stroke ends in the cell its value falls in; the bar is never shorter than a cell.
    """
    if largest <= 0 or width <= 0:
        return "", "", ""
    begin, half, end = (round(min(value, largest) / largest * width) for value in (first, middle, last))
    half = min(max(half, 1), width)
    begin = min(begin, half - 1)
    end = max(end, half)
    return "·" * begin, "█" * (half - begin), "─" * (end - half)


def columns(values: Sequence[float], height: int, cell: int, gap: int) -> list[str]:
    """Upright bars side by side, top row first, each `cell` cells wide; the largest one fills the height."""
    largest = max(values, default=0.0)
    rows = []
    for row in range(height - 1, -1, -1):
        pieces = []
        for value in values:
            eighths = 0 if largest <= 0 else round(value / largest * height * 8)
            eighths = max(eighths, 1) if value > 0 else 0
            pieces.append(_LOWER[min(max(eighths - row * 8, 0), 8)] * cell)
        rows.append((" " * gap).join(pieces).rstrip())
    return rows
