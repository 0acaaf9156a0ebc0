"""Finding by words: BM25 over an index beside the store, told with what of the query was found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import ChunkKind
from orquix_tui.domain.text import clean
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import CHUNK_COLUMNS, read_chunk
from orquix_tui.store.sql import Row, select

if TYPE_CHECKING:
    from orquix_tui.store.words_query import Weighed

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
        from orquix_tui.store.words_terms import query_terms

        terms = query_terms(clean(query))
        if limit < 1 or not terms:
            return []
        until = time.monotonic() + PATIENCE_S

        def work(turn: Turn) -> list[Hit] | None:
            """Nothing while the index is not ready and there is patience left."""
            if not self._words.ready(turn) and not self._words.follow(turn) and time.monotonic() < until:
                return None
            answer = self._words.search(terms, project_id, kinds, limit)
            if answer is None:
                return None if time.monotonic() < until else []
            found, weighed = answer
            rows = self._rows(turn, found)
            return [_hit(rows[one], weighed) for one in found if one in rows]

        while (hits := await self._lease.run(work)) is None:
            pass
        return hits

    def _rows(self, turn: Turn, chunk_ids: Sequence[str]) -> dict[str, Row]:
        """The chunks by id, from memory where the vectors brought them there: to open the file costs more."""
        rows = self._index.known(chunk_ids, turn.generation())
        missing = [one for one in chunk_ids if one not in rows]
        if missing:
            rows.update((row["id"], row) for row in select(turn.con, _HITS, [missing]))
        return rows


def _hit(row: Row, weighed: Sequence[Weighed]) -> Hit:
    from orquix_tui.store.words_terms import written_in

    chunk = read_chunk(row)
    terms = set(written_in([item.term for item in weighed], chunk.passage))
    held = [item for item in weighed if item.term in terms]
    words = dict.fromkeys(item.term.written for item in held)
    total = sum(item.weight for item in weighed)
    return Hit(
        chunk, None, row["project"], tuple(words), sum(item.weight for item in held) / total if total else 0.0
    )
