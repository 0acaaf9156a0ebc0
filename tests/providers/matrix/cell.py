"""What one row of the fault matrix is, and what came of one of its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from orquix_tui.domain.models import Response
from orquix_tui.domain.status import ResponseStatus as Status
from tests.loopback import Answer, Fault

KINDS = ("openai", "anthropic", "openai-compatible", "gemini", "ollama")
SSE = ("openai", "anthropic", "openai-compatible", "gemini")

Turns = tuple[Answer | Fault, ...]
Where = Literal["loopback", "refused", "unknown host", "not TLS", "own authority", "no accept"]


@dataclass(frozen=True)
class Row:
    """One fault, what the server does, and what must come of it for every kind."""

    name: str
    status: Status
    turns: Turns | Callable[[str], Turns] = ()
    """What the server does, request by request; by kind where vendors differ."""
    asked: int = 1
    """How many requests the server must see; where none can arrive, how many attempts are made."""
    text: str = ""
    """What of the answer must be kept."""
    thought: str = ""
    kinds: tuple[str, ...] = KINDS
    """The kinds whose protocol knows this; the others are listed as such."""
    but: Mapping[str, Status] = field(default_factory=dict)
    """Kinds with another status, after one request and without text; why stands in `note`."""
    note: str = ""
    where: Where = "loopback"
    timeouts: Mapping[str, float] = field(default_factory=dict)
    """Seconds; what is not given never runs out here."""
    temperature: float | None = None
    alone: bool = False
    """The sibling is asked over other connections: what is counted here are connections."""
    cancel: bool = False
    """The person cancels as soon as the server holds the answer and `text` has come."""

    def turns_for(self, kind: str) -> Turns:
        """The server's script for that kind."""
        return self.turns(kind) if callable(self.turns) else self.turns


@dataclass(frozen=True)
class Outcome:
    """A cell as the document shows it."""

    status: str
    asked: str
    text: str
    reads: str
    """The sentence that the person reads; empty when nothing went wrong."""


def outcome(response: Response, asked: int) -> Outcome:
    """The cell of this response."""
    kept = "-"
    if response.text:
        kept = "all" if response.status.usable else "what came"
    reads = f"{response.error.cause} {response.error.remedy}" if response.error else ""
    return Outcome(response.status.value, str(asked), kept, _stable(reads))


def _stable(sentence: str) -> str:
    """Without what is different on every machine and in every run."""
    sentence = re.sub(r"(https?)://127\.0\.0\.1:\d+[/\w]*", r"\1://…", sentence)
    sentence = re.sub(r"/\S+/(local-model\.log|\S+\.gguf)", r"…/\1", sentence)
    return sentence.replace("|", "\\|").strip()
