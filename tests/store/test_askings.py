"""Later answers of a saved interaction: one transaction, all costs counted, and nothing lost to a kill."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orquix_tui.domain.askings import blank_of, with_member
from orquix_tui.domain.errors import NotFoundError, StoreError
from orquix_tui.domain.events import (
    Event,
    ResponseAsked,
    ResponseDelta,
    ResponseEnded,
    ResponseStarted,
    RunEnded,
)
from orquix_tui.domain.models import Failure, Interaction, Member, Response, Usage
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from orquix_tui.store.duck import DuckStore
from tests.store.children import abandon

Make = Callable[..., Interaction]
NEW = Member(provider="router", model="model-9", label="Ninth")


@pytest.fixture
async def saved(store: DuckStore, make: Make, response: Callable[..., Response]) -> Interaction:
    """Two seats answered, the third was refused."""
    failed = response(
        2,
        status=ResponseStatus.AUTH_ERROR,
        text="",
        error=Failure(cause="no key"),
        cost_usd=None,
        usage=Usage(),
    )
    member = Member(provider="router", model="m", label="M")
    item = make()
    item = item.model_copy(
        update={
            "responses": (*item.responses[:2], failed),
            "council": item.council.model_copy(update={"members": (member,) * 3}),
            "status": InteractionStatus.PARTIAL,
        }
    )
    await store.finish(item, [], None)
    return await store.interaction(item.id)


async def test_what_came_later_replaces_the_answer_and_adds_to_the_figures(
    store: DuckStore, saved: Interaction, response: Callable[..., Response]
) -> None:
    assert saved.synthesis is not None
    await store.add_synthesis(saved.id, saved.synthesis.model_copy(update={"text": "second"}))
    await store.choose_synthesis(saved.id, saved.synthesis.version)
    before = await store.metrics(1)
    fresh = response(2, text="at last", cost_usd=0.25, usage=Usage(input_tokens=5, output_tokens=7))
    joined = with_member(saved, NEW)
    added = joined.responses[3].model_copy(update={"status": ResponseStatus.COMPLETE, "text": "me too"})
    changed = joined.model_copy(
        update={"responses": (*saved.responses[:2], fresh, added), "status": InteractionStatus.COMPLETE}
    )

    await store.asked_again(changed, [fresh, added])
    await store.asked_again(changed, [fresh, added])  # as after a kill between the two: counts once

    now = await store.interaction(saved.id)
    figures = await store.metrics(1)
    assert now.responses == changed.responses
    assert now.council.members[3].label == "Ninth"
    assert now.status is InteractionStatus.COMPLETE
    assert now.synthesis == saved.synthesis, "the version that was chosen still holds"
    assert len(await store.syntheses(saved.id)) == 2
    assert figures["runs"] == before["runs"]
    assert figures["cost_usd"] == pytest.approx(before["cost_usd"] + 0.25)
    assert figures["output_tokens"] == before["output_tokens"] + 7
    assert sum(row["asked"] for row in figures["by_model"]) == 5
    assert (await store.history())[0].status is InteractionStatus.COMPLETE


async def test_an_interaction_that_has_gone_takes_nothing_in(store: DuckStore, saved: Interaction) -> None:
    await store.delete_interaction(saved.id)

    with pytest.raises(NotFoundError):
        await store.asked_again(saved, [])


async def test_two_cannot_ask_the_same_members_at_once(
    store: DuckStore, saved: Interaction, tmp_path: Path
) -> None:
    journal = store.journal()
    await journal.begin(saved)
    other = DuckStore(tmp_path / "data", Redactor())

    with pytest.raises(StoreError, match="asked already"):
        await other.journal().begin(saved)

    assert [run.interaction_id for run in await other.active()] == [saved.id]
    assert await other.recover() == []
    await journal.close(keep=False)
    assert (await other.interaction(saved.id)) == saved
    await other.aclose()


async def _killed(store: DuckStore, saved: Interaction, *events: Event) -> Interaction:
    """What a start after a kill finds."""
    journal = store.journal()
    await journal.begin(saved)
    await abandon(journal, *events)
    recovered = await store.recover()
    assert [one.id for one in recovered] == [saved.id]
    return await store.interaction(saved.id)


async def test_a_kill_while_a_good_answer_was_renewed_keeps_it(store: DuckStore, saved: Interaction) -> None:
    now = await _killed(
        store,
        saved,
        ResponseAsked(blank_of(saved.responses[0]), saved.council.members[0]),
        ResponseStarted(0),
        ResponseDelta(0, "only a beg"),
    )

    assert now.responses[0].text == saved.responses[0].text
    assert now.responses[0].status is saved.responses[0].status
    assert (now.status, now.synthesis) == (saved.status, saved.synthesis)
    assert now.metrics == saved.metrics
    assert await store.recover() == []


async def test_a_kill_keeps_what_the_others_had_said_by_then(
    store: DuckStore, saved: Interaction, response: Callable[..., Response]
) -> None:
    joined = with_member(saved, NEW)
    fresh = response(2, text="whole", cost_usd=0.25)
    now = await _killed(
        store,
        saved,
        ResponseAsked(blank_of(saved.responses[2]), saved.council.members[2]),
        ResponseAsked(joined.responses[3], joined.council.members[3]),
        ResponseStarted(2),
        ResponseStarted(3),
        ResponseDelta(2, "whole"),
        ResponseDelta(3, "half of"),
        ResponseEnded(fresh),
    )

    assert [r.text for r in now.responses[2:]] == ["whole", "half of"]
    assert [r.status for r in now.responses[2:]] == [ResponseStatus.COMPLETE, ResponseStatus.INTERRUPTED]
    assert now.council == joined.council
    assert now.status is InteractionStatus.PARTIAL


async def test_what_only_could_not_be_saved_comes_back_as_it_had_ended(
    store: DuckStore, saved: Interaction, response: Callable[..., Response]
) -> None:
    fresh = response(2, text="whole", cost_usd=0.25)
    changed = saved.model_copy(
        update={"responses": (*saved.responses[:2], fresh), "status": InteractionStatus.COMPLETE}
    )
    now = await _killed(
        store,
        saved,
        ResponseAsked(blank_of(saved.responses[2]), saved.council.members[2]),
        ResponseEnded(fresh),
        RunEnded(changed),
    )

    assert now.responses == changed.responses
    assert now.status is InteractionStatus.COMPLETE
