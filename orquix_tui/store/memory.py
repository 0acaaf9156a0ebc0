"""What a project remembers: chunks, their vectors, and the two ways to find them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.memory import Hit, Vectors
from orquix_tui.domain.models import Chunk
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.scrub import scrubbed
from orquix_tui.domain.status import Quality
from orquix_tui.domain.text import clean, one_line
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import LATEST_SYNTHESES, chunk_row, from_utc
from orquix_tui.store.sql import append, first, select, transaction
from orquix_tui.store.vectors import Key, nearest, note_change, unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SOURCE_WIDTH = 80
TOKEN_CHARS = 4
"""Characters per token, roughly: for texts that no tokenizer has counted."""
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Japanese, Chinese: written without spaces, so that a word has no edges to look for."""

_UNINDEXED = """
SELECT i.id FROM interaction i WHERE i.project_id = ? AND i.status <> 'running'
AND EXISTS (SELECT 1 FROM response r WHERE r.interaction_id = i.id AND r.status IN ('complete', 'truncated'))
AND i.id NOT IN (
    SELECT c.interaction_id FROM chunk c JOIN chunk_embedding e ON e.chunk_id = c.id
    WHERE e.model_id = ? AND c.interaction_id IS NOT NULL
)
ORDER BY i.created_at, i.id LIMIT ?
"""
_COUNT = """
SELECT count(*) FROM chunk_embedding WHERE model_id = ? AND (?::VARCHAR IS NULL OR project_id = ?)
"""
# One text per interaction, without case and accents; every word must stand in it, as a whole word. (That it
# stands there at all is checked first: it is much cheaper.)
_HOLDING = f"""
WITH answers AS (
    SELECT interaction_id, string_agg(text, ' ' ORDER BY seat) AS text,
        first(text ORDER BY status NOT IN ('complete', 'truncated'), seat) AS best
    FROM response GROUP BY interaction_id
), latest AS ({LATEST_SYNTHESES})
SELECT * EXCLUDE (folded) FROM (
SELECT i.id, i.project_id, p.name AS project, i.prompt, i.created_at, s.text AS synthesis, s.quality, a.best,
    strip_accents(lower(concat_ws(' ', i.prompt, s.text, a.text))) AS folded
FROM interaction i JOIN project p ON p.id = i.project_id
LEFT JOIN latest s ON s.interaction_id = i.id LEFT JOIN answers a ON a.interaction_id = i.id
WHERE (?::VARCHAR IS NULL OR i.project_id = ?) AND i.status <> 'running'
) WHERE list_bool_and(list_transform(list_zip(?::VARCHAR[], ?::VARCHAR[]), lambda word:
    CASE WHEN contains(folded, word[1]) THEN regexp_matches(folded, word[2]) ELSE false END
))
ORDER BY created_at DESC, id DESC LIMIT ?
"""  # noqa: S608  # constants


@dataclass(frozen=True)
class Lesson:
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
        self, interaction_id: str, chunks: Sequence[Chunk], vectors: Vectors, model_id: str
    ) -> None:
        """Replace what is remembered of one interaction."""

        def work(turn: Turn) -> None:
            learned = lesson(self._redact, chunks, vectors, model_id)
            with transaction(turn.con):
                replace(turn.con, interaction_id, learned)
            self._follow(turn)

        await self._lease.run(work)

    async def search(self, vector: Vectors, model_id: str, project_id: str | None, limit: int) -> list[Hit]:
        """The nearest chunks by cosine, best first; exact.

        The first search of a process runs in SQL while the vectors are read into memory behind it; later
        ones do not touch the file unless somebody else has changed it.
        """
        key = (project_id, model_id)

        def work(turn: Turn) -> list[Hit]:
            query = unit(vector)[0]
            scope = self._index.fresh(key, turn.generation())
            if scope is None:
                con = turn.con
                self._index.refresh(con, turn.generation())
                scope = self._index.fresh(key, turn.generation())
            if scope is not None:
                return scope.search(query, limit)
            self._load_later(key)
            return nearest(turn.con, query, key, limit)

        return await self._lease.run(work) if limit > 0 else []

    async def search_words(
        self, query: str, project_id: str | None, limit: int, *, kinds: Sequence[str] = ()
    ) -> list[Hit]:
        """Finished interactions whose prompt or text holds all the words, newest first; scores are None.

        Whole words count, case and accents apart. What failed is found too: its prompt is worth finding.
        """
        query = clean(query)
        return await self._lease.run(lambda turn: _holding(turn.con, query, project_id, limit))

    async def count_vectors(self, model_id: str, project_id: str | None) -> int:
        """How many chunks could be found at all."""

        def work(turn: Turn) -> int:
            row = first(turn.con, _COUNT, [model_id, project_id, project_id])
            return int(row[0]) if row else 0

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
    if vectors is None:
        return Lesson([scrubbed(redact, chunk) for chunk in chunks], None, "")
    if not model_id:
        raise StoreError("The vectors came without the name of their model.", "Please report this.")
    if len(vectors) != len(chunks):
        raise StoreError(f"{len(chunks)} chunks came with {len(vectors)} vectors.", "Please report this.")
    scaled = unit(vectors) if len(chunks) else None
    return Lesson([scrubbed(redact, chunk) for chunk in chunks], scaled, model_id)


def replace(con: DuckDBPyConnection, interaction_id: str, learned: Lesson) -> bool:
    """Put this in place of what is remembered; whether vectors changed. In a transaction."""
    had = con.execute("SELECT id FROM chunk WHERE interaction_id = ?", [interaction_id]).fetchall()
    if had:
        ids = [row[0] for row in had]
        con.execute("DELETE FROM chunk_embedding WHERE chunk_id IN (SELECT unnest(?::VARCHAR[]))", [ids])
        con.execute("DELETE FROM chunk WHERE interaction_id = ?", [interaction_id])
    if not had and not learned.chunks:
        return False
    change = note_change(con, removal=bool(had))
    append(con, "chunk", [chunk_row(chunk, change) for chunk in learned.chunks])
    if learned.vectors is not None:
        append(
            con,
            "chunk_embedding",
            [
                {
                    "chunk_id": chunk.id,
                    "project_id": chunk.project_id,
                    "model_id": learned.model_id,
                    "change": change,
                    "embedding": vector,
                }
                for chunk, vector in zip(learned.chunks, learned.vectors, strict=True)
            ],
        )
    return True


def unindexed_ids(con: DuckDBPyConnection, project_id: str, model_id: str, limit: int) -> list[str]:
    """The oldest interactions with a usable answer and without vectors of this model."""
    return [row[0] for row in con.execute(_UNINDEXED, [project_id, model_id, limit]).fetchall()]


def _holding(con: DuckDBPyConnection, query: str, project_id: str | None, limit: int) -> list[Hit]:
    folded = first(con, "SELECT strip_accents(lower(?))", [query])
    words = list(dict.fromkeys(_WORD.findall(folded[0] if folded else "")))
    if not words or limit < 1:
        return []
    hits = []
    values = [project_id, project_id, words, [_whole(word) for word in words], limit]
    for row in select(con, _HOLDING, values):
        body = row["synthesis"] or row["best"] or ""
        text = f"{row['prompt']}\n\n{body}".strip()
        chunk = Chunk(
            id=row["id"],
            project_id=row["project_id"],
            interaction_id=row["id"],
            source=one_line(row["prompt"], SOURCE_WIDTH),
            text=text,
            tokens=len(text) // TOKEN_CHARS + 1,
            unverified=row["quality"] not in {Quality.HIGH, Quality.MEDIUM},
            created_at=from_utc(row["created_at"]),
        )
        hits.append(Hit(chunk, None, row["project"]))
    return hits


def _whole(word: str) -> str:
    """The pattern of a folded word with nothing of a word before and behind it."""
    before = "" if _UNSPACED.match(word[0]) else r"(^|[^\p{L}\p{N}])"
    behind = "" if _UNSPACED.match(word[-1]) else r"($|[^\p{L}\p{N}])"
    return f"{before}{word}{behind}"
