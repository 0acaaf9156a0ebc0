"""Interactions: what was asked, answered and compared, and the figures of each run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk, Interaction, RunMetrics
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _
from orquix_tui.store import memory, projects, recovery, rows, steering
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.sql import Row, append, select, transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PREFIX = 4
"""The shortest prefix of an id that is accepted."""

_BY_ID = """
SELECT i.*, p.name AS project FROM interaction i JOIN project p ON p.id = i.project_id
WHERE i.id IN (SELECT unnest(?::VARCHAR[])) ORDER BY i.created_at, i.id
"""
_UNLEARNED = """
SELECT i.id FROM interaction i ANTI JOIN chunk c ON c.interaction_id = i.id
WHERE (?::VARCHAR IS NULL OR i.project_id = ?) AND i.status <> 'running'
ORDER BY i.created_at, i.id LIMIT ?
"""
_OF = "WHERE interaction_id IN (SELECT unnest(?::VARCHAR[]))"


class InteractionRoom(Room):
    """The part of the store that keeps interactions."""

    async def begin(self, interaction: Interaction) -> None:
        """Write the row of a run that starts."""

        def work(turn: Turn) -> None:
            item = scrubbed(self._redact, interaction)
            with transaction(turn.con):
                item = _at_home(turn.con, item)
                turn.con.execute("DELETE FROM interaction WHERE id = ?", [item.id])
                append(turn.con, "interaction", [rows.interaction_row(item)])

        await self._lease.run(work)

    async def finish(
        self, interaction: Interaction, chunks: Sequence[Chunk], vectors: Vectors | None, model_id: str = ""
    ) -> None:
        """One transaction: interaction, responses, synthesis, metrics, chunks, vectors. May be repeated."""

        def work(turn: Turn) -> None:
            item = scrubbed(self._redact, interaction)
            learned = memory.lesson(self._redact, chunks, vectors, model_id)
            with transaction(turn.con):
                item = save(turn.con, item)
                changed = memory.replace(turn.con, item.id, learned.within(item.project_id))
            if changed:
                self._follow(turn)

        await self._lease.run(work)

    async def record_save_time(self, interaction_id: str, metrics: RunMetrics) -> None:
        """Write the figures that are only known after `finish`."""
        columns = rows.metrics_columns(scrubbed(self._redact, metrics))
        assignments = ", ".join(f"{name} = ?" for name in columns)
        statement = f"UPDATE run_metrics SET {assignments} WHERE interaction_id = ?"  # noqa: S608  # our names
        await self._lease.run(lambda turn: _execute(turn.con, statement, [*columns.values(), interaction_id]))

    async def interaction(self, interaction_id: str) -> Interaction:
        """By id or by a prefix (4 characters or more) that only one has. Raises NotFoundError.

        One that runs comes with what its journal holds so far.
        """

        def work(turn: Turn) -> Interaction:
            item = load(turn.con, [find_id(turn.con, interaction_id)])[0]
            running = item.status is InteractionStatus.RUNNING
            return recovery.so_far(self._journals, item) if running else item

        return await self._lease.run(work)

    async def interactions(self, interaction_ids: Sequence[str]) -> list[Interaction]:
        """These, oldest first; those that have gone are left out. One that runs comes as it was begun."""
        return await self._lease.run(lambda turn: load(turn.con, interaction_ids))

    async def delete_interaction(self, interaction_id: str) -> None:
        """Remove it and what it taught; its figures stay until they are cleaned up.

        Raises NotFoundError; InputError while it runs.
        """

        def work(turn: Turn) -> None:
            full_id = find_id(turn.con, interaction_id)
            with recovery.buried(self._journals, [full_id]), transaction(turn.con):
                steering.drop(turn.con, "interaction_id", [full_id])
                memory.replace(turn.con, full_id, memory.NOTHING)
                turn.con.execute("DELETE FROM response WHERE interaction_id = ?", [full_id])
                turn.con.execute("DELETE FROM synthesis WHERE interaction_id = ?", [full_id])
                turn.con.execute("DELETE FROM vote WHERE interaction_id = ?", [full_id])
                turn.con.execute("DELETE FROM star WHERE interaction_id = ?", [full_id])
                turn.con.execute("DELETE FROM interaction WHERE id = ?", [full_id])
            self._follow(turn)

        await self._lease.run(work)

    async def unlearned(self, project_id: str | None, limit: int) -> list[Interaction]:
        """Finished interactions of which nothing is remembered yet, oldest first; None: of all projects."""

        def work(turn: Turn) -> list[Interaction]:
            found = turn.con.execute(_UNLEARNED, [project_id, project_id, limit]).fetchall()
            return load(turn.con, [row[0] for row in found])

        return await self._lease.run(work)


def save(con: DuckDBPyConnection, item: Interaction) -> Interaction:
    """Write the interaction and its figures in place of what there was of it. In a transaction.

    Returns it in its project, which is made when it is missing.
    """
    item = _at_home(con, item)
    con.execute("DELETE FROM interaction WHERE id = ?", [item.id])
    con.execute("DELETE FROM response WHERE interaction_id = ?", [item.id])
    con.execute("DELETE FROM run_metrics WHERE interaction_id = ?", [item.id])
    con.execute("DELETE FROM response_metrics WHERE interaction_id = ?", [item.id])
    append(con, "interaction", [rows.interaction_row(item)])
    append(con, "response", [rows.response_row(item.id, response) for response in item.responses])
    append(con, "run_metrics", [rows.run_metrics_row(item)])
    append(con, "response_metrics", [rows.response_metrics_row(item, r) for r in item.responses])
    if item.synthesis:
        con.execute(
            "DELETE FROM synthesis WHERE interaction_id = ? AND version = ?",
            [item.id, item.synthesis.version],
        )
        append(con, "synthesis", [rows.synthesis_row(item.id, item.synthesis)])
    return item


def _at_home(con: DuckDBPyConnection, item: Interaction) -> Interaction:
    return item.model_copy(update={"project_id": projects.home(con, item.project_id, item.project)})


def load(con: DuckDBPyConnection, ids: Sequence[str]) -> list[Interaction]:
    """These interactions with their newest syntheses, oldest first."""
    values = [list(ids)]
    responses: defaultdict[str, list[Row]] = defaultdict(list)
    for row in select(con, f"SELECT * FROM response {_OF} ORDER BY seat", values):  # noqa: S608  # constants
        responses[row["interaction_id"]].append(row)
    syntheses = _by_interaction(select(con, f"SELECT * FROM ({rows.LATEST_SYNTHESES}) {_OF}", values))  # noqa: S608  # constants
    metrics = _by_interaction(select(con, f"SELECT * FROM run_metrics {_OF}", values))  # noqa: S608  # constants
    return [
        rows.read_interaction(row, responses[row["id"]], syntheses.get(row["id"]), metrics.get(row["id"]))
        for row in select(con, _BY_ID, values)
    ]


def find_id(con: DuckDBPyConnection, prefix: str) -> str:
    """The id that begins so. Raises NotFoundError when none or several do."""
    prefix = clean(prefix).strip().lower()
    found = (
        con.execute("SELECT id FROM interaction WHERE starts_with(id, ?) LIMIT 2", [prefix]).fetchall()
        if len(prefix) >= PREFIX
        else []
    )
    if len(found) != 1:
        why = _("several begin so") if found else _("none begins so")
        raise NotFoundError(
            _('There is no interaction "{prefix}" ({why}).').format(prefix=prefix, why=why),
            _("See `orquix-tui history`; the first characters are enough, at least {fewest}.").format(
                fewest=PREFIX
            ),
        )
    return str(found[0][0])


def _by_interaction(found: list[Row]) -> dict[str, Row]:
    return {row["interaction_id"]: row for row in found}


def _execute(con: DuckDBPyConnection, statement: str, values: list[Any]) -> None:
    con.execute(statement, values)
