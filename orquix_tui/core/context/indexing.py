"""Gives chunks the vectors that they still lack. Resumable: the store itself says what is left."""

from __future__ import annotations

from collections.abc import Sequence

from orquix_tui.domain.memory import Embedder
from orquix_tui.domain.models import Chunk
from orquix_tui.domain.ports import Store

BATCH = 16
"""Chunks: some seconds of work on a slow machine, after which it stands in the store."""


async def index_some(
    store: Store, embedder: Embedder, project_id: str | None, limit: int = BATCH
) -> Sequence[Chunk]:
    """Embed the newest chunks without a vector, at most `limit`, and store them; which they were.

    Raises EmbeddingError, StoreError.
    """
    chunks = await store.without_vectors(embedder.model_id, project_id, limit)
    if chunks:
        vectors = await embedder.embed([chunk.passage for chunk in chunks], "passage")
        await store.add_vectors([chunk.id for chunk in chunks], vectors, embedder.model_id)
    return chunks
