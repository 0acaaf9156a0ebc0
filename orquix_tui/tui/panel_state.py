"""What one member is doing, derived from its events and a clock; the truth that a panel's header tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

from orquix_tui.domain.askings import standing
from orquix_tui.domain.models import Failure, Response
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.tui import words

Tone = Literal["wait", "live", "good", "warn", "bad"]

SILENT_AFTER_S = 3.0
"""A stream without a token for this long is called silent."""
_CHARS_PER_TOKEN = 4.0
"""Only for the live estimate, always written with ≈; the end brings the real count."""

_ENDS: dict[ResponseStatus, tuple[str, str]] = {
    ResponseStatus.AUTH_ERROR: ("✗", N_("failed: key refused")),
    ResponseStatus.QUOTA_EXCEEDED: ("✗", N_("failed: quota used up")),
    ResponseStatus.RATE_LIMITED: ("✗", N_("failed: rate limited")),
    ResponseStatus.REJECTED: ("✗", N_("failed: request refused")),
    ResponseStatus.UNAVAILABLE: ("∅", N_("failed: unavailable")),
    ResponseStatus.TIMEOUT: ("◷", N_("failed: timed out")),
    ResponseStatus.FILTERED: ("⊘", N_("failed: filtered")),
    ResponseStatus.INTERRUPTED: ("↯", N_("interrupted")),
    ResponseStatus.FAILED: ("✗", N_("failed: no usable answer")),
}
"""The sign and the words of an end that is none: no two of them read the same."""


def end_of(status: ResponseStatus) -> tuple[str, str]:
    """The sign and the words of an end that gave no whole answer."""
    sign, said = _ENDS[status]
    return sign, _(said)


class Header(NamedTuple):
    """One line: a sign, the words in order of weight (a narrow panel drops the last), and a tone."""

    sign: str
    parts: tuple[str, ...]
    tone: Tone

    def fit(self, width: int) -> str:
        """As many of the words as fit into so many characters; the first always stays."""
        line = f"{self.sign} {self.parts[0]}"
        for part in self.parts[1:]:
            if cell_len(line) + 3 + cell_len(part) > width:
                break
            line = f"{line} · {part}"
        return line if cell_len(line) <= width else f"{set_cell_size(line, max(width - 1, 0)).rstrip()}…"


@dataclass
class PanelState:
    """One seat of the run that is shown. Times are the clock's seconds."""

    response: Response
    queued_at: float | None = None
    """Since when it waits its turn at its provider."""
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
    before: Response | None = None
    """What the seat holds while it is asked again."""
    left_out: bool = False
    """Whether the comparison does without this answer."""

    def __post_init__(self) -> None:
        """What was saved has its text and its thinking already."""
        self.chars, self.reasoning_chars = len(self.response.text), len(self.response.reasoning)

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
        return _("attempt {n} failed: {cause}").format(n=self.attempt - 1, cause=self.retry_cause)

    def note(self, retry: str) -> str:
        """What the person should know and do, under the text; `retry` is the key that asks again."""
        failure = self.failure
        if self.trouble:
            return f"↻ {self.trouble}"
        if not self.status.final:
            return ""
        again = _("{key} asks again.").format(key=retry)
        if failure is not None:
            sign = "!" if self.status.usable else "✗"
            return f"{sign} {failure.cause}\n→ {failure.remedy} {again}".replace("→  ", "→ ")
        if self.status is ResponseStatus.CANCELLED:
            return f"→ {again}"
        if self.status is ResponseStatus.TRUNCATED:
            return _("→ It may go on with a higher max_tokens. {again}").format(again=again)
        return ""

    @property
    def reasoning_tokens(self) -> int:
        """An estimate of how many tokens the model thought."""
        return round(self.reasoning_chars / _CHARS_PER_TOKEN)

    def queued(self, at: float) -> None:
        """It waits its turn."""
        self.queued_at = at

    def asked_again(self, blank: Response, at: float) -> None:
        """A new asking begins; what the seat holds stays until it ends."""
        self.before = self.response if self.status is not ResponseStatus.PENDING else None
        self.response, self.queued_at = blank, at
        self.asked_at = self.first_at = None
        self.texts, self.thoughts = [], []
        self.chars = self.reasoning_chars = 0
        self.retry_at, self.attempt, self.retry_cause = 0.0, 1, ""

    def started(self, at: float) -> None:
        """The request goes out now."""
        self.asked_at = at
        self.retry_at = 0.0
        self.response = self.response.model_copy(update={"status": ResponseStatus.RUNNING})

    @property
    def text(self) -> str:
        """The answer so far; while nothing new has come, the one before."""
        if self.status.final:
            return self.response.text
        return "".join(self.texts) or (self.before.text if self.before else "")

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
        """The end of this asking; what stands then is not always what came."""
        self.response, self.before = standing(self.before, response), None
        self.texts, self.thoughts = [], []
        self.chars = len(self.response.text)
        self.reasoning_chars = len(self.response.reasoning)

    def header(self, now: float) -> Header:
        """What is true at this moment."""
        header = self._header(now)
        if not self.left_out:
            return header
        return Header(header.sign, (_("left out"), *header.parts), header.tone)

    def _header(self, now: float) -> Header:
        match self.status:
            case ResponseStatus.PENDING if self.queued_at is None:
                return Header("○", (_("not asked yet"),), "wait")
            case ResponseStatus.PENDING:
                since = now if self.queued_at is None else self.queued_at
                queued = words.whole_seconds(now - since)
                turn = _("waits its turn {time}").format(time=queued)
                return Header("…", (turn, _("queue of {name}").format(name=self.response.provider)), "wait")
            case ResponseStatus.RUNNING:
                return self._running(now)
            case ResponseStatus.COMPLETE:
                return Header("✓", (_("done"), *self._figures()), "good")
            case ResponseStatus.TRUNCATED:
                return Header("✂", (_("cut at the length limit"), *self._figures()), "warn")
            case ResponseStatus.CANCELLED:
                return Header("■", (_("cancelled"), *self._figures()), "warn")
            case status:
                sign, said = _ENDS[status]
                kept = (_("text so far is kept"),) if self.response.text else ()
                return Header(sign, (_(said), *kept, *self._figures()), "bad")

    def _running(self, now: float) -> Header:
        if self.retry_at > now:
            wait = words.seconds(self.retry_at - now)
            return Header("↻", (_("retrying in {time}").format(time=wait), self.retry_cause), "warn")
        asked = now if self.asked_at is None else self.asked_at
        took = words.whole_seconds(now - asked)
        if self.first_at is None:
            again = (_("attempt {n}").format(n=self.attempt),) if self.attempt > 1 else ()
            return Header("◌", (_("waiting {time}").format(time=took), *again), "wait")
        silent = now - self.last_at
        first = _("first token {time}").format(time=words.seconds(self.first_at - asked))
        if silent >= SILENT_AFTER_S:
            quiet = _("silent for {time}").format(time=words.whole_seconds(silent))
            return Header("◔", (quiet, first), "warn")
        if not self.chars:
            return Header("✻", (_("thinking {time}").format(time=took), first), "live")
        return Header("●", (self._live_rate(self.last_at - self.first_at), took, first), "live")

    def _live_rate(self, spent: float) -> str:
        if spent < 0.5:
            return _("answering")
        rate = (self.chars + self.reasoning_chars) / _CHARS_PER_TOKEN / spent
        return _("≈{n} tok/s").format(n=number(rate, ",.0f"))

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
                guess = "≈" if answer.attempts > 1 else about
                rate = number(self._written() / spent, ",.0f")
                figures.append(_("{about}{n} tok/s").format(about=guess, n=rate))
        if answer.ttft_ms is not None:
            figures.append(_("first {time}").format(time=words.milliseconds(answer.ttft_ms)))
        if tokens:
            figures.append(_("{about}{n} tok").format(about=about, n=words.count(tokens)))
        if answer.cost_usd is not None:
            figures.append(words.money(answer.cost_usd))
        return tuple(figures)

    def _written(self) -> float:
        """Tokens of the answer that stands: a seat that was asked more than once counts those of all."""
        answer = self.response
        if answer.attempts == 1:
            return answer.usage.output_tokens or 0
        return (len(answer.text) + len(answer.reasoning)) / _CHARS_PER_TOKEN
