"""The claims section: `- (A, C | B) text`, and below it `> A: "quote"`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orquix_tui.core.moderator.attribution import (
    BULLET,
    EVERYBODY,
    NO_LETTER,
    OPENING,
    QuoteLine,
    Sides,
    apart,
    begins_quote,
    has_closing,
    is_closed,
    letter,
    names_members,
    narrowed,
    only_letters,
    quote_line,
    side_line,
    sides,
    unquoted,
)
from orquix_tui.domain.models import Claim, Quote

# `Claim 1:`, `C1.` before the letters.
_LABEL = (
    r"(?:#{1,6}[ \t]+)?(?:(?:(?:claim|statement|afirmaci[oó]n)[ \t]*\d{0,2}|C\d{1,2})[ \t]*[.:)—–-]?[ \t]*+)?"
)
_JOINED = r"[ ]?(?:[,|/&]|vs\.?|versus|against|contra|frente a)?[ ]?"
_MORE = r"(?-i:[A-Z])(?:[ ]?[,&/][ ]?(?-i:[A-Z]))*"
_HEAD = re.compile(
    rf"(?P<bullet>[ \t]*+[*_]{{0,4}}(?:{BULLET})?[*_]{{0,4}}{_LABEL})[*_`]{{0,4}}"
    rf"(?P<who>\((?:[^()]*)\)(?:{_JOINED}\({_MORE}\))*|\{{[^{{}}]*\}}|<[^<>]*>"
    rf"|\[[^()\[\]]*\](?:{_JOINED}\[{_MORE}\])*)[*_`]*"
    r"[ \t]*+[:—–-]?[ \t]*+(?P<text>.*)",
    re.IGNORECASE,
)
# Letters without brackets: `- **A, C | B**: text`.
_BARE_HEAD = re.compile(
    rf"(?P<bullet>[ \t]*+{BULLET})[*_]*"
    rf"(?P<who>[A-Z](?:,?[ ]*(?:[,/&|]|\b(?:and|y|vs\.?|against|contra)(?!\w))[ ]*[A-Z])*)"
    rf"[*_]*[ \t]*+[:—–-][*_]*[ \t]+(?P<text>(?![{OPENING}]).*)"
)
# Letters at the end of the statement: `- Text (A, C | B)`, `- Text [A][C]`.
_TAIL = re.compile(
    r"(?<![ \t])[ \t]*+(?P<who>\([^()]*\)|\{[^{}]*\}|(?<!\])(?:\[[^()\[\]]{1,30}\][ ]?[,|]?[ ]?){1,12})"
    r"[.:*_]{0,4}[ \t]*\Z"
)
# `- Text — Supported by A and C; opposed by B`.
_SAID_TAIL = re.compile(
    r"(?<![ \t])[ \t]*+[—–-]+[ \t]*+[*_]*(?P<who>(?:supported|supporters?|held|backed|opposed|opponents?"
    r"|apoyan?|apoyad[oa]|respaldad[oa]|sostenid[oa]|a favor|se oponen?|en contra)\b[^—–\n]{1,80})\Z",
    re.IGNORECASE,
)
_BRACES = str.maketrans("(){}<>", "      ")
_NAMED = (
    r"(?:#{1,6}[ \t]+)?[*_]{0,3}(?:claim|statement|afirmaci[oó]n)[ \t]*\d{0,2}[*_]{0,3}[:.][*_]{0,3}[ \t]*"
)
_BULLET = re.compile(rf"[ \t]*+(?:[*_]{{0,3}}{BULLET}(?:{_NAMED})?|{_NAMED})(?P<text>.*)", re.IGNORECASE)
# What a statement may stand behind when its letters follow it: a heading or bold letters too.
_TITLED = re.compile(
    rf"[ \t]*+(?:#{{1,6}}[ \t]+[*_]{{0,3}}(?:{BULLET})?(?:{_NAMED})?|(?=[*_]{{2}}\w))(?P<text>.*)",
    re.IGNORECASE,
)
# A caption above the quotes, which says nothing itself.
_CAPTION = re.compile(
    rf"[ \t]*+(?:>[ \t]*)?(?:{BULLET})?[*_]{{0,3}}(?:(?:supporting )?(?:quotes?|evidence)|citas?|evidencias?)"
    r"[*_]{0,3}:[*_]{0,3}[ \t]*\Z",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"[ \t]*+(?:[-*+•]|\d{1,3}[.)])?[ \t]*+[*_]*(?:[(\[{][^)\]}]*)?\Z")
_NO_QUOTE = re.compile(
    r"\W*(?:none|n/?a|no (?:direct |explicit )?quotes?(?: given)?|ningun[oa]|sin citas?|no hay citas?)?\W*\Z",
    re.IGNORECASE,
)
_CELLS = re.compile(r"(?<!\\)\|(?![^()|]*\))")
_EXCEPT = frozenset({"except", "but", "excepto", "menos", "salvo"})
_LINE_END = re.compile(r"<br ?/?>")
_DASHES = re.compile(r"[ \t|:-]+\Z")


@dataclass(frozen=True, slots=True)
class _Head:
    """The first line of a claim; `marked` when a bullet, number or label stands before it."""

    who: str
    text: str
    marked: bool


class ClaimReader:
    """Gathers the lines of a claim until the next one begins."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._who: Sides = ((), ())
        self._quotes: list[tuple[tuple[str, ...], str]] = []
        self._open = False
        self._in_table = False
        self._gap = False  # a blank line stands before this one

    def feed(self, line: str) -> Claim | None:
        """One whole line; returns the claim that it closes."""
        if not line.strip() or _CAPTION.match(line):
            self._gap = self._gap or not line.strip()
            return None
        narrow, self._gap = narrowed(line), False
        if narrow.lstrip().startswith("|"):
            return self._row(line)
        self._in_table = False
        if self._open and (side := side_line(narrow, unsaid=not any(self._who))):
            self._stand(*side)
            return None
        quote = quote_line(line, narrow) if self._open else None
        indented = line[0].isspace()
        head = None if quote and (quote.barred or indented) else _head(line, narrow)
        if quote and not head:
            self._quote(quote)
            return None
        if head and (head.marked or not indented):
            return self._begin(head.text, sides(head.who))
        bullet = _BULLET.match(line)
        if bullet and not indented and not _UNFINISHED.match(line):
            return self._begin(bullet["text"], ((), ()))
        self._continue(line)
        return None

    def is_stray(self, line: str) -> bool:
        """Whether a whole line belongs to no claim: prose among the claims, to be kept elsewhere."""
        narrow = narrowed(line)
        if narrow.startswith("@@"):  # a mark that is none of ours
            return True
        if not line.strip() or (self._open and (line[0].isspace() or narrow.startswith(">"))):
            return False
        if self._takes(line, narrow) or (self._open and quote_line(line, narrow)):
            return False
        if not self._open:
            return True
        if not self._quotes:
            return self._gap and any(self._text)
        return has_closing(self._quotes[-1][1])

    def _takes(self, line: str, narrow: str) -> bool:
        """Whether by its form alone the line begins a claim or tells more of one."""
        return bool(
            narrow.lstrip().startswith("|")
            or _UNFINISHED.match(line)
            or _CAPTION.match(line)
            or (self._open and side_line(narrow, unsaid=not any(self._who)))
            or _head(line, narrow)
            or (_BULLET.match(line) and not line[0].isspace())
        )

    def close(self) -> Claim | None:
        """The open claim, if it says anything."""
        text = " ".join(" ".join(self._text).split()).strip("* ") if self._open else ""
        supporters, opponents = self._who
        quotes = self._quotes_of((*supporters, *opponents))
        self._text, self._quotes, self._open, self._who = [], [], False, ((), ())
        if not text:
            return None
        return Claim(text=text, supporters=supporters, opponents=opponents, quotes=quotes)

    def _quotes_of(self, named: tuple[str, ...]) -> tuple[Quote, ...]:
        """A quote that names nobody is the only member's that its claim names."""
        found = [
            Quote(letter=who, text=unquoted(text, who))
            for whose, text in self._quotes
            for who in whose or (named if len(named) == 1 else (NO_LETTER,))
        ]
        return tuple(quote for quote in found if not _NO_QUOTE.match(quote.text))

    def _begin(self, text: str, who: Sides) -> Claim | None:
        closed = self.close()
        text, *quotes = apart(text)
        self._open, self._text, self._who = True, [text], who
        for quote in quotes:
            self._further(quote)
        return closed

    def _quote(self, quote: QuoteLine) -> None:
        unsaid = not quote.who and self._quotes
        if unsaid and not is_closed(self._quotes[-1][1]):
            self._lengthen(quote.text)
            return
        first, *more = apart(quote.text)
        if unsaid and has_closing(self._quotes[-1][1]) and first.strip()[:1] not in OPENING:
            self._text += [first.strip()] if len(first.split()) > 2 else []  # a remark among the quotes
        else:
            self._quotes.append((quote.who, first))
        for piece in more:
            self._further(piece)

    def _further(self, piece: str) -> None:
        who, _, said = narrowed(piece).partition(":")
        self._quotes.append(
            ((letter(who.split()[-1] if who.split() else ""),), piece[len(piece) - len(said) :])
        )

    def _lengthen(self, more: str) -> None:
        who, text = self._quotes[-1]
        self._quotes[-1] = (who, f"{text} {more.strip()}".strip())

    def _stand(self, supporters: tuple[str, ...], opponents: tuple[str, ...]) -> None:
        """Who is on a side, said on a line of its own."""
        held, denied = self._who
        self._who = ((*held, *supporters), (*denied, *opponents))

    def _continue(self, line: str) -> None:
        if not self._open or _UNFINISHED.match(line):
            return
        if self._quotes and not is_closed(self._quotes[-1][1]):
            self._lengthen(line)
        else:
            self._text.append(line.strip())

    def _row(self, line: str) -> Claim | None:
        """A row of a table: who, the statement, the quotes, in any order; the head is only form."""
        first, self._in_table = not self._in_table, True
        line = _LINE_END.sub(" ", line)
        cells = [cell.strip() for cell in _CELLS.split(line.strip().strip("|"))]
        cells = [cell.replace("\\|", "|") for cell in cells if cell and not cell.isdigit()]
        named = [cell for cell in cells if only_letters(cell)]
        if _DASHES.match(line) or not cells or (first and not named):
            return None
        said = [cell for cell in cells if cell not in named]
        text = next((cell for cell in said if not begins_quote(narrowed(cell)) and len(cell) > 3), "")
        held, against = sides(named[0]) if named else ((), ())
        for cell in named[1:]:
            against += sides(cell)[0]
        closed = self._begin(text, (held, against))
        for cell in said:
            quote = quote_line(cell, narrowed(cell)) if cell != text else None
            if quote:
                self._quote(quote)
        return closed


def of_everybody(claim: Claim, letters: tuple[str, ...]) -> Claim:
    """With the letters that "all" stands for: those on the other side are not meant."""
    held, against = claim.supporters, claim.opponents
    if EVERYBODY not in (*held, *against):
        return claim

    def meant(side: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
        without = {*other, *(side if _EXCEPT & set(side) else ())}
        return tuple(letter for letter in letters if letter not in without) if EVERYBODY in side else side

    return claim.model_copy(update={"supporters": meant(held, against), "opponents": meant(against, held)})


def is_claim(line: str) -> bool:
    """Whether a whole line can only be the beginning of a claim: `- (A, C | B) text`."""
    head = _head(line, narrowed(line), tails=False)
    if head is None or not head.text.strip():
        return False
    held, against = sides(head.who)
    return bool(held or against) if head.marked else only_letters(head.who) and len(held + against) > 1


def _head(line: str, narrow: str, *, tails: bool = True) -> _Head | None:
    head = _HEAD.match(narrow)
    names = only_letters if head and head["who"][0] in "{<" else names_members
    if head and names(head["who"][1:-1]):
        return _Head(
            head["who"].strip("(){}<>"), line[head.start("text") :], bool(head["bullet"].strip("*_ \t"))
        )
    bare = _BARE_HEAD.match(narrow)
    if bare:
        return _Head(bare["who"], line[bare.start("text") :], True)
    bullet = _BULLET.match(narrow) or _TITLED.match(narrow)
    tail = (_TAIL.search(narrow) or _SAID_TAIL.search(narrow)) if tails and bullet else None
    if bullet and tail and only_letters(tail["who"].translate(_BRACES)):
        return _Head(tail["who"].translate(_BRACES), line[bullet.start("text") : tail.start()], True)
    return None
