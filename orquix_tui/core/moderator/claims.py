"""The claims section: `- (A, C | B) text`, and below it `> A: "quote"`."""

from __future__ import annotations

import re

from orquix_tui.domain.models import Claim, Quote

_HEAD = re.compile(
    r"[ \t]*+(?P<bullet>(?:[-*+•]|\d{1,3}[.)])[ \t]+)?[*_]*[(\[](?P<who>[^()\[\]]*)[)\]][*_]*"
    r"[ \t]*+[:—–-]?[ \t]*+(?P<text>.*)"
)
_BULLET = re.compile(r"[ \t]*+(?:[-*+•]|\d{1,3}[.)])[ \t]+(?P<text>.*)")
_QUOTE = re.compile(
    r"[ \t]*+(?:[-*+•][ \t]*+)?(?:>[ \t]*+)+(?:[-*+•][ \t]+)?"
    r"[*_]*[(\[]?(?P<who>[^\W_]{1,12})[)\]]?[*_]*[ \t]*+[:—–-][*_]*[ \t]*+(?P<text>.*)"
)
# Models that forget the ">": an indented letter before a quotation mark.
_LOOSE_QUOTE = re.compile(
    r"[ \t]+(?:[-*+•][ \t]+)?[*_]*(?P<who>[A-Z])[*_]*:[*_]*[ \t]*+(?P<text>[\"“”„«»「『].*)"
)
# A quote on the line of its claim.
_INLINE_QUOTE = re.compile(r"[ \t]+(?:>|—|–)[ \t]*+(?=[*_]*[A-Z][*_]*:[*_]*[ \t]*+[\"“”„«»「『])")
_MORE_QUOTE = re.compile(r"[ \t]*+>[ \t]*+(?P<text>.*)")
_UNFINISHED = re.compile(r"[ \t]*+(?:[-*+•]|\d{1,3}[.)])?[ \t]*+[*_]*(?:[(\[][^)\]]*)?\Z")
_CLOSING = {
    '"': '"”“', "“": '”"', "”": "”", "„": '“”"', "«": "»", "»": "«", "‹": "›", "'": "'’", "‘": "’'",
    "「": "」", "『": "』",
}  # fmt: skip
"""What may close each opening mark: models mix the habits of several languages."""
_NARROW = str.maketrans("（）［］｜，；：＞＠＃－．", "()[]|,;:>@#-.")
_BETWEEN = re.compile(r"[\s,;/&+]+|\b(?:and|y|e|response|responses|respuesta|respuestas)\b", re.IGNORECASE)
_NOBODY = frozenset({"", "-", "—", "–", "none", "nobody", "ninguno", "ninguna", "nadie", "ø", "∅"})


class ClaimReader:
    """Gathers the lines of a claim until the next one begins."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._who: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._quotes: list[tuple[str, str]] = []
        self._open = False

    def feed(self, line: str) -> Claim | None:
        """One whole line; returns the claim that it closes."""
        if not line.strip():
            return None
        narrow = narrowed(line)
        quote = _QUOTE.match(narrow) or _LOOSE_QUOTE.match(narrow)
        if quote and self._open:
            self._quotes.append((_letter(quote["who"]), line[quote.start("text") :]))
            return None
        head = _head(narrow)
        bullet = _BULLET.match(line)
        if head and (head["bullet"] or not line[0].isspace()):
            return self._begin(line[head.start("text") :], head["who"])
        if bullet and not line[0].isspace() and not _UNFINISHED.match(line):
            return self._begin(bullet["text"], "")
        self._continue(line)
        return None

    def is_stray(self, line: str) -> bool:
        """Whether a whole line belongs to no claim: prose among the claims, to be kept elsewhere."""
        if not line.strip() or line[0].isspace() or line.startswith((">", "＞")):
            return False
        if _BULLET.match(line) or _UNFINISHED.match(line) or _head(narrowed(line)):
            return False
        return not self._open or (bool(self._quotes) and _has_closing(self._quotes[-1][1]))

    def close(self) -> Claim | None:
        """The open claim, if it says anything."""
        text = " ".join(" ".join(self._text).split()).strip("* ") if self._open else ""
        quotes = tuple(Quote(letter=letter, text=_unquoted(quote)) for letter, quote in self._quotes)
        supporters, opponents = self._who
        self._text, self._quotes, self._open, self._who = [], [], False, ((), ())
        if not text:
            return None
        quotes = tuple(quote for quote in quotes if quote.text)
        return Claim(text=text, supporters=supporters, opponents=opponents, quotes=quotes)

    def _begin(self, text: str, who: str) -> Claim | None:
        closed = self.close()
        held, _, against = re.sub(r"\bvs\.?\b", "|", who).partition("|")
        text, *quotes = _INLINE_QUOTE.split(text)
        self._open, self._text = True, [text]
        self._who = (_letters(held), _letters(against))
        for quote in quotes:
            who, _, said = quote.partition(":")
            self._quotes.append((_letter(who), said))
        return closed

    def _continue(self, line: str) -> None:
        if not self._open or _UNFINISHED.match(line):
            return
        more = _MORE_QUOTE.match(line)
        if self._quotes:
            letter, text = self._quotes[-1]
            if not _is_closed(text):
                self._quotes[-1] = (letter, f"{text} {(more['text'] if more else line).strip()}")
        elif not more:
            self._text.append(line.strip())


def narrowed(line: str) -> str:
    """The line with full-width punctuation made narrow; every character keeps its place."""
    return line.translate(_NARROW)


def is_claim(line: str) -> bool:
    """Whether a whole line can only be the beginning of a claim: `- (A, C | B) text`."""
    head = _head(narrowed(line))
    return bool(head and head["bullet"] and head["text"].strip() and _letters(head["who"]))


def _head(narrow: str) -> re.Match[str] | None:
    head = _HEAD.match(narrow)
    return head if head and _names_members(head["who"]) else None


def _names_members(who: str) -> bool:
    """Whether a bracket names members (`A, C | B`) rather than being part of the sentence."""
    names = [name for name in _BETWEEN.split(who.replace("|", " ")) if name]
    if "|" in who or all(len(name) == 1 for name in names):
        return True
    return len(names) <= 10 and any(len(name) == 1 and name.isupper() for name in names)


def _letters(who: str) -> tuple[str, ...]:
    names = (_letter(name) for name in _BETWEEN.split(who.replace("|", " ")))
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in _NOBODY))


def _letter(name: str) -> str:
    name = name.strip("*_.:[]() ")
    return name.upper() if len(name) == 1 else name


def _is_closed(text: str) -> bool:
    text = text.strip()
    return len(text) > 1 and text[-1] in _CLOSING.get(text[0], "")


def _has_closing(text: str) -> bool:
    text = text.strip()
    return any(mark in text[1:] for mark in _CLOSING.get(text[:1], ""))


def _unquoted(text: str) -> str:
    """What stands between the quotation marks; the whole when there are none."""
    text = text.strip().strip("*").strip()
    closing = _CLOSING.get(text[:1])
    if closing is None:
        return text
    end = max(text.rfind(mark, 1) for mark in closing)
    return (text[1:end] if end > 0 else text[1:]).strip()
