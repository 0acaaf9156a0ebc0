from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orquix_tui.domain.errors import NotFoundError, StoreError
from orquix_tui.domain.memory import NewDocument, Vectors
from orquix_tui.domain.models import Chunk, Interaction, Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore

DocumentOf = Callable[..., NewDocument]
VectorsOf = Callable[[int, int], Vectors]
PLANTING = "Plant the bulbs in autumn, ten centimetres deep, in light soil."
WATERING = "Water them once a week until the frost comes, and never in the evening."
CUTTING = "Cut the leaves when they are yellow; the bulb feeds on the green ones."


async def embed(store: DuckStore, vectors: VectorsOf, model: str = "m") -> None:
    """Vectors for all that waits."""
    waiting = await store.without_vectors(model, None, 1000)
    await store.add_vectors([chunk.id for chunk in waiting], vectors(len(waiting), 1), model)


async def test_documents_are_kept_with_their_chunks_in_order(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    garden, bees = document("/notes/garden.md", PLANTING, WATERING), document("/notes/bees.md", CUTTING)
    await store.put_documents([garden, bees])

    found = await store.documents(project.id)
    assert [(one.path, one.chunks, one.tokens) for one in found] == [
        ("/notes/bees.md", 1, 14),
        ("/notes/garden.md", 2, 25),
    ]
    assert found[1] == garden.document.model_copy(update={"chunks": 2, "tokens": 25})
    assert await store.document_chunks(project.id, "/notes/garden.md") == garden.chunks
    with pytest.raises(NotFoundError, match=r"other\.md"):
        await store.document_chunks(project.id, "/notes/other.md")
    assert await store.documents("no such project") == []


async def test_a_second_process_sees_what_was_put(
    store: DuckStore, tmp_path: Path, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    other = DuckStore(tmp_path / "data", Redactor())
    item = document("/a.md", PLANTING)
    await store.put_documents([item])
    assert await other.document_chunks(project.id, "/a.md") == item.chunks
    await embed(other, vectors)
    query = vectors(1, 1)[0]
    for one in (store, other, store, other):
        assert [hit.chunk for hit in await one.search(query, "m", project.id, 5)] == list(item.chunks)
    await other.remove_documents(project.id, ["/a.md"])
    for one in (store, other, store, other):
        assert await one.search(query, "m", project.id, 5) == []
    await other.aclose()


async def test_chunks_that_did_not_change_keep_their_ids_and_vectors(
    store: DuckStore, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    await store.put_documents([document("/a.md", PLANTING, WATERING, CUTTING)])
    before = await store.document_chunks(project.id, "/a.md")
    await embed(store, vectors)
    query = vectors(1, 7)[0]
    for _ in range(2):
        assert len(await store.search(query, "m", project.id, 9)) == 3
    await store.put_documents([document("/a.md", "A new beginning.", PLANTING, CUTTING)])

    after = await store.document_chunks(project.id, "/a.md")
    assert [chunk.text for chunk in after] == ["A new beginning.", PLANTING, CUTTING]
    assert [chunk.id for chunk in after][1:] == [before[0].id, before[2].id]
    assert [chunk.begins for chunk in after] == [0, 16, 16 + len(PLANTING)]
    assert await store.without_vectors("m", project.id, 9) == after[:1]
    for _ in range(3):
        hits = await store.search(query, "m", project.id, 9)
        assert sorted(hit.chunk.begins for hit in hits) == [16, 16 + len(PLANTING)]


async def test_a_document_read_again_without_a_change_changes_nothing_that_is_found(
    store: DuckStore, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    await store.put_documents([document("/a.md", PLANTING, PLANTING, WATERING)])
    before = await store.document_chunks(project.id, "/a.md")
    await embed(store, vectors)
    await store.put_documents([document("/a.md", PLANTING, PLANTING, WATERING, sha256="other")])

    assert await store.document_chunks(project.id, "/a.md") == before
    assert await store.count_vectors("m", project.id) == 3
    assert [one.sha256 for one in await store.documents(project.id)] == ["other"]


async def test_another_heading_makes_another_chunk(
    store: DuckStore, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    await store.put_documents([document("/a.md", PLANTING)])
    await embed(store, vectors)
    await store.put_documents([document("/a.md", PLANTING, heading="Autumn")])

    assert await store.count_vectors("m", None) == 0
    assert await store.count_without_vectors("m", None) == 1


async def test_removing_documents_removes_all_that_they_taught(
    store: DuckStore, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    await store.put_documents([document("/a.md", PLANTING), document("/b.md", WATERING)])
    await embed(store, vectors)
    (gone,) = await store.document_chunks(project.id, "/a.md")
    (kept,) = await store.document_chunks(project.id, "/b.md")
    await store.steer(project.id, [gone.id], "pin")
    await store.steer(project.id, [kept.id], "ban")

    assert await store.remove_documents(project.id, ["/a.md", "/never.md"]) == 1
    assert await store.remove_documents("no such project", ["/b.md"]) == 0
    assert [one.path for one in await store.documents(project.id)] == ["/b.md"]
    assert await store.chunks([gone.id, kept.id]) == [kept]
    assert [one.chunk for one in await store.steered(project.id)] == [kept]
    for _ in range(2):
        assert [h.chunk for h in await store.search(vectors(1, 1)[0], "m", None, 9)] == [kept]


async def test_the_same_path_in_two_projects_is_two_documents(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    garden = await store.add_project("garden")
    await store.put_documents(
        [document("/a.md", PLANTING), document("/a.md", WATERING, project_id=garden.id)]
    )
    await store.delete_project("garden")

    assert [chunk.text for chunk in await store.document_chunks(project.id, "/a.md")] == [PLANTING]
    assert await store.documents(garden.id) == []


async def test_keys_and_broken_characters_in_documents_are_not_written(
    tmp_path: Path, project: Project, document: DocumentOf
) -> None:
    store = DuckStore(tmp_path / "data", Redactor(["topsecret"]))
    await store.put_documents([document("/topsecret/\udc9b.md", "It is topsecret.", heading="topsecret")])
    (found,) = await store.documents(project.id)
    (chunk,) = await store.document_chunks(project.id, "/topsecret/\udc9b.md")
    assert await store.remove_documents(project.id, ["/topsecret/\udc9b.md"]) == 1
    await store.aclose()

    assert "topsecret" not in f"{found} {chunk}"


async def test_of_a_document_given_twice_the_last_reading_counts(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    await store.put_documents([document("/a.md", PLANTING), document("/a.md", WATERING)])
    await store.put_documents([])

    assert [chunk.text for chunk in await store.document_chunks(project.id, "/a.md")] == [WATERING]


async def test_what_waits_for_vectors_is_given_newest_first_and_counted(
    store: DuckStore,
    make: Callable[..., Interaction],
    chunks_of: Callable[[Interaction, int], list[Chunk]],
    project: Project,
    document: DocumentOf,
    vectors: VectorsOf,
) -> None:
    item = make()
    learned, record = chunks_of(item, 2)
    record = record.model_copy(update={"kind": "record"})
    await store.finish(item, [learned, record], vectors(1, 1), "old")
    await store.put_documents([document("/a.md", PLANTING, WATERING)])
    newest = await store.document_chunks(project.id, "/a.md")

    assert await store.without_vectors("m", None, 10) == [*newest, learned]
    assert await store.without_vectors("old", project.id, 1) == newest[:1]
    assert await store.count_without_vectors("m", project.id) == 3
    assert await store.count_without_vectors("m", "no such project") == 0


async def test_vectors_of_what_has_gone_are_dropped_and_none_is_written_twice(
    store: DuckStore, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    await store.put_documents([document("/a.md", PLANTING, WATERING)])
    one, two = await store.document_chunks(project.id, "/a.md")
    rows = vectors(3, 2)
    for _ in range(2):
        await store.add_vectors([two.id, "gone", one.id], rows, "m")

    assert await store.count_vectors("m", None) == 2
    hits = await store.search(rows[0], "m", None, 1)
    assert hits[0].chunk == two
    assert hits[0].score == pytest.approx(1, abs=1e-5)
    for wrong, model in ((rows[:2], "m"), (rows, ""), (rows[:, :9], "m")):
        with pytest.raises(StoreError):
            await store.add_vectors([two.id, "gone", one.id], wrong, model)
    await store.add_vectors([], vectors(0, 1), "m")


async def test_vectors_that_come_later_join_those_in_memory(
    store: DuckStore,
    project: Project,
    document: DocumentOf,
    vectors: VectorsOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await store.put_documents([document("/a.md", PLANTING)])
    await embed(store, vectors)
    for _ in range(2):
        await store.search(vectors(1, 1)[0], "m", project.id, 1)
    await store.count_vectors("m", None)  # behind the reading in the background

    def fail(*args: object) -> None:
        raise AssertionError("this search should have been served from memory")

    monkeypatch.setattr("orquix_tui.store.memory.nearest", fail)
    await store.put_documents([document("/b.md", WATERING)])
    await embed(store, vectors)
    hits = await store.search(vectors(1, 1)[0], "m", project.id, 5)
    assert {hit.chunk.path for hit in hits} == {"/a.md", "/b.md"}


async def test_the_vectors_of_other_models_stay_until_they_are_forgotten(
    store: DuckStore, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    await store.put_documents([document("/a.md", PLANTING, WATERING)])
    await embed(store, vectors, "old")
    await embed(store, vectors, "new")
    for _ in range(2):
        assert len(await store.search(vectors(1, 1)[0], "old", None, 9)) == 2

    assert await store.forget_other_models("new") == 2
    assert await store.forget_other_models("new") == 0
    for _ in range(2):
        assert await store.search(vectors(1, 1)[0], "old", None, 9) == []
        assert len(await store.search(vectors(1, 1)[0], "new", None, 9)) == 2


async def test_a_restored_backup_brings_back_documents_and_steering(
    store: DuckStore, tmp_path: Path, project: Project, document: DocumentOf, vectors: VectorsOf
) -> None:
    other = DuckStore(tmp_path / "data", Redactor())
    await store.put_documents([document("/a.md", PLANTING)])
    await embed(store, vectors)
    (kept,) = await store.document_chunks(project.id, "/a.md")
    await store.steer(project.id, [kept.id], "pin")
    await store.backup(tmp_path / "copy")
    await store.put_documents([document("/a.md", WATERING), document("/b.md", CUTTING)])
    await embed(store, vectors)
    query = vectors(1, 1)[0]
    for one in (store, other, store, other):
        assert len(await one.search(query, "m", None, 9)) == 2
    await store.restore(tmp_path / "copy")

    for one in (store, other, store, other):
        assert [hit.chunk for hit in await one.search(query, "m", None, 9)] == [kept]
        assert [document.path for document in await one.documents(project.id)] == ["/a.md"]
        assert [steering.chunk for steering in await one.steered(project.id)] == [kept]
    await other.aclose()
