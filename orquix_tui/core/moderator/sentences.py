"""Sentences of Spanish and English Markdown; items of lists, tables and code stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["sentence", "item", "table", "code"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a text that says one thing; `text` is a slice of it, marks of block quotes apart."""

    text: str
    kind: Kind


# -- lines ---------------------------------------------------------------------------------------

_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+)?(```|~~~)")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)]|[a-z]\))[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
# `# Title`, and a line that is bold as a whole and no sentence.
_HEADING = re.compile(r"[ \t]*(?:#{1,6}(?:[ \t]|\Z)|(\*\*|__)(?:(?!\1).)*[^.!?…](?:\1:?|:\1)[ \t]*\Z)")
_RULE = re.compile(r"[ \t]*([-*_=])(?:[ \t]*\1){2,}[ \t]*\Z")
_UNDERLINE = re.compile(r"[ \t]{0,3}(?:=+|-{3,})[ \t]*\Z")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_INDENTED = re.compile(r"(?: {4}|\t)")
# The row under a table's head, for tables without bars at the edges.
_DASHES = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*\Z")
_NUMBER = re.compile(r"(?:(?<=\s)|^)(\d{1,2})[.)][ \t]+(?=\S)")

# -- sentences -----------------------------------------------------------------------------------

_CLOSING = "\"”»›'’)]*_"
_BREAK = re.compile(
    rf"""(?<=[.!?…])(?:\[\d+\])*[{re.escape(_CLOSING)}]*\s+"""
    r"""(?=`|[\"“„«‹'‘(\[*_¿¡—–\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F ]*[^\W_a-zß-öø-ÿ])"""
)
_WORDS = re.compile(r"\w")
# What a full stop after it does not end: titles, and what goes on in any case.
_NEVER = re.compile(
    r"\b(?:Sr(?:a|es|ta|as)?|Dra?s?|Profa?|Mr|Mrs|(?-i:Ms)|Messrs|St|Sta|Sto|Lic|Ing|Arq|Excm[ao]|Ilm[ao]|Mons"
    r"|Rev|Hon|Gen|Gral|Col|Capt|Lt|Sgt|vs|e\. ?g|i\. ?e|p\. ?ej|p\. ?e|cf|EE|FF|RR|Uds?|Vds?|Avda|Ctra"
    r"|approx|aprox|tel|viz)\.\Z",
    re.IGNORECASE,
)
# Where a number follows: No. 5, Fig. 3, pág. 7, s. XIX.
_BEFORE_NUMBER = re.compile(
    r"\b(?:Nos?|núms?|nro|figs?|págs?|arts?|caps?|chap|ch|vols?|secs?|eqs?|ec|tab|ver|(?-i:pp?|ss?|v|n)"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ene|abr|ago|dic)\.\Z",
    re.IGNORECASE,
)
_NUMERAL = re.compile(r"[(\[]?(?:\d|[IVXLC]+\b)")
# Initials and forms of companies: they end a sentence only where the next word is one that begins sentences.
_INITIAL = re.compile(r"(?:(?:^|[\s(\[“\"«.—-])[A-ZÑ]|\b(?:et al|Inc|Ltd|Co|Corp|Jr|Bros|Cía))\.\Z")
_OPENER = re.compile(
    r"[\"“«'‘(\[*_¿¡]*(?:"
    "The|This|That|These|Those|It|Its|He|She|We|You|They|I|A|An|In|On|At|If|When|While|But|And|Or|So|For|To|As"
    "|By|With|From|There|Here|Then|Thus|However|His|Her|Our|Your|Their|No|Yes|Not|What|Why|How|Most|Some|Many"
    "|Each|Every|All|Both|Another|Also|Instead|Even|Only|Once|After|Before|Because|Since|Although|Such|Do|Use"
    "|El|La|Los|Las|Un|Una|Unos|Unas|Lo|Es|Son|En|De|Del|Con|Sin|Por|Para|Si|Cuando|Mientras|Pero|Y|O|Ni|Así"
    "|Su|Sus|Este|Esta|Estos|Estas|Ese|Esa|Eso|Esto|Hay|Se|Sí|Que|Qué|Cómo|Como|Al|Más|Muy|Cada|Todo|Todos"
    "|Toda|Todas|Otro|Otra|También|Además|Después|Luego|Entonces|Aunque|Porque|Según|Nadie|Nunca|Siempre|Ya"
    r")\b(?!\.)"
)
_NUMBERED = re.compile(r"(?:^|[:;—–]\s*|\s[–—-]\s*)\(?\d{1,3}\.\Z")


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
    reader = _BlockReader()
    lines = [piece for line in text.splitlines() for piece in _enumerated(line)]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        reader.read(line, following)
    return [(kind, "\n".join(block)) for kind, block in reader.blocks]


class _BlockReader:
    """Puts the lines together that belong together."""

    def __init__(self) -> None:
        self.blocks: list[tuple[Kind, list[str]]] = []
        self._fence = ""
        self._fresh = True  # the next line begins a block of its own
        self._blank = True
        self._quoted = self._in_table = False

    def read(self, line: str, following: str) -> None:
        """One line; `following` is the next, which tells a table's head and a heading's underline."""
        opened = _FENCE.match(line)
        if self._fence:
            self.blocks[-1][1].append(line)
            if opened and opened[1] == self._fence:
                self._fence, self._fresh = "", True
        elif opened:
            self._fence = opened[1]
            self.blocks.append(("code", [line]))
        elif not line.strip() or self._is_heading(line, following):
            self._fresh, self._in_table = True, False
        else:
            self._put(line, following)
        self._blank = not line.strip()

    def _is_heading(self, line: str, following: str) -> bool:
        underlined = self._fresh and _UNDERLINE.match(following) and not _ITEM.match(line)
        is_title = bool(underlined) and line.rstrip()[-1] not in ".!?…:;,"
        return is_title or bool(_HEADING.match(line) or _RULE.match(line) or _UNDERLINE.match(line))

    def _put(self, line: str, following: str) -> None:
        was_quoted, self._quoted = self._quoted, bool(_QUOTED.match(line))
        self._fresh = self._fresh or self._quoted != was_quoted
        self._in_table = "|" in line and (self._in_table or bool(_DASHES.match(following)))
        kind, content = self._kind(line)
        last = self.blocks[-1][0] if self.blocks else None
        goes_on = not self._fresh and kind != "item"
        if goes_on and (last == kind or (last == "item" and kind == "sentence")):
            self.blocks[-1][1].append(content)
        else:
            self.blocks.append((kind, [content]))
        self._fresh = False

    def _kind(self, line: str) -> tuple[Kind, str]:
        if self._in_table or line.lstrip().startswith("|"):
            return "table", line
        last = self.blocks[-1][0] if self.blocks else None
        if _INDENTED.match(line) and (
            (self._blank and last != "item") or (last == "code" and not self._fresh)
        ):
            return "code", line
        quoted = _QUOTED.match(line)
        line = line[quoted.end() :] if quoted else line
        item = _ITEM.match(line)
        return ("item", line[item.end() :]) if item else ("sentence", line)


def _enumerated(line: str) -> list[str]:
    """The line, or a piece per number where it runs 1. … 2. … 3. …"""
    starts: list[int] = []
    clear = True  # each number follows a stop: two of them are enough then
    for number in _NUMBER.finditer(line):
        if int(number[1]) != len(starts) + 1:
            continue
        before = line[: number.start()].rstrip()
        follows = not before or before[-1] in ".:;,!?)"
        if not starts and not follows:
            return [line]
        starts.append(number.start())
        clear = clear and follows
    if len(starts) < (2 if clear else 3):
        return [line]
    ends = [*starts[1:], len(line)]
    pieces = [line[: starts[0]], *(line[a:b] for a, b in zip(starts, ends, strict=True))]
    return [piece.rstrip() for piece in pieces if piece.strip()]


def _split(block: str) -> list[str]:
    return [sentence for piece in _cut(block) if (sentence := piece.strip())]


def _cut(block: str) -> Iterator[str]:
    start = 0
    for gap in _BREAK.finditer(block):
        if _goes_on(block[start : gap.start()], block[gap.end() : gap.end() + 20]):
            continue
        marks = len(gap[0].rstrip())
        yield block[start : gap.start() + marks]
        start = gap.end()
    yield block[start:]


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop at the end of `before` only closes an abbreviation or a number."""
    tail = before[-24:]
    if (
        not _WORDS.search(before)
        or _NEVER.search(tail)
        or _NUMBERED.search(tail if len(before) > 24 else before)
    ):
        return True
    if _BEFORE_NUMBER.search(tail):
        return bool(_NUMERAL.match(after))
    return bool(_INITIAL.search(tail)) and not _OPENER.match(after)
