from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

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
    StepStarted,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import Claim, ContextItem, Interaction, Response
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus, Step
from orquix_tui.store import recovery
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


async def test_a_run_without_a_journal_does_not_run_for_ever(store: DuckStore, started: Started) -> None:
    run = started()
    await store.begin(run)
    await store.recover()

    assert (await store.interaction(run.id)).status is InteractionStatus.INTERRUPTED


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
