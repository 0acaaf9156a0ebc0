from __future__ import annotations

from collections.abc import Callable

import pytest

from orquix_tui.domain.errors import InputError, NotFoundError
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk, Interaction
from orquix_tui.store.duck import DuckStore


async def test_default_is_always_there_and_only_once(store: DuckStore) -> None:
    first = await store.project("default")

    assert await store.project("DEFAULT") == first
    assert [p.name for p in await store.projects()] == ["default"]


async def test_projects_are_listed_by_name_with_their_counts(
    store: DuckStore, make: Callable[..., Interaction]
) -> None:
    garden = await store.add_project("  Garden ", "roses")
    await store.add_project("árbol")
    for _ in range(2):
        await store.finish(make(project_id=garden.id, project=garden.name), [], None)

    listed = {p.name: (p.description, p.interactions) for p in await store.projects()}
    assert listed == {"Garden": ("roses", 2), "default": ("", 0), "árbol": ("", 0)}
    assert (await store.project("gARDEN")).id == garden.id


async def test_a_description_is_cleaned_before_it_is_kept(store: DuckStore) -> None:
    kept = await store.add_project("p", "on \x1b[31mbees\x1b[0m\udc9b")
    assert kept.description == "on bees"
    with pytest.raises(NotFoundError):
        await store.interaction("\udc9babcd")


@pytest.mark.parametrize("name", ["", "   ", "a/b", "a\\b", "a\nb", "a\x1bb", "a\u202eb", "x" * 81])
async def test_a_name_that_cannot_be_used_is_refused(store: DuckStore, name: str) -> None:
    with pytest.raises(InputError):
        await store.add_project(name)
    await store.add_project("fine")
    with pytest.raises(InputError):
        await store.rename_project("fine", name)


async def test_names_are_unique_case_apart_also_among_the_archived(store: DuckStore) -> None:
    await store.add_project("Thesis")
    await store.archive_project("thesis")

    for taken in ("THESIS", "Default"):
        with pytest.raises(InputError):
            await store.add_project(taken)
    await store.add_project("other")
    with pytest.raises(InputError):
        await store.rename_project("other", "thesis")
    assert (await store.rename_project("other", "OTHER")).name == "OTHER"


async def test_the_archived_are_hidden_unless_asked_for(store: DuckStore) -> None:
    await store.add_project("old")
    assert (await store.archive_project("old")).archived

    assert [p.name for p in await store.projects()] == ["default"]
    assert [p.name for p in await store.projects(archived=True)] == ["default", "old"]
    await store.archive_project("old", archived=False)
    assert [p.name for p in await store.projects()] == ["default", "old"]


async def test_the_built_in_project_stays_and_unknown_ones_are_not_made(store: DuckStore) -> None:
    for change in (
        store.delete_project("default"),
        store.rename_project("default", "x"),
        store.archive_project("default"),
    ):
        with pytest.raises(InputError):
            await change
    for missing in (
        store.project("nowhere"),
        store.delete_project("nowhere"),
        store.rename_project("nowhere", "x"),
        store.archive_project("nowhere"),
    ):
        with pytest.raises(NotFoundError):
            await missing


async def test_deleting_a_project_removes_all_that_it_holds(
    store: DuckStore,
    make: Callable[..., Interaction],
    chunks_of: Callable[[Interaction, int], list[Chunk]],
    vectors: Callable[[int, int], Vectors],
) -> None:
    gone = await store.add_project("gone")
    item, kept = make(project_id=gone.id, project=gone.name), make()
    await store.finish(item, chunks_of(item, 2), vectors(2, 1), "m")
    await store.finish(kept, chunks_of(kept, 1), vectors(1, 2), "m")
    await store.delete_project("gone")

    assert [line.id for line in await store.history()] == [kept.id]
    assert await store.count_vectors("m", None) == 1
    hits = await store.search(vectors(1, 1)[0], "m", None, 5)
    assert [hit.chunk.interaction_id for hit in hits] == [kept.id]


async def test_a_renamed_project_is_renamed_in_what_is_found(
    store: DuckStore,
    make: Callable[..., Interaction],
    chunks_of: Callable[[Interaction, int], list[Chunk]],
    vectors: Callable[[int, int], Vectors],
) -> None:
    project = await store.add_project("before")
    item = make(project_id=project.id, project=project.name)
    await store.finish(item, chunks_of(item, 1), vectors(1, 1), "m")

    async def found_in() -> list[str]:
        return [hit.project for hit in await store.search(vectors(1, 1)[0], "m", project.id, 5)]

    assert [await found_in(), await found_in()] == [["before"], ["before"]]
    await store.rename_project("before", "after")
    assert [await found_in(), await found_in()] == [["after"], ["after"]]
    assert (await store.interaction(item.id)).project == "after"
