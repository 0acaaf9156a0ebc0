"""How long a search takes among many chunks, by meaning and words together, as a person gets it."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.harness import Row, interleaved, ratio, within
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
from orquix_tui.store.vectors import numpy

MODEL = "benchmark"
_BATCH = 1000
_SENTENCES = 9
_ROUNDS = 40
_BUDGET_MS = 60
_SETTLES_S = 300


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
        interaction = new_id()
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
            for n in range(_BATCH)
        ]
        await store.index(interaction, chunks, of(_BATCH, start), model_id)


async def among(count: int, passages: Sequence[str], questions: Sequence[str]) -> list[Row]:
    """Both searches together and each alone, beside one matrix-vector product over as many rows."""
    np = numpy()
    lot = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore(Path(folder), Redactor())
        project = await store.project("default")
        await fill(store, project, count, Writer(passages))
        embedder = Prepared()
        manager = ContextManager(store, embedder, ContextSettings())
        matrix, query = vectors(count, 1), embedder.vector[0]

        async def both() -> float:
            return await _ms(manager.search(lot.choice(questions), project))

        async def words() -> float:
            return await _ms(store.search_words(lot.choice(questions), project.id, 20))

        async def product() -> float:
            begun = time.process_time()
            np.dot(matrix, query)
            return (time.process_time() - begun) * 1000

        await _settle(both)
        found = await interleaved({"both": both, "words": words, "product": product}, _ROUNDS, warm_up=5)
        await store.aclose()
    what = f"among {count:,} chunks"
    return [
        within("retrieval", f"both together, {what}, CPU", found["both"], "ms", _BUDGET_MS),
        ratio(
            "retrieval", f"the same beside one product, {what}", found["both"], "ms", found["product"], None
        ),
        Row("retrieval", f"words alone, {what}, CPU", found["words"], "ms"),
    ]


async def _ms(work: object) -> float:
    begun = time.process_time()
    await work  # type: ignore[misc]  # a coroutine of any kind
    return (time.process_time() - begun) * 1000


async def _settle(search: object) -> None:
    """The first searches wait for what is indexed and loaded behind them."""
    until = time.monotonic() + _SETTLES_S
    while time.monotonic() < until:
        if await search() < 1000:  # type: ignore[operator]
            break
    for _ in range(3):
        await search()  # type: ignore[operator]
        await asyncio.sleep(1)


async def speed(passages: Sequence[str], questions: Sequence[str]) -> list[Row]:
    """All figures."""
    return [*await among(10_000, passages, questions), *await among(100_000, passages, questions)]
