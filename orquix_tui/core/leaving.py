"""What was deleted a moment ago: hidden at once, gone for good only when it can no longer be taken back."""

from __future__ import annotations

from typing import Literal, NamedTuple

from orquix_tui.domain.models import Chunk, InteractionSummary, Project
from orquix_tui.domain.ports import Store

UNDO_S = 10.0
"""How long a deletion can be taken back, seconds."""


class Gone(NamedTuple):
    """One deletion; `name` is the project's name, or the question."""

    kind: Literal["interaction", "project"]
    id: str
    name: str


class Leaving:
    """Kept in memory alone: a program that is killed in between has deleted nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Gone] = []
        self._going: list[Gone] = []

    def interaction(self, summary: InteractionSummary) -> Gone:
        """Hide it."""
        return self._hide(Gone("interaction", summary.id, summary.prompt))

    def project(self, project: Project) -> Gone:
        """Hide it with all that it holds."""
        return self._hide(Gone("project", project.id, project.name))

    def take_back(self) -> Gone | None:
        """Undo the latest one; None when there is nothing to undo any more."""
        return self._waiting.pop() if self._waiting else None

    @property
    def waiting(self) -> tuple[Gone, ...]:
        """What can still be taken back, the latest last."""
        return tuple(self._waiting)

    def hides(self, interaction_or_project_id: str | None) -> bool:
        """Whether it is to be shown, found and sent no more."""
        return any(gone.id == interaction_or_project_id for gone in (*self._waiting, *self._going))

    def hides_chunk(self, chunk: Chunk) -> bool:
        """The same of something that was learned."""
        return self.hides(chunk.interaction_id) or self.hides(chunk.project_id)

    async def carry_out(self, gone: Gone) -> bool:
        """Delete it for good, unless it was taken back; whether it is gone now.

        When it cannot be deleted it is there again. Raises StoreError, NotFoundError, InputError.
        """
        if gone not in self._waiting:
            return False
        self._waiting.remove(gone)
        self._going.append(gone)
        try:
            if gone.kind == "project":
                await self._store.delete_project(gone.name)
            else:
                await self._store.delete_interaction(gone.id)
        finally:
            self._going.remove(gone)
        return True

    async def carry_out_all(self) -> None:
        """Delete all that waits. Raises what the first failing one raises."""
        while self._waiting:
            await self.carry_out(self._waiting[0])

    def _hide(self, gone: Gone) -> Gone:
        if gone not in self._waiting:
            self._waiting.append(gone)
        return gone
