"""Finds what the project already knows, and adds to it. Works over the ports alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from orquix_tui.core.context.block import ContextBlock, fit
from orquix_tui.core.context.choosing import fused, one_per_interaction, relevant, worth_sending
from orquix_tui.core.context.indexing import index_some
from orquix_tui.core.context.learning import learn
from orquix_tui.core.context.steering import chosen
from orquix_tui.core.context.threads import Thread, find_thread, searched_for
from orquix_tui.core.leaving import Leaving
from orquix_tui.domain.errors import EmbeddingError, OrquixError
from orquix_tui.domain.memory import Embedder, Hit, Vectors
from orquix_tui.domain.models import Chunk, ChunkKind, Interaction, Project, Steer, Steering, ThreadMode
from orquix_tui.domain.ports import Store
from orquix_tui.domain.settings import ContextSettings
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import N_, _, number

_EXTRA = 4
"""Candidates asked for per item wanted: repeats are dropped and the rest still fills the block."""
_QUERY_HEAD, _QUERY_TAIL = 1200, 600
"""Characters of a long prompt that are searched for: the model reads 512 tokens, and questions stand
at either end of what was pasted."""
_VECTORS_PER_CATCH_UP = 32
"""Two long answers; some seconds on a slow machine."""
_WAITING = N_(
    "Nothing here has a vector of this embedding model yet, so words alone find it ({n} wait). To "
    "make them: orquix-tui context index, or “Index what waits” among the app's commands."
)
"""After a change of the model, or before anything was indexed."""
AT_ONCE_S = 0.5
"""A loaded model has answered by then; a cold one takes one to three seconds, ten on a busy machine."""
PATIENCE_S = 30.0
"""The longest that a question waits for the model; then words must do."""
_TOO_LATE = N_(
    "The embedding model did not answer within {n} seconds, so words alone were searched. It goes on "
    "loading for the next question."
)
Waits = Callable[[], None]
_SENT_ALONG: tuple[ChunkKind, ...] = ("learned", "document")


class _Threshold(NamedTuple):
    """The least similarity, and whether it is the model's own rather than a cosine that the person gave."""

    least: float
    is_the_models: bool = False


class _Found(NamedTuple):
    """Hits, best first; the notice says why they are poorer than they could be."""

    hits: list[Hit]
    notice: str


class ContextManager:
    """The memory of the projects, without what is `leaving`."""

    def __init__(
        self, store: Store, embedder: Embedder, settings: ContextSettings, leaving: Leaving | None = None
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._leaving = leaving or Leaving(store)

    async def find(
        self,
        project: Project,
        prompt: str,
        *,
        thread: Sequence[Interaction] = (),
        top_k: int | None = None,
        threshold: float | None = None,
        max_tokens: int | None = None,
        waits: Waits = lambda: None,
    ) -> ContextBlock:
        """The block for a prompt; None means as the settings say. Whether to ask is the caller's choice.

        The project's pins come first and do not count against `top_k`; what was banned never comes, nor do
        the turns of the thread. Never raises for a missing model (words must do then) or a failing store:
        the notice says what happened and what to do. A project without memory starts no model. `waits` is
        called when the model takes its time; after a bound words must do.
        """
        if not project.id:  # a stand-in: the store could not say which project it is
            return ContextBlock(
                notice=_("Earlier work could not be searched: the project could not be read.")
            )
        query = _essence(clean(searched_for(prompt, thread)))
        top_k = top_k or self._settings.top_k
        try:
            found, steered = await asyncio.gather(
                self._found(
                    query,
                    project.id,
                    top_k * _EXTRA,
                    self._threshold(threshold, self._embedder.threshold),
                    kinds=_SENT_ALONG,
                    waits=waits,
                ),
                self._store.steered(project.id),
            )
        except OrquixError as error:
            return ContextBlock(notice=_("Earlier work could not be searched: {error}").format(error=error))
        turns = {turn.id for turn in thread}
        hits = [hit for hit in worth_sending(found.hits) if hit.chunk.interaction_id not in turns]
        bans = [entry.chunk for entry in steered if entry.how == "ban"]
        pins = [entry.chunk for entry in steered if entry.how == "pin" and self._stays(entry.chunk)]
        # Up to some hundred texts are compared with each other: not on the event loop.
        items = await asyncio.to_thread(chosen, hits, pins, bans, top_k)
        budget = max_tokens or self._settings.max_tokens
        block = fit(items, budget)
        notice = found.notice
        if items and not block.items:
            notice = _("Nothing of what was found fits into {budget} tokens of context.").format(
                budget=budget
            )
        return ContextBlock(block.items, block.tokens, notice)

    async def thread(
        self,
        project: Project,
        prompt: str,
        mode: ThreadMode,
        continues: str | None = None,
        *,
        attached: bool = False,
    ) -> Thread:
        """The turns that a prompt goes on from, and why; `attached`: files go along with it.

        Raises StoreError, NotFoundError for `continues`.
        """
        hides = self._leaving.hides
        return await find_thread(self._store, project, prompt, mode, continues, hides, attached=attached)

    async def warm(self, project: Project | None = None) -> None:
        """Start the model while the person waits for something else; its failure shows where it is used.

        For a project: only when there is something to find in it. Raises StoreError then.
        """
        if self._embedder.unavailable():
            return
        if project and not await self._store.count_vectors(self._embedder.model_id, project.id):
            return
        with suppress(EmbeddingError):
            await self._embedder.split("warm", 16, 0)

    async def learn(self, interaction: Interaction) -> list[Chunk]:
        """What to remember of it, to be saved with it; `catch_up` gives it its vectors."""
        return await learn(interaction, self._embedder)

    async def relearn(self, interaction: Interaction) -> None:
        """Put what it teaches now in the place of what was learned of it before. Raises StoreError."""
        await self._store.index(interaction.id, await self.learn(interaction), None, "")

    async def catch_up(self, project: Project, limit: int = 20) -> int:
        """Learn what was missed before, oldest first; then give the newest chunks their vectors.

        Returns how many interactions were learned. Raises StoreError.
        """
        if not project.id:
            return 0
        missed = await self._store.unlearned(project.id, limit)
        for interaction in missed:
            await self.relearn(interaction)
        if not self._embedder.unavailable():
            with suppress(EmbeddingError):  # told where it is used; what is missing stays missing
                await index_some(self._store, self._embedder, project.id, _VECTORS_PER_CATCH_UP)
        return len(missed)

    async def search(
        self, query: str, project: Project | None, *, top_k: int | None = None, threshold: float | None = None
    ) -> list[Hit]:
        """The best hits of one project or of all, by meaning and by words; what words alone hit has no score.

        All kinds of chunks, also what is never sent along. Without a model the words must do. Raises
        StoreError.
        """
        limit = top_k or self._settings.top_k
        project_id = project.id if project else None
        least = self._threshold(threshold, self._embedder.search_threshold)
        found = await self._found(_essence(clean(query)), project_id, limit * _EXTRA, least)
        return one_per_interaction(found.hits)[:limit]

    async def words_only(self, project: Project | None) -> str:
        """Why one project, or all, cannot be searched by meaning; empty when they can. Raises StoreError."""
        return (await self._ready(project.id if project else None))[1]

    async def steer(self, project: Project, chunk_ids: Sequence[str], how: Steer | None) -> None:
        """Pin or ban chunks in a project for good; None takes it back. Raises StoreError."""
        await self._store.steer(project.id, chunk_ids, how)

    async def steered(self, project: Project) -> list[Steering]:
        """The pins and bans of a project, oldest first. Raises StoreError."""
        return await self._store.steered(project.id)

    async def _found(
        self,
        query: str,
        project_id: str | None,
        limit: int,
        threshold: _Threshold,
        kinds: Sequence[ChunkKind] = (),
        waits: Waits | None = None,
    ) -> _Found:
        """Both rankings in one; the notice when meaning could not be searched (with `waits`: soon enough)."""
        words_found = asyncio.Event()
        (by_words, unseen), (by_meaning, notice) = await asyncio.gather(
            self._by_words(query, project_id, limit, kinds, words_found),
            self._by_meaning(query, project_id, limit, threshold, waits, words_found),
        )
        hits = fused(by_meaning, by_words, () if notice else unseen)
        return _Found([hit for hit in hits if self._stays(hit.chunk)], notice)

    async def _by_words(
        self, query: str, project_id: str | None, limit: int, kinds: Sequence[ChunkKind], done: asyncio.Event
    ) -> tuple[list[Hit], frozenset[str]]:
        """What words find, and what of it meaning cannot find, because it has no vector yet."""
        try:
            hits = await self._store.search_words(query, project_id, limit, kinds=kinds)
            meant = [hit.chunk.id for hit in hits if hit.chunk.kind != "record"]  # a record never gets one
            if not meant or self._embedder.unavailable():
                return hits, frozenset()
            return hits, await self._store.lacking(meant, self._embedder.model_id, project_id)
        finally:
            done.set()

    def _stays(self, chunk: Chunk) -> bool:
        return not self._leaving.hides_chunk(chunk)

    async def _by_meaning(
        self,
        query: str,
        project_id: str | None,
        limit: int,
        threshold: _Threshold,
        waits: Waits | None,
        words_found: asyncio.Event,
    ) -> tuple[list[Hit], str]:
        is_ready, notice = await self._ready(project_id)
        if not is_ready:
            return [], notice
        try:
            vectors = await self._vector_of(query, waits)
        except TimeoutError:  # whom we leave goes on undisturbed
            return [], _(_TOO_LATE).format(n=round(PATIENCE_S))
        except EmbeddingError as error:
            return [], str(error)
        # The first search of a process has all vectors read behind it, and whoever asks the store then waits.
        await words_found.wait()
        bridge = self._embedder.bridge(vectors[0])
        hits = await self._store.search(vectors[0], self._embedder.model_id, project_id, limit, bridge)
        return relevant(hits, threshold.least, bridged=threshold.is_the_models), ""

    async def _vector_of(self, query: str, waits: Waits | None) -> Vectors:
        """Raises EmbeddingError; TimeoutError for those who give `waits`."""
        if waits is None:
            return await self._embedder.embed([query], "query")
        told = asyncio.get_running_loop().call_later(AT_ONCE_S, waits)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._embedder.embed([query], "query")
        finally:
            told.cancel()

    async def _ready(self, project_id: str | None) -> tuple[bool, str]:
        """Whether meaning can be searched; if not, why, unless there is nothing to find."""
        notice = self._embedder.unavailable()
        if notice:
            return False, notice
        model_id = self._embedder.model_id
        if await self._store.count_vectors(model_id, project_id):
            return True, ""
        waiting = await self._store.count_without_vectors(model_id, project_id)
        return False, _(_WAITING).format(n=number(waiting)) if waiting else ""

    def _threshold(self, asked: float | None, default: float) -> _Threshold:
        """The least similarity; in the settings 0 stands for what suits the model."""
        given = (self._settings.similarity_threshold or None) if asked is None else asked
        return _Threshold(default, is_the_models=True) if given is None else _Threshold(given)


def _essence(prompt: str) -> str:
    """The ends of a long prompt."""
    if len(prompt) <= _QUERY_HEAD + _QUERY_TAIL:
        return prompt
    return f"{prompt[:_QUERY_HEAD]}\n…\n{prompt[-_QUERY_TAIL:]}"
