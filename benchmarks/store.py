"""Saving, and searching 10 000 and 100 000 chunks beside one matrix-vector product."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.harness import Row, at, give, interleaved, lateness, median, ratio, within
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import NewDocument, Vectors
from orquix_tui.domain.models import (
    Chunk,
    Council,
    Document,
    Interaction,
    Member,
    Project,
    Response,
    Synthesis,
    Usage,
)
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.store.duck import DuckStore
from orquix_tui.store.vectors import numpy

MODEL = "benchmark"
DIMENSION = 384
_BATCH = 5000
_ANSWER = "Bees find home by the sun, by landmarks and by the scent of their hive. " * 40


def interaction(project: Project, prompt: str) -> Interaction:
    """What a council of four leaves behind: answers of 3 kB and a synthesis."""
    seats = tuple(Member(provider="p", model=f"m{seat}", label=f"M{seat}") for seat in range(4))
    answers = tuple(
        Response(
            seat=seat,
            letter="ABCD"[seat],
            label=member.label,
            provider="p",
            model=member.model,
            status=ResponseStatus.COMPLETE,
            text=_ANSWER,
            usage=Usage(input_tokens=900, output_tokens=700),
            ttft_ms=400.0,
            latency_ms=9000.0,
        )
        for seat, member in enumerate(seats)
    )
    return Interaction(
        id=new_id(),
        project_id=project.id,
        project=project.name,
        prompt=prompt,
        status=InteractionStatus.COMPLETE,
        council=Council(name="default", members=seats),
        responses=answers,
        synthesis=Synthesis(moderator="p:m0", text=_ANSWER, quality=Quality.HIGH),
    )


def _chunks(item: Interaction, count: int) -> list[Chunk]:
    return [
        Chunk(
            id=new_id(),
            project_id=item.project_id,
            interaction_id=item.id,
            ord=n,
            source="interaction",
            text=f"Piece {n}. {_ANSWER[:400]}",
            tokens=100,
        )
        for n in range(count)
    ]


def _vectors(count: int, seed: int) -> Vectors:
    np = numpy()
    found = np.random.default_rng(seed).standard_normal((count, DIMENSION), dtype=np.float32)
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


async def save() -> list[Row]:
    """One interaction with what it teaches: eight chunks and their vectors."""
    took: list[float] = []
    late: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore(Path(folder), Redactor())
        project = await store.project("default")
        for turn in range(17):
            item = interaction(project, f"Question {turn}")
            await store.begin(item)
            chunks, vectors = _chunks(item, 8), _vectors(8, turn)
            async with lateness(late if turn > 1 else []):
                begun = time.perf_counter()
                await store.finish(item, chunks, vectors, MODEL)
                took += [(time.perf_counter() - begun) * 1000] if turn > 1 else []
        await store.aclose()
    return [
        within("store", "save of one interaction, wall", median(took), "ms", 150),
        Row("store", "event loop late meanwhile, p95", at(late, 0.95), "ms"),
        Row("store", "event loop late meanwhile, worst", max(late), "ms"),
    ]


async def search(count: int, limit: float) -> Row:
    """The fifty nearest of `count` chunks of one project, warm."""
    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore(Path(folder), Redactor())
        project = await store.project("default")
        for start in range(0, count, _BATCH):
            item = interaction(project, f"Question {start}")
            chunks, vectors = _chunks(item, _BATCH), _vectors(_BATCH, start)
            await store.finish(item, chunks, vectors, MODEL)
        await store.aclose()
        store = DuckStore(Path(folder), Redactor())  # one that is not busy with the words of all that
        found = await beside_a_product(store, project.id, count)
        await store.aclose()
    what = f"the 50 nearest of {count:,} chunks against one matrix-vector product, CPU"
    return ratio("store", what, found["ours"], "ms", found["product"], limit)


async def beside_a_product(store: DuckStore, project_id: str, count: int) -> dict[str, float]:
    """CPU ms of a warm search of that project (`ours`) and of one `product` over as many rows."""
    np = numpy()
    matrix, query = _vectors(count, 1), _vectors(1, 2)[0]

    def timed(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[float]]:
        async def measure() -> float:
            begun = time.process_time()
            await work()
            return (time.process_time() - begun) * 1000

        return measure

    async def ours() -> object:
        return await store.search(query, MODEL, project_id, 50)

    async def product() -> object:
        return np.dot(matrix, query)

    return await _settled(interleaved, {"ours": timed(ours), "product": timed(product)})


async def ingest() -> list[Row]:
    """A hundred new documents of five chunks in one call, then vectors by the thirty-two."""
    put: list[float] = []
    add: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore(Path(folder), Redactor())
        project = await store.project("default")
        for turn in range(9):
            batch = [_document(project, f"/notes/{turn}/{n}.md") for n in range(100)]
            put.append(await _wall(store.put_documents(batch)))
        for turn in range(17):
            waiting = await store.without_vectors(MODEL, project.id, 32)
            ids, vectors = [chunk.id for chunk in waiting], _vectors(32, turn)
            add.append(await _wall(store.add_vectors(ids, vectors, MODEL)))
        await store.aclose()
    return [
        Row("store", "100 documents of 500 chunks in one call, wall", median(put[1:]), "ms"),
        Row("store", "32 vectors for chunks that waited, wall", median(add[1:]), "ms"),
    ]


def _document(project: Project, path: str) -> NewDocument:
    about = Document(project_id=project.id, path=path, root="/notes", title=path, sha256="0" * 64, size=7000)
    chunks = [
        Chunk(
            id=new_id(),
            project_id=project.id,
            path=path,
            ord=n,
            source=path,
            text=f"Piece {n} of {path}. {_ANSWER[:1400]}",
            tokens=400,
            kind="document",
            heading="Notes > Bees",
        )
        for n in range(5)
    ]
    return NewDocument(about, chunks)


async def _wall(work: Awaitable[object]) -> float:
    begun = time.perf_counter()
    await work
    return (time.perf_counter() - begun) * 1000


async def _settled(
    measure: Callable[..., Awaitable[dict[str, float]]], tasks: dict[str, Callable[[], Awaitable[float]]]
) -> dict[str, float]:
    """The first search runs in SQL while the matrix is read beside it: let that end first."""
    for _ in range(3):
        await tasks["ours"]()
        await asyncio.sleep(1)
    return await measure(tasks, 25, warm_up=5)


async def main() -> list[Row]:
    """All figures of the store."""
    return [*await save(), *await ingest(), await search(10_000, 3), await search(100_000, 1.5)]


if __name__ == "__main__":
    give(asyncio.run(main()))
