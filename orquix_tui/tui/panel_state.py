"""What one member is doing, derived from its events and a clock; the truth that a panel's header tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from orquix_tui.domain.models import Failure, Response
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.tui import words

Tone = Literal["wait", "live", "good", "warn", "bad"]

SILENT_AFTER_S = 3.0
"""A stream without a token for this long is called silent."""
_CHARS_PER_TOKEN = 4.0
"""Only for the live estimate, always written with ≈; the end brings the real count."""

_FAILURES = {
    ResponseStatus.AUTH_ERROR: "failed: key refused",
    ResponseStatus.QUOTA_EXCEEDED: "failed: quota used up",
    ResponseStatus.RATE_LIMITED: "failed: rate limited",
    ResponseStatus.REJECTED: "failed: request refused",
    ResponseStatus.UNAVAILABLE: "failed: unavailable",
    ResponseStatus.TIMEOUT: "failed: timed out",
    ResponseStatus.FILTERED: "failed: filtered",
    ResponseStatus.INTERRUPTED: "interrupted",
    ResponseStatus.FAILED: "failed: no usable answer",
}


@dataclass(frozen=True)
class Header:
    """One line: a sign, the words in order of weight (a narrow panel drops the last), and a tone."""

    sign: str
    parts: tuple[str, ...]
    tone: Tone

    def fit(self, width: int) -> str:
        """As many of the words as fit into so many characters; the first always stays."""
        line = f"{self.sign} {self.parts[0]}"
        for part in self.parts[1:]:
            if len(line) + 3 + len(part) > width:
                break
            line = f"{line} · {part}"
        return line


@dataclass
class PanelState:
    """One seat of the run that is shown. Times are the clock's seconds."""

    response: Response
    asked_at: float | None = None
    first_at: float | None = None
    last_at: float = 0.0
    texts: list[str] = field(default_factory=list, repr=False)
    thoughts: list[str] = field(default_factory=list, repr=False)
    chars: int = 0
    reasoning_chars: int = 0
    retry_at: float = 0.0
    attempt: int = 1
    retry_cause: str = ""

    @property
    def status(self) -> ResponseStatus:
        """How the answer stands."""
        return self.response.status

    @property
    def failure(self) -> Failure | None:
        """Why there is no whole answer, and what to do; None when all is well."""
        return self.response.error

    @property
    def trouble(self) -> str:
        """What an attempt before this one died of, until the first token comes; empty when there was none."""
        if self.status.final or self.first_at is not None or not self.retry_cause:
            return ""
        return f"attempt {self.attempt - 1} failed: {self.retry_cause}"

    @property
    def reasoning_tokens(self) -> int:
        """An estimate of how many tokens the model thought."""
        return round(self.reasoning_chars / _CHARS_PER_TOKEN)

    def started(self, at: float) -> None:
        """The request goes out now."""
        self.asked_at = at
        self.retry_at = 0.0
        self.response = self.response.model_copy(update={"status": ResponseStatus.RUNNING})

    @property
    def text(self) -> str:
        """The answer so far."""
        return self.response.text if self.status.final else "".join(self.texts)

    @property
    def reasoning(self) -> str:
        """The thinking so far."""
        return self.response.reasoning if self.status.final else "".join(self.thoughts)

    def text_came(self, text: str, first_at: float, last_at: float) -> None:
        """More of the answer."""
        self.texts.append(text)
        self.chars += len(text)
        self._came(first_at, last_at)

    def reasoning_came(self, text: str, first_at: float, last_at: float) -> None:
        """More of what the model thinks."""
        self.thoughts.append(text)
        self.reasoning_chars += len(text)
        self._came(first_at, last_at)

    def _came(self, first_at: float, last_at: float) -> None:
        self.retry_at = 0.0
        if self.first_at is None:
            self.first_at = first_at
        self.last_at = last_at

    def retrying(self, attempt: int, wait_s: float, cause: str, at: float) -> None:
        """An attempt failed; the next begins in `wait_s` seconds."""
        self.attempt, self.retry_at, self.retry_cause = attempt, at + wait_s, cause

    def ended(self, response: Response) -> None:
        """The one end of this seat."""
        self.response = response
        self.texts, self.thoughts = [], []
        self.chars = len(response.text)
        self.reasoning_chars = len(response.reasoning)

    def header(self, now: float) -> Header:
        """What is true at this moment."""
        match self.status:
            case ResponseStatus.PENDING:
                return Header("○", ("queued",), "wait")
            case ResponseStatus.RUNNING:
                return self._running(now)
            case ResponseStatus.COMPLETE:
                return Header("✓", ("done", *self._figures()), "good")
            case ResponseStatus.TRUNCATED:
                return Header("✂", ("cut at the length limit", *self._figures()), "warn")
            case ResponseStatus.CANCELLED:
                return Header("■", ("cancelled", *self._figures()), "warn")
            case status:
                kept = ("text so far is kept",) if self.response.text else ()
                return Header("✗", (_FAILURES[status], *kept, *self._figures()), "bad")

    def _running(self, now: float) -> Header:
        if self.retry_at > now:
            wait = words.seconds(self.retry_at - now)
            return Header("↻", (f"retrying in {wait}", self.retry_cause), "warn")
        asked = now if self.asked_at is None else self.asked_at
        if self.first_at is None:
            again = (f"attempt {self.attempt}",) if self.attempt > 1 else ()
            return Header("◌", (f"waiting {words.whole_seconds(now - asked)}", *again), "wait")
        silent = now - self.last_at
        first = f"first token {words.seconds(self.first_at - asked)}"
        if silent >= SILENT_AFTER_S:
            return Header("◌", (f"silent for {words.whole_seconds(silent)}", first), "warn")
        if not self.chars:
            return Header("●", (f"thinking {words.whole_seconds(now - asked)}", first), "live")
        rate = self._live_rate(self.last_at - self.first_at)
        return Header("●", (rate, words.whole_seconds(now - asked), first), "live")

    def _live_rate(self, spent: float) -> str:
        if spent < 0.5:
            return "answering"
        rate = (self.chars + self.reasoning_chars) / _CHARS_PER_TOKEN / spent
        return f"≈{rate:.0f} tok/s"

    def _figures(self) -> tuple[str, ...]:
        """What the end brought, most telling first."""
        answer = self.response
        figures = []
        if answer.latency_ms is not None:
            figures.append(words.milliseconds(answer.latency_ms))
        tokens = answer.usage.output_tokens
        about = "≈" if answer.usage.estimated else ""
        if tokens and answer.latency_ms is not None and answer.ttft_ms is not None:
            spent = (answer.latency_ms - answer.ttft_ms) / 1000
            if spent > 0.05:
                figures.append(f"{about}{tokens / spent:.0f} tok/s")
        if answer.ttft_ms is not None:
            figures.append(f"first {words.milliseconds(answer.ttft_ms)}")
        if tokens:
            figures.append(f"{about}{words.count(tokens)} tok")
        if answer.cost_usd is not None:
            figures.append(words.money(answer.cost_usd))
        return tuple(figures)
