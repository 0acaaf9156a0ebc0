"""What the moderator is doing, derived from its events and a clock; the truth that its header tells."""

from __future__ import annotations

from dataclasses import dataclass, field

from orquix_tui.domain.events import (
    ModerationDelta,
    ModerationEnded,
    ModerationRepairing,
    ModerationStarted,
    RunEnded,
    StepStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import EXTRACTIVE, OVERLAP, Synthesis
from orquix_tui.domain.status import Quality, Step
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.tui import words
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.panel_state import SILENT_AFTER_S, Header

_CHARS_PER_TOKEN = 4.0
_NAMES = {EXTRACTIVE: N_("the extractive moderator"), OVERLAP: N_("the overlap of words")}


def moderator_name(ref: str) -> str:
    """As the person reads it."""
    return _(_NAMES[ref]) if ref in _NAMES else ref


@dataclass
class ModeratorState:
    """The moderation of the run that is shown. Times are the clock's seconds."""

    name: str = ""
    asked_at: float | None = None
    first_at: float | None = None
    last_at: float = 0.0
    ended_at: float | None = None
    chars: int = 0
    repairing: tuple[str, ...] = ()
    trouble: str = ""
    """Why the same one is asked once more."""
    failed: list[str] = field(default_factory=list)
    """Those of the chain that gave nothing, in order."""
    synthesis: Synthesis | None = None

    @property
    def going_on(self) -> bool:
        """Whether there is something to cancel."""
        return self.asked_at is not None and self.ended_at is None

    def apply(self, arrival: Arrival) -> None:
        """Follow one event."""
        at = arrival.first_at
        match arrival.event:
            case StepStarted(Step.MODERATE):
                self._begin_anew(at)
            case ModerationStarted(moderator):
                self._started(moderator, at)
            case ModerationDelta(text) | SynthesisDelta(text):
                self._came(text, at, arrival.last_at)
            case ModerationRepairing(sections):
                self.repairing, self.last_at = sections, at
            case Warned(Step.MODERATE, message, passing):
                self.last_at, self.trouble = at, message if passing else ""
            case ModerationEnded(synthesis):
                self.ended_at, self.synthesis = at, synthesis
            case StepStarted(Step.SAVE) | RunEnded() if self.going_on:
                self.ended_at = at

    def _begin_anew(self, at: float) -> None:
        self.name, self.asked_at, self.failed, self.synthesis = "", at, [], None
        self.first_at = self.ended_at = None
        self.chars, self.repairing, self.trouble = 0, (), ""

    def _started(self, moderator: str, at: float) -> None:
        if self.ended_at is not None or self.asked_at is None:
            self._begin_anew(at)
        elif self.name:
            self.failed.append(self.name)
        self.name, self.asked_at, self.first_at = moderator, at, None
        self.chars, self.repairing, self.trouble = 0, (), ""

    def _came(self, text: str, first_at: float, last_at: float) -> None:
        self.chars += len(text)
        self.last_at = last_at
        if self.first_at is None:
            self.first_at = first_at

    def header(self, now: float, *, answers: str) -> Header:
        """What is true at this moment; `answers` says how many of them are in."""
        if self.asked_at is None:
            return Header("○", (_("waits for the answers"), answers), "wait")
        if self.ended_at is not None:
            return self._over(self.ended_at - self.asked_at)
        took = words.whole_seconds(now - self.asked_at)
        if self.first_at is None and self.trouble:
            return Header("↻", (_("failed, is asked again"), took, self.trouble), "warn")
        if self.first_at is None:
            return Header("◌", (_("waiting {time}").format(time=took), *self._instead()), "wait")
        silent = now - self.last_at
        first = _("first token {time}").format(time=words.seconds(self.first_at - self.asked_at))
        if self.repairing:
            missing = _("asks for what is missing: {names}").format(names=", ".join(self.repairing))
            return Header("↻", (missing, took, *self._instead()), "warn")
        if silent >= SILENT_AFTER_S:
            quiet = _("silent for {time}").format(time=words.whole_seconds(silent))
            return Header("◔", (quiet, first, *self._instead()), "warn")
        return Header("●", (self._rate(), took, first, *self._instead()), "live")

    def _over(self, took: float) -> Header:
        spent = words.seconds(took)
        if self.synthesis is None:
            return Header("■", (_("no synthesis: cancelled, or nothing came"), spent), "warn")
        if self.synthesis.fallback_used or self.synthesis.quality is Quality.FAILED:
            return Header("✗", (_("the configured moderators failed"), *self._instead(), spent), "bad")
        figures = [spent]
        if self.first_at is not None and self.asked_at is not None:
            figures.append(_("first {time}").format(time=words.seconds(self.first_at - self.asked_at)))
        if self.synthesis.usage.output_tokens:
            figures.append(_("{n} tok").format(n=words.count(self.synthesis.usage.output_tokens)))
        return Header("✓", (_("compared"), *figures, *self._instead()), "good")

    def _instead(self) -> tuple[str, ...]:
        if not self.failed:
            return ()
        return (
            _("instead of {names}, which failed").format(names=", ".join(map(moderator_name, self.failed))),
        )

    def _rate(self) -> str:
        spent = self.last_at - (self.first_at or 0.0)
        if spent < 0.5:
            return _("comparing")
        return _("≈{n} tok/s").format(n=number(self.chars / _CHARS_PER_TOKEN / spent, ",.0f"))
