"""What is kept beside the file for the next start: it is as good as asking, or it is not used."""

from __future__ import annotations

import asyncio
import json
import logging
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from orquix_tui.domain.models import Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore
from orquix_tui.store.engine import Engine
from orquix_tui.store.glance import Glance
from tests.store.conftest import Make

MODEL = "some-model"


async def asked_at_a_start(store: DuckStore) -> list[Any]:
    return [
        *await asyncio.gather(
            store.recover(),
            store.projects(),
            store.history("default"),
            store.spent_today(),
            store.count_without_vectors(MODEL, None),
        )
    ]


def glance(data: Path) -> Path:
    return data / "orquix.duckdb.glance"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened."""
    paths: list[Path] = []
    real = Engine.open

    def watched(engine: Engine, path: Path, *, read_only: bool = False) -> Any:
        paths.append(path)
        return real(engine, path, read_only=read_only)

    monkeypatch.setattr(Engine, "open", watched)
    return paths


async def test_a_start_after_an_unchanged_file_does_not_open_it(
    store: DuckStore, project: Project, make: Make, tmp_path: Path, opened: list[Path]
) -> None:
    kept = make(prompt="Where do bees sleep?")
    await store.finish(kept, [], None)
    await store.add_project("garden")
    told = await asked_at_a_start(store)
    await store.aclose()
    assert stat.S_IMODE(glance(tmp_path / "data").stat().st_mode) == 0o600
    opened.clear()

    again = DuckStore(tmp_path / "data", Redactor())
    assert await asked_at_a_start(again) == told
    assert [line.prompt for line in told[2]] == ["Where do bees sleep?"]
    assert opened == []
    await again.rename_project("garden", "orchard")  # from now on it is another file
    assert [one.name for one in await again.projects()] == ["default", "orchard"]
    await again.aclose()


async def test_what_another_window_writes_is_seen_at_once(
    store: DuckStore, make: Make, tmp_path: Path, opened: list[Path]
) -> None:
    await asked_at_a_start(store)
    other = DuckStore(tmp_path / "data", Redactor())
    await other.finish(make(prompt="From the other window"), [], None)
    await other.aclose()  # which had asked nothing itself: nothing is kept by it

    assert [line.prompt for line in await store.history("default")] == ["From the other window"]
    opened.clear()
    await store.history("default")
    assert opened == []


async def test_what_is_deleted_is_gone_from_the_kept_lists_at_once(
    store: DuckStore, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested = threading.Event()
    real = Glance.write

    def write(self: Glance) -> None:
        real(self)
        if glance(tmp_path / "data").exists():
            rested.set()

    monkeypatch.setattr(Glance, "write", write)
    monkeypatch.setattr("orquix_tui.store.lease.REST_S", 0.01)
    item = make(prompt="A secret wish")
    await store.finish(item, [], None)
    await store.aclose()

    second = DuckStore(tmp_path / "data", Redactor())
    await asked_at_a_start(second)
    assert await asyncio.to_thread(rested.wait, 10)  # kept at the first rest: who is killed has no end
    assert "A secret wish" in glance(tmp_path / "data").read_text("utf-8")
    monkeypatch.setattr("orquix_tui.store.lease.REST_S", 60)
    await second.delete_interaction(item.id)
    await second.aclose()
    assert "A secret wish" not in glance(tmp_path / "data").read_text("utf-8")


@pytest.mark.parametrize("damage", ["", "{}", '{"by": 1', "[1]", '{"by": ["0.0.0", 1]}', "of", "\udcff"])
async def test_kept_lists_that_cannot_be_used_are_read_anew(
    store: DuckStore, make: Make, tmp_path: Path, damage: str
) -> None:
    await store.finish(make(), [], None)
    told = await asked_at_a_start(store)
    await store.aclose()
    file = glance(tmp_path / "data")
    if damage == "of":
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "of": [[1], None]}), "utf-8")
    else:
        file.write_bytes(damage.encode("utf-8", "surrogateescape"))

    again = DuckStore(tmp_path / "data", Redactor())
    assert await asked_at_a_start(again) == told
    await again.aclose()
    assert "answers" in json.loads(file.read_text("utf-8"))


async def test_lists_that_cannot_be_kept_are_a_line_in_the_log(
    store: DuckStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = await asked_at_a_start(store)
    glance(tmp_path / "data").mkdir()
    with caplog.at_level(logging.WARNING):
        await store.aclose()
    assert "could not be kept" in caplog.text
    assert [path.name for path in (tmp_path / "data").glob("*.part")] == []

    again = DuckStore(tmp_path / "data", Redactor())
    assert await asked_at_a_start(again) == told
    await again.aclose()


async def test_the_sum_of_yesterday_is_not_the_one_of_today(
    store: DuckStore, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    await store.finish(make(), [], None)
    spent = await store.spent_today()
    assert spent
    await store.aclose()

    async def of_a_start(midnight: str) -> float | None:
        opened.clear()
        monkeypatch.setattr("orquix_tui.store.figures._today", lambda: midnight)
        started = DuckStore(tmp_path / "data", Redactor())
        found = await started.spent_today()
        await started.aclose()
        return found

    assert await of_a_start("2999-01-01T00:00:00") is None  # nothing can have been written since
    assert opened == []
    assert await of_a_start("1999-01-01T00:00:00") == spent  # the clock was set to another zone: counted anew
    assert opened
