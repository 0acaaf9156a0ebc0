"""Keeps what is being written: at most once a second, off the event loop, and at the end."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from orquix_tui.domain.desk_ports import Draft, Drafts
from orquix_tui.domain.errors import OrquixError
from orquix_tui.tui.screens.errands import Errands

EVERY_S = 1.0
"""The most that a crash takes with it."""


class DraftKeeper:
    """The newest draft of each project, until it is written. A failure is told once, not every second."""

    def __init__(self, screen: Screen[Any], drafts: Drafts, errands: Errands) -> None:
        self._screen = screen
        self._drafts = drafts
        self._errands = errands
        self._waiting: dict[str, Draft] = {}
        self._timer: Timer | None = None
        self._told = ""

    async def read(self, project_id: str) -> Draft:
        """What was being written there. Raises OrquixError."""
        return self._waiting.get(project_id) or await self._drafts.read(project_id)

    def changed(self, project_id: str, draft: Draft) -> None:
        """Keep this one, soon."""
        if not project_id:  # the store cannot be read: nobody knows whose draft it is
            return
        self._waiting[project_id] = draft
        if self._timer is None:
            self._timer = self._screen.set_timer(EVERY_S, self._due)

    def _due(self) -> None:
        self._timer = None
        self._errands.start(self._write, "draft")

    async def _write(self) -> None:
        failure = await self.flush()
        told, self._told = self._told, failure.remedy if failure else ""
        if failure is not None and told != failure.remedy:
            raise failure

    async def flush(self) -> OrquixError | None:
        """Write what waits; the first failure."""
        first: OrquixError | None = None
        while self._waiting:
            project_id, draft = self._waiting.popitem()
            try:
                await self._drafts.write(project_id, draft)
            except OrquixError as error:
                first = first or error
        return first
