"""Who waits for whom: a query never waits for passages that are only in line."""

from __future__ import annotations

import asyncio

import numpy as np

from orquix_tui.embeddings.client import FastEmbedder


async def test_a_query_goes_before_the_passages_that_wait(embedder: FastEmbedder) -> None:
    order: list[str] = []

    async def embed(name: str, text: str, role: str) -> None:
        await embedder.embed([text], role)  # type: ignore[arg-type]  # one of the two
        order.append(name)

    passages = [embed(f"passage {i}", f"{i} long passage " * 60, "passage") for i in range(4)]
    tasks = [asyncio.create_task(passage) for passage in passages]
    await asyncio.sleep(0)  # all are in line now
    await embed("query", "a question in a hurry", "query")
    await asyncio.gather(*tasks)
    assert order.index("query") <= 1


async def test_a_text_over_the_models_limit_is_read_to_its_end(embedder: FastEmbedder) -> None:
    beginning = "The tides follow the moon. " * 120
    end = "Sourdough bread needs a lively starter. " * 120
    whole, first, last = await embedder.embed([beginning + end, beginning, end], "passage")
    assert whole @ first > 0.9
    assert whole @ last > 0.9
    assert whole @ last > first @ last
    np.testing.assert_allclose(np.linalg.norm(whole), 1, atol=1e-5)
