"""Exact search by cosine: float32 matrices in memory, kept in step with what the file says."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orquix_tui.domain.bridge import Bridge
from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.memory import Hit, Vectors
from orquix_tui.domain.translate import _
from orquix_tui.store.migrations import DIMENSION
from orquix_tui.store.rows import CHUNK_COLUMNS, read_chunk
from orquix_tui.store.sql import Row, first, select

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_BYTES = 384 << 20
"""Of all matrices and texts in memory: some 130 000 chunks."""
MAX_SCOPE_BYTES = 1 << 30
"""Of one of them (some 350 000 chunks); a larger one stays in the file, and is searched there."""
_CHUNK_BYTES = 3 << 10
"""Of a chunk in memory with its vector, roughly: to know beforehand what a scope will take."""
_ROW_BYTES = 600
"""Of what is kept of a chunk beside its text and its vector."""
_SHARED = ("project_id", "interaction_id", "path", "source", "kind", "heading", "quality", "project")
"""The columns whose values stand in many rows: each value is kept once."""
_SLICE = 1024
"""Rows read at once: longer slices would hold the interpreter, and with it the screen, for too long."""

# No project stands for all of them; `change` for what was added after it.
_WHERE = "model_id = ? AND (?::VARCHAR IS NULL OR project_id = ?) AND change > ?"
_PLACES = f"SELECT rowid FROM chunk_embedding WHERE {_WHERE} ORDER BY rowid"  # noqa: S608  # constants
_READ = f"""
SELECT chunk_id, embedding FROM chunk_embedding WHERE {_WHERE} AND rowid BETWEEN ? AND ? ORDER BY rowid
"""  # noqa: S608  # constants
_OF_THE_SCOPE = (
    "(?::VARCHAR IS NULL OR c.project_id = ?)"  # said of both tables: each then reads only its part
)
_TEXTS = f"""
SELECT {CHUNK_COLUMNS}, p.name AS project FROM chunk c JOIN project p ON p.id = c.project_id
WHERE {_OF_THE_SCOPE} AND c.id IN (SELECT chunk_id FROM chunk_embedding WHERE {_WHERE})
"""  # noqa: S608  # constants
_COUNT = f"SELECT count(*) FROM chunk_embedding WHERE {_WHERE}"  # noqa: S608  # constants
_DOT = f"array_inner_product(embedding, ?::FLOAT[{DIMENSION}])"
_NEAREST = f"""
SELECT {CHUNK_COLUMNS}, p.name AS project, e.score, e.side FROM (
    SELECT *, weighted + ?::FLOAT * side AS place FROM (
        SELECT chunk_id, {_DOT} AS score, {_DOT} AS weighted,
            greatest(-1, least(1, ({_DOT} - ?::FLOAT) / ?::FLOAT)) AS side
        FROM chunk_embedding WHERE {_WHERE}
    ) ORDER BY place DESC LIMIT ?
) e JOIN chunk c ON c.id = e.chunk_id JOIN project p ON p.id = c.project_id
WHERE {_OF_THE_SCOPE} ORDER BY e.place DESC
"""  # noqa: S608  # constants

Key = tuple[str | None, str]
"""Project id (None: all) and model id."""


def numpy() -> Any:
    """The library, with one thread for its BLAS: a second one on a busy machine costs four times the time."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np

    return np


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1, float32; rows of zeros stay. Raises StoreError for another dimension."""
    np = numpy()
    rows: Vectors = np.atleast_2d(np.asarray(vectors, dtype=np.float32))
    if rows.ndim != 2 or rows.shape[1] != DIMENSION:
        raise StoreError(
            _("The store keeps vectors of {dimension} numbers; these have {came}.").format(
                dimension=DIMENSION, came=rows.shape[-1]
            ),
            _("Choose an embedding model of that dimension."),
        )
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.ascontiguousarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)
    return scaled


def note_change(con: DuckDBPyConnection, *, removal: bool = False) -> int:
    """Number a change of what can be found; the number is written on the rows that are added.

    It grows with the clock (microseconds), so that a restored backup never repeats a number.
    """
    change = max(read_change(con)[0] + 1, time.time_ns() // 1000)
    con.execute("UPDATE meta SET value = ? WHERE key = 'change'", [change])
    if removal:
        con.execute("UPDATE meta SET value = ? WHERE key = 'removal'", [change])
    return change


def read_change(con: DuckDBPyConnection) -> tuple[int, int]:
    """The number of the last change, and of the last one that took something away."""
    values = dict(con.execute("SELECT key, value FROM meta").fetchall())
    return int(values["change"]), int(values["removal"])


def nearest(con: DuckDBPyConnection, query: Vectors, key: Key, limit: int, bridge: Bridge) -> list[Hit]:
    """The search in SQL: slower, but needs nothing in memory."""
    project_id, model_id = key
    ranking = [bridge.slope, query, bridge.weights, bridge.axis, bridge.middle, bridge.width]
    values = [*ranking, model_id, project_id, project_id, -1, limit, project_id, project_id]
    return [_hit(row, row["score"], bridge.bonus(row["side"])) for row in select(con, _NEAREST, values)]


@dataclass
class Scope:
    """The vectors of one project (or all) in one block, with the texts beside it."""

    generation: int = -1
    change: int = -1
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    """As the columns of `names`; the text as UTF-8, which takes half the room of many texts."""
    names: list[str] = field(default_factory=list)
    block: Any = None
    text_bytes: int = 0
    _axis: Any = None
    _sides: Any = None
    """On which side of the axis of a bridge each row lies."""
    _seen: dict[str | None, str | None] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """What it holds in memory; all but vectors and texts is an estimate."""
        return (0 if self.block is None else int(self.block.nbytes)) + self.text_bytes

    def extend(self, con: DuckDBPyConnection, key: Key) -> None:
        """Read what was added since the last time."""
        project_id, model_id = key
        where: list[str | int | None] = [model_id, project_id, project_id, self.change]
        places = con.execute(_PLACES, where).fetchnumpy()["rowid"]
        if not len(places):
            return
        texts = self._texts(con, [project_id, project_id, *where])
        self._reserve(len(self.rows) + len(places))
        for start in range(0, len(places), _SLICE):
            part = places[start : start + _SLICE]
            found = con.execute(_READ, [*where, int(part[0]), int(part[-1])]).fetchnumpy()
            for chunk_id, vector in zip(found["chunk_id"], found["embedding"], strict=True):
                if (row := texts.get(chunk_id)) is not None:
                    self.block[len(self.rows)] = vector
                    self.rows.append(row)

    def _texts(self, con: DuckDBPyConnection, values: list[Any]) -> dict[str, tuple[Any, ...]]:
        """The chunks by their ids, a slice at a time."""
        con.execute(_TEXTS, values)
        self.names = [column[0] for column in con.description or ()]
        text, shared = self.names.index("text"), [self.names.index(name) for name in _SHARED]
        found = {}
        while part := con.fetchmany(_SLICE):
            for row in map(list, part):
                row[text] = row[text].encode()
                for at in shared:
                    row[at] = self._seen.setdefault(row[at], row[at])
                self.text_bytes += _ROW_BYTES + len(row[text])
                found[row[0]] = tuple(row)
        return found

    def search(self, query: Vectors, limit: int, bridge: Bridge) -> list[Hit]:
        """The nearest, best first."""
        np = numpy()
        if not self.rows:
            return []
        block = self.block[: len(self.rows)]
        places = block @ bridge.weights
        sides = self._sides_of(block, bridge)
        places += bridge.slope * sides
        k = min(limit, len(places))
        best = np.argpartition(places, -k)[-k:]
        best = best[np.argsort(-places[best], kind="stable")]
        scores = block[best] @ query
        return [
            self._hit(self.rows[i], score, bridge.bonus(sides[i]))
            for i, score in zip(best, scores, strict=True)
        ]

    def _sides_of(self, block: Any, bridge: Bridge) -> Any:
        """Kept between searches, as long as the axis is the same; only new rows are looked at."""
        np = numpy()
        if not bridge.slope:
            return np.zeros(len(block), dtype=np.float32)
        if self._axis is not bridge.axis:
            self._axis, self._sides = bridge.axis, np.empty(0, dtype=np.float32)
        new = block[len(self._sides) :]
        if len(new):
            sides = np.clip((new @ bridge.axis - bridge.middle) / bridge.width, -1, 1)
            self._sides = np.concatenate([self._sides, sides.astype(np.float32)])
        return self._sides

    def known(self, chunk_ids: Iterable[str]) -> dict[str, Row]:
        """Those of the chunks that are here, by id."""
        new = range(len(self._places), len(self.rows))
        self._places.update((self.rows[place][0], place) for place in new)
        return {one: self._row(self.rows[self._places[one]]) for one in chunk_ids if one in self._places}

    def _hit(self, row: tuple[Any, ...], score: Any, bonus: float) -> Hit:
        return _hit(self._row(row), score, bonus)

    def _row(self, row: tuple[Any, ...]) -> Row:
        values = dict(zip(self.names, row, strict=True))
        return {**values, "text": values["text"].decode()}

    def _reserve(self, count: int) -> None:
        """Room for that many rows; grows by half, so that adding one by one stays cheap."""
        np = numpy()
        have = 0 if self.block is None else len(self.block)
        if count <= have:
            return
        grown = np.empty((max(count, have * 3 // 2), DIMENSION), dtype=np.float32)
        if self.rows:
            grown[: len(self.rows)] = self.block[: len(self.rows)]
        self.block = grown


class VectorIndex:
    """The scopes in memory, the least used dropped first. Lives on the owner thread."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_scope_bytes: int = MAX_SCOPE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._max_scope_bytes = max_scope_bytes
        self._scopes: OrderedDict[Key, Scope] = OrderedDict()

    def fresh(self, key: Key, generation: int) -> Scope | None:
        """The scope, when nothing has changed since it was read."""
        scope = self._scopes.get(key)
        if scope is None or scope.generation != generation:
            return None
        self._scopes.move_to_end(key)
        return scope

    def refresh(self, con: DuckDBPyConnection, generation: int) -> None:
        """Bring every scope up to date; one from which something was taken is dropped and read anew later."""
        change, removal = read_change(con)
        for key, scope in list(self._scopes.items()):
            if removal > scope.change:
                del self._scopes[key]
                continue
            if change > scope.change:
                scope.extend(con, key)
            scope.change, scope.generation = change, generation
        self._drop_the_least_used()

    def load(self, con: DuckDBPyConnection, key: Key, generation: int) -> None:
        """Read a scope into memory, unless it is there or too large."""
        self.refresh(con, generation)
        if key not in self._scopes and _size(con, key) <= self._max_scope_bytes:
            scope = Scope()
            scope.extend(con, key)
            scope.change, scope.generation = read_change(con)[0], generation
            self._scopes[key] = scope
            self._drop_the_least_used()

    def known(self, chunk_ids: Sequence[str], generation: int) -> dict[str, Row]:
        """Those of the chunks that are in memory, as the file has them now, by id."""
        fresh = [scope for scope in self._scopes.values() if scope.generation == generation]
        return {one: row for scope in fresh for one, row in scope.known(chunk_ids).items()}

    def clear(self) -> None:
        """Forget everything; the next search reads the file."""
        self._scopes.clear()

    def _drop_the_least_used(self) -> None:
        # The newest stays even when it alone is larger: dropping it would only have it read again.
        while len(self._scopes) > 1 and sum(s.nbytes for s in self._scopes.values()) > self._max_bytes:
            self._scopes.popitem(last=False)


def _size(con: DuckDBPyConnection, key: Key) -> int:
    """What a scope would take in memory, roughly; bytes."""
    project_id, model_id = key
    row = first(con, _COUNT, [model_id, project_id, project_id, -1])
    return _CHUNK_BYTES * int(row[0]) if row else 0


def _hit(row: Row, score: Any, bonus: float) -> Hit:
    return Hit(read_chunk(row), float(score), row["project"], bonus=bonus)
