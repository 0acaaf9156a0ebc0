"""The section form of a moderation, read as it streams; a cut anywhere keeps what came."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from orquix_tui.core.moderator import json_form, marks, thoughts
from orquix_tui.core.moderator.attribution import narrowed
from orquix_tui.core.moderator.claims import ClaimReader, is_claim, of_everybody
from orquix_tui.core.moderator.sections import LISTS, REMARK_CHARS, Form
from orquix_tui.domain.models import Claim

_PREFACE = "preface"
_PROSE = (_PREFACE, "synthesis")
_LAST = ("claims", *LISTS)
"""What must have come before the word "end" alone can be the end of the form."""

_INVISIBLE = dict.fromkeys([0x200B, 0x2060, 0xFEFF])
_BULLET = re.compile(r"[ \t]*+(?:[-*+•–—◦▪·]|\d{1,3}[.)])[ \t]+")
_BASE = re.compile(
    r"[\W_]*(?:(?:response|answer|respuesta)\W+)?([A-Z]|[a-z](?=[*_\])]*[ ]?[:,—–-]))(?![^\W_])[\W_]*(.*)",
    re.DOTALL | re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:none|nothing|n/?a|ningun[oa]s?|nada)?\W*\Z", re.IGNORECASE)
_ENTITIES = re.compile(r"\A[ \t]*&gt;|&(?:quot|ldquo|laquo|#34|#39);")
_MARKDOWN = ("markdown", "md")
_TITLE = re.compile(r"(?:@@\w+\W*\Z|#{1,6}[ \t]|[*_]{2}[^*_]{1,60}(?<![.!?])[*_]{2}:?[ \t]*\Z)")
_SAYS = re.compile(r"\w")
_QUOTED = re.compile(r"[ \t]*>[ ]?")


@dataclass(frozen=True, slots=True)
class SynthesisText:
    """More of the synthesis."""

    text: str


Parsed = Claim | SynthesisText


class FormParser:
    """Reads the form line by line; prose goes on as it comes, all else when its line is whole."""

    def __init__(self, letters: Sequence[str] = ()) -> None:
        """`letters` are those of the answers: what a claim of "all" means."""
        self.form = Form()
        self._letters = tuple(letters)
        self._thoughts = thoughts.Thoughts()
        self._section = _PREFACE
        self._claims = ClaimReader()
        self._line = ""
        self._passing = False  # the rest of this line of prose cannot be a marker any more
        self._pending = ""  # blank lines, rules, and a fence that may enclose the whole form
        self._fenced = self._inner = False
        self._spoke = False
        self._bare = False  # the marks come as headings, without @@
        self._quoted = False  # the whole form stands in a quotation
        self._indent = 0  # of the last marker: a form that is indented as a whole is no code block
        self._title = ""  # headings among the claims, kept only where prose follows
        self._base: list[str] = []

    def feed(self, text: str) -> list[Parsed]:
        """What became certain with this text."""
        return self._take(self._thoughts.feed(text if text.isascii() else text.translate(_INVISIBLE)))

    def _take(self, text: str) -> list[Parsed]:
        found: list[Parsed] = []
        *whole, rest = text.split("\n")
        for piece in whole:
            self._line += piece
            found += self._end_line()
        self._line += rest
        if self._section in _PROSE and (self._passing or not self._may_turn(self._line)):
            held = marks.held_end(self._line)
            passed, self._line = self._line[: len(self._line) - held], self._line[len(self._line) - held :]
            found += self._prose(self._dedented(passed if self._passing else self._unquoted(passed)))
            self._passing = bool(passed) or self._passing
        return found

    def finish(self) -> list[Parsed]:
        """The rest, when nothing more will come."""
        found = self._take(self._thoughts.unfinished())
        self.form.thought = self.form.thought or self._thoughts.held.strip()
        narrow = narrowed(self._line)
        if marks.is_half(narrow) and not marks.mark(narrow):
            self._line = ""
        found += self._end_line() if self._line or self._passing else []
        return found + self._close() + self._from_json()

    def _end_line(self) -> list[Parsed]:
        line, self._line = self._line, ""
        at = marks.glued(line)
        if at >= 0 and (self._passing or not marks.mark(narrowed(line))):
            self._line = line[:at]
            return self._end_line() + self._end_of(line[at:].lstrip())
        if self._passing:
            self._passing = False
            found = self._prose(line)
            self._pending += "\n"
            return found
        return self._end_of(line)

    def _end_of(self, line: str) -> list[Parsed]:
        """A line that is whole, and of which nothing has passed yet."""
        if self._section == _PREFACE and (begin := thoughts.ended(line)) >= 0:
            self.form.thought, self.form.preface, self._pending = self.form.preface, "", ""
            self._spoke, line = False, line[begin:]
        line = self._unquoted(line)
        if marks.is_echo(line) or marks.ends_section(narrowed(line)):
            return []
        parts = marks.parted(line)
        if len(parts) > 1:
            return [item for part in parts for item in self._end_of(part)]
        found = self._mark(line)
        if found is not None:
            self._indent = len(found.before) if not found.before.strip() else 0
            self._quoted = self._quoted or found.before.lstrip().startswith(">")
            return self._open(found.word, line[found.rest :] if found.rest >= 0 else "")
        line = self._dedented(line)
        if self._formless and is_claim(line):  # the first mark was left out
            return self._open("claims", line)
        if self._section in _PROSE:
            return self._prose_line(line)
        return self._entry(line)

    @property
    def _formless(self) -> bool:
        """Whether nothing has shown yet that the model follows the form."""
        return self._section == _PREFACE

    def _may_turn(self, line: str) -> bool:
        """Whether more text could still turn the line of prose into something else."""
        return marks.may_turn(narrowed(line), bare=self._formless or self._bare)

    def _mark(self, line: str) -> marks.Mark | None:
        narrow = narrowed(line)
        found = marks.mark(narrow)
        if found is not None:
            return found
        heading = marks.heading(narrow)
        if heading is None:
            ends = self._section in LISTS and self.form.seen.issuperset(_LAST) and marks.is_bare_end(narrow)
            return marks.Mark("", "end", -1, plain=False) if ends else None
        # In prose a heading of such a word is only a heading, unless the model writes all its marks so.
        self._bare = self._bare or (self._formless and marks.begins(heading))
        counted = heading.before.strip() or narrow.lstrip()[:1].isdigit()  # an entry of a list may be so
        return heading if self._bare or (self._section not in _PROSE and not counted) else None

    def _dedented(self, line: str) -> str:
        """The line without the indentation of the form; the rest of a line that already passes stays."""
        indent = 0 if self._passing else min(self._indent, len(line) - len(line.lstrip()))
        return line[indent:]

    def _unquoted(self, line: str) -> str:
        """The line without the bar of a quotation that holds the whole form."""
        return _QUOTED.sub("", line, count=1) if self._quoted else line

    def _open(self, word: str, rest: str) -> list[Parsed]:
        found = self._close()
        if word not in self.form.seen:  # an end before it was that of a section
            self.form.seen.discard("end")
        self.form.seen.add(word)
        self._section = word
        self._spoke = self._inner = False
        rest = marks.untagged(rest).strip().removesuffix("**").strip()
        if _SAYS.search(rest) and marks.fence(rest) is None:
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
        claim = of_everybody(claim, self._letters)
        self.form.claims.append(claim)
        return [claim]

    def _prose_line(self, line: str) -> list[Parsed]:
        fence = marks.fence(line)
        encloses = self._section == _PREFACE and not self._fenced
        if fence is not None and not self._inner and (encloses or (self._fenced and not fence)):
            self._fenced = True
            self._pending += line + "\n"  # opens or closes the fence around all, unless prose follows
            return []
        if fence in _MARKDOWN and not (self._spoke or self._inner or self._fenced):
            self._fenced = True  # Markdown was asked for: the fence is around the synthesis, and none of it
            return []
        if fence is None and not self._inner and marks.is_rule(line):
            self._pending += line + "\n"  # it parts the sections, unless prose follows
            return []
        if fence is not None:
            self._inner = not self._inner
        found = self._prose(line)
        self._pending += "\n"
        return found

    def _prose(self, text: str) -> list[Parsed]:
        if not text.strip():
            self._pending += text
            return []
        if "```" in self._pending or "~~~" in self._pending:  # the fence belonged to the prose
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
        if marks.fence(line) is not None or marks.is_rule(line):
            return []
        if self._section == "claims":
            line = html.unescape(line) if "&" in line and _ENTITIES.search(line) else line
            if self._claims.is_stray(line):
                return self._stray(line)
            self._title = ""  # it parted the claims, and was none of the prose
            return self._claim(self._claims.feed(line))
        if self._section == "base":
            return self._base_line(line)
        if self._section in LISTS:
            self._item(line)
        elif self._section == "end":  # not part of the form, and kept where nothing else came
            self.form.after = f"{self.form.after}\n{line}".strip()
        return []

    def _stray(self, line: str) -> list[Parsed]:
        """Prose where a mark was left out: it is the synthesis, or what stands before it."""
        if _TITLE.match(line):
            self._title += f"{line}\n"
            return []
        line, self._title = self._title + line, ""
        if not self.form.claims and not self.form.section_text:
            gap = "\n" if self.form.preface else ""
            self.form.preface += gap + line
        else:
            gap = "\n\n" if self.form.section_text or self.form.preface else ""
            self.form.section_text += ("\n\n" if self.form.section_text else "") + line
            if len(self.form.section_text) > REMARK_CHARS:
                self.form.seen.add("synthesis")
        return [SynthesisText(gap + line)]

    def _item(self, line: str) -> None:
        items = self.form.lists[self._section]
        bullet = _BULLET.match(line)
        text = (line[bullet.end() :] if bullet else line).strip()
        if _NOTHING.match(text) or text in items:
            return
        if items and not bullet and line[:1].isspace():
            items[-1] = f"{items[-1]} {text}"
        else:
            items.append(text)

    def _base_line(self, line: str) -> list[Parsed]:
        """The base is a sentence: what begins anew after it is a synthesis whose mark was left out."""
        begun = any(part.strip() for part in self._base)
        anew = not self._base or not self._base[-1].strip() or not line[:1].islower()
        if begun and anew and line.strip() and not line[0].isspace():
            found = self._close()
            self._section = "synthesis"
            return found + self._prose_line(line)
        self._base.append(line)
        return []

    def _read_base(self) -> None:
        text = " ".join(line.strip() for line in self._base).strip()
        match = _BASE.match(text)
        self._base = []
        if match:
            self.form.base_letter, self.form.base_reason = match[1], match[2].strip()
        elif not _NOTHING.match(text):
            self.form.base_reason = text

    def _from_json(self) -> list[Parsed]:
        """The form, where the model wrote it as JSON."""
        said = None if self.form.seen or self.form.claims else json_form.read(self.form.preface)
        if said is None:
            return []
        self.form.preface, self.form.section_text = "", said["synthesis"]
        self.form.lists.update(said["lists"])
        self.form.seen |= said["seen"]
        self._base = [said["base"]]
        self._read_base()
        return [part for claim in said["claims"] for part in self._claim(claim)]
