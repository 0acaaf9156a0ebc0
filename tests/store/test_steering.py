from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.memory import NewDocument, Vectors
from orquix_tui.domain.models import Chunk, Interaction, Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore

DocumentOf = Callable[..., NewDocument]
ChunksOf = Callable[[Interaction, int], list[Chunk]]
Make = Callable[..., Interaction]
PLANTING = "Plant the bulbs in autumn, ten centimetres deep, in light soil."
WATERING = "Water them once a week until the frost comes, and never in the evening."


async def put(store: DuckStore, document: NewDocument) -> list[Chunk]:
    await store.put_documents([document])
    return await store.document_chunks(document.document.project_id, document.document.path)


async def kept(store: DuckStore, project: Project) -> list[tuple[str, str]]:
    return [(one.how, one.chunk.id) for one in await store.steered(project.id)]


async def test_pins_and_bans_last_and_the_later_word_counts(
    store: DuckStore, tmp_path: Path, project: Project, document: DocumentOf
) -> None:
    one, two, three = await put(store, document("/a.md", PLANTING, WATERING, "Enjoy."))
    await store.steer(project.id, [one.id, two.id], "pin")
    await store.steer(project.id, [three.id, one.id], "ban")
    await store.steer(project.id, [two.id], None)
    await store.steer(project.id, ["never there"], None)

    other = DuckStore(tmp_path / "data", Redactor())
    assert sorted(await kept(other, project)) == sorted([("ban", one.id), ("ban", three.id)])
    await other.aclose()


async def test_what_another_program_steers_is_known_at_once(
    store: DuckStore, tmp_path: Path, project: Project, document: DocumentOf
) -> None:
    (chunk,) = await put(store, document("/a.md", PLANTING))
    assert await kept(store, project) == []
    other = DuckStore(tmp_path / "data", Redactor())
    assert await kept(other, project) == []
    await other.steer(project.id, [chunk.id], "pin")
    assert await kept(store, project) == [("pin", chunk.id)]
    await store.steer(project.id, [chunk.id], None)
    assert await kept(other, project) == []
    await other.aclose()


async def test_what_is_steered_goes_with_its_document_and_its_project(
    store: DuckStore, document: DocumentOf
) -> None:
    garden = await store.add_project("garden")
    (chunk,) = await put(store, document("/a.md", PLANTING, project_id=garden.id))
    await store.steer(garden.id, [chunk.id], "pin")
    assert await kept(store, garden) == [("pin", chunk.id)]
    await store.remove_documents(garden.id, ["/a.md"])
    assert await kept(store, garden) == []
    (chunk,) = await put(store, document("/a.md", PLANTING, project_id=garden.id))
    await store.steer(garden.id, [chunk.id], "ban")
    assert await kept(store, garden) == [("ban", chunk.id)]
    await store.delete_project("garden")
    assert await kept(store, garden) == []


async def test_what_is_not_there_cannot_be_steered(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    garden = await store.add_project("garden")
    (chunk,) = await put(store, document("/a.md", PLANTING))
    with pytest.raises(NotFoundError):
        await store.steer(garden.id, [chunk.id], "pin")
    with pytest.raises(NotFoundError):
        await store.steer(project.id, ["gone"], "ban")
    await store.steer(project.id, ["gone", chunk.id], "ban")

    assert await kept(store, project) == [("ban", chunk.id)]
    assert await store.steered(garden.id) == []


async def test_a_pin_follows_its_text_to_a_new_heading(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    before = await put(store, document("/a.md", PLANTING, WATERING))
    await store.steer(project.id, [before[1].id], "pin")
    after = await put(store, document("/a.md", WATERING, PLANTING, heading="Autumn"))

    (steering,) = await store.steered(project.id)
    assert (steering.how, steering.chunk) == ("pin", after[0])


async def test_a_ban_follows_an_edited_text_and_a_different_text_is_left_alone(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    one, two = await put(store, document("/a.md", PLANTING, WATERING))
    await store.steer(project.id, [one.id], "ban")
    await store.steer(project.id, [two.id], "pin")
    edited = PLANTING.replace("light soil", "whatever soil the garden has to give")
    after = await put(store, document("/a.md", "Bees like warm places.", edited))

    assert await kept(store, project) == [("ban", after[1].id), ("pin", two.id)]
    (_, pinned) = await store.steered(project.id)
    assert pinned.chunk == two
    again = await put(store, document("/a.md", "Bees like warm places.", edited, WATERING))
    assert await kept(store, project) == [("ban", after[1].id), ("pin", again[2].id)]


async def test_two_pins_never_land_on_one_chunk(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    one, two = await put(store, document("/a.md", PLANTING, WATERING))
    await store.steer(project.id, [one.id, two.id], "pin")
    (both,) = await put(store, document("/a.md", f"{PLANTING} {WATERING}"))

    texts = {steering.chunk.id: steering.chunk.text for steering in await store.steered(project.id)}
    assert len(texts) == 2
    assert both.id in texts


async def test_a_pin_in_another_document_does_not_move(
    store: DuckStore, project: Project, document: DocumentOf
) -> None:
    (chunk,) = await put(store, document("/a.md", PLANTING))
    await store.steer(project.id, [chunk.id], "pin")
    await put(store, document("/b.md", PLANTING, WATERING))

    assert await kept(store, project) == [("pin", chunk.id)]


async def test_a_pin_follows_an_interaction_that_is_learned_anew_and_goes_with_it(
    store: DuckStore, project: Project, make: Make, chunks_of: ChunksOf
) -> None:
    item, spared = make(), make()
    (before,), (other,) = chunks_of(item, 1), chunks_of(spared, 1)
    await store.finish(item, [before], None)
    await store.finish(spared, [other], None)
    await store.steer(project.id, [before.id], "pin")
    await store.steer(project.id, [other.id], "ban")
    after = chunks_of(item, 1)
    await store.index(item.id, after, None, "")
    assert ("pin", after[0].id) in await kept(store, project)
    await store.delete_interaction(item.id)

    assert await kept(store, project) == [("ban", other.id)]
    assert await store.chunks([before.id, after[0].id]) == []


async def test_a_deleted_project_leaves_no_documents_and_no_steering(
    store: DuckStore, document: DocumentOf, make: Make, chunks_of: ChunksOf
) -> None:
    garden = await store.add_project("garden")
    item = make(project_id=garden.id, project=garden.name)
    learned = chunks_of(item, 1)
    await store.finish(item, learned, None)
    (chunk,) = await put(store, document("/a.md", PLANTING, project_id=garden.id))
    await store.steer(garden.id, [chunk.id, learned[0].id], "pin")
    await store.delete_project("garden")

    assert await store.documents(garden.id) == []
    assert await store.steered(garden.id) == []
    assert await store.chunks([chunk.id, learned[0].id]) == []


async def test_records_have_no_vectors_and_are_never_found_by_meaning(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: Callable[[int, int], Vectors]
) -> None:
    item = make()
    learned, record = chunks_of(item, 2)
    record = record.model_copy(update={"kind": "record", "heading": "Why?", "quality": None})
    rows = vectors(1, 1)
    await store.finish(item, [learned, record], rows, "m")
    for _ in range(3):
        assert [hit.chunk for hit in await store.search(rows[0], "m", None, 9)] == [learned]
        await store.index(item.id, [learned, record], rows, "m")
    await store.index(item.id, [record], None, "")
    assert await store.chunks([record.id, learned.id]) == [record]
