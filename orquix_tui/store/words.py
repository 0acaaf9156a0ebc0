"""Finding by words: BM25 over an index beside the store, told with what of the query was found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk, ChunkKind
from orquix_tui.domain.text import clean
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import CHUNK_COLUMNS, read_chunk
from orquix_tui.store.sql import select
from orquix_tui.store.words_index import Weighed
from orquix_tui.store.words_terms import query_terms, written_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PATIENCE_S = 3.0
"""How long a search waits for an index that is being made; then it answers from what is ready."""
_HITS = f"""
SELECT {CHUNK_COLUMNS}, p.name AS project FROM chunk c JOIN project p ON p.id = c.project_id
WHERE c.id IN (SELECT unnest(?::VARCHAR[]))
"""  # noqa: S608  # constants


class WordRoom(Room):
    """The part of the store that finds by words."""

    async def search_words(
        self, query: str, project_id: str | None, limit: int, *, kinds: Sequence[ChunkKind] = ()
    ) -> list[Hit]:
        """See `MemoryStore.search_words`.

        While the index is being made (its file was lost) this waits, others being served in between, but not
        for ever: then it answers from the newest chunks, which are ready first.
        """
        terms = query_terms(clean(query))
        if limit < 1 or not terms:
            return []
        until = time.monotonic() + PATIENCE_S
        while not await self._lease.run(self._catch_up) and time.monotonic() < until:
            pass

        def work(turn: Turn) -> list[Hit]:
            self._words.follow(turn.path, turn.con)
            found, weighed = self._words.search(terms, project_id, kinds, limit)
            return _hits(turn.con, found, weighed)

        return await self._lease.run(work)

    def _catch_up(self, turn: Turn) -> bool:
        return self._words.follow(turn.path, turn.con)


def _hits(con: DuckDBPyConnection, found: Sequence[str], weighed: Sequence[Weighed]) -> list[Hit]:
    if not found:
        return []
    rows = {row["id"]: row for row in select(con, _HITS, [list(found)])}
    there = [rows[chunk_id] for chunk_id in found if chunk_id in rows]
    return [_hit(read_chunk(row), row["project"], weighed) for row in there]


def _hit(chunk: Chunk, project: str, weighed: Sequence[Weighed]) -> Hit:
    terms = set(written_in([item.term for item in weighed], chunk.passage))
    held = [item for item in weighed if item.term in terms]
    words = dict.fromkeys(item.term.written for item in held)
    total = sum(item.weight for item in weighed)
    return Hit(
        chunk, None, project, tuple(words), sum(item.weight for item in held) / total if total else 0.0
    )
