from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.events import (
    ClaimFound,
    ContextFound,
    ModerationDelta,
    ModerationEnded,
    ModerationStarted,
    ReasoningDelta,
    ResponseDelta,
    ResponseEnded,
    ResponseStarted,
    RunEnded,
    StepStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk, Claim, ContextItem, Interaction, Project, Response
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus, Step
from orquix_tui.store import recovery, replay
from orquix_tui.store.duck import DuckStore
from tests.store.children import abandon

Make = Callable[..., Interaction]
Started = Callable[[], Interaction]


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
    assert pending.error.cause == replay.NEVER_ASKED
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
    assert (synthesis.quality, synthesis.quality_reasons) == (Quality.LOW, (replay.UNFINISHED,))


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


async def test_a_run_without_a_journal_does_not_run_for_ever(store: DuckStore, started: Started) -> None:
    run = started()
    await store.begin(run)
    await store.recover()

    assert (await store.interaction(run.id)).status is InteractionStatus.INTERRUPTED


async def test_a_run_that_had_ended_and_was_not_saved_comes_back_as_it_ended(
    store: DuckStore, started: Started, make: Make
) -> None:
    run = started()
    done = make(id=run.id, status=InteractionStatus.COMPLETE)
    journal = store.journal()
    await journal.begin(run)
    await store.begin(run)
    await abandon(journal, ResponseDelta(0, "half"), RunEnded(done))

    (summary,) = await store.recover()
    assert summary.status is InteractionStatus.COMPLETE
    assert await store.interaction(run.id) == done


async def test_a_living_run_is_shown_with_what_has_come_so_far(
    store: DuckStore, tmp_path: Path, started: Started, response: Callable[..., Response]
) -> None:
    run, ended = started(), response(1, text="whole answer")
    journal = store.journal()
    await journal.begin(run)
    await store.begin(run)
    for event in (
        ResponseStarted(0),
        ResponseDelta(0, "so far"),
        ResponseEnded(ended),
        SynthesisDelta("half a synthesis"),
    ):
        journal.event(event)
    other = DuckStore(tmp_path / "data", Redactor())
    seen = await until_shown(other, run.id, "half a synthesis")
    await other.aclose()
    assert seen.status is InteractionStatus.RUNNING
    assert seen.synthesis is not None
    assert seen.synthesis.banner == replay.BEING_WRITTEN
    assert [(r.status, r.text) for r in seen.responses] == [
        (ResponseStatus.RUNNING, "so far"),
        (ResponseStatus.COMPLETE, ended.text),
        (ResponseStatus.PENDING, ""),
    ]
    await journal.close(keep=False)
    assert (await store.interaction(run.id)).status is InteractionStatus.RUNNING


async def until_shown(store: DuckStore, ident: str, synthesis: str) -> Interaction:
    """The running interaction, once its journal holds that."""
    async with asyncio.timeout(20):
        while True:
            item = await store.interaction(ident)
            if item.synthesis is not None and item.synthesis.text == synthesis:
                return item
            await asyncio.sleep(0.02)


async def test_what_is_deleted_has_no_journal_to_come_back_from(
    store: DuckStore, project: Project, make: Make, started: Started
) -> None:
    doomed = await store.add_project("doomed")
    in_doomed = started().model_copy(update={"project_id": doomed.id, "project": doomed.name})
    for run in (started(), in_doomed):
        journal = store.journal()
        await journal.begin(run)
        await store.begin(run)
        await abandon(journal, ResponseDelta(0, "half"))
        if run is in_doomed:
            await store.delete_project("doomed")
        else:
            await store.delete_interaction(run.id)

    assert await store.recover() == []
    assert await store.history() == []
    assert [p.name for p in await store.projects()] == ["default"]


async def test_a_living_run_cannot_be_deleted_from_under_itself(store: DuckStore, started: Started) -> None:
    busy = await store.add_project("busy")
    run = started().model_copy(update={"project_id": busy.id, "project": busy.name})
    journal = store.journal()
    await journal.begin(run)
    await store.begin(run)
    for refused in (store.delete_interaction(run.id), store.delete_project("busy")):
        with pytest.raises(InputError, match="still going on"):
            await refused
    await journal.close(keep=False)
    await store.delete_interaction(run.id)
    assert await store.history() == []


@pytest.mark.parametrize(
    ("named", "landed"),
    [("DEFAULT", "default"), ("thesis", "thesis"), ("new one", "new one"), ("a/b", "default")],
)
async def test_a_run_that_knows_its_project_by_name_alone_lands_in_it(
    store: DuckStore, started: Started, make: Make, chunks_of: Callable[[Interaction, int], list[Chunk]],
    vectors: Callable[[int, int], Vectors], named: str, landed: str,
) -> None:  # fmt: skip
    await store.add_project("thesis")
    nowhere = {"project_id": "", "project": named}
    lost = started().model_copy(update=nowhere)
    journal = store.journal()
    await journal.begin(lost)
    await abandon(journal)
    saved = make(**nowhere)
    await store.begin(saved)
    await store.finish(saved, chunks_of(saved, 2), vectors(2, 1), "m")
    await store.recover()

    projects = {p.name: p for p in await store.projects()}
    assert set(projects) == {"default", "thesis", landed}
    assert all(p.id for p in projects.values())
    assert {s.id for s in await store.history(landed)} == {lost.id, saved.id}
    assert (await store.interaction(saved.id)).project_id == projects[landed].id
    assert await store.count_vectors("m", projects[landed].id) == 2


async def test_a_journal_that_is_just_being_made_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "young.new").write_bytes(b"")
    locked: list[int] = []
    monkeypatch.setattr(fcntl, "flock", lambda handle, _: locked.append(handle))
    with recovery.dead_journals(tmp_path) as paths:
        assert paths == []
    assert locked == []


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
