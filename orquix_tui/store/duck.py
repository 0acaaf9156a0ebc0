"""The store: one DuckDB file shared by turns, and a journal per living run."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.models import Interaction, InteractionSummary
from orquix_tui.domain.ports import ActiveRun, Journal
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _
from orquix_tui.store import backup, recovery
from orquix_tui.store.askings import AskingRoom, asked_again
from orquix_tui.store.documents import DocumentRoom
from orquix_tui.store.figures import FigureRoom
from orquix_tui.store.files import REMEDY
from orquix_tui.store.history import HistoryRoom
from orquix_tui.store.interactions import InteractionRoom, save
from orquix_tui.store.journal import SUFFIX, RunJournal
from orquix_tui.store.lease import Lease, Turn
from orquix_tui.store.memory import MemoryRoom
from orquix_tui.store.migrations import MIGRATIONS, Migration
from orquix_tui.store.patience import WAIT_S
from orquix_tui.store.projects import ProjectRoom
from orquix_tui.store.replay import Dead
from orquix_tui.store.sql import first, select, transaction
from orquix_tui.store.steering import SteeringRoom
from orquix_tui.store.tables import TableRoom
from orquix_tui.store.vectorjob import VectorJobRoom
from orquix_tui.store.vectors import VectorIndex
from orquix_tui.store.versions import VersionRoom
from orquix_tui.store.words import WordRoom

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE_NAME = "orquix.duckdb"
JOURNALS = "journals"


class DuckStore(
    ProjectRoom,
    InteractionRoom,
    AskingRoom,
    VersionRoom,
    MemoryRoom,
    WordRoom,
    DocumentRoom,
    SteeringRoom,
    VectorJobRoom,
    FigureRoom,
    HistoryRoom,
    TableRoom,
):
    """See `Store` of the ports. Several processes may use the same directory at once.

    Nothing is opened or written before the first call. `wait_s` is how long a turn is waited for.
    """

    def __init__(
        self,
        data_dir: Path,
        redact: Redactor,
        *,
        wait_s: float = WAIT_S,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        lease = Lease(data_dir / FILE_NAME, wait_s=wait_s, migrations=migrations)
        super().__init__(lease, redact, VectorIndex(), data_dir / JOURNALS)

    def journal(self) -> Journal:
        """A new journal, not begun."""
        return RunJournal(self._journals, self._redact)

    async def recover(self) -> list[InteractionSummary]:
        """Turn dead journals into interactions (interrupted, or as they had ended); oldest first."""
        return await self._lease.run(self._recover)

    async def active(self) -> list[ActiveRun]:
        """The runs that living processes hold now, oldest first; the database is not touched."""
        try:
            return await asyncio.to_thread(recovery.active_runs, self._journals)
        except OSError as error:
            raise StoreError(
                _("The journals cannot be read: {reason}.").format(reason=system_says(error)), _(REMEDY)
            ) from error

    async def backup(self, path: Path) -> None:
        """Copy the whole store to a new file. Raises InputError, StoreError."""
        await self._lease.run(lambda turn: backup.backup(turn, path))

    async def restore(self, path: Path) -> Path | None:
        """Put a backup in the store's place; returns where the replaced file went. Raises InputError."""

        def work(turn: Turn) -> Path | None:
            replaced = backup.restore(turn, path)
            self._follow(turn)
            return replaced

        return await self._lease.run(work)

    async def aclose(self) -> None:
        """Finish what is queued and waited for, then stop the thread."""
        await self._lease.aclose()
        if "_words" in vars(self):  # else nobody used it
            self._words.close()

    def _recover(self, turn: Turn) -> list[InteractionSummary]:
        recovered = []
        with recovery.dead_journals(self._journals) as paths:
            for path in paths:
                dead = recovery.read_journal(path)
                if dead is None:
                    continue
                interaction, finished = (
                    scrubbed(self._redact, dead.interaction),
                    self._is_finished(turn, dead),
                )
                if finished == dead.asked_again:  # else it was saved, or has been deleted
                    with transaction(turn.con):
                        if dead.asked_again:
                            asked_again(
                                turn.con, interaction, [scrubbed(self._redact, one) for one in dead.askings]
                            )
                        else:
                            save(turn.con, interaction)
                    recovered.append(_summary(interaction))
                path.unlink()
            self._close_abandoned(turn)
        return recovered

    def _is_finished(self, turn: Turn, dead: Dead) -> bool:
        row = first(turn.con, "SELECT status FROM interaction WHERE id = ?", [dead.interaction.id])
        return row is not None and row[0] != InteractionStatus.RUNNING

    def _close_abandoned(self, turn: Turn) -> None:
        """Runs without a journal (it could not be written, or was removed) are not running any more."""
        for one in turn.glance("running", _running):
            if not (self._journals / (one + SUFFIX)).exists():
                turn.con.execute("UPDATE interaction SET status = 'interrupted' WHERE id = ?", [one])


def _running(con: DuckDBPyConnection) -> list[str]:
    return [str(row["id"]) for row in select(con, "SELECT id FROM interaction WHERE status = 'running'")]


def _summary(item: Interaction) -> InteractionSummary:
    return InteractionSummary(
        id=item.id,
        project=item.project,
        prompt=item.prompt,
        status=item.status,
        moderator_quality=item.synthesis.quality if item.synthesis else None,
        created_at=item.created_at,
        cost_usd=item.cost_usd,
        continues=item.continues,
    )
