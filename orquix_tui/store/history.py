"""The history: a line for each interaction, searched and marked with stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import InteractionSummary, now
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _
from orquix_tui.store import projects, rows
from orquix_tui.store.interactions import find_id
from orquix_tui.store.room import Room
from orquix_tui.store.sql import append, select, transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orquix_tui.store.lease import Turn

FIRST = 200
"""Interactions that a history shows at first."""
_HISTORY = f"""
WITH found AS (
    SELECT i.*, p.name AS project, i.id IN (SELECT interaction_id FROM star) AS starred
    FROM interaction i JOIN project p ON p.id = i.project_id
    WHERE ($project IS NULL OR p.id = $project)
        AND list_bool_and([contains(strip_accents(lower(i.prompt)), strip_accents(lower(word)))
            FOR word IN $words::VARCHAR[]]) IS NOT FALSE
        AND (NOT $starred OR i.id IN (SELECT interaction_id FROM star))
    ORDER BY i.created_at DESC, i.id DESC LIMIT $limit
),
latest AS ({rows.LATEST_SYNTHESES}),
costs AS (
    SELECT interaction_id, sum(cost_usd) AS cost FROM (
        SELECT interaction_id, cost_usd FROM response UNION ALL SELECT interaction_id, cost_usd FROM latest
    ) GROUP BY interaction_id
)
SELECT i.id, i.project, i.prompt, i.status, s.quality AS moderator_quality, i.created_at,
    costs.cost AS cost_usd, i.starred, i.continues
FROM found i
LEFT JOIN latest s ON s.interaction_id = i.id LEFT JOIN costs ON costs.interaction_id = i.id
ORDER BY i.created_at DESC, i.id DESC
"""  # noqa: S608  # constants


class HistoryRoom(Room):
    """The part of the store that lists what was asked."""

    async def history(
        self, project: str | None = None, limit: int = FIRST, *, containing: str = "", starred: bool = False
    ) -> list[InteractionSummary]:
        """Newest first; of one project by its name, or of all. Raises NotFoundError.

        `containing`: every word of it stands in the question, case and accents apart.
        """
        if limit < 1:
            raise InputError(_("The limit must be at least 1."), _("Give a positive number."))

        def ask(con: DuckDBPyConnection) -> list[InteractionSummary]:
            project_id = projects.find_id(con, project) if project is not None else None
            return summaries(con, project_id, limit, clean(containing), starred=starred)

        if project == projects.DEFAULT and limit == FIRST and not (containing or starred):  # as at the start
            kept = await self._lease.run(
                lambda turn: turn.glance("history", lambda con: [s.model_dump(mode="json") for s in ask(con)])
            )
            return [InteractionSummary.model_validate(summary) for summary in kept]
        return await self._lease.run(lambda turn: ask(turn.con))

    async def star(self, interaction_id: str, *, starred: bool = True) -> None:
        """Mark it with a star, or take the star away. Raises NotFoundError."""

        def work(turn: Turn) -> None:
            full_id = find_id(turn.con, interaction_id)
            with transaction(turn.con):
                turn.con.execute("DELETE FROM star WHERE interaction_id = ?", [full_id])
                if starred:
                    append(turn.con, "star", [{"interaction_id": full_id, "set_at": rows.utc(now())}])

        await self._lease.run(work)


def summaries(
    con: DuckDBPyConnection, project_id: str | None, limit: int, containing: str, *, starred: bool
) -> list[InteractionSummary]:
    """The newest first."""
    values = {"project": project_id, "words": containing.split(), "starred": starred, "limit": limit}
    return [
        InteractionSummary.model_validate({**row, "created_at": rows.from_utc(row["created_at"])})
        for row in select(con, _HISTORY, values)
    ]
