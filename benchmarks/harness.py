"""What every benchmark shares: rows with a budget and a verdict, medians, and clean environments."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_TICK_S = 0.002


@dataclass(frozen=True)
class Row:
    """One figure. `limit` is the most that `judged` may be; without one the figure is only told."""

    group: str
    what: str
    value: float
    unit: str
    reference: float | None = None
    """The same figure of what we compare with, taken in the same run."""
    judged: float | None = None
    """What the budget is about: a ratio, a difference, or the value itself."""
    limit: float | None = None
    limit_unit: str = "x"

    @property
    def verdict(self) -> str:
        """`ok`, `OVER`, or nothing where there is no budget."""
        if self.judged is None or self.limit is None:
            return ""
        return "ok" if self.judged <= self.limit else "OVER"


def within(group: str, what: str, value: float, unit: str, limit: float) -> Row:
    """A figure with a budget of its own."""
    return Row(group, what, value, unit, judged=value, limit=limit, limit_unit=unit)


def ratio(group: str, what: str, value: float, unit: str, reference: float, limit: float | None) -> Row:
    """A figure with a budget as a multiple of another."""
    return Row(group, what, value, unit, reference, value / reference, limit)


def over(group: str, what: str, value: float, unit: str, reference: float, limit: float) -> Row:
    """A figure with a budget for what it adds to another."""
    return Row(group, what, value, unit, reference, value - reference, limit, unit)


def median(values: Sequence[float]) -> float:
    """The middle one: a busy machine spoils means."""
    return statistics.median(values)


def at(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies: 0.95 for p95."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def cpu_seconds(pid: int) -> float:
    """Of a living process, its ended children not counted."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def lateness(found: list[float]) -> AsyncIterator[None]:
    """How late the event loop is, ms, while the body runs."""

    async def tick() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            found.append((time.perf_counter() - begun - _TICK_S) * 1000)

    ticking = asyncio.create_task(tick())
    try:
        yield
    finally:
        ticking.cancel()


async def interleaved(
    tasks: Mapping[str, Callable[[], Awaitable[float]]], rounds: int, warm_up: int = 2
) -> dict[str, float]:
    """The median of each task's figures; they take turns, so that a busy minute hits all alike."""
    figures: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(warm_up + rounds):
        for name, task in tasks.items():
            figure = await task()
            if turn >= warm_up:
                figures[name].append(figure)
    return {name: median(found) for name, found in figures.items()}


def clean_env(**more: str) -> dict[str, str]:
    """An environment as a person has it: byte code is kept, and no proxy or key of this machine is there."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "TERM": "xterm-256color", **more}


def give(rows: Sequence[Row]) -> None:
    """Hand the rows to `run.py`, as the last line of the output."""
    sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| what | measured | compared with | judged | budget | |", "|---|---|---|---|---|---|"]
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            lines.append(f"| **{group}** | | | | | |")
        against = "" if row.reference is None else f"{_short(row.reference)} {row.unit}"
        judged = "" if row.judged is None else f"{_short(row.judged)} {row.limit_unit}"
        limit = "" if row.limit is None else f"<= {_short(row.limit)} {row.limit_unit}"
        cells = (row.what, f"{_short(row.value)} {row.unit}", against, judged, limit, row.verdict)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.2g}" if abs(number) < 10 else f"{number:.1f}"
