"""How long a search takes among many chunks, by meaning and words together, as a person gets it."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness import Row, interleaved, median, ratio, within
from orquix_tui.core.context.manager import ContextManager
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import Chunk, Project
from orquix_tui.domain.ports import Store
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ContextSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.sources import DIMENSION
from orquix_tui.store.duck import DuckStore
from orquix_tui.store.lease import Turn
from orquix_tui.store.vectors import numpy

MODEL = "benchmark"
_BATCH = 1000
_SENTENCES = 9
_ROUNDS = 40
_BUDGET_MS, _WORDS_MS, _ADD_MS = 60, 15, 15
_FEW, _ADDED = 20, 15
"""Chunks added at once, as a run or a document does, and how often."""
_FIRSTS = 5
_GROUP = "retrieval"
_SETTLES_S = 300


Clock = Callable[[], float]


class Prepared(FastEmbedder):
    """An embedder whose vectors are there already: their time is not what is measured."""

    model_id = MODEL
    threshold = search_threshold = -1.0

    def __init__(self) -> None:
        self.vector = vectors(1, 7)

    def unavailable(self) -> str:
        return ""

    async def embed(self, texts: Sequence[str], role: object) -> Vectors:  # noqa: ARG002  # the port's
        return self.vector


def vectors(count: int, seed: int) -> Vectors:
    np = numpy()
    found = np.random.default_rng(seed).standard_normal((count, DIMENSION), dtype=np.float32)
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


class Writer:
    """Texts of sentences that people wrote, each with a part number: as frequent as in prose."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._lot = random.Random(1)
        self._sentences = [line for text in passages for line in text.replace("\n", ". ").split(". ") if line]

    def text(self) -> str:
        number = f"{self._lot.choice('ABCDEFGH')}{self._lot.choice('KLMN')}-{self._lot.randrange(10**5)}"
        return ". ".join([number, *self._lot.choices(self._sentences, k=_SENTENCES)])


async def fill(
    store: Store,
    project: Project,
    count: int,
    writer: Writer,
    model_id: str = MODEL,
    of: Callable[[int, int], Vectors] = vectors,
) -> None:
    """Store so many chunks with their vectors: `of` is given how many, and a seed."""
    for start in range(0, count, _BATCH):
        interaction, size = new_id(), min(_BATCH, count - start)
        chunks = [
            Chunk(
                id=new_id(),
                project_id=project.id,
                interaction_id=interaction,
                ord=n,
                source="s",
                text=writer.text(),
                tokens=200,
            )
            for n in range(size)
        ]
        await store.index(interaction, chunks, of(size, start), model_id)


class Watched(DuckStore):
    """Notes how long the index of words takes to follow, ms of CPU time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Redactor())
        self.followed: list[float] = []

    def _follow_words(self, turn: Turn) -> None:
        begun = time.thread_time()
        super()._follow_words(turn)
        self.followed.append((time.thread_time() - begun) * 1000)


async def among(count: int, passages: Sequence[str], questions: Sequence[str]) -> list[Row]:
    """All figures of a store with that many chunks in one project, and a hundredth of them in another."""
    with tempfile.TemporaryDirectory() as folder:
        store = Watched(Path(folder))
        large, small = await store.project("default"), await store.add_project("small")
        writer = Writer(passages)
        await fill(store, small, count // 100, writer)
        await fill(store, large, count, writer)
        what = f"among {count:,} chunks"
        try:
            rows = await _searches(store, large, questions, what, count)
            rows += await _searches(store, small, questions, f"in a project of {count // 100:,} {what}", None)
            rows.append(await _adding(store, large, writer, what))
        finally:
            await store.aclose()
        return [*rows, await _first(Path(folder), questions, what)]


async def _searches(
    store: DuckStore, project: Project, questions: Sequence[str], what: str, count: int | None
) -> list[Row]:
    """Both searches together and the words alone; beside one product over `count` rows, if that is given."""
    lot = random.Random(2)
    embedder = Prepared()
    manager = ContextManager(store, embedder, ContextSettings())
    matrix, query = vectors(count or 1, 1), embedder.vector[0]
    tasks: dict[str, Callable[[], Awaitable[float]]] = {}
    for name, clock in (("wall", time.perf_counter), ("CPU", time.process_time)):

        async def both(clock: Clock = clock) -> float:
            return await _ms(manager.search(lot.choice(questions), project), clock)

        async def words(clock: Clock = clock) -> float:
            return await _ms(store.search_words(lot.choice(questions), project.id, 20), clock)

        async def product(clock: Clock = clock) -> float:
            begun = clock()
            numpy().dot(matrix, query)
            return (clock() - begun) * 1000

        tasks |= {f"both {name}": both, f"words {name}": words, f"product {name}": product}
    await _settle(tasks["both wall"])
    found = await interleaved(tasks, _ROUNDS, warm_up=5)
    rows = [
        Row(_GROUP, f"both together, {what}, wall", found["both wall"], "ms"),
        within(_GROUP, f"both together, {what}, CPU", found["both CPU"], "ms", _BUDGET_MS),
        Row(_GROUP, f"words alone, {what}, wall", found["words wall"], "ms"),
        within(_GROUP, f"words alone, {what}, CPU", found["words CPU"], "ms", _WORDS_MS),
    ]
    if count:
        beside = found["both CPU"], "ms", found["product CPU"], None
        rows.append(ratio(_GROUP, f"both together beside one product, {what}, CPU", *beside))
    return rows


async def _adding(store: Watched, project: Project, writer: Writer, what: str) -> Row:
    store.followed.clear()
    for _ in range(_ADDED):
        await fill(store, project, _FEW, writer)
    return within(
        _GROUP, f"{_FEW} chunks into the index of words, {what}, CPU", median(store.followed), "ms", _ADD_MS
    )


async def _first(folder: Path, questions: Sequence[str], what: str) -> Row:
    """As a new process has it: nothing of the store is in memory, its files are in the system's cache."""
    took = []
    for question in questions[:_FIRSTS]:
        store = DuckStore(folder, Redactor())
        project = await store.project("default")
        manager = ContextManager(store, Prepared(), ContextSettings())
        took.append(await _ms(manager.search(question, project), time.process_time))
        await store.aclose()
    return Row(_GROUP, f"the first search of a process, {what}, CPU", median(took), "ms")


async def _ms(work: Coroutine[Any, Any, object], clock: Clock) -> float:
    begun = clock()
    await work
    return (clock() - begun) * 1000


async def _settle(search: Callable[[], Awaitable[float]]) -> None:
    """The first searches wait for what is indexed and loaded behind them."""
    until = time.monotonic() + _SETTLES_S
    while time.monotonic() < until:
        if await search() < 1000:
            break
    for _ in range(3):
        await search()
        await asyncio.sleep(1)


async def speed(passages: Sequence[str], questions: Sequence[str]) -> list[Row]:
    """All figures."""
    return [*await among(10_000, passages, questions), *await among(100_000, passages, questions)]
