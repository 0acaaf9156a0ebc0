"""What one text has that another has not, sentence by sentence."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from textual.content import Content

from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui import words

Sign = Literal["+", "-", " "]
_STYLES: dict[Sign, str] = {"+": "$text-success", "-": "$text-error", " ": "$foreground-muted"}
_NO_DIFFERENCE = re.compile(r"\[[A-Z](?:, ?[A-Z])*\]|[*_`#|]+")
"""References to answers, and the marks of Markdown."""


class Piece(NamedTuple):
    """A sentence or a line: new (`+`), gone (`-`) or in both."""

    sign: Sign
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """From the old text to the new one."""
    before, after = _sentences(old), _sentences(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, [_same(s) for s in before], [_same(s) for s in after], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces += [Piece(" ", text) for text in after[k:m]]
        else:
            pieces += [Piece("-", text) for text in before[i:j]]
            pieces += [Piece("+", text) for text in after[k:m]]
    return pieces


def told(pieces: list[Piece]) -> Content:
    """Signs before every row, so that no colour is needed."""
    added, gone = (sum(piece.sign == sign for piece in pieces) for sign in ("+", "-"))
    if not added and not gone:
        head = _("No difference.")
    else:
        head = ngettext("+ {n} sentence added, - {gone} gone", "+ {n} sentences added, - {gone} gone", added)
        head = head.format(n=words.count(added), gone=words.count(gone))
    lines = [Content.styled(head, "bold"), Content("")]
    lines += [Content.styled(f"{piece.sign} {piece.text}", _STYLES[piece.sign]) for piece in pieces]
    return Content("\n").join(lines)


def _sentences(text: str) -> list[str]:
    """Every line counts, also titles and code, of which no sentences can be made."""
    from orquix_tui.core.moderator.sentences import units  # late: it brings the moderator

    found: list[str] = []
    for line in text.splitlines():
        if any(char.isalnum() for char in line):
            found += [unit.text for unit in units(line)] or [line.strip()]
    return found


def _same(text: str) -> str:
    """What two sentences have in common that say the same in the same words."""
    return re.sub(r"\W+", " ", _NO_DIFFERENCE.sub("", text)).strip() or text
