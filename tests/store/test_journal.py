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
from orquix_tui.domain.events import (
    ClaimFound,
    ContextFound,
    Event,
    ModerationDelta,
    ModerationEnded,
    ModerationStarted,
    ReasoningDelta,
    ResponseDelta,
    ResponseEnded,
    ResponseStarted,
    StepStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import Claim, ContextItem, Interaction, Response, RunMetrics
from orquix_tui.domain.ports import Journal
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus, Step
from orquix_tui.store import recovery
from orquix_tui.store.duck import DuckStore
from tests.store.children import child, heard, say

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


@pytest.fixture
def started(make: Make, response: Callable[..., Response]) -> Started:
    """A run of three members that has just begun."""

    def build() -> Interaction:
        pending = {"status": ResponseStatus.PENDING, "text": "", "reasoning": ""}
        return make(
            status=InteractionStatus.RUNNING,
            responses=tuple(response(seat, **pending) for seat in range(3)),
            synthesis=None,
            context=(),
            metrics=RunMetrics(),
        )

    return build


async def abandon(journal: Journal, *events: Event) -> None:
    """As a process that dies after these events: all is written, nobody tidies up."""
    for event in events:
        journal.event(event)
    await journal.close(keep=True)


async def until(path: Path, text: bytes) -> None:
    """Wait for another thread or process to write it."""

    def poll() -> None:
        deadline = time.monotonic() + 20
        while not (path.exists() and text in path.read_bytes()):
            assert time.monotonic() < deadline
            time.sleep(0.01)

    await asyncio.to_thread(poll)


async def test_a_dead_run_comes_back_with_all_its_text(
    store: DuckStore, started: Started, response: Callable[..., Response]
) -> None:
    run = started()
    journal = store.journal()
    await journal.begin(run)
    await store.begin(run)
    item = ContextItem(n=1, chunk_id="c", source="s", text="t", tokens=1)
    ended = response(1, text="whole answer")
    await abandon(
        journal,
        StepStarted(Step.CONTEXT),
        ContextFound((item,), 1),
        Warned(Step.CONTEXT, "small"),
        ResponseStarted(0),
        ResponseDelta(0, "first "),
        ResponseDelta(1, "whole "),
        ReasoningDelta(0, "hm"),
        ResponseDelta(0, "half"),
        ResponseEnded(ended),
        ResponseDelta(0, " and more"),
    )

    (summary,) = await store.recover()
    assert (summary.id, summary.status, summary.prompt) == (run.id, InteractionStatus.INTERRUPTED, run.prompt)
    back = await store.interaction(run.id)
    assert back.status is InteractionStatus.INTERRUPTED
    assert back.context == (item,)
    assert [note.message for note in back.metrics.warnings] == ["small"]
    running, complete, pending = back.responses
    assert complete == ended
    assert (running.status, running.text, running.reasoning) == (
        ResponseStatus.INTERRUPTED,
        "first half and more",
        "hm",
    )
    assert running.error is not None
    assert running.error.cause == "Orquix was stopped while this answer was arriving."
    assert (pending.status, pending.text) == (ResponseStatus.INTERRUPTED, "")
    assert pending.error is not None
    assert pending.error.cause == recovery.NEVER_ASKED
    assert await store.recover() == []


async def test_an_unfinished_synthesis_is_kept_without_what_was_void(
    store: DuckStore, started: Started
) -> None:
    run = started()
    journal = store.journal()
    await journal.begin(run)
    claim = Claim(text="One.", supporters=("A",))
    await abandon(
        journal,
        ModerationStarted("router:first"),
        SynthesisDelta("void"),
        ClaimFound(Claim(text="void")),
        ModerationStarted("router:second"),
        ModerationDelta("@@claims"),
        ClaimFound(claim),
        SynthesisDelta("So "),
        SynthesisDelta("far"),
    )

    await store.recover()
    synthesis = (await store.interaction(run.id)).synthesis
    assert synthesis is not None
    assert (synthesis.text, synthesis.moderator, synthesis.claims) == ("So far", "router:second", (claim,))
    assert (synthesis.quality, synthesis.quality_reasons) == (Quality.LOW, (recovery.UNFINISHED,))


async def test_a_finished_moderation_is_kept_as_it_is(store: DuckStore, started: Started, make: Make) -> None:
    run, synthesis = started(), make().synthesis
    journal = store.journal()
    await journal.begin(run)
    await abandon(journal, ModerationDelta("raw"), ModerationEnded(synthesis))

    await store.recover()
    assert (await store.interaction(run.id)).synthesis == synthesis


async def test_a_torn_last_line_loses_nothing_else(
    store: DuckStore, tmp_path: Path, started: Started
) -> None:
    run = started()
    journal = store.journal()
    await journal.begin(run)
    await abandon(journal, ResponseDelta(0, "kept"))
    path = tmp_path / "data" / "journals" / f"{run.id}.jsonl"
    with path.open("ab") as file:
        file.write(b'{"is": "text", "seat": 99, "text": "no such seat"}\n[1]\n{"is": "te\xff')

    await store.recover()
    assert (await store.interaction(run.id)).responses[0].text == "kept"
    assert not path.exists()


async def test_a_journal_without_its_request_is_set_aside(store: DuckStore, tmp_path: Path) -> None:
    directory = tmp_path / "data" / "journals"
    directory.mkdir(parents=True)
    (directory / "x.jsonl").write_bytes(b'{"is": "begin"')

    assert await store.recover() == []
    assert [path.name for path in directory.iterdir()] == ["x.unreadable"]


async def test_the_journal_of_a_saved_run_is_only_removed(
    store: DuckStore, make: Make, started: Started, tmp_path: Path
) -> None:
    run = started()
    journal = store.journal()
    await journal.begin(run)
    await abandon(journal)
    done = make(id=run.id)
    await store.finish(done, [], None)

    assert await store.recover() == []
    assert await store.interaction(run.id) == done
    assert list((tmp_path / "data" / "journals").iterdir()) == []


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
    assert await other.recover() == []
    assert (await other.interaction(run.id)).status is InteractionStatus.RUNNING
    await journal.close(keep=False)
    assert await other.active() == []
    await other.aclose()


async def test_a_run_without_a_journal_does_not_run_for_ever(store: DuckStore, started: Started) -> None:
    run = started()
    await store.begin(run)
    await store.recover()

    assert (await store.interaction(run.id)).status is InteractionStatus.INTERRUPTED


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


async def test_what_died_before_its_first_line_was_whole_is_swept_away(
    store: DuckStore, tmp_path: Path
) -> None:
    directory = tmp_path / "data" / "journals"
    directory.mkdir(parents=True)
    for name, age in (("old.new", 3600), ("young.new", 0)):
        (directory / name).write_bytes(b"{")
        os.utime(directory / name, (time.time() - age,) * 2)
    await store.recover()

    assert [path.name for path in directory.iterdir()] == ["young.new"]


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
