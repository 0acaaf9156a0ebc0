"""Seats of a saved interaction that were asked again, and seats that were added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orquix_tui.domain.models import Interaction, Response
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.store import rows
from orquix_tui.store.interactions import find_id, load
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.sql import append, transaction
from orquix_tui.store.versions import ADD_TO_RUN

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class AskingRoom(Room):
    """The part of the store that takes in later answers."""

    async def asked_again(self, interaction: Interaction, askings: Sequence[Response]) -> None:
        """Write in one transaction what an interaction holds now; `askings` are the exchanges since.

        Raises NotFoundError when it was deleted meanwhile.
        """

        def work(turn: Turn) -> None:
            item = scrubbed(self._redact, interaction)
            said = [scrubbed(self._redact, one) for one in askings]
            find_id(turn.con, item.id)
            with transaction(turn.con):
                asked_again(turn.con, item, said)

        await self._lease.run(work)


def asked_again(con: DuckDBPyConnection, item: Interaction, askings: Sequence[Response]) -> None:
    """Put the answers in the place of those before, and count what they cost. In a transaction.

    Without effect when that was done before (a journal that outlived its saving).
    """
    if load(con, [item.id])[0].responses == item.responses:
        return
    con.execute(
        "UPDATE interaction SET status = ?, council = ? WHERE id = ?",
        [item.status.value, item.council.model_dump_json(), item.id],
    )
    con.execute("DELETE FROM response WHERE interaction_id = ?", [item.id])
    append(con, "response", [rows.response_row(item.id, response) for response in item.responses])
    append(con, "response_metrics", [rows.response_metrics_row(item, one) for one in askings])
    _count(con, item, askings)


def _count(con: DuckDBPyConnection, item: Interaction, askings: Sequence[Response]) -> None:
    columns = {**rows.metrics_columns(item.metrics), "status": item.status.value}
    assignments = ", ".join(f"{name} = ?" for name in columns)
    statement = f"UPDATE run_metrics SET {assignments} WHERE interaction_id = ?"  # noqa: S608  # our names
    con.execute(statement, [*columns.values(), item.id])
    for one in askings:
        figures = (one.cost_usd, one.usage.input_tokens, one.usage.output_tokens)
        con.execute(ADD_TO_RUN, [value for figure in figures for value in (figure, figure)] + [item.id])
