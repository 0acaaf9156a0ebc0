from __future__ import annotations

import asyncio
import errno
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.events import ResponseDelta, ResponseEnded, ResponseStarted
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from orquix_tui.store.duck import DuckStore
from tests.store.children import abandon, child, heard, say

Make = Callable[..., Interaction]
Started = Callable[[], Interaction]

CHILD = """
import asyncio, sys
from pathlib import Path
from orquix_tui.domain.events import ResponseDelta, ResponseStarted
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore

async def main():
    item = Interaction.model_validate_json(sys.stdin.readline())
    store = DuckStore(Path(sys.argv[1]), Redactor())
    journal = store.journal()
    await journal.begin(item)
    await store.begin(item)
    print("begun", flush=True)
    journal.event(ResponseStarted(0))
    for n in range(100_000):
        journal.event(ResponseDelta(0, f"{n} "))
        await asyncio.sleep(0.01)

asyncio.run(main())
"""


async def until(path: Path, text: bytes) -> None:
    """Wait for another thread or process to write it."""

    def poll() -> None:
        deadline = time.monotonic() + 20
        while not (path.exists() and text in path.read_bytes()):
            assert time.monotonic() < deadline
            time.sleep(0.01)

    await asyncio.to_thread(poll)


async def test_a_living_run_is_active_and_left_alone(
    store: DuckStore, tmp_path: Path, started: Started
) -> None:
    run = started()
    journal = store.journal()
    await journal.begin(run)
    await store.begin(run)
    other = DuckStore(tmp_path / "data", Redactor())

    (active,) = await other.active()
    assert (active.interaction_id, active.project, active.prompt, active.started_at) == (
        run.id,
        "default",
        run.prompt,
        run.created_at,
    )
    assert (active.ended, active.members, active.comparing) == (0, len(run.responses), False)
    journal.event(ResponseEnded(run.responses[0].model_copy(update={"status": ResponseStatus.COMPLETE})))
    await until(tmp_path / "data" / "journals" / f"{run.id}.jsonl", b'"ended"')
    assert [one.ended for one in await other.active()] == [1]
    assert await other.recover() == []
    assert (await other.interaction(run.id)).status is InteractionStatus.RUNNING
    await journal.close(keep=False)
    assert await other.active() == []
    await other.aclose()


async def test_deltas_are_on_disk_within_half_a_second_and_merged(
    store: DuckStore, tmp_path: Path, started: Started
) -> None:
    run = started()
    journal = store.journal()
    await journal.begin(run)
    path = tmp_path / "data" / "journals" / f"{run.id}.jsonl"
    before = asyncio.get_running_loop().time()
    for n in range(1000):
        journal.event(ResponseDelta(n % 2, f"{n} "))
    await until(path, b"999 ")
    assert asyncio.get_running_loop().time() - before < 5  # half a second, on a machine that is not busy

    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [line["is"] for line in lines] == ["begin", "text", "text"]
    await journal.close(keep=False)
    journal.event(ResponseDelta(0, "too late"))
    await journal.close(keep=False)
    assert not path.exists()


async def test_a_journal_that_cannot_be_made_says_so(tmp_path: Path, started: Started) -> None:
    (tmp_path / "data" / "journals").write_text("in the way")
    store = DuckStore(tmp_path / "data", Redactor())
    run = started()
    journal = store.journal()
    with pytest.raises(StoreError) as caught:
        await journal.begin(run)
    assert caught.value.remedy
    journal.event(ResponseDelta(0, "ignored"))
    await journal.close(keep=True)
    await store.aclose()


async def test_what_could_not_be_written_is_written_later(
    store: DuckStore, tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, full = started(), asyncio.Event()
    loop, pwrite = asyncio.get_running_loop(), os.pwrite
    journal = store.journal()
    await journal.begin(run)

    def no_space(handle: int, data: bytes, offset: int) -> int:
        pwrite(handle, data[: len(data) // 2], offset)
        loop.call_soon_threadsafe(full.set)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", no_space)
    journal.event(ResponseDelta(0, "first "))
    await asyncio.wait_for(full.wait(), 20)
    monkeypatch.setattr(os, "pwrite", pwrite)
    await abandon(journal, ResponseDelta(0, "second"))

    await store.recover()
    assert (await store.interaction(run.id)).responses[0].text == "first second"


async def test_a_kept_journal_that_lacks_something_says_so(
    store: DuckStore, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started()
    journal = store.journal()
    await journal.begin(run)

    def no_space(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", no_space)
    with pytest.raises(StoreError, match="No space left"):
        await abandon(journal, ResponseDelta(0, "lost"))


async def test_half_a_key_is_not_written_while_the_rest_may_come(tmp_path: Path, started: Started) -> None:
    key, run = "planted-key-4711", started()
    store = DuckStore(tmp_path / "data", Redactor([key]))
    path = tmp_path / "data" / "journals" / f"{run.id}.jsonl"
    journal = store.journal()
    await journal.begin(run)
    journal.event(ResponseDelta(0, f"first {key[:-1]}"))
    journal.event(ResponseDelta(1, f"other {key[:-1]}"))
    await until(path, b"other ")
    journal.event(ResponseStarted(2))
    journal.event(ResponseDelta(0, f"{key[-1]} after"))
    await until(path, b" after")
    assert b"plan" not in path.read_bytes()
    await journal.close(keep=True)

    await store.recover()
    texts = [response.text for response in (await store.interaction(run.id)).responses]
    assert texts == ["first [key removed] after", f"other {key[:-1]}", ""]
    await store.aclose()


async def test_a_killed_process_leaves_its_prompt_and_its_text(
    store: DuckStore, tmp_path: Path, started: Started
) -> None:
    run = started()
    with child(CHILD, tmp_path / "data") as killed:
        say(killed, run.model_dump_json())
        assert await heard(killed) == "begun"
        assert [(a.interaction_id, a.pid) for a in await store.active()] == [(run.id, killed.pid)]
        await until(tmp_path / "data" / "journals" / f"{run.id}.jsonl", b"9 10 ")
        killed.kill()

    assert await store.active() == []
    assert [line.id for line in await store.recover()] == [run.id]
    back = await store.interaction(run.id)
    assert (back.prompt, back.status) == (run.prompt, InteractionStatus.INTERRUPTED)
    assert back.responses[0].text.startswith("0 1 2 3 4 5 6 7 8 9 10 ")
    assert back.responses[0].status is ResponseStatus.INTERRUPTED
