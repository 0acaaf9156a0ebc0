from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from orquix_tui.domain.errors import InputError, StoreError, StoreTooNewError
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk, Interaction
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import FILE_NAME, DuckStore
from orquix_tui.store.lease import Turn
from orquix_tui.store.migrations import MIGRATIONS, m001_first_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Make = Callable[..., Interaction]


def next_example(con: DuckDBPyConnection) -> None:
    con.execute("CREATE TABLE colour (name VARCHAR)")


def broken_example(con: DuckDBPyConnection) -> None:
    con.execute("CREATE TABLE colour (name VARCHAR)")
    con.execute("SELECT * FROM nowhere")


def applied(path: Path) -> list[str]:
    con = duckdb.connect(str(path), read_only=True)
    try:
        return [row[0] for row in con.execute("SELECT name FROM migration ORDER BY version").fetchall()]
    finally:
        con.close()


async def test_a_blank_directory_gets_the_whole_schema(tmp_path: Path) -> None:
    store = DuckStore(tmp_path, Redactor())
    await store.projects()
    await store.aclose()

    assert applied(tmp_path / FILE_NAME) == [step.__name__ for step in MIGRATIONS]
    assert not tmp_path.joinpath(f"{FILE_NAME}.v0.bak").exists()


async def test_a_file_of_version_1_is_copied_and_brought_forward(tmp_path: Path, make: Make) -> None:
    old = DuckStore(tmp_path / "old", Redactor(), migrations=(m001_first_schema,))
    item = make(project_id=(await old.project("default")).id)
    await old.finish(item, [], None)
    await old.aclose()
    new = DuckStore(tmp_path / "old", Redactor())
    assert await new.interaction(item.id) == item
    await new.aclose()

    path = tmp_path / "old" / FILE_NAME
    assert applied(path) == [getattr(step, "__name__", "") for step in MIGRATIONS]
    assert applied(path.with_name(FILE_NAME + ".v1.bak")) == ["m001_first_schema"]


async def test_a_migration_that_fails_changes_nothing(tmp_path: Path, make: Make) -> None:
    old = DuckStore(tmp_path / "old", Redactor())
    item = make(project_id=(await old.project("default")).id)
    await old.finish(item, [], None)
    await old.aclose()
    broken = DuckStore(tmp_path / "old", Redactor(), migrations=(*MIGRATIONS, broken_example))
    with pytest.raises(StoreError, match="nowhere"):
        await broken.projects()
    await broken.aclose()

    again = DuckStore(tmp_path / "old", Redactor())
    assert await again.interaction(item.id) == item
    await again.aclose()


async def test_a_file_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    newer = DuckStore(tmp_path, Redactor(), migrations=(m001_first_schema, next_example))
    await newer.projects()
    await newer.aclose()
    before = (tmp_path / FILE_NAME).read_bytes()
    store = DuckStore(tmp_path, Redactor(), migrations=(m001_first_schema,))
    with pytest.raises(StoreTooNewError) as caught:
        await store.projects()
    await store.aclose()

    assert "Update" in caught.value.remedy
    assert (tmp_path / FILE_NAME).read_bytes() == before


async def test_not_even_the_log_of_a_newer_file_is_brought_in(tmp_path: Path) -> None:
    newer = DuckStore(tmp_path, Redactor(), migrations=(m001_first_schema, next_example))
    await newer.projects()
    await newer.aclose()
    con = duckdb.connect(str(tmp_path / FILE_NAME))
    con.execute("PRAGMA disable_checkpoint_on_shutdown")
    con.execute("INSERT INTO colour VALUES ('red')")
    con.close()
    files = [tmp_path / FILE_NAME, tmp_path / f"{FILE_NAME}.wal"]
    before = [path.read_bytes() for path in files]
    store = DuckStore(tmp_path, Redactor(), migrations=(m001_first_schema,))
    with pytest.raises(StoreTooNewError):
        await store.projects()
    await store.aclose()

    assert [path.read_bytes() for path in files] == before


async def test_a_database_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / FILE_NAME))
    con.execute("CREATE TABLE recipes (name VARCHAR)")
    con.close()
    store = DuckStore(tmp_path, Redactor())
    with pytest.raises(StoreError, match="not one of Orquix"):
        await store.projects()
    await store.aclose()


async def test_a_backup_brings_back_what_there_was(store: DuckStore, tmp_path: Path, make: Make) -> None:
    early, late = make(), make()
    await store.finish(early, [], None)
    copy = tmp_path / "copy.duckdb"
    await store.backup(copy)
    await store.finish(late, [], None)
    replaced = await store.restore(copy)

    assert [line.id for line in await store.history()] == [early.id]
    assert replaced is not None
    assert applied(replaced)
    assert copy.stat().st_mode & 0o777 == 0o600
    for unusable in (copy, tmp_path / "no folder" / "copy", copy / "below a file"):
        with pytest.raises(InputError):
            await store.backup(unusable)


async def test_every_restore_keeps_what_it_replaces(store: DuckStore, tmp_path: Path, make: Make) -> None:
    copy = tmp_path / "copy.duckdb"
    await store.projects()
    await store.backup(copy)
    asked = [make() for _ in range(3)]
    kept: list[Path] = []
    for item in asked:
        await store.finish(item, [], None)
        replaced = await store.restore(copy)
        assert replaced is not None
        kept.append(replaced)

    assert await store.history() == []
    for item, path in zip(asked, kept, strict=True):
        assert path.stat().st_mode & 0o777 == 0o600
        await store.restore(path)
        assert [line.id for line in await store.history()] == [item.id]


async def test_after_a_restore_nobody_finds_what_is_no_longer_there(
    store: DuckStore,
    tmp_path: Path,
    make: Make,
    chunks_of: Callable[[Interaction, int], list[Chunk]],
    vectors: Callable[[int, int], Vectors],
) -> None:
    other = DuckStore(tmp_path / "data", Redactor())
    early, late = make(), make()
    await store.finish(early, chunks_of(early, 2), vectors(2, 1), "m")
    await store.backup(tmp_path / "copy")
    await store.finish(late, chunks_of(late, 2), vectors(2, 2), "m")
    for one in (store, other, store, other):
        assert len(await one.search(vectors(1, 2)[0], "m", None, 9)) == 4
    await store.restore(tmp_path / "copy")

    for one in (store, other, store, other):
        hits = await one.search(vectors(1, 2)[0], "m", None, 9)
        assert [hit.chunk.interaction_id for hit in hits] == [early.id] * 2
    await other.aclose()


async def test_what_is_no_backup_of_ours_is_not_restored(
    store: DuckStore, tmp_path: Path, make: Make
) -> None:
    item = make()
    await store.finish(item, [], None)
    (tmp_path / "junk").write_bytes(b"junk" * 5000)
    duckdb.connect(str(tmp_path / "blank")).close()
    for bad in ("junk", "blank", "missing", f"data/{FILE_NAME}"):
        with pytest.raises((StoreError, InputError)):
            await store.restore(tmp_path / bad)
    assert [line.id for line in await store.history()] == [item.id]
    assert not (tmp_path / "data" / f"{FILE_NAME}.incoming").exists()


async def test_a_copy_is_made_with_nothing_open(store: DuckStore) -> None:
    await store.projects()

    def work(turn: Turn) -> bool:
        assert turn.con.execute("SELECT 1").fetchall() == [(1,)]
        path = turn.closed_file()
        with path.open("rb") as file:
            assert file.read(4)
        return turn.con.execute("SELECT 1").fetchall() == [(1,)]

    assert await store._lease.run(work)
