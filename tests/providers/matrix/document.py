"""The matrix as a document: written from what the tests saw, and read back to compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.providers.matrix.cell import KINDS, Outcome, Row

FILE = Path(__file__).parents[3] / "docs" / "faults.md"
ABSENT = "not in this protocol"
HEAD = """# What each fault does

What the person gets when a vendor, a proxy, the network or the local model does one of the things below: the
status of the response, how often it was asked in all, what of the text is kept, and the sentence to read.
`vendor` stands for the provider's name in the configuration.

The tests in `tests/providers/matrix` compare this page with what they see; `make faults` writes it anew.
"""
GLANCE = """## At a glance

`↻2`: asked twice again. `+`: the text that came is kept. `·`: not in this protocol, or not a network.
"""
COLUMNS = "| kind | status | asked | text kept | the person reads |\n|---|---|---|---|---|\n"
Cells = dict[str, dict[str, Outcome]]
"""Outcomes by the row's name, then by kind."""


def render(chapters: Mapping[str, Sequence[Row]], cells: Cells) -> str:
    """The whole document."""
    parts = [HEAD, _overview([row for rows in chapters.values() for row in rows], cells)]
    for title, rows in chapters.items():
        parts.append(f"## {title}\n")
        parts += [_section(row, cells.get(row.name, {})) for row in rows]
    return "\n".join(parts)


def _overview(rows: Sequence[Row], cells: Cells) -> str:
    kinds = (*KINDS, "local")
    lines = [f"| | {' | '.join(kinds)} |", "|---" * (len(kinds) + 1) + "|"]
    for row in rows:
        seen = cells.get(row.name, {})
        short = (_short(seen[kind]) if kind in seen else "·" for kind in kinds)
        lines.append(f"| [{row.name}](#{_anchor(row.name)}) | {' | '.join(short)} |")
    return f"{GLANCE}\n" + "\n".join(lines) + "\n"


def _short(seen: Outcome) -> str:
    """The status; how often it was asked again; whether text was kept."""
    again = f" ↻{int(seen.asked) - 1}" if seen.asked.isdigit() and int(seen.asked) > 1 else ""
    return f"{seen.status}{again}{'' if seen.text == '-' else ' +'}"


def _anchor(title: str) -> str:
    """As a forge makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _section(row: Row, cells: Mapping[str, Outcome]) -> str:
    groups: dict[Outcome, list[str]] = {}
    for kind in sorted(cells, key=(*KINDS, "local").index):
        groups.setdefault(cells[kind], []).append(kind)
    lines = [
        f"| {', '.join(kinds)} | `{o.status}` | {o.asked} | {o.text} | {o.reads} |"
        for o, kinds in groups.items()
    ]
    absent = [kind for kind in KINDS if kind not in row.kinds and row.kinds != ("local",)]
    if absent:
        lines.append(f"| {', '.join(absent)} | {ABSENT} | | | |")
    note = f"{row.note}\n\n" if row.note else ""
    return f"### {row.name}\n\n{note}{COLUMNS}" + "\n".join(lines) + "\n"


def read(text: str) -> Cells:
    """The outcomes that a document tells."""
    cells: Cells = {}
    for section in text.split("\n### ")[1:]:
        name, _, body = section.partition("\n")
        cells[name] = dict(_cells(body))
    return cells


def _cells(body: str) -> Iterator[tuple[str, Outcome]]:
    for line in body.splitlines():
        columns = [column.strip() for column in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(columns) == 5 and columns[1].startswith("`"):
            for kind in columns[0].split(", "):
                yield kind, Outcome(columns[1].strip("`"), *columns[2:])
