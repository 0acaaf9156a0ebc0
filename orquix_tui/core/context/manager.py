"""Finds what the project already knows, and adds to it. Works over the ports alone."""

from __future__ import annotations

from contextlib import suppress

from orquix_tui.core.context.block import ContextBlock, fit
from orquix_tui.core.context.choosing import fused, joined, relevant, without_repeats
from orquix_tui.core.context.learning import Learned, learn
from orquix_tui.domain.errors import EmbeddingError, OrquixError
from orquix_tui.domain.memory import Embedder, Hit
from orquix_tui.domain.models import Interaction, Project
from orquix_tui.domain.ports import Store
from orquix_tui.domain.settings import ContextSettings
from orquix_tui.domain.text import clean

_EXTRA = 4
"""Candidates asked for per item wanted: repeats are dropped and the rest still fills the block."""
_QUERY_HEAD, _QUERY_TAIL = 1200, 600
"""Characters of a long prompt that are searched for: the model reads 512 tokens, and questions stand
at either end of what was pasted."""


class ContextManager:
    """The memory of the projects."""

    def __init__(self, store: Store, embedder: Embedder, settings: ContextSettings) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings

    async def find(
        self,
        project: Project,
        prompt: str,
        *,
        top_k: int | None = None,
        threshold: float | None = None,
        max_tokens: int | None = None,
    ) -> ContextBlock:
        """The block for a prompt; None means as the settings say. Whether to ask is the caller's choice.

        Never raises for a missing model or a failing store: the notice says what happened and what to do,
        and there are no items then. A project without memory starts no model.
        """
        if not project.id:  # a stand-in: the store could not say which project it is
            return ContextBlock(notice="Earlier work could not be searched: the project could not be read.")
        notice = self._embedder.unavailable()
        if notice:
            return ContextBlock(notice=notice)
        top_k = top_k or self._settings.top_k
        try:
            hits = await self._by_meaning(prompt, project.id, top_k * _EXTRA, threshold)
        except EmbeddingError as error:
            return ContextBlock(notice=str(error))
        except OrquixError as error:
            return ContextBlock(notice=f"Earlier work could not be searched: {error}")
        budget = max_tokens or self._settings.max_tokens
        block = fit(joined(without_repeats(hits)[:top_k]), budget)
        if hits and not block.items:
            notice = f"Nothing of what was found fits into {budget} tokens of context."
        return ContextBlock(block.items, block.tokens, notice)

    async def warm(self) -> None:
        """Start the model while the person waits for something else; its failure shows where it is used."""
        if not self._embedder.unavailable():
            with suppress(EmbeddingError):
                await self._embedder.split("warm", 16, 0)

    async def learn(self, interaction: Interaction) -> Learned:
        """What to remember of it; empty when nobody answered, with a notice when there is no model."""
        return await learn(interaction, self._embedder)

    async def catch_up(self, project: Project, limit: int = 20) -> int:
        """Index what could not be indexed before, oldest first. Returns how many. Raises StoreError."""
        if self._embedder.unavailable() or not project.id:
            return 0
        done = 0
        for interaction in await self._store.unindexed(project.id, self._embedder.model_id, limit):
            learned = await self.learn(interaction)
            if learned.notice:
                break  # the model failed: the next one would fare no better
            if learned.vectors is not None:
                await self._store.index(interaction.id, learned.chunks, learned.vectors, learned.model_id)
                done += 1
        return done

    async def search(
        self, query: str, project: Project | None, *, top_k: int | None = None, threshold: float | None = None
    ) -> list[Hit]:
        """The best hits of one project or of all, by meaning and by words; what words alone hit has no score.

        Without a model the words must do. Raises StoreError.
        """
        query = clean(query)
        project_id = project.id if project else None
        limit = top_k or self._settings.top_k
        by_words = await self._store.search_words(query, project_id, limit)
        if self._embedder.unavailable():
            return by_words
        try:
            by_meaning = await self._by_meaning(query, project_id, limit, threshold)
        except EmbeddingError:
            return by_words  # having no scores, they show how they were found
        return fused(by_meaning, by_words)[:limit]

    async def _by_meaning(
        self, query: str, project_id: str | None, limit: int, threshold: float | None
    ) -> list[Hit]:
        model_id = self._embedder.model_id
        if not await self._store.count_vectors(model_id, project_id):
            return []
        vectors = await self._embedder.embed([_essence(query)], "query")
        hits = await self._store.search(vectors[0], model_id, project_id, limit)
        if threshold is None:  # in the settings 0 stands for what suits the model
            threshold = self._settings.similarity_threshold or self._embedder.threshold
        return relevant(hits, threshold)


def _essence(prompt: str) -> str:
    """The ends of a long prompt."""
    if len(prompt) <= _QUERY_HEAD + _QUERY_TAIL:
        return prompt
    return f"{prompt[:_QUERY_HEAD]}\n…\n{prompt[-_QUERY_TAIL:]}"
