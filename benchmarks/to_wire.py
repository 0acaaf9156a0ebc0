"""From Enter until every member has been asked, with much to search through."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from benchmarks.harness import Row, at, median, within
from benchmarks.retrieval.speed import Writer, fill, vectors
from orquix_tui.core.services import Services
from orquix_tui.domain.memory import Vectors
from orquix_tui.domain.models import RunRequest
from orquix_tui.store.vectors import unit
from tests.house import House
from tests.loopback import LoopbackServer
from tests.question_pairs import PAIRS

CHUNKS = 10_000
RUNS = 15
_WARM_UP = 3
_BUDGET_MS = 150
_TYPING_S = 0.5
_NOISE = 0.3
"""How far a chunk's vector lies from that of the sentence it stands for: some of them go along."""
_MEMBERS = (("openai", "model-a"), ("anthropic", "model-b"), ("ollama", "model-c"))


async def to_wire(home: Path) -> list[Row]:
    """A council of three on the loopback; the real store and the real model, both warm."""
    with LoopbackServer() as server:
        house = House(home, server)
        house.configure(_MEMBERS, extra="")
        async with house.open() as services:
            await _remember(services)
            request = await house.request(services, "?")
            took = [await _once(house, services, request, n) for n in range(_WARM_UP + RUNS)][_WARM_UP:]
    what = f"Enter to all requests on the wire, {CHUNKS:,} chunks"
    return [
        within("memory", f"{what}, p50", median(took), "ms", _BUDGET_MS),
        Row("memory", f"{what}, p90", at(took, 0.9), "ms"),
    ]


async def _remember(services: Services) -> None:
    """Texts of people's sentences, with vectors near those that the model gives for them."""
    sentences = [text for pair in PAIRS for text in pair]
    known = await services.embedder.embed(sentences, "passage")

    def near(count: int, seed: int) -> Vectors:
        chosen = [known[number % len(known)] for number in range(count)]
        return unit(chosen + _NOISE * vectors(count, seed))

    project = await services.store.project("default")
    model_id = services.embedder.model_id
    await fill(services.store, project, CHUNKS, Writer(sentences), model_id, near)


async def _once(house: House, services: Services, request: RunRequest, number: int) -> float:
    """Milliseconds; the run is let go on to its very end, and a person takes a while to type."""
    await asyncio.sleep(_TYPING_S)
    request = request.model_copy(update={"prompt": f"{PAIRS[number % len(PAIRS)][0]} ({number})"})
    before = len(_arrivals(house.server))
    begun = time.monotonic()
    run = await services.orchestrator.start(request, house.events.append)
    interaction = await run.wait()
    await run.settling
    assert interaction.context, "nothing went along"
    arrived = _arrivals(house.server)[before:]
    assert len(arrived) == len(_MEMBERS), arrived
    return (max(arrived) - begun) * 1000


def _arrivals(server: LoopbackServer) -> list[float]:
    """When each member was asked, in order; not the moderator."""
    members = {model for _, model in _MEMBERS}
    return [asked.at for asked in server.asked() if asked.model in members]
