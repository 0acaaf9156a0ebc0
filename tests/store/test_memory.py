from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from orquix_tui.domain.bridge import Bridge
from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.memory import Hit, Vectors
from orquix_tui.domain.models import Chunk, Interaction, Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore
from orquix_tui.store.vectors import VectorIndex

Make = Callable[..., Interaction]
ChunksOf = Callable[[Interaction, int], list[Chunk]]
VectorsOf = Callable[[int, int], Vectors]


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.chunk.id for hit in hits]


def brute(chunks: Sequence[Chunk], rows: Vectors, query: Vectors, k: int) -> list[str]:
    return [chunks[i].id for i in np.argsort(-(rows @ query))[:k]]


@pytest.fixture
def no_sql(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def forbid() -> None:
        def fail(*args: object) -> list[Hit]:
            raise AssertionError("this search should have been served from memory")

        monkeypatch.setattr("orquix_tui.store.memory.nearest", fail)

    return forbid


async def test_the_first_search_and_the_later_ones_agree_with_brute_force(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf, no_sql: Callable[[], None]
) -> None:
    item = make()
    chunks, rows = chunks_of(item, 300), vectors(300, 1)
    await store.finish(item, chunks, rows, "m")
    queries = vectors(5, 2)

    cold = await store.search(queries[0], "m", None, 10)
    assert ids(cold) == brute(chunks, rows, queries[0], 10)
    assert cold[0].chunk in chunks
    assert cold[0].project == "default"
    no_sql()
    for query in queries:
        warm = await store.search(query, "m", None, 10)
        assert ids(warm) == brute(chunks, rows, query, 10)
        assert [hit.score for hit in warm] == pytest.approx(sorted(rows @ query)[::-1][:10], abs=1e-5)
    assert len(await store.search(queries[0], "m", None, 1000)) == 300


async def test_what_is_saved_later_is_found_without_reading_all_again(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf, no_sql: Callable[[], None]
) -> None:
    first, second = make(), make()
    await store.finish(first, chunks_of(first, 3), vectors(3, 1), "m")
    query = vectors(1, 9)[0]
    await store.search(query, "m", None, 1)
    await store.count_vectors("m", None)  # behind the reading in the background
    no_sql()
    added = chunks_of(second, 1)
    await store.finish(second, added, query[None, :], "m")

    assert ids(await store.search(query, "m", None, 1)) == ids([Hit(added[0], 1.0)])


async def test_what_another_process_saves_or_removes_is_noticed(
    store: DuckStore, tmp_path: Path, make: Make, chunks_of: ChunksOf, vectors: VectorsOf
) -> None:
    other = DuckStore(tmp_path / "data", Redactor())  # a second owner thread with its own lock, as elsewhere
    query = vectors(1, 9)[0]
    item, theirs = make(), make()
    mine = chunks_of(item, 2)
    await store.finish(item, mine, vectors(2, 1), "m")
    for _ in range(2):
        assert len(await store.search(query, "m", None, 5)) == 2
    added = chunks_of(theirs, 1)
    await other.finish(theirs, added, query[None, :], "m")
    assert ids(await store.search(query, "m", None, 1)) == [added[0].id]
    await other.delete_interaction(theirs.id)
    for _ in range(2):
        assert set(ids(await store.search(query, "m", None, 5))) == {chunk.id for chunk in mine}
    await other.aclose()


async def test_project_and_model_bound_the_search(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf, project: Project
) -> None:
    garden = await store.add_project("garden")
    here, there = make(), make(project_id=garden.id, project=garden.name)
    mine, theirs = chunks_of(here, 2), chunks_of(there, 2)
    await store.finish(here, mine, vectors(2, 1), "m")
    await store.finish(there, theirs, vectors(2, 2), "other")
    query = vectors(1, 3)[0]

    for _ in range(2):
        assert set(ids(await store.search(query, "m", project.id, 9))) == {c.id for c in mine}
        assert await store.search(query, "m", garden.id, 9) == []
        assert set(ids(await store.search(query, "other", None, 9))) == {c.id for c in theirs}
        assert await store.search(query, "m", None, 0) == []
        assert await store.search(query, "m", "", 9) == []
    assert await store.count_vectors("m", None) == 2
    assert await store.count_vectors("m", garden.id) == 0


async def test_what_lacks_a_vector_of_the_model_is_told_from_the_file_and_from_memory(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf, no_sql: Callable[[], None]
) -> None:
    indexed, waiting = make(), make()
    with_vectors, without = chunks_of(indexed, 2), chunks_of(waiting, 2)
    await store.finish(indexed, with_vectors, vectors(2, 1), "m")
    await store.finish(waiting, without, None)
    asked, lack = [c.id for c in (*with_vectors, *without)], {c.id for c in without}
    assert await store.lacking(asked, "m", indexed.project_id) == lack
    assert await store.lacking(asked, "other", None) == set(asked)
    await store.search(vectors(1, 9)[0], "m", indexed.project_id, 1)
    await store.count_vectors("m", None)  # behind the reading in the background
    no_sql()
    assert await store.lacking(asked, "m", indexed.project_id) == lack


async def test_indexing_again_replaces_what_was_remembered(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf
) -> None:
    item = make()
    await store.finish(item, chunks_of(item, 3), vectors(3, 1), "m")
    await store.search(vectors(1, 1)[0], "m", None, 5)
    anew = chunks_of(item, 2)
    await store.index(item.id, anew, vectors(2, 4), "m")

    for _ in range(2):
        assert set(ids(await store.search(vectors(1, 1)[0], "m", None, 5))) == {c.id for c in anew}


async def test_lengths_do_not_matter_and_another_dimension_is_refused(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf
) -> None:
    item = make()
    rows = vectors(2, 1)
    await store.finish(item, chunks_of(item, 2), rows * 7, "m")

    hits = await store.search(rows[0] * 3, "m", None, 1)
    assert hits[0].score == pytest.approx(1, abs=1e-5)
    with pytest.raises(StoreError, match="384"):
        await store.search(rows[0][:10], "m", None, 1)


async def test_a_scope_too_large_for_memory_is_searched_in_the_file(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_index", VectorIndex(max_scope_bytes=5000))
    item = make()
    chunks, rows = chunks_of(item, 3), vectors(3, 1)
    await store.finish(item, chunks, rows, "m")
    for _ in range(3):
        assert ids(await store.search(rows[0], "m", None, 2)) == brute(chunks, rows, rows[0], 2)
        await store.count_vectors("m", None)  # behind what would be read in the background
    assert not store._index._scopes


async def test_texts_in_memory_are_given_back_as_they_were(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf
) -> None:
    item = make()
    chunk = chunks_of(item, 1)[0].model_copy(update={"text": "“Ñandú” — 鴨 🦆 \x00", "heading": "Aves › Ñ"})
    rows = vectors(1, 1)
    await store.finish(item, [chunk], rows, "m")
    for _ in range(3):
        assert [hit.chunk for hit in await store.search(rows[0], "m", None, 1)] == [chunk]
        await store.count_vectors("m", None)
    assert store._index._scopes


async def test_the_least_used_scope_leaves_memory_first(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_index", VectorIndex(max_bytes=5000))
    item = make()
    rows = vectors(3, 1)
    await store.finish(item, chunks_of(item, 3), rows, "m")
    for scope in (None, item.project_id, None, item.project_id):
        assert len(await store.search(rows[0], "m", scope, 5)) == 3
        await store.count_vectors("m", None)
    assert list(store._index._scopes) == [(item.project_id, "m")]


@pytest.mark.parametrize("loaded", [False, True], ids=["in SQL", "in memory"])
async def test_a_bridge_ranks_and_the_score_stays_the_cosine(
    store: DuckStore, make: Make, chunks_of: ChunksOf, no_sql: Callable[[], None], loaded: bool
) -> None:
    item = make()
    rows = np.zeros((2, 384), dtype=np.float32)
    rows[0, :2] = (0.9, -0.4359)
    rows[1, :2] = (0.8, 0.6)
    await store.finish(item, chunks_of(item, 2), rows, "m")
    query, axis = np.eye(384, dtype=np.float32)[:2]
    bridge = Bridge(query, axis, middle=0.0, width=0.1, low=-0.2, high=0.2, side=-1.0, gap=0.03)
    if loaded:
        await store.search(query, "m", None, 2, bridge)
        await store.count_vectors("m", None)  # behind the reading in the background
        no_sql()
        plain = await store.search(query, "m", None, 2)
        assert [hit.score for hit in plain] == pytest.approx([0.9, 0.8], abs=1e-3)
    ranked = await store.search(query, "m", None, 2, bridge)
    assert [hit.score for hit in ranked] == pytest.approx([0.8, 0.9], abs=1e-3)
    assert [hit.bonus for hit in ranked] == pytest.approx([0.03, 0.0])
