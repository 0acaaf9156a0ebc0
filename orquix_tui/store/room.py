"""What the rooms of the store share."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.models import Steering
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.lease import Lease, Turn
from orquix_tui.store.vectors import VectorIndex

if TYPE_CHECKING:
    from orquix_tui.store.words_index import WordIndex

_log = logging.getLogger(__name__)


class Room:
    """A part of the store: async methods that hand plain functions to the owner thread."""

    def __init__(self, lease: Lease, redact: Redactor, index: VectorIndex, journals: Path) -> None:
        self._lease = lease
        self._redact = redact
        self._index = index
        self._journals = journals
        self._steered: dict[str, tuple[int, list[Steering]]] = {}
        """Of a project, with the turn's generation; asked for before every run, and empty for most."""

    @cached_property
    def _words(self) -> WordIndex:
        """Made when something is searched or changed: it brings SQLite and the rules for terms along."""
        from orquix_tui.store.words_index import WordIndex

        return WordIndex()

    def _follow(self, turn: Turn) -> None:
        """Bring what is in memory and the index of words in step with what was just committed."""
        # A project without pins and bans gets none from this.
        self._steered = {one: known for one, known in self._steered.items() if not known[1]}
        try:
            self._index.refresh(turn.con, turn.generation())
        except BaseException:  # raised again: half-followed vectors would answer wrongly
            self._index.clear()
            raise
        self._follow_words(turn)

    def _follow_words(self, turn: Turn) -> None:
        """A little at once, the rest when nobody waits. What was committed is safe whatever happens here."""
        try:
            ready = self._words.follow(turn)
        except StoreError as error:
            _log.warning("%s", error)
        else:
            if not ready:
                self._lease.later(self._follow_words, "Indexing words")
