"""The engine between turns: one that has let go of its file, and takes another."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import duckdb
import pytest

from orquix_tui.store.engine import Engine
from orquix_tui.store.lease import Lease


def test_what_was_written_stands_in_the_file_and_no_other_file_sees_it(tmp_path: Path) -> None:
    first, second = tmp_path / 'it\'s "ours".db', tmp_path / "another"
    engine = Engine()
    engine.open(first).execute("CREATE TABLE words AS SELECT 'kept' AS word")
    engine.close()
    assert [path.name for path in tmp_path.iterdir()] == [first.name]  # its log was brought in
    with pytest.raises(duckdb.CatalogException):
        engine.open(second).execute("FROM words")
    engine.close()
    with duckdb.connect(str(first)) as other:  # nobody holds it
        assert other.execute("FROM words").fetchall() == [("kept",)]
    assert engine.open(first, read_only=True).execute("FROM words").fetchall() == [("kept",)]
    engine.quit()
    engine.quit()


def test_a_file_that_is_no_database_leaves_the_engine_free_for_the_next(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database at all " * 1000, "utf-8")
    engine = Engine()
    with pytest.raises(duckdb.IOException, match="not a valid DuckDB"):
        engine.open(tmp_path / "text")
    assert engine.open(tmp_path / "new").execute("SELECT 1").fetchall() == [(1,)]
    engine.close()
    engine.close()
    engine.quit()


async def test_the_engine_goes_when_nothing_is_asked_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = threading.Event()

    class Watched(Engine):
        def quit(self) -> None:
            super().quit()
            gone.set()

    monkeypatch.setattr("orquix_tui.store.lease.REST_S", 0.01)
    monkeypatch.setattr("orquix_tui.store.lease.Engine", Watched)
    lease = Lease(tmp_path / "store.db")
    for _ in range(2):
        gone.clear()
        assert await lease.run(lambda turn: turn.con.execute("SELECT 1").fetchall()) == [(1,)]
        assert await asyncio.to_thread(gone.wait, 10)
    await lease.aclose()
