"""Writes many interactions as documents into a folder, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orquix_tui.core.leaving import Leaving
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import Interaction, InteractionSummary
from orquix_tui.domain.ports import Store
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _

_BATCH = 32
_ALL = 1_000_000

Document = Callable[[Interaction], tuple[str, str]]
"""The name and the text of an interaction's document."""
Put = Callable[[Path, str, str], tuple[Path, bool]]
"""Puts a text under a name into a folder, never over another one; where, and whether it was written now."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How far it has come: of `total` documents `done`; `written` of them are new, the others stood there."""

    total: int
    done: int = 0
    written: int = 0


Report = Callable[[Exported, Path | None], None]
"""Told after each document, with its path; before the first one with None."""


class Exporter:
    """Reads through the store's port, without what is `leaving`; writes through `put`, off the event loop."""

    def __init__(
        self, store: Store, leaving: Leaving, document: Document, folder_name: Callable[[str], str], put: Put
    ) -> None:
        self._store = store
        self._leaving = leaving
        self._document = document
        self.folder_name = folder_name
        """The name of a project's folder."""
        self._put = put

    async def project(self, name: str, folder: Path, report: Report) -> Exported:
        """Every interaction of a project into that folder; cancelled, what is written stays.

        Raises NotFoundError, StoreError; InputError when the folder cannot be written.
        """
        return await self._write(await self._store.history(name, _ALL), lambda _item: folder, report)

    async def all(self, folder: Path, report: Report) -> Exported:
        """Every interaction of every project, each project in a folder of its own; as `project`."""
        everything = await self._store.history(None, _ALL)
        return await self._write(everything, lambda item: folder / self.folder_name(item.project), report)

    async def _write(
        self,
        summaries: Sequence[InteractionSummary],
        folder_of: Callable[[Interaction], Path],
        report: Report,
    ) -> Exported:
        ids = [summary.id for summary in summaries if not self._leaving.hides(summary.id)]
        state = Exported(len(ids))
        report(state, None)
        for start in range(0, len(ids), _BATCH):
            for item in await self._store.interactions(ids[start : start + _BATCH]):
                path, new = await asyncio.to_thread(self._one, item, folder_of(item))
                state = Exported(state.total, state.done + 1, state.written + new)
                report(state, path)
        return state

    def _one(self, item: Interaction, folder: Path) -> tuple[Path, bool]:
        name, text = self._document(item)
        try:
            return self._put(folder, name, text)
        except OSError as error:
            raise InputError(
                _("{path} cannot be written: {why}.").format(path=folder, why=system_says(error)),
                _("Choose another folder."),
            ) from error
