"""Where the events of a run go: the journal, whoever listens, and warnings onto the metrics."""

from __future__ import annotations

from orquix_tui.core.metrics import MetricsRecorder
from orquix_tui.domain.events import Event, Warned
from orquix_tui.domain.ports import Emit, Journal
from orquix_tui.domain.status import Step
from orquix_tui.domain.translate import _


class Reporter:
    """One per run. A listener that fails is not called again; the run goes on without it."""

    def __init__(self, listener: Emit, journal: Journal | None) -> None:
        self.metrics = MetricsRecorder()
        self._listener: Emit | None = listener
        self._journal = journal

    def emit(self, event: Event) -> None:
        """What happened, for the journal too; a warning also stands on the metrics."""
        if isinstance(event, Warned):
            self.metrics.warning(event.step, event.message)
        self._pass_on(event)

    def tell(self, event: Event) -> None:
        """What only the listener needs to know."""
        if self._listener is None:
            return
        try:
            self._listener(event)
        except Exception as error:  # noqa: BLE001  # the boundary: no display is worth an answer
            self._listener = None
            self.metrics.warning(
                Step.VALIDATE,
                _("The display failed ({kind}); the run went on without it.").format(
                    kind=type(error).__name__
                ),
            )

    def warn(self, step: Step, message: str) -> None:
        """Something the run survives without loss."""
        self.emit(Warned(step, message))

    def error(self, step: Step, message: str) -> None:
        """A step failed; the run goes on."""
        self.metrics.error(step, message)
        self._pass_on(Warned(step, message))

    def _pass_on(self, event: Event) -> None:
        if self._journal is not None:
            self._journal.event(event)
        self.tell(event)
