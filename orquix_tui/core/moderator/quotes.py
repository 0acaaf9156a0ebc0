"""Whether a quote stands in a response, and where: string search, not trust.

White space, typographic quotes and dashes, Markdown marks and the case of the first letter are set aside.
A quote has at least 3 words and begins and ends at the borders of words.
"""

from __future__ import annotations

import re
import unicodedata

MIN_WORDS = 3

# Scripts that put no spaces between words: every sign counts as one.
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_WORD = re.compile(rf"{_CJK}|[^\W_]+")
_SIGN = re.compile(_CJK)
# Marks at the beginning of a line, link targets and what encloses a link, emphasis, invisible characters.
_MARKS = re.compile(
    r"(?m:^[ \t]*(?:(?:>[ \t]?)+|#{1,6}[ \t]+|[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,3}[.)][ \t]+|```\S*$)+)"
    r"|!?\[(?=[^\[\]\n]+\]\()|\]\([^()\s]*(?:\([^()\s]*\))?[^()\s]*(?:[ ]\"[^\"\n]*\")?\)"
    r"|[*_`~|]|\\(?=[^\w\s])|[\u00ad\u200b-\u200d\u2060\ufeff]"
)
# The bullet or number of an entry within a quote whose lines were joined.
_ENTRY = re.compile(r" (?:\d{1,2}[.)]|[-+•]) ")
_PIECE = re.compile(r"(?P<plain>[!#-~]++(?: [!#-~]++)*+)|.", re.DOTALL)  # most of a text needs no second look
_SAME = str.maketrans(
    dict.fromkeys('"‘’‚‛“”„‟«»‹›′″´', "'") | dict.fromkeys("‐‑‒–—―−", "-"),
)


class Original:
    """A response's text, made ready once for many searches."""

    def __init__(self, text: str) -> None:
        self._plain, self._offsets = _plain(text)

    def find(self, quote: str) -> tuple[int, int] | None:
        """Where the quote stands, as offsets (start, end) in the original text; None when it does not."""
        needle = _plain(quote)[0].strip(" '")
        if len(_WORD.findall(needle)) < MIN_WORDS:
            return None
        # A quote from mid-sentence is often begun with a capital, and the other way round.
        # A full stop or comma inside the marks is a habit of printing, not a word of the answer's.
        bare = needle.rstrip(" '.,;:")
        joined = _ENTRY.sub(" ", bare)
        for form in (form for one in (needle, bare, joined) for form in (one, one[0].swapcase() + one[1:])):
            at = self._plain.find(form)
            while at >= 0:
                end = at + len(form)
                if self._is_border(at) and self._is_border(end):
                    return self._offsets[at], self._offsets[end - 1] + 1
                at = self._plain.find(form, at + 1)
        return None

    def _is_border(self, at: int) -> bool:
        if at in (0, len(self._plain)):
            return True
        before, after = self._plain[at - 1], self._plain[at]
        return not (_inside_word(before) and _inside_word(after))


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where the quote stands in the text, as offsets in the text as it is; None when it does not."""
    return Original(text).find(quote)


def _inside_word(char: str) -> bool:
    return (char.isalnum() or unicodedata.combining(char) > 0) and not _SIGN.match(char)


def _plain(text: str) -> tuple[str, list[int]]:
    """The comparable form of a text, with the original offset of each of its characters."""
    out: list[str] = []
    offsets: list[int] = []
    kept = 0
    for mark in [*_MARKS.finditer(text), None]:
        stop = mark.start() if mark else len(text)
        _append(text, kept, stop, out, offsets)
        if mark is None:
            break
        if "|" in mark[0]:  # the border of a table's cell parts words
            _append(" ", 0, 1, out, offsets, at=mark.start())
        kept = mark.end()
    return "".join(out), offsets


def _append(
    text: str, start: int, stop: int, out: list[str], offsets: list[int], *, at: int | None = None
) -> None:
    for piece in _PIECE.finditer(text, start, stop):
        char, index = piece[0], piece.start()
        if piece["plain"]:
            out.extend(char)
            offsets.extend(range(index, piece.end()))
            continue
        if char.isspace():
            if out and out[-1] == " ":
                continue
            char = " "
        elif not char.isascii() or char == '"':
            # Decomposed, so that "é" in one character equals "e" with a combining accent.
            char = unicodedata.normalize("NFKD", char.translate(_SAME))
        for part in char:
            out.append(part)
            offsets.append(index if at is None else at)
