from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from orquix_tui.domain.errors import InputError, NotFoundError, StoreError
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk, Interaction, Project, Response, RunMetrics, Usage
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.store.duck import DuckStore

Make = Callable[..., Interaction]
ChunksOf = Callable[[Interaction, int], list[Chunk]]
VectorsOf = Callable[[int, int], Vectors]


async def test_an_interaction_comes_back_as_it_was_saved(store: DuckStore, make: Make) -> None:
    item = make()
    await store.begin(item.model_copy(update={"status": InteractionStatus.RUNNING, "responses": ()}))
    await store.finish(item, [], None)

    assert await store.interaction(item.id) == item


async def test_the_row_of_a_run_that_starts_is_there_before_it_ends(store: DuckStore, make: Make) -> None:
    item = make(status=InteractionStatus.RUNNING, responses=(), synthesis=None, metrics=RunMetrics())
    await store.begin(item)

    assert await store.interaction(item.id) == item


async def test_finishing_twice_or_without_a_beginning_changes_nothing(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf
) -> None:
    item = make()
    chunks = chunks_of(item, 3)
    for _ in range(2):
        await store.finish(item, chunks, vectors(3, 1), "m")

    assert await store.interaction(item.id) == item
    assert await store.count_vectors("m", None) == 3
    assert [line.id for line in await store.history()] == [item.id]
    assert (await store.metrics(1))["runs"] == 1


async def test_a_minimal_interaction_comes_back_too(
    store: DuckStore, make: Make, response: Callable[..., Response]
) -> None:
    bare = response(0, usage=Usage(), cost_usd=None, ttft_ms=None, latency_ms=None, text="", reasoning="")
    item = make(
        continues=None, attachments=(), context=(), responses=(bare,), synthesis=None, metrics=RunMetrics()
    )
    await store.finish(item, [], None)

    assert await store.interaction(item.id) == item


async def test_another_synthesis_is_the_newest_and_its_cost_counts(store: DuckStore, make: Make) -> None:
    item = make()
    await store.finish(item, [], None)
    assert item.synthesis is not None
    again = item.synthesis.model_copy(update={"version": 1, "text": "better", "quality": Quality.MEDIUM})
    await store.add_synthesis(item.id, again)

    loaded = await store.interaction(item.id)
    assert loaded.synthesis == again.model_copy(update={"version": 2})
    assert (await store.history())[0].moderator_quality is Quality.MEDIUM
    assert (await store.metrics(1))["cost_usd"] == pytest.approx(0.02)


async def test_an_unambiguous_prefix_of_four_characters_finds_it(store: DuckStore, make: Make) -> None:
    one, two = make(id="aaaa1111-x"), make(id="aaaa2222-x")
    await store.finish(one, [], None)
    await store.finish(two, [], None)

    assert (await store.interaction("AAAA1")).id == one.id
    for bad in ("aaaa", "aaa", "", "zzzz", "%aaa"):
        with pytest.raises(NotFoundError):
            await store.interaction(bad)


async def test_the_history_is_newest_first_and_by_project(store: DuckStore, make: Make) -> None:
    other = await store.add_project("Garden")
    old = make(ago=timedelta(hours=2))
    new = make(project_id=other.id, project=other.name)
    await store.finish(new, [], None)
    await store.finish(old, [], None)

    lines = await store.history()
    assert [line.id for line in lines] == [new.id, old.id]
    assert (lines[1].project, lines[1].prompt, lines[1].status) == ("default", old.prompt, old.status)
    assert (lines[1].moderator_quality, lines[1].created_at) == (Quality.HIGH, old.created_at)
    assert lines[1].cost_usd == pytest.approx(old.cost_usd)
    assert [line.id for line in await store.history("garden")] == [new.id]
    assert [line.id for line in await store.history(limit=1)] == [new.id]
    with pytest.raises(NotFoundError):
        await store.history("nowhere")
    with pytest.raises(InputError):
        await store.history(limit=0)


async def test_deleting_removes_what_it_taught_but_not_its_figures(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf
) -> None:
    item, kept = make(), make()
    await store.finish(item, chunks_of(item, 4), vectors(4, 1), "m")
    await store.finish(kept, chunks_of(kept, 2), vectors(2, 2), "m")
    await store.delete_interaction(item.id[:18] if item.id[:18] != kept.id[:18] else item.id)

    with pytest.raises(NotFoundError):
        await store.interaction(item.id)
    assert await store.count_vectors("m", None) == 2
    hits = await store.search(vectors(4, 1)[0], "m", None, 10)
    assert {hit.chunk.interaction_id for hit in hits} == {kept.id}
    assert (await store.metrics(1))["runs"] == 2
    with pytest.raises(NotFoundError):
        await store.delete_interaction(item.id)


async def test_the_time_of_saving_is_added_afterwards(store: DuckStore, make: Make) -> None:
    item = make()
    await store.finish(item, [], None)
    later = item.metrics.model_copy(update={"background_save_time_ms": 99.5, "warnings": ()})
    await store.record_save_time(item.id, later)

    assert (await store.interaction(item.id)).metrics == later


async def test_a_project_deleted_meanwhile_comes_back_with_the_run(store: DuckStore, make: Make) -> None:
    gone = await store.add_project("thesis")
    await store.delete_project("thesis")
    await store.add_project("thesis")
    item = make(project_id=gone.id, project=gone.name)
    await store.finish(item, [], None)

    loaded = await store.interaction(item.id)
    assert loaded.project.startswith("thesis ")
    assert loaded.project_id == gone.id


async def test_text_that_no_encoding_can_hold_is_saved_all_the_same(store: DuckStore, make: Make) -> None:
    item = make(prompt="broken \udcff and \x00 null")
    await store.finish(item, [], None)

    assert (await store.interaction(item.id)).prompt == "broken ? and \x00 null"


async def test_a_save_that_fails_half_way_leaves_nothing_and_harms_nothing(
    store: DuckStore, make: Make, response: Callable[..., Response]
) -> None:
    good, bad = make(), make(responses=(response(0, attempts=2**40),))  # does not fit its column
    with pytest.raises(StoreError):
        await store.finish(bad, [], None)
    await store.finish(good, [], None)

    assert [line.id for line in await store.history()] == [good.id]


async def test_vectors_must_fit_their_chunks_and_name_their_model(
    store: DuckStore, make: Make, chunks_of: ChunksOf, vectors: VectorsOf
) -> None:
    item = make()
    for wrong, model in ((vectors(1, 1), "m"), (vectors(2, 1), ""), (vectors(2, 1)[:, :100], "m")):
        with pytest.raises(StoreError):
            await store.finish(item, chunks_of(item, 2), wrong, model)
    assert await store.history() == []


async def test_finished_interactions_that_taught_nothing_yet_are_listed_oldest_first(
    store: DuckStore,
    make: Make,
    chunks_of: ChunksOf,
    project: Project,
    started: Callable[[], Interaction],
    response: Callable[..., Response],
) -> None:
    garden = await store.add_project("garden")
    failed = make(ago=timedelta(hours=2), responses=(response(0, status=ResponseStatus.FAILED),))
    old, learned = make(ago=timedelta(hours=1)), make()
    elsewhere = make(project_id=garden.id, project=garden.name)
    for item in (elsewhere, old, failed):
        await store.finish(item, [], None)
    await store.finish(learned, chunks_of(learned, 1), None)
    await store.begin(started())

    assert await store.unlearned(project.id, 10) == [failed, old]
    assert await store.unlearned(None, 10) == [failed, old, elsewhere]
    assert await store.unlearned(None, 1) == [failed]
    await store.index(failed.id, chunks_of(failed, 1), None, "")
    assert await store.unlearned(project.id, 10) == [old]


async def test_nothing_is_written_before_the_first_call(tmp_path: Path) -> None:
    from orquix_tui.domain.redact import Redactor

    store = DuckStore(tmp_path / "data", Redactor())
    assert await store.active() == []
    await store.aclose()
    assert not (tmp_path / "data").exists()
    with pytest.raises(StoreError):
        await store.interaction(new_id())
