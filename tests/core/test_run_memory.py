"""What a run remembers and goes on from: threads, the block that is sent, and what is learned of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from orquix_tui.core.context import manager
from orquix_tui.domain.events import ContextFound, ModelAwaited, RunEnded, RunStarted
from orquix_tui.domain.models import ContextItem
from orquix_tui.domain.status import InteractionStatus, Quality
from orquix_tui.embeddings.pack import cache_folder
from tests.house import House
from tests.loopback import Answer


async def test_a_thread_goes_along_when_it_is_continued(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])

    async with house.open() as services:
        first = await house.ask(services, "Why is grass green?")
        second = await house.ask(services, "And in autumn?", thread="continue")

    messages = house.server.asked("n")[1].body["messages"]
    assert [m["role"] for m in messages] == ["user", "assistant", "user"]
    assert messages[0]["content"] == "Why is grass green?"
    assert second.continues == first.id


async def test_in_auto_only_a_question_that_leans_on_the_last_one_goes_on_from_it(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])

    async with house.open() as services:
        first = await house.ask(services, "Why is grass green?", thread="auto")
        leaning = await house.ask(services, "And in autumn?", thread="auto")
        own = await house.ask(services, "How deep is the Baltic Sea?", thread="auto")
        named = await house.ask(services, "why?", thread="auto", continues=first.id)

    assert [i.continues for i in (first, leaning, own, named)] == [None, first.id, None, first.id]
    turns = [len(asked.body["messages"]) for asked in house.server.asked("n")]
    assert turns == [1, 3, 1, 3]
    started = [e.interaction.continues for e in house.events if isinstance(e, RunStarted)]
    assert started == [None, first.id, None, first.id]


async def test_a_thread_that_cannot_be_found_costs_no_answer(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])

    async with house.open() as services:
        interaction = await house.ask(services, "Why?", thread="continue", continues="0123456789")

    assert interaction.status is InteractionStatus.COMPLETE
    assert interaction.continues is None
    assert any("0123456789" in note.message for note in interaction.metrics.errors)


async def test_a_block_that_the_person_approved_is_sent_as_it_is(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    approved = (
        ContextItem(n=2, chunk_id="b", source="kept", text="Grass holds chlorophyll.", tokens=6),
        ContextItem(n=5, chunk_id="e", source="pinned", text="Chlorophyll is green.", tokens=6, pinned=True),
    )

    async with house.open() as services:
        await house.ask(services, "Why is grass green in winter?")
        interaction = await house.ask(services, "Why is grass green?", context=approved)
        bare = await house.ask(services, "Why is grass green?", context=())

    assert interaction.context == approved
    assert interaction.metrics.context_chunks_found == 2
    assert interaction.metrics.context_retrieval_time_ms is not None
    found = [e for e in house.events if isinstance(e, ContextFound)]
    assert found[1].items == approved
    assert found[1].tokens > 12
    sent = house.server.asked("n")[1].body["messages"][-1]["content"]
    assert "[2] kept\nGrass holds chlorophyll.\n\n[5] pinned\nChlorophyll is green.\n" in sent
    assert (bare.context, bare.metrics.context_chunks_found) == ((), 0)
    assert house.server.asked("n")[2].body["messages"][-1]["content"] == "Why is grass green?"


async def test_a_run_teaches_what_the_next_one_is_sent(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])

    async with house.open() as services:
        first = await house.ask(services, "Why is grass green?")
        second = await house.ask(services, "Is all grass green?")
        await services.store.delete_interaction(first.id)
        third = await house.ask(services, "Is all grass green?", context=None)

    assert [item.interaction_id for item in second.context] == [first.id]
    assert not any(item.interaction_id == first.id for item in third.context)


async def test_a_low_synthesis_is_not_learned_and_what_is_learned_instead_says_so(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")], moderator=("extractive",))
    house.server.script("m", Answer("Chlorophyll takes the red light and leaves the green."))
    house.server.script("n", Answer("Chlorophyll reflects green light to the eye."))

    async with house.open() as services:
        first = await house.ask(services, "Why is grass green?")
        second = await house.ask(services, "Is all grass green?")

    assert first.synthesis is not None
    assert first.synthesis.quality in {Quality.LOW, Quality.FAILED}
    assert [(item.unverified, item.quality) for item in second.context] == [(True, None)]
    base = next(r for r in first.responses if r.letter == first.synthesis.base_letter)
    assert second.context[0].text == f"Why is grass green?\n\n{base.text}"


async def test_a_thread_goes_on_after_a_deletion(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])

    async with house.open() as services:
        first = await house.ask(services, "One?")
        await house.ask(services, "Two?", thread="continue")
        await services.store.delete_interaction(first.id)
        await house.ask(services, "Three?", thread="continue")

    messages = house.server.asked("n")[2].body["messages"]
    assert [m["content"] for m in messages if m["role"] == "user"] == ["Two?", "Three?"]


async def test_what_was_learned_gets_its_vectors_after_the_run_has_ended(
    house: House, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")], extra="")
    folder = cache_folder(house.home / "cache")
    folder.parent.mkdir(parents=True)
    folder.symlink_to(cache_folder(model_cache))

    async with house.open() as services:
        run = await services.orchestrator.start(
            await house.request(services, "Why is grass green?"), house.events.append
        )
        interaction = await run.wait()
        (chunk,) = [c for c in await services.context.learn(interaction) if c.kind == "learned"]
        await asyncio.wait_for(run.settling, 60)
        left = await services.ingest.pending(None)
        found = await services.context.find(
            await services.store.project("default"), "What colour does chlorophyll give?", threshold=0.1
        )
        assert isinstance(house.events[-1], RunEnded)
        monkeypatch.setattr(manager, "AT_ONCE_S", 0.0)
        await house.ask(services, "And which colour do roses have?")

    assert ModelAwaited() in house.events
    assert left == 0
    assert [(item.text, item.score is not None) for item in found.items] == [(chunk.text, True)]
