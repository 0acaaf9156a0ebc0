"""The section form of a moderation, read as it streams; a cut anywhere keeps what came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from orquix_tui.core.moderator.claims import ClaimReader, is_claim, narrowed
from orquix_tui.domain.models import Claim

MARKERS = ("claims", "base", "synthesis", "themes", "recommendations", "questions", "research", "end")
LISTS = ("themes", "recommendations", "questions", "research")
_PREFACE = "preface"
_PROSE = (_PREFACE, "synthesis")
_FIRST = ("claims", "synthesis")

_ALIASES = {
    "afirmaciones": "claims", "síntesis": "synthesis", "sintesis": "synthesis", "temas": "themes",
    "recomendaciones": "recommendations", "preguntas": "questions", "investigación": "research",
    "investigacion": "research", "fin": "end",
}  # fmt: skip
"""Models that write Spanish now and then translate the marks too."""
_WORDS = "|".join((*MARKERS, *_ALIASES))
_MARKER = re.compile(
    rf"([ \t]*+)(?:#{{1,6}}[ \t]+)?[*_`]*@@[ \t]?({_WORDS})(?![\w-])[*_`]*:?[*_`]*[ \t]*+(.*)", re.IGNORECASE
)
# A heading of one of the words, where a model leaves the @@ out: `## Claims`, `**Síntesis**`, `Themes:`.
_HEADING = re.compile(
    rf"([ \t]*+)(?=[#*_]|[^\W_]+:)(?:#{{1,6}}[ \t]+)?[*_]*({_WORDS})[*_]*:?[*_]*[ \t]*+()\Z", re.IGNORECASE
)
_ONE_WORD = re.compile(r"[ \t]*+(?:#{1,6}[ \t]*+)?[*_]{0,3}[^\W\d_]{0,16}[*_:]{0,4}[ \t]*+\Z")
_ENTRY_LIKE = re.compile(r"[ \t]*+(?:[-*+•]|\d{1,3}[.)]?)(?:[ \t]|\Z)")
# A line that more text could still turn into a marker or a fence: it is held back from the screen.
_MAYBE = re.compile(r"[ \t]*+(?:(?:#{0,6}[ \t]*+)?[*_`~]*(?:@(?:@.*)?)?|(?:```|~~~)[ \t]*+[\w-]*[ \t]*+)\Z")
_HALF = re.compile(r"[ \t]*+(?:#{0,6}[ \t]*+)?[*_`]*@(?:@(\w*))?\Z")
_DANGLING = re.compile(r"[ \t]*+#{0,6}[ \t]*+(?:[*_]{0,3}|[`~]{1,2})\Z")
_FENCE = re.compile(r"[ \t]*+(?:```|~~~)[ \t]*+([\w-]*)[ \t]*+\Z")
_BULLET = re.compile(r"[ \t]*+(?:[-*+•]|\d{1,3}[.)])[ \t]+")
_BASE = re.compile(r"[\W_]*(?:(?:[Rr]esponse|[Rr]espuesta)\W+)?([A-Z])(?![^\W_])[\W_]*(.*)", re.DOTALL)
_NOTHING = re.compile(r"\W*(?:none|nothing|n/?a|ningun[oa]s?|nada)?\W*\Z", re.IGNORECASE)
# A remark such as "Here is the comparison:" before a form that was followed is no synthesis.
_REMARK_CHARS = 120
_LONGEST_HELD = 2000
"""Characters: a longer line is never held back, however many blanks or backticks it consists of."""


@dataclass(frozen=True, slots=True)
class SynthesisText:
    """More of the synthesis."""

    text: str


Parsed = Claim | SynthesisText


@dataclass
class Form:
    """What has been read so far. `claims` are closed ones, their quotes not yet checked."""

    claims: list[Claim] = field(default_factory=list)
    preface: str = ""
    section_text: str = ""
    base_letter: str = ""
    base_reason: str = ""
    lists: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in LISTS})
    seen: set[str] = field(default_factory=set)

    @property
    def ended(self) -> bool:
        """Whether `@@end` came."""
        return "end" in self.seen

    @property
    def synthesis(self) -> str:
        """The synthesis section; what stood before the first marker when the model did not follow."""
        if not self.section_text:
            return self.preface
        is_remark = len(self.preface) <= _REMARK_CHARS and "\n" not in self.preface
        return self.section_text if is_remark else f"{self.preface}\n\n{self.section_text}"


class FormParser:
    """Reads the form line by line; prose goes on as it comes, all else when its line is whole."""

    def __init__(self) -> None:
        self.form = Form()
        self._section = _PREFACE
        self._claims = ClaimReader()
        self._line = ""
        self._passing = False  # the rest of this line of prose cannot be a marker any more
        self._pending = ""  # blank lines, and a fence that may enclose the whole form
        self._fenced = self._inner = False
        self._spoke = False
        self._bare = False  # the marks come as headings, without @@
        self._indent = 0  # of the last marker: a form that is indented as a whole is no code block
        self._base: list[str] = []

    def feed(self, text: str) -> list[Parsed]:
        """What became certain with this text."""
        found: list[Parsed] = []
        *whole, rest = text.split("\n")
        for piece in whole:
            self._line += piece
            found += self._end_line()
        self._line += rest
        if self._section in _PROSE and (self._passing or not self._may_turn(self._line)):
            found += self._prose(self._dedented(self._line))
            self._line, self._passing = "", bool(self._line) or self._passing
        return found

    def finish(self) -> list[Parsed]:
        """The rest, when nothing more will come."""
        half = _HALF.match(self._line)
        is_half = half and any(word.startswith((half[1] or "").lower()) for word in MARKERS)
        if _DANGLING.match(self._line) or (is_half and not _MARKER.match(self._line)):
            self._line = ""
        found = self._end_line() if self._line or self._passing else []
        return found + self._close()

    def _end_line(self) -> list[Parsed]:
        line, self._line = self._line, ""
        if self._passing:
            self._passing = False
            found = self._prose(line)
            self._pending += "\n"
            return found
        marker = self._marker(line)
        if marker:
            self._indent = len(marker[1])
            word = marker[2].lower()
            return self._open(_ALIASES.get(word, word), marker[3])
        if self._formless and is_claim(line):  # the first mark was left out
            return self._open("claims", line)
        if self._section in _PROSE:
            return self._prose_line(self._dedented(line))
        return self._entry(line)

    @property
    def _formless(self) -> bool:
        """Whether nothing has shown yet that the model follows the form."""
        return self._section == _PREFACE

    def _may_turn(self, line: str) -> bool:
        """Whether more text could still turn the line of prose into something else."""
        if len(line) > _LONGEST_HELD:
            return False
        line = narrowed(line)
        if (self._formless or self._bare) and (_ONE_WORD.match(line) or _ENTRY_LIKE.match(line)):
            return True
        return bool(_MAYBE.match(line))

    def _marker(self, line: str) -> re.Match[str] | None:
        narrow = narrowed(line)
        marker = _MARKER.match(narrow)
        if marker is not None:
            return marker
        heading = _HEADING.match(narrow)
        if heading is None:
            return None
        # In prose a heading of such a word is only a heading, unless the model writes all its marks so.
        begins = self._formless and _ALIASES.get(heading[2].lower(), heading[2].lower()) in _FIRST
        self._bare = self._bare or begins
        return heading if self._bare or self._section not in _PROSE else None

    def _dedented(self, line: str) -> str:
        """The line without the indentation of the form; the rest of a line that already passes stays."""
        indent = 0 if self._passing else min(self._indent, len(line) - len(line.lstrip()))
        return line[indent:]

    def _open(self, word: str, rest: str) -> list[Parsed]:
        found = self._close()
        self.form.seen.add(word)
        self._section = word
        self._spoke = self._inner = False
        rest = rest.strip().removesuffix("**").strip()
        if rest and not _FENCE.match(rest):
            found += self._prose_line(rest) if word == "synthesis" else self._entry(rest)
        return found

    def _close(self) -> list[Parsed]:
        """The section is over: what was only pending is dropped, an open claim is closed."""
        self._pending = ""
        if self._section == "base":
            self._read_base()
        return self._claim(self._claims.close())

    def _claim(self, claim: Claim | None) -> list[Parsed]:
        if claim is None:
            return []
        self.form.claims.append(claim)
        return [claim]

    def _prose_line(self, line: str) -> list[Parsed]:
        fence = _FENCE.match(line)
        encloses = self._section == _PREFACE and not self._spoke and not self._fenced
        if fence and not self._inner and (encloses or (self._fenced and not fence[1])):
            self._fenced = True
            self._pending += line + "\n"  # opens or closes the fence around all, unless prose follows
            return []
        if fence:
            self._inner = not self._inner
        found = self._prose(line)
        self._pending += "\n"
        return found

    def _prose(self, text: str) -> list[Parsed]:
        if not text.strip():
            self._pending += text
            return []
        if self._pending.strip():  # the fence belonged to the prose
            self._inner, self._fenced = True, self._section != _PREFACE
        body = self._pending + text
        body = body if self._spoke else body.lstrip("\n")
        kept = body.rstrip()
        self._pending = body[len(kept) :]
        first, self._spoke = not self._spoke, True
        if self._section == _PREFACE:
            self.form.preface += kept
            return [SynthesisText(kept)]
        again = "\n\n" if first and self.form.section_text else ""
        after_preface = "\n\n" if first and not again and self.form.preface else ""
        self.form.section_text += again + kept
        return [SynthesisText(after_preface + again + kept)]

    def _entry(self, line: str) -> list[Parsed]:
        if _FENCE.match(line):
            return []
        if self._section == "claims":
            return self._stray(line) if self._claims.is_stray(line) else self._claim(self._claims.feed(line))
        if self._section == "base":
            self._base.append(line)
        elif self._section in LISTS:
            self._item(line)
        return []  # what follows @@end is not part of the form

    def _stray(self, line: str) -> list[Parsed]:
        """Prose where a mark was left out: it is the synthesis, or what stands before it."""
        if not self.form.claims and not self.form.section_text:
            gap = "\n" if self.form.preface else ""
            self.form.preface += gap + line
        else:
            gap = "\n\n" if self.form.section_text or self.form.preface else ""
            self.form.section_text += ("\n\n" if self.form.section_text else "") + line
            if len(self.form.section_text) > _REMARK_CHARS:
                self.form.seen.add("synthesis")
        return [SynthesisText(gap + line)]

    def _item(self, line: str) -> None:
        items = self.form.lists[self._section]
        bullet = _BULLET.match(line)
        text = (line[bullet.end() :] if bullet else line).strip()
        if _NOTHING.match(text):
            return
        if items and not bullet and line[:1].isspace():
            items[-1] = f"{items[-1]} {text}"
        else:
            items.append(text)

    def _read_base(self) -> None:
        text = " ".join(line.strip() for line in self._base).strip()
        match = _BASE.match(text)
        self._base = []
        if match:
            self.form.base_letter, self.form.base_reason = match[1], match[2].strip()
        elif text:
            self.form.base_reason = text
