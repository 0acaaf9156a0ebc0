"""Vectors that come after their chunks: what still waits for a model, and what another model left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk
from orquix_tui.domain.scrub import scrub
from orquix_tui.domain.translate import _
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import CHUNK_COLUMNS, read_chunk
from orquix_tui.store.sql import append, first, select, transaction
from orquix_tui.store.vectors import note_change, unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RECORD = "record"
"""The kind of chunk that never gets a vector."""

# The project is said of both tables: each then reads only its part.
_WAITING = """
FROM chunk c ANTI JOIN (
    SELECT chunk_id FROM chunk_embedding WHERE model_id = ? AND (?::VARCHAR IS NULL OR project_id = ?)
) e ON e.chunk_id = c.id
WHERE c.kind <> 'record' AND (?::VARCHAR IS NULL OR c.project_id = ?)
"""
_NEXT = f"""
SELECT {CHUNK_COLUMNS} {_WAITING}
ORDER BY c.change DESC, c.project_id, c.path, c.interaction_id, c.ord LIMIT ?
"""
_COUNT = f"SELECT count(*) {_WAITING}"
_LACKING = """
WITH wanted AS (SELECT unnest(?::VARCHAR[]) AS id)
SELECT c.id, c.project_id FROM chunk c WHERE c.kind <> 'record' AND c.id IN (FROM wanted)
AND c.id NOT IN (SELECT chunk_id FROM chunk_embedding WHERE model_id = ? AND chunk_id IN (FROM wanted))
"""


class VectorJobRoom(Room):
    """The part of the store from which a resumable job lives: take what waits, bring its vectors."""

    async def without_vectors(self, model_id: str, project_id: str | None, limit: int) -> list[Chunk]:
        """Chunks (not records) that have no vector of this model yet, newest first."""

        def work(turn: Turn) -> list[Chunk]:
            rows = select(turn.con, _NEXT, [model_id, *[project_id] * 4, limit])
            return [read_chunk(row) for row in rows]

        return await self._lease.run(work)

    async def count_without_vectors(self, model_id: str, project_id: str | None) -> int:
        """How many of those there are."""

        def ask(con: DuckDBPyConnection) -> int:
            row = first(con, _COUNT, [model_id, *[project_id] * 4])
            return int(row[0]) if row else 0

        def work(turn: Turn) -> int:
            of_all = project_id is None  # as at the start
            return int(turn.glance(f"waiting:{model_id}", ask)) if of_all else ask(turn.con)

        return await self._lease.run(work)

    async def lacking(
        self, chunk_ids: Sequence[str], model_id: str, project_id: str | None
    ) -> frozenset[str]:
        """See `MemoryStore.lacking`; from memory where the vectors are there."""
        wanted = scrub(self._redact, chunk_ids)

        def work(turn: Turn) -> frozenset[str]:
            scope = self._index.fresh((project_id, model_id), turn.generation())
            if scope is not None:
                return frozenset(wanted).difference(scope.known(wanted))
            rows = turn.con.execute(_LACKING, [wanted, model_id]).fetchall()
            return frozenset(row[0] for row in rows)

        return await self._lease.run(work)

    async def add_vectors(self, chunk_ids: Sequence[str], vectors: Vectors, model_id: str) -> None:
        """Vectors for chunks that are there and have none of this model yet; the others are dropped.

        Raises StoreError.
        """
        if len(vectors) != len(chunk_ids):
            raise StoreError(
                _("{meant} chunks came with {vectors} vectors.").format(
                    meant=len(chunk_ids), vectors=len(vectors)
                ),
                _("Please report this."),
            )
        if not len(chunk_ids):
            return
        wanted = scrub(self._redact, chunk_ids)

        def work(turn: Turn) -> None:
            scaled = dict(zip(wanted, named_unit(vectors, model_id), strict=True))
            with transaction(turn.con):
                found = turn.con.execute(_LACKING, [wanted, model_id]).fetchall()
                if found:
                    rows = [scaled[chunk_id] for chunk_id, _ in found]
                    add_rows(turn.con, found, rows, model_id, note_change(turn.con))
            self._follow(turn)

        await self._lease.run(work)

    async def forget_other_models(self, model_id: str) -> int:
        """Remove the vectors of every other model; how many there were."""

        def work(turn: Turn) -> int:
            with transaction(turn.con):
                gone = first(turn.con, "DELETE FROM chunk_embedding WHERE model_id <> ?", [model_id])
                count = int(gone[0]) if gone else 0
                if count:
                    note_change(turn.con, removal=True)
            self._follow(turn)
            return count

        return await self._lease.run(work)


def named_unit(vectors: Vectors, model_id: str) -> Vectors:
    """The vectors at length 1. Raises StoreError for another dimension or a model without a name."""
    if not model_id:
        raise StoreError(_("The vectors came without the name of their model."), _("Please report this."))
    return unit(vectors)


def add_rows(
    con: DuckDBPyConnection,
    owners: Sequence[tuple[str, str]],
    vectors: Vectors | Sequence[Vectors],
    model_id: str,
    change: int,
) -> None:
    """Write vectors of length 1; `owners` are the chunks' ids and their projects' ids. In a transaction."""
    append(
        con,
        "chunk_embedding",
        [
            {
                "chunk_id": chunk_id,
                "project_id": project_id,
                "model_id": model_id,
                "change": change,
                "embedding": vector,
            }
            for (chunk_id, project_id), vector in zip(owners, vectors, strict=True)
        ],
    )


def remove_chunks(con: DuckDBPyConnection, ids: Sequence[str]) -> None:
    """Remove chunks and all their vectors. In a transaction."""
    for statement in (
        "DELETE FROM chunk_embedding WHERE chunk_id IN (SELECT unnest(?::VARCHAR[]))",
        "DELETE FROM chunk WHERE id IN (SELECT unnest(?::VARCHAR[]))",
    ):
        con.execute(statement, [list(ids)])
