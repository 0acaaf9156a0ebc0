from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from orquix_tui.domain.errors import StoreBusyError, StoreError
from orquix_tui.domain.events import ResponseDelta
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk, Interaction
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import FILE_NAME, DuckStore
from orquix_tui.store.lease import Lease, Turn
from orquix_tui.store.patience import Patience
from tests.store.children import child, heard, say

Make = Callable[..., Interaction]

HOLDER = """
import asyncio, sys
from pathlib import Path
from orquix_tui.store.lease import Lease, Turn

def hold(turn):
    turn.con
    print("held", flush=True)
    sys.stdin.readline()

async def main():
    lease = Lease(Path(sys.argv[1]))
    await lease.run(hold)
    await lease.aclose()

asyncio.run(main())
"""
FOREIGN = """
import duckdb, sys
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""
WRITER = """
import asyncio, sys
from pathlib import Path
import numpy as np
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.models import Chunk, Interaction
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore

async def main():
    item = Interaction.model_validate_json(sys.stdin.readline())
    store = DuckStore(Path(sys.argv[1]), Redactor(), wait_s=60)
    for _ in range(int(sys.argv[2])):
        one = item.model_copy(update={"id": new_id()})
        chunks = [
            Chunk(
                id=new_id(), project_id=one.project_id, interaction_id=one.id,
                source="s", text="t" * 500, tokens=1,
            )
            for _ in range(20)
        ]
        rows = np.random.default_rng().standard_normal((20, 384)).astype(np.float32)
        await store.finish(one, chunks, rows, "m")
        print(one.id, flush=True)
    await store.aclose()

asyncio.run(main())
"""


async def test_two_processes_write_at_once_and_nothing_is_lost(
    store: DuckStore, tmp_path: Path, make: Make
) -> None:
    item = make()
    written: set[str] = set()
    with child(WRITER, tmp_path / "data", 10) as one, child(WRITER, tmp_path / "data", 10) as two:
        for process in (one, two):
            say(process, item.model_dump_json())
        for _ in range(5):
            mine = make()
            await store.finish(mine, [], None)
            written.add(mine.id)
        for process in (one, two):
            written |= {await heard(process) for _ in range(10)}

    assert len(written) == 25
    assert {line.id for line in await store.history()} == written
    assert await store.count_vectors("m", None) == 400


async def test_whoever_waits_in_vain_is_told_who_has_it(tmp_path: Path, make: Make) -> None:
    item = make()
    impatient = DuckStore(tmp_path / "data", Redactor(), wait_s=0.2)
    await impatient.finish(item, [], None)
    with child(HOLDER, tmp_path / "data" / FILE_NAME) as holder:
        assert await heard(holder) == "held"
        with pytest.raises(StoreBusyError, match=rf"\(process {holder.pid}\)"):
            await impatient.history()
        say(holder, "let go")
        assert holder.wait(20) == 0
    assert [line.id for line in await impatient.history()] == [item.id]
    await impatient.aclose()


async def test_a_wait_that_nobody_wants_any_more_ends_at_once(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "data", Redactor(), wait_s=300)
    with child(HOLDER, tmp_path / "data" / FILE_NAME) as holder:
        assert await heard(holder) == "held"
        waiting, closing = asyncio.create_task(store.history()), asyncio.create_task(store.projects())
        await asyncio.wait([waiting, closing], timeout=0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not closing.done()
        await asyncio.wait_for(store.aclose(), 20)
        with pytest.raises(StoreBusyError):
            await closing


async def test_the_waits_of_one_process_do_not_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(threading.Event):
        """Time passes by waiting alone."""

        now = 0.0

        def monotonic(self) -> float:
            return self.now

        def wait(self, timeout: float | None = None) -> bool:
            self.now += timeout or 0.0
            return False

    clock, patience = Clock(), Patience(10.0)
    monkeypatch.setattr("orquix_tui.store.patience.time", clock)

    def waited() -> float:
        patience.begin(clock.now, clock)
        while patience.pause():
            pass
        return patience.waited_s()

    assert waited() == pytest.approx(10, abs=0.1)
    assert [waited() for _ in range(3)] == pytest.approx([0.5] * 3, abs=0.1)
    clock.now += 5
    assert waited() == pytest.approx(10, abs=0.1)
    patience.reward()
    assert waited() == pytest.approx(10, abs=0.1)
    patience.reward()
    patience.close()
    assert waited() == pytest.approx(1, abs=0.1)


async def test_a_foreign_program_that_has_the_file_is_named_too(tmp_path: Path, make: Make) -> None:
    impatient = DuckStore(tmp_path / "data", Redactor(), wait_s=0.2)
    await impatient.finish(make(), [], None)
    with child(FOREIGN, tmp_path / "data" / FILE_NAME) as holder:
        assert await heard(holder) == "held"
        with pytest.raises(StoreBusyError, match=rf"\(process {holder.pid}\)"):
            await impatient.history()
    assert len(await impatient.history()) == 1
    await impatient.aclose()


async def test_a_killed_holder_holds_nothing(store: DuckStore, tmp_path: Path) -> None:
    with child(HOLDER, tmp_path / "data" / FILE_NAME) as holder:
        assert await heard(holder) == "held"
        holder.send_signal(signal.SIGKILL)
    assert await store.history() == []


async def test_a_writer_killed_at_any_moment_leaves_whole_interactions(
    store: DuckStore, tmp_path: Path, make: Make
) -> None:
    item, chance = make(), random.Random(5)
    acknowledged: set[str] = set()
    for _ in range(4):
        with child(WRITER, tmp_path / "data", 10_000) as writer:
            say(writer, item.model_dump_json())
            acknowledged.add(await heard(writer))
            await asyncio.sleep(chance.uniform(0, 0.2))  # the moment of death is what varies here
            writer.send_signal(signal.SIGKILL)
            assert writer.stdout is not None
            acknowledged |= set(writer.stdout.read().split())

    found = {line.id for line in await store.history(limit=10_000)}
    assert acknowledged <= found
    assert await store.count_vectors("m", None) == 20 * len(found)
    for interaction_id in sorted(found)[-12:]:
        back = await store.interaction(interaction_id)
        assert back == item.model_copy(update={"id": interaction_id})


async def test_files_are_for_their_owner_alone_whatever_the_umask(tmp_path: Path, make: Make) -> None:
    program = "import os; os.umask(0)\n" + WRITER.replace(
        "print(one.id", "await asyncio.sleep(0); print(one.id"
    )
    with child(program, tmp_path / "data", 3) as writer:
        say(writer, make().model_dump_json())
        for _ in range(3):
            assert await heard(writer)
        assert writer.wait(20) == 0
    (tmp_path / "data").chmod(0o755)
    store = DuckStore(tmp_path / "data", Redactor())
    journal = store.journal()
    await journal.begin(make())
    await store.history()

    modes = {
        str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "data", *(tmp_path / "data").rglob("*"))
    }
    assert {mode for name, mode in modes.items() if (tmp_path / name).is_dir()} == {0o700}
    assert {mode for name, mode in modes.items() if (tmp_path / name).is_file()} == {0o600}
    await journal.close(keep=False)
    await store.aclose()


async def test_the_log_of_an_open_file_is_private_too(tmp_path: Path) -> None:
    def write(turn: Turn) -> None:
        turn.con.execute("INSERT INTO meta VALUES ('x', 1)")

    def look(turn: Turn) -> dict[str, int]:
        return {path.name: stat.S_IMODE(path.stat().st_mode) for path in turn.path.parent.iterdir()}

    lease = Lease(tmp_path / "data" / FILE_NAME)
    old = os.umask(0)
    try:
        _, modes = await asyncio.gather(lease.run(write), lease.run(look))  # in one turn
    finally:
        os.umask(old)
        await lease.aclose()
    assert f"{FILE_NAME}.wal" in modes
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("junk", [b"not a database at all " * 500, b"", b"DUCK"])
async def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "data" / FILE_NAME
    path.parent.mkdir()
    path.write_bytes(junk)
    store = DuckStore(path.parent, Redactor())
    for _ in range(2):
        with pytest.raises(StoreError, match="damaged") as caught:
            await store.history()
        assert "restore" in caught.value.remedy
    await store.aclose()

    assert path.read_bytes() == junk


async def test_a_file_that_was_cut_or_overwritten_is_called_damaged(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "data" / FILE_NAME
    whole = DuckStore(path.parent, Redactor())
    for _ in range(3):
        await whole.finish(make(prompt="x" * 50_000), [], None)
    await whole.aclose()
    good = path.read_bytes()
    for bad in (good[: len(good) // 2], good[:12288] + b"\xaa" * (len(good) - 12288)):
        path.write_bytes(bad)
        store = DuckStore(path.parent, Redactor())
        with pytest.raises(StoreError, match="damaged") as caught:
            await store.history()
        assert "restore" in caught.value.remedy
        await store.aclose()
        assert path.read_bytes() == bad


async def test_a_place_that_cannot_be_written_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = DuckStore(tmp_path / "file" / "data", Redactor())
    with pytest.raises(StoreError, match="cannot be made") as caught:
        await store.projects()
    assert "ORQUIX_HOME" in caught.value.remedy
    await store.aclose()


async def test_no_byte_on_disk_holds_a_key(
    tmp_path: Path, make: Make, chunks_of: Callable[[Interaction, int], list[Chunk]],
    vectors: Callable[[int, int], Vectors],
) -> None:  # fmt: skip
    key = 'planted"key\\ñ-4711'
    store = DuckStore(tmp_path / "data", Redactor([key]))
    clean = make()
    text = re.sub(
        r"Answer|Tests help|Early|\btheme\b|one failed|silent|attached", key, clean.model_dump_json()
    )
    text = text.replace(key, key.replace("\\", "\\\\").replace('"', '\\"'))
    item = Interaction.model_validate_json(text).model_copy(update={"prompt": f"my key is {key}"})
    assert item.responses[0].text.startswith(key)
    journal = store.journal()
    await journal.begin(item)
    journal.event(ResponseDelta(0, key[:5]))
    journal.event(ResponseDelta(0, key[5:] + "."))
    await store.add_project(f"about {key[:7]}", key)
    await store.begin(item)
    chunks = [chunk.model_copy(update={"text": key, "source": key}) for chunk in chunks_of(item, 2)]
    await store.finish(item, chunks, vectors(2, 1), "m")
    await store.record_save_time(item.id, item.metrics)
    assert item.synthesis is not None
    await store.add_synthesis(item.id, item.synthesis)
    await journal.close(keep=True)
    await store.aclose()

    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert any(path.suffix == ".jsonl" for path in files)
    for path in files:
        for form in (key, key.replace("\\", "\\\\").replace('"', '\\"'), "ñ-4711"):
            assert form.encode() not in path.read_bytes(), path.name


async def test_a_cancelled_call_does_not_stop_the_thread(store: DuckStore, make: Make) -> None:
    calls = [asyncio.create_task(store.finish(make(), [], None)) for _ in range(4)]
    await asyncio.sleep(0)
    calls[2].cancel()
    await asyncio.gather(*calls, return_exceptions=True)

    assert len(await store.history()) in {3, 4}


async def test_closing_finishes_what_is_queued(tmp_path: Path, make: Make) -> None:
    store = DuckStore(tmp_path / "data", Redactor())
    calls = [asyncio.create_task(store.finish(make(), [], None)) for _ in range(3)]
    await asyncio.sleep(0)
    await store.aclose()
    await store.aclose()
    await asyncio.gather(*calls)

    again = DuckStore(tmp_path / "data", Redactor())
    assert len(await again.history()) == 3
    await again.aclose()
