"""The versions of a synthesis, which of them holds, and which text the person found better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orquix_tui.domain.errors import InputError, NotFoundError
from orquix_tui.domain.models import Synthesis, now
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.translate import _
from orquix_tui.store import rows
from orquix_tui.store.interactions import find_id
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.sql import append, first, select, transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Dollars and tokens, each twice: what a further exchange of a run cost.
ADD_TO_RUN = """
UPDATE run_metrics SET cost_usd = CASE WHEN ? IS NULL THEN cost_usd ELSE coalesce(cost_usd, 0) + ? END,
    input_tokens = CASE WHEN ? IS NULL THEN input_tokens ELSE coalesce(input_tokens, 0) + ? END,
    output_tokens = CASE WHEN ? IS NULL THEN output_tokens ELSE coalesce(output_tokens, 0) + ? END
WHERE interaction_id = ?
"""
_VERSIONS = "SELECT * FROM synthesis WHERE interaction_id = ? ORDER BY version"
_NEWEST = "SELECT coalesce(max(version), 0) FROM synthesis WHERE interaction_id = ?"
_CHOOSE = "UPDATE synthesis SET chosen = (version = ?) WHERE interaction_id = ?"
_STANDS = "UPDATE interaction SET status = ? WHERE id = ?"
_HOLDS = f"SELECT version FROM ({rows.LATEST_SYNTHESES}) WHERE interaction_id = ?"  # noqa: S608  # constants
_SAME_TEXT = f"""
SELECT version FROM synthesis WHERE interaction_id = $id
AND text = (SELECT text FROM ({rows.LATEST_SYNTHESES}) WHERE interaction_id = $id)
"""  # noqa: S608  # constants
_VOTED = f"""
SELECT choice FROM vote WHERE interaction_id = $id AND version IN ({_SAME_TEXT})
ORDER BY created_at DESC LIMIT 1
"""  # noqa: S608  # constants
_UNVOTE = f"DELETE FROM vote WHERE interaction_id = $id AND version IN ({_SAME_TEXT})"  # noqa: S608  # constants
_AUTHOR = "SELECT provider, model FROM response WHERE interaction_id = ? AND letter = ?"


class VersionRoom(Room):
    """The part of the store that keeps what moderators made of the same answers."""

    async def add_synthesis(
        self, interaction_id: str, synthesis: Synthesis, status: InteractionStatus | None = None
    ) -> int:
        """Another version for a saved interaction; it holds from now on. Returns its number.

        A version that exists gets the next free number. `status` is how the interaction stands with it,
        when that is another than before. Raises NotFoundError.
        """

        def work(turn: Turn) -> int:
            item = scrubbed(self._redact, synthesis)
            full_id = find_id(turn.con, interaction_id)
            with transaction(turn.con):
                if status is not None:
                    turn.con.execute(_STANDS, [status, full_id])
                return _add(turn.con, full_id, item)

        return await self._lease.run(work)

    async def syntheses(self, interaction_id: str) -> list[Synthesis]:
        """All versions, oldest first. Raises NotFoundError."""

        def work(turn: Turn) -> list[Synthesis]:
            full_id = find_id(turn.con, interaction_id)
            return [rows.read_synthesis(row) for row in select(turn.con, _VERSIONS, [full_id])]

        return await self._lease.run(work)

    async def choose_synthesis(self, interaction_id: str, version: int) -> None:
        """Let this version hold: it is what is shown, exported and remembered. Raises NotFoundError."""

        def work(turn: Turn) -> None:
            full_id = find_id(turn.con, interaction_id)
            if version not in {row["version"] for row in select(turn.con, _VERSIONS, [full_id])}:
                raise NotFoundError(
                    _("There is no version {version} of this synthesis.").format(version=version),
                    _("`orquix-tui moderate ID --versions` lists them."),
                )
            with transaction(turn.con):
                turn.con.execute(_CHOOSE, [version, full_id])

        await self._lease.run(work)

    async def vote(self, interaction_id: str, choice: str) -> None:
        """Remember which text was better: `synthesis`, or a response by its letter.

        The vote is about the version that holds, and about versions that say the same: it replaces an
        earlier one on them, and leaves those on other versions. Raises NotFoundError; InputError for a
        letter that no response has, or when there is no synthesis.
        """

        def work(turn: Turn) -> None:
            full_id = find_id(turn.con, interaction_id)
            newest = first(turn.con, _HOLDS, [full_id])
            author = first(turn.con, _AUTHOR, [full_id, choice])
            if newest is None or (choice != "synthesis" and author is None):
                raise InputError(
                    _('"{choice}" cannot be voted for here.').format(choice=choice),
                    _("Vote for the synthesis or for an answer."),
                )
            provider, model = author or (None, None)
            with transaction(turn.con):
                turn.con.execute(_UNVOTE, {"id": full_id})
                append(
                    turn.con,
                    "vote",
                    [
                        {
                            "interaction_id": full_id,
                            "version": newest[0],
                            "choice": choice,
                            "provider": provider,
                            "model": model,
                            "created_at": rows.utc(now()),
                        }
                    ],
                )

        await self._lease.run(work)

    async def voted(self, interaction_id: str) -> str:
        """What was voted for, the version that holds being one choice; empty when nothing was.

        Raises NotFoundError.
        """

        def work(turn: Turn) -> str:
            full_id = find_id(turn.con, interaction_id)
            row = turn.con.execute(_VOTED, {"id": full_id}).fetchone()
            return str(row[0]) if row else ""

        return await self._lease.run(work)


def _add(con: DuckDBPyConnection, interaction_id: str, item: Synthesis) -> int:
    """Add a synthesis and its cost to the run's. In a transaction."""
    newest = first(con, _NEWEST, [interaction_id])
    version = max(item.version, newest[0] + 1 if newest else 1)
    row = rows.synthesis_row(interaction_id, item.model_copy(update={"version": version}))
    append(con, "synthesis", [row])
    con.execute(_CHOOSE, [version, interaction_id])
    figures = (item.cost_usd, item.usage.input_tokens, item.usage.output_tokens)
    con.execute(ADD_TO_RUN, [value for figure in figures for value in (figure, figure)] + [interaction_id])
    return version
