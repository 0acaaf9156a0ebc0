"""What a project remembers: chunks, their vectors, and the two ways to find them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from orquix_tui.domain.bridge import Bridge, no_bridge
from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.memory import Hit, Vectors
from orquix_tui.domain.models import Chunk
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.scrub import scrub, scrubbed
from orquix_tui.domain.translate import _
from orquix_tui.store import steering
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import CHUNK_COLUMNS, chunk_row, read_chunk
from orquix_tui.store.sql import append, first, select, transaction
from orquix_tui.store.vectorjob import RECORD, add_rows, named_unit, remove_chunks
from orquix_tui.store.vectors import Key, nearest, note_change, unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COUNT = """
SELECT count(*) FROM chunk_embedding WHERE model_id = ? AND (?::VARCHAR IS NULL OR project_id = ?)
"""
_BY_ID = f"SELECT {CHUNK_COLUMNS} FROM chunk c WHERE c.id IN (SELECT unnest(?::VARCHAR[]))"  # noqa: S608  # constants


class Lesson(NamedTuple):
    """What one interaction teaches, safe to write; vectors are of length 1."""

    chunks: Sequence[Chunk]
    vectors: Vectors | None
    model_id: str

    def within(self, project_id: str) -> Lesson:
        """The same, in the project that the interaction was saved in."""
        chunks = [chunk.model_copy(update={"project_id": project_id}) for chunk in self.chunks]
        return Lesson(chunks, self.vectors, self.model_id)


NOTHING = Lesson((), None, "")


class MemoryRoom(Room):
    """The part of the store that remembers and finds."""

    _loading: frozenset[Key] = frozenset()

    async def index(
        self, interaction_id: str, chunks: Sequence[Chunk], vectors: Vectors | None, model_id: str
    ) -> None:
        """Replace what is remembered of one interaction; chunks of kind `record` have no row in `vectors`."""

        def work(turn: Turn) -> None:
            learned = lesson(self._redact, chunks, vectors, model_id)
            with transaction(turn.con):
                replace(turn.con, interaction_id, learned)
            self._follow(turn)

        await self._lease.run(work)

    async def search(
        self,
        vector: Vectors,
        model_id: str,
        project_id: str | None,
        limit: int,
        bridge: Bridge | None = None,
    ) -> list[Hit]:
        """The nearest chunks by cosine, or as the bridge ranks them, best first; exact.

        The first search of a process runs in SQL while the vectors are read into memory behind it; later
        ones do not touch the file unless somebody else has changed it.
        """
        key = (project_id, model_id)

        def work(turn: Turn) -> list[Hit]:
            query = unit(vector)[0]
            ranking = bridge or no_bridge(query)
            scope = self._index.fresh(key, turn.generation())
            if scope is None:
                con = turn.con
                self._index.refresh(con, turn.generation())
                scope = self._index.fresh(key, turn.generation())
            if scope is not None:
                return scope.search(query, limit, ranking)
            self._load_later(key)
            return nearest(turn.con, query, key, limit, ranking)

        return await self._lease.run(work) if limit > 0 else []

    async def count_vectors(self, model_id: str, project_id: str | None) -> int:
        """How many chunks could be found at all."""

        def work(turn: Turn) -> int:
            scope = self._index.fresh((project_id, model_id), turn.generation())
            if scope is not None:  # before every search: to open the file would cost more than the search
                return len(scope.rows)
            row = first(turn.con, _COUNT, [model_id, project_id, project_id])
            return int(row[0]) if row else 0

        return await self._lease.run(work)

    async def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """These chunks, in this order; those that have gone are left out."""
        wanted = scrub(self._redact, chunk_ids)

        def work(turn: Turn) -> list[Chunk]:
            found = {row["id"]: read_chunk(row) for row in select(turn.con, _BY_ID, [wanted])}
            return [found[one] for one in wanted if one in found]

        return await self._lease.run(work)

    def _load_later(self, key: Key) -> None:
        """Read the vectors into memory once what is queued is done."""
        if key in self._loading:
            return

        def work(turn: Turn) -> None:
            try:
                self._index.load(turn.con, key, turn.generation())
            finally:
                self._loading -= {key}

        self._loading |= {key}
        self._lease.later(work, "Reading the vectors into memory")


def lesson(redact: Redactor, chunks: Sequence[Chunk], vectors: Vectors | None, model_id: str) -> Lesson:
    """Check and clean what is to be remembered. Raises StoreError."""
    safe = [scrubbed(redact, chunk) for chunk in chunks]
    meant = sum(chunk.kind != RECORD for chunk in safe)
    if vectors is None or not safe:
        return Lesson(safe, None, "")
    if len(vectors) != meant:
        raise StoreError(
            _("{meant} chunks came with {vectors} vectors.").format(meant=meant, vectors=len(vectors)),
            _("Please report this."),
        )
    return Lesson(safe, named_unit(vectors, model_id) if meant else None, model_id)


def replace(con: DuckDBPyConnection, interaction_id: str, learned: Lesson) -> bool:
    """Put this in place of what is remembered; whether anything changed. In a transaction."""
    had = con.execute("SELECT id FROM chunk WHERE interaction_id = ?", [interaction_id]).fetchall()
    if not had and not learned.chunks:
        return False
    if had:
        remove_chunks(con, [row[0] for row in had])
    change = note_change(con, removal=bool(had))
    append(con, "chunk", [chunk_row(chunk, change) for chunk in learned.chunks])
    if learned.vectors is not None:
        meant = [(chunk.id, chunk.project_id) for chunk in learned.chunks if chunk.kind != RECORD]
        add_rows(con, meant, learned.vectors, learned.model_id, change)
    if had and learned.chunks:
        steering.follow(con, "interaction_id", interaction_id, learned.chunks)
    return True
