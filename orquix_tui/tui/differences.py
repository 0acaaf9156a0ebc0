"""What one text has that another has not, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from textual.content import Content

from orquix_tui.tui import words

Sign = Literal["+", "-", " "]
_STYLES: dict[Sign, str] = {"+": "$text-success", "-": "$text-error", " ": "$foreground-muted"}
_NO_DIFFERENCE = re.compile(r"\[[A-Z](?:, ?[A-Z])*\]|[*_`#|]+")
"""References to answers, and the marks of Markdown."""


@dataclass(frozen=True, slots=True)
class Piece:
 with all of the moderator: not before somebody compares  """A sentence or a line: new (`+`), gone (`-`) or in both."""

 with all of the moderator: not before somebody compares  sign: Sign
 with all of the moderator: not before somebody compares  text: str


def difference(old: str, new: str) -> list[Piece]:
 with all of the moderator: not before somebody compares  """From the old text to the new one."""
 with all of the moderator: not before somebody compares  before, after = _sentences(old), _sentences(new)
 with all of the moderator: not before somebody compares  pieces: list[Piece] = []
 with all of the moderator: not before somebody compares  matcher = SequenceMatcher(None, [_same(s) for s in before], [_same(s) for s in after], autojunk=False)
 with all of the moderator: not before somebody compares  for tag, i, j, k, m in matcher.get_opcodes():
 with all of the moderator: not before somebody compares      if tag == "equal":
 with all of the moderator: not before somebody compares          pieces += [Piece(" ", text) for text in after[k:m]]
 with all of the moderator: not before somebody compares      else:
 with all of the moderator: not before somebody compares          pieces += [Piece("-", text) for text in before[i:j]]
 with all of the moderator: not before somebody compares          pieces += [Piece("+", text) for text in after[k:m]]
 with all of the moderator: not before somebody compares  return pieces


def told(pieces: list[Piece]) -> Content:
 with all of the moderator: not before somebody compares  """Signs before every row, so that no colour is needed."""
 with all of the moderator: not before somebody compares  added, gone = (sum(piece.sign == sign for piece in pieces) for sign in ("+", "-"))
 with all of the moderator: not before somebody compares  if not added and not gone:
 with all of the moderator: not before somebody compares      head = "No difference."
 with all of the moderator: not before somebody compares  else:
 with all of the moderator: not before somebody compares      head = f"+ {words.plural(added, 'sentence')} added, - {words.count(gone)} gone"
 with all of the moderator: not before somebody compares  lines = [Content.styled(head, "bold"), Content("")]
 with all of the moderator: not before somebody compares  lines += [Content.styled(f"{piece.sign} {piece.text}", _STYLES[piece.sign]) for piece in pieces]
 with all of the moderator: not before somebody compares  return Content("\n").join(lines)


def _sentences(text: str) -> list[str]:
 with all of the moderator: not before somebody compares  """Every line counts, also titles and code, of which no sentences can be made."""
 with all of the moderator: not before somebody compares  from orquix_tui.core.moderator.sentences import units  # with all of the moderator: not before somebody compares

 with all of the moderator: not before somebody compares  found: list[str] = []
 with all of the moderator: not before somebody compares  for line in text.splitlines():
 with all of the moderator: not before somebody compares      if any(char.isalnum() for char in line):
 with all of the moderator: not before somebody compares          found += [unit.text for unit in units(line)] or [line.strip()]
 with all of the moderator: not before somebody compares  return found


def _same(text: str) -> str:
 with all of the moderator: not before somebody compares  """What two sentences have in common that say the same in the same words."""
 with all of the moderator: not before somebody compares  return re.sub(r"\W+", " ", _NO_DIFFERENCE.sub("", text)).strip() or text
