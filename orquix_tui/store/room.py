"""What the rooms of the store share."""

from __future__ import annotations

from pathlib import Path

from orquix_tui.domain.redact import Redactor
from orquix_tui.store.lease import Lease, Turn
from orquix_tui.store.vectors import VectorIndex


class Room:
    """A part of the store: async methods that hand plain functions to the owner thread."""

    def __init__(self, lease: Lease, redact: Redactor, index: VectorIndex, journals: Path) -> None:
        self._lease = lease
        self._redact = redact
        self._index = index
        self._journals = journals

    def _follow(self, turn: Turn) -> None:
        """Bring the vectors in memory in step with what was just committed."""
        try:
            self._index.refresh(turn.con, turn.generation())
        except BaseException:  # raised again: half-followed vectors would answer wrongly
            self._index.clear()
            raise
