"""What the sections of a moderation held."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from orquix_tui.domain.models import Claim

LISTS = ("themes", "recommendations", "questions", "research")

# A remark such as "Here is the comparison:" before a form that was followed is no synthesis.
REMARK_CHARS = 120
_REMARKS = 3
_TAG = re.compile(r"\s*<\w{1,20}>\s*\Z")


@dataclass
class Form:
    """What has been read so far. `claims` are closed ones, their quotes not yet checked."""

    claims: list[Claim] = field(default_factory=list)
    preface: str = ""
    thought: str = ""
    after: str = ""
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
            return self.preface or self.after or ("" if self.claims else self.thought)
        remarks = [line for line in self.preface.splitlines() if line.strip() and not _TAG.match(line)]
        are_remarks = len(remarks) <= _REMARKS and all(len(line) <= REMARK_CHARS for line in remarks)
        is_form = are_remarks and (len(remarks) < 2 or remarks[-1].rstrip("* ").endswith((":", "...", "…")))
        return self.section_text if is_form else f"{self.preface}\n\n{self.section_text}"
