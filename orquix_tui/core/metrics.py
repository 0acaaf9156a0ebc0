"""Gathers the figures of one run while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from orquix_tui.domain.models import Note, RunMetrics
from orquix_tui.domain.status import Step

_FIELD = {
    Step.CONTEXT: "context_retrieval_time_ms",
    Step.COUNCIL: "ai_orchestration_time_ms",
    Step.MODERATE: "moderator_synthesis_time_ms",
    Step.SAVE: "background_save_time_ms",
}


class MetricsRecorder:
    """Times the steps and keeps warnings and errors with their step and time. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = clock()
        self._figures: dict[str, Any] = {}
        self._errors: list[Note] = []
        self._warnings: list[Note] = []

    @contextmanager
    def timed(self, step: Step) -> Iterator[None]:
        """Record how long the step takes, also when it fails."""
        began = self._clock()
        try:
            yield
        finally:
            self._figures[_FIELD[step]] = (self._clock() - began) * 1000

    def figure(self, **values: object) -> None:
        """Record figures by the names of RunMetrics."""
        self._figures.update(values)

    def stop_total(self) -> None:
        """The person has the answer: the time of steps 0 to 3 ends here."""
        self._figures["total_processing_time_ms"] = (self._clock() - self._began) * 1000

    def warning(self, step: Step, message: str) -> None:
        """Something the run survives without loss."""
        self._warnings.append(Note(step=step, message=message))

    def error(self, step: Step, message: str) -> None:
        """A step or a member failed."""
        self._errors.append(Note(step=step, message=message))

    def result(self) -> RunMetrics:
        """The figures so far."""
        return RunMetrics(**self._figures, errors=tuple(self._errors), warnings=tuple(self._warnings))
