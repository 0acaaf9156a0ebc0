"""Sentences of Spanish and English Markdown; items of lists, tables and code stay whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["sentence", "item", "table", "code"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a text that says one thing; `text` is a slice of it, marks of block quotes apart."""

    text: str
    kind: Kind


_FENCE = re.compile(r"[ \t]*(```|~~~)")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?=\S)")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")
_RULE = re.compile(r"[ \t]*([-*_=])(?:[ \t]*\1){2,}[ \t]*$")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_BREAK = re.compile(r"""(?<=[.!?…])["”»'’)\]*_]*\s+(?=["“«'‘(\[*_¿¡]*[^\W_a-zà-ÿ])""")
# What a full stop after it does not end: titles, Latin, and initials.
_ABBREVIATION = re.compile(
    r"\b(?:Sra?|Srta|Dra?|Profa?|Mrs?|Ms|St|Jr|Fig|No|Nos|vs|e\.g|i\.e|p\. ?ej|art|núm|pág|cap"
    r"|Uds?|EE|cf|approx|aprox|[A-ZÑ])\.$",
    re.IGNORECASE,
)


def units(text: str) -> list[Unit]:
    """The text's statements in order, without headings, rules and quotation marks of blocks."""
    found: list[Unit] = []
    for kind, block in _blocks(text):
        if kind == "sentence":
            found += [Unit(sentence, kind) for sentence in _split(block)]
        elif block.strip():
            found.append(Unit(block.strip(), kind))
    return found


def count(text: str) -> int:
    """How many statements the text makes; at least 1 for any text."""
    return max(len(units(text)), 1 if text.strip() else 0)


def _blocks(text: str) -> list[tuple[Kind, str]]:
    blocks: list[tuple[Kind, list[str]]] = []
    fence = ""
    fresh = True  # the next line begins a block of its own
    quoted = False
    for line in text.splitlines():
        opened = _FENCE.match(line)
        if fence:
            blocks[-1][1].append(line)
            if opened and opened[1] == fence:
                fence, fresh = "", True
            continue
        if opened:
            fence = opened[1]
            blocks.append(("code", [line]))
            continue
        if not line.strip() or _HEADING.match(line) or _RULE.match(line):
            fresh = True
            continue
        was_quoted, quoted = quoted, bool(_QUOTED.match(line))
        fresh = fresh or quoted != was_quoted
        kind, content = _kind(line)
        same = bool(blocks) and not fresh and kind != "item"
        if same and (blocks[-1][0] == kind or (blocks[-1][0] == "item" and kind == "sentence")):
            blocks[-1][1].append(content)
        else:
            blocks.append((kind, [content]))
        fresh = False
    return [(kind, "\n".join(lines)) for kind, lines in blocks]


def _kind(line: str) -> tuple[Kind, str]:
    if line.lstrip().startswith("|"):
        return "table", line
    quoted = _QUOTED.match(line)
    line = line[quoted.end() :] if quoted else line
    item = _ITEM.match(line)
    return ("item", line[item.end() :]) if item else ("sentence", line)


def _split(block: str) -> list[str]:
    sentences, start = [], 0
    for gap in _BREAK.finditer(block):
        if _ABBREVIATION.search(block[start : gap.start()]):
            continue
        closing = len(gap[0]) - len(gap[0].lstrip("\"”»'’)]*_"))
        sentences.append(block[start : gap.start() + closing])
        start = gap.end()
    sentences.append(block[start:])
    return [sentence.strip() for sentence in sentences if sentence.strip()]
