"""What the commands print: lines, tables and JSON. Text of others is cleaned before it gets here."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime

from orquix_tui.domain.text import clean


def out(text: str = "") -> None:
    """A line on standard output."""
    sys.stdout.write(clean(text) + "\n")


def err(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()


def out_json(value: object) -> None:
    """One JSON value; control characters are escaped by JSON itself."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def out_table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Aligned columns; numbers to the right."""
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(h), *(len(row[i]) for row in texts), 0) for i, h in enumerate(headers)]
    numeric = [all(isinstance(row[i], int | float | None) for row in rows) for i in range(len(headers))]
    for line in (list(headers), *texts):
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        )
        out("  ".join(cells).rstrip())


def usd(cost: float | None) -> str:
    """A price, or a sign that it is not known."""
    return "?" if cost is None else f"${cost:.4f}" if cost < 1 else f"${cost:.2f}"


def seconds(ms: float | None) -> str:
    """A duration for people."""
    return "-" if ms is None else f"{ms / 1000:.1f} s"


def local_time(moment: datetime) -> str:
    """A time as the person's clock shows it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)
