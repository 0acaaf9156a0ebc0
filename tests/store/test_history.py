from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from orquix_tui.domain.errors import InputError, NotFoundError
from orquix_tui.domain.models import Interaction
from orquix_tui.store.duck import DuckStore

Make = Callable[..., Interaction]


async def keep(store: DuckStore, *items: Interaction) -> None:
    for item in items:
        await store.begin(item)
        await store.finish(item, [], None)


async def test_a_history_is_narrowed_to_what_holds_every_word_case_and_accents_apart(
    store: DuckStore, make: Make
) -> None:
    pruning = make(prompt="¿Cuándo podo los RÓSALES?", ago=timedelta(days=2))
    rain = make(prompt="When does 100% rain fall, and_why?", ago=timedelta(days=1), continues=pruning.id)
    await keep(store, pruning, rain, make(prompt="Something else"))

    async def found(words: str) -> list[str]:
        return [line.id for line in await store.history("default", containing=words)]

    assert await found("rosales CUANDO") == [pruning.id]
    assert await found("100% d_why") == [rain.id]
    assert await found("rosales rain") == []
    assert len(await found("   ")) == 3
    assert (await store.history(containing="rain"))[0].continues == pruning.id
    assert len(await store.history(limit=1, containing="e")) == 1


async def test_a_star_stays_through_another_saving_and_goes_with_the_interaction(
    store: DuckStore, make: Make
) -> None:
    item, other = make(), make(ago=timedelta(hours=1))
    await keep(store, item, other)
    await store.star(item.id)
    await store.star(item.id)
    await store.finish(item, [], None)

    assert [line.id for line in await store.history(starred=True)] == [item.id]
    assert [line.starred for line in await store.history()] == [True, False]
    await store.star(item.id, starred=False)
    assert await store.history(starred=True) == []
    await store.star(item.id)
    await store.delete_interaction(item.id)
    await keep(store, item)
    assert [line.starred for line in await store.history()] == [False, False]
    with pytest.raises(NotFoundError):
        await store.star("nothing-like-it")


async def test_stars_of_a_project_go_with_it(store: DuckStore, make: Make) -> None:
    garden = await store.add_project("garden")
    item = make(project_id=garden.id, project="garden")
    await keep(store, item)
    await store.star(item.id)
    await store.delete_project("garden")
    await keep(store, make(id=item.id))

    assert not (await store.history())[0].starred


async def test_several_are_read_at_once_oldest_first_and_those_gone_are_left_out(
    store: DuckStore, make: Make
) -> None:
    new, old = make(), make(ago=timedelta(days=1))
    await keep(store, new, old)

    assert await store.interactions([new.id, "gone", old.id]) == [old, new]


async def test_every_table_is_exported_private_and_nothing_is_overwritten(
    store: DuckStore, make: Make, tmp_path: Path
) -> None:
    import duckdb

    item = make()
    await keep(store, item)
    folder = tmp_path / "out" / "all"
    paths = await store.export_tables(folder)

    assert {"project.parquet", "interaction.parquet", "chunk_embedding.parquet"} <= {p.name for p in paths}
    assert sorted(folder.iterdir()) == sorted(paths)
    assert {p.stat().st_mode & 0o777 for p in paths} == {0o600}
    read = duckdb.read_parquet(str(folder / "interaction.parquet")).fetchall()
    assert item.prompt in read[0]
    before = (folder / "interaction.parquet").read_bytes()
    with pytest.raises(InputError, match="exists already"):
        await store.export_tables(folder)
    assert (folder / "interaction.parquet").read_bytes() == before
