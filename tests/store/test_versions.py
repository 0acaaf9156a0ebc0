"""The versions of a synthesis: all are kept, one holds, and a vote says which text was better."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orquix_tui.domain.errors import InputError, NotFoundError
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.status import Quality
from orquix_tui.store.duck import DuckStore

Make = Callable[..., Interaction]


async def _with_versions(store: DuckStore, make: Make) -> Interaction:
    item = make()
    await store.finish(item, [], None)
    assert item.synthesis is not None
    again = item.synthesis.model_copy(
        update={"text": "better", "quality": Quality.MEDIUM, "strategy": "select", "excluded": ("B",)}
    )
    assert await store.add_synthesis(item.id, again) == 2
    return item


async def test_the_newest_version_holds_until_another_is_chosen(store: DuckStore, make: Make) -> None:
    item = await _with_versions(store, make)
    assert item.synthesis is not None
    shown = (await store.interaction(item.id)).synthesis
    assert shown is not None
    assert (shown.version, shown.text, shown.strategy, shown.excluded) == (2, "better", "select", ("B",))
    await store.choose_synthesis(item.id, 1)
    shown = (await store.interaction(item.id)).synthesis
    assert shown is not None
    assert shown.text == item.synthesis.text
    assert (await store.history())[0].moderator_quality is item.synthesis.quality
    assert [s.version for s in await store.syntheses(item.id)] == [1, 2]


async def test_a_version_added_after_a_choice_holds(store: DuckStore, make: Make) -> None:
    item = await _with_versions(store, make)
    await store.choose_synthesis(item.id, 1)
    assert item.synthesis is not None
    await store.add_synthesis(item.id, item.synthesis.model_copy(update={"text": "third"}))
    shown = (await store.interaction(item.id)).synthesis
    assert shown is not None
    assert (shown.version, shown.text) == (3, "third")


async def test_a_version_that_does_not_exist_cannot_be_chosen(store: DuckStore, make: Make) -> None:
    item = await _with_versions(store, make)
    with pytest.raises(NotFoundError, match="no version 7"):
        await store.choose_synthesis(item.id, 7)


async def test_a_vote_is_kept_replaced_and_goes_with_its_interaction(store: DuckStore, make: Make) -> None:
    item = await _with_versions(store, make)
    assert await store.voted(item.id) == ""
    await store.vote(item.id, "synthesis")
    await store.vote(item.id, item.responses[0].letter)
    assert await store.voted(item.id) == item.responses[0].letter
    votes = (await store.metrics(1))["votes"]
    assert (votes["synthesis"], votes["answers"]) == (0, 1)
    assert votes["by_model"][0]["model"] == item.responses[0].model
    with pytest.raises(InputError):
        await store.vote(item.id, "Z")
    await store.delete_interaction(item.id)
    with pytest.raises(NotFoundError):
        await store.voted(item.id)


async def test_a_vote_belongs_to_the_version_that_it_was_given_on(store: DuckStore, make: Make) -> None:
    item = make()
    await store.finish(item, [], None)
    assert item.synthesis is not None
    letter = item.responses[0].letter
    await store.vote(item.id, letter)

    other = item.synthesis.model_copy(update={"text": "Quite another text."})
    second = await store.add_synthesis(item.id, other)
    assert await store.voted(item.id) == ""
    await store.vote(item.id, "synthesis")
    await store.choose_synthesis(item.id, 1)
    assert await store.voted(item.id) == letter

    # The same text with another ledger (a contradiction was asked about) keeps its vote, and counts once.
    await store.choose_synthesis(item.id, second)
    await store.add_synthesis(item.id, other)
    assert await store.voted(item.id) == "synthesis"
    await store.vote(item.id, "synthesis")
    votes = (await store.metrics(1))["votes"]
    assert (votes["synthesis"], votes["answers"]) == (1, 1)
