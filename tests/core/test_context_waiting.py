"""A question whose context waits for the embedding model: it is told, and it does not wait for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

import pytest

from orquix_tui.core.context import manager
from orquix_tui.core.context.manager import ContextManager
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Project
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.store.duck import DuckStore
from tests.answered import answered

QUESTION = "Is basil kept alive indoors?"


class Held:
    """The model, as slow as the test wants it."""

    def __init__(self, embedder: FastEmbedder) -> None:
        self._embed = embedder.embed
        self.go_on = asyncio.Event()

    async def embed(self, texts: Sequence[str], role: Literal["query", "passage"]) -> Vectors:
        """Its vectors, once they may come."""
        await self.go_on.wait()
        return await self._embed(texts, role)


@pytest.fixture
async def held(
    store: DuckStore,
    project: Project,
    memory: ContextManager,
    embedder: FastEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> Held:
    """A project that remembers something, whose model then takes its time."""
    interaction = answered(project, "How do I keep basil alive indoors?", "Give the pot a bright window.")
    await store.begin(interaction)
    await store.finish(interaction, await memory.learn(interaction), None)
    await memory.catch_up(project)
    made = Held(embedder)
    monkeypatch.setattr(embedder, "embed", made.embed)
    return made


async def test_that_a_question_waits_for_the_model_is_told_and_then_meaning_finds(
    project: Project, memory: ContextManager, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manager, "AT_ONCE_S", 0.0)
    waits = asyncio.Event()
    looking = asyncio.create_task(memory.find(project, QUESTION, waits=waits.set))
    await asyncio.wait_for(waits.wait(), 30)
    assert not looking.done()
    held.go_on.set()
    block = await looking
    assert block.notice == ""
    assert [item.score is not None for item in block.items] == [True]


async def test_after_a_bound_a_question_does_with_words_and_a_search_goes_on_waiting(
    project: Project, memory: ContextManager, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manager, "PATIENCE_S", 0.01)
    searching = asyncio.create_task(memory.search(QUESTION, project))
    block = await memory.find(project, QUESTION)
    assert [item.score for item in block.items] == [None]
    assert "words alone were searched" in block.notice
    assert not searching.done()
    held.go_on.set()
    assert (await searching)[0].score is not None
