"""What the rooms of the store share."""

from __future__ import annotations

from orquix_tui.domain.redact import Redactor
from orquix_tui.store.lease import Lease
from orquix_tui.store.vectors import VectorIndex


class Room:
    """A part of the store: async methods that hand plain functions to the owner thread."""

    def __init__(self, lease: Lease, redact: Redactor, index: VectorIndex) -> None:
        self._lease = lease
        self._redact = redact
        self._index = index
