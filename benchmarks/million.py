"""Searching one project of 10 000 chunks in a store that holds a million: a minute and 2 GB to prepare."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.harness import Row, give, ratio
from benchmarks.store import DIMENSION, MODEL, beside_a_product
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import FILE_NAME, DuckStore
from orquix_tui.store.vectors import numpy

CHUNKS = 1_000_000
PROJECTS = 100
_BATCH = 50_000
_RUN = 500
"""Chunks of one project that lie together, as documents are stored: in batches."""
_FILL = (
    f"""
INSERT INTO chunk (id, project_id, path, ord, source, text, tokens, unverified, created_at, kind, heading,
    begins, ends, change)
SELECT 'chunk ' || n, p.id, '/notes/' || n // 10, n % 10, 'notes',
    'Piece ' || n || '. ' || repeat('Bees find home by the sun. ', 16), 100, false, now()::TIMESTAMP,
    'document', 'Notes', 0, 440, 1 + n // {_RUN}
FROM range(?, ?) piece(n) JOIN numbered p ON p.number = n // {_RUN} % {PROJECTS}
""",
    f"""
INSERT INTO chunk_embedding
SELECT 'chunk ' || n, p.id, '{MODEL}', 1 + n // {_RUN},
    list_transform(range({DIMENSION}), lambda x: ((random() - 0.5) / 5.66)::FLOAT)::FLOAT[{DIMENSION}]
FROM range(?, ?) piece(n) JOIN numbered p ON p.number = n // {_RUN} % {PROJECTS}
""",
)


def _fill(path: Path) -> None:
    """Straight into the file: a million chunks one call at a time would take an hour."""
    with duckdb.connect(str(path)) as con:
        con.execute(
            "CREATE TEMP TABLE numbered AS SELECT id, row_number() OVER () - 1 AS number FROM project"
        )
        for start in range(0, CHUNKS, _BATCH):
            for statement in _FILL:
                con.execute(statement, [start, start + _BATCH])
        con.execute("UPDATE meta SET value = ? WHERE key = 'change'", [CHUNKS])
        con.execute("CHECKPOINT")


async def main() -> list[Row]:
    """The first search of a process, which reads the file, and the later ones."""
    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore(Path(folder), Redactor())
        for number in range(PROJECTS - 1):  # the built-in one is the last
            await store.add_project(f"project {number}")
        await store.aclose()
        _fill(Path(folder, FILE_NAME))
        store = DuckStore(Path(folder), Redactor())
        project = await store.project("project 42")
        begun = time.perf_counter()
        query = numpy().ones(DIMENSION, dtype="float32")
        await store.search(query, MODEL, project.id, 50)
        first_ms = (time.perf_counter() - begun) * 1000
        found = await beside_a_product(store, project.id, CHUNKS // PROJECTS)
        await store.aclose()
    what = "the 50 nearest of 10,000 chunks among 1,000,000 against one matrix-vector product, CPU"
    return [
        Row("million", "the first such search of a process, wall", first_ms, "ms"),
        ratio("million", what, found["ours"], "ms", found["product"], 3),
    ]


if __name__ == "__main__":
    give(asyncio.run(main()))
