"""The fault matrix as data: what a local model's process can do to us."""

from __future__ import annotations

from orquix_tui.domain.status import ResponseStatus as Status
from tests.providers.matrix.cell import Row


def _row(name: str, status: Status, note: str = "", **timeouts: float) -> Row:
    return Row(name, status, kinds=("local",), note=note, timeouts=timeouts)


NO_FILE = _row("the file of the model is not there", Status.UNAVAILABLE)
NO_MODEL = _row("the file is no model", Status.UNAVAILABLE)
OVERFLOW = _row("the question is longer than the context", Status.REJECTED)
HANGS = _row("the process hangs before the first token", Status.TIMEOUT, first_token=0.5)
FREEZES = _row("the process hangs in mid-stream", Status.TIMEOUT, idle=0.5)
CANCELLED = _row(
    "the local model is cancelled in mid-stream", Status.CANCELLED, "Its slot is free again at once."
)
DIES = _row("the process dies in mid-stream", Status.INTERRUPTED, "It starts again with the next question.")

LOCAL = (NO_FILE, NO_MODEL, OVERFLOW, HANGS, FREEZES, CANCELLED, DIES)
