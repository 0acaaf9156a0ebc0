"""The app's embedder: asks the model's process, and remembers the vectors of the last queries."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from orquix_tui.children.owner import Owner
from orquix_tui.children.process import Child, ChildError
from orquix_tui.children.wire import Message
from orquix_tui.domain.bridge import Bridge
from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.memory import Piece, TextForm
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.counting import EstimatingCounter
from orquix_tui.embeddings.process import REQUEST_TIMEOUT_S, failed, start, wait_until_ready
from orquix_tui.embeddings.sources import DIMENSION, locate
from orquix_tui.embeddings.splitting import Place, slices, split

if TYPE_CHECKING:
    from orquix_tui.domain.memory import Vectors

THRESHOLD = 0.82
"""The cosine from which a hit of this model is worth sending along unasked; e5 lives between 0.7 and 1.

Measured with heading and text, as the program embeds them, on `benchmarks/retrieval` (dev half): at 0.82 pass
of the right passages that are among the first five 100 % for questions with an identifier, 91 % for plain
ones, 74 % across languages, and a fifth of the passages that stand among the first five is dropped. Answers
stored with their question (42, in both languages) all pass, of those about something else 4 to 5 %. No number
parts right from wrong where the subject is the same: right ones lie at 0.845 in the median, the best wrong
ones at 0.841.
"""
SEARCH_THRESHOLD = 0.78
"""The cosine below which a hit is noise even in a list that a person reads from its top: on the same data no
right passage of the first five lies lower, across languages neither; at 0.80 one in eight is lost there."""
_REQUEST_CHARACTERS = 1600
"""A chunk, 0.2 s of work: a query goes before all passages but those that are being embedded just then."""
_REMEMBERED_QUERIES = 256
_LOG = "embeddings.log"


class FastEmbedder:
    """The port `Embedder`, over multilingual-e5-small in a child process (0.5 GB while it runs).

    Starts at the first need, stops after `idle_seconds` without one, starts again when it died.
    May be used from any event loop.
    """

    threshold = THRESHOLD
    search_threshold = SEARCH_THRESHOLD

    def __init__(self, settings: EmbeddingSettings, cache_dir: Path, log_dir: Path) -> None:
        self._settings = settings
        self._cache_dir = cache_dir
        self._log_file = log_dir / _LOG
        self._source = locate(settings, cache_dir)
        self._owner: Owner | None = None
        self._queries: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def model_id(self) -> str:
        """The model with its revision: vectors of another id cannot be compared with these."""
        return self._source.model_id

    @property
    def pid(self) -> int | None:
        """Of the model's process; None while none runs."""
        return self._owner.pid if self._owner else None

    def unavailable(self) -> str:
        """See `Embedder.unavailable`."""
        failure = self._owner.failure if self._owner else None
        if self._source.problem or failure:
            self._look_again()
        return self._source.problem or (str(failure) if failure else "")

    async def embed(self, texts: Sequence[str], role: Literal["query", "passage"]) -> Vectors:
        """See `Embedder.embed`. Equal queries are asked once; passages go in small requests."""
        wanted = list(dict.fromkeys(texts))
        known = {text: self._queries[text] for text in wanted if role == "query" and text in self._queries}
        for group in _groups([text for text in wanted if text not in known]):
            _, raw = await self._ask({"op": "embed", "texts": group, "role": role})
            known.update(zip(group, _rows(raw), strict=True))
        if role == "query":
            self._remember({text: known[text] for text in wanted})
        return _stack([known[text] for text in texts])

    def bridge(self, query: Vectors) -> Bridge | None:
        """See `Embedder.bridge`."""
        from orquix_tui.embeddings.languages import bridge

        return bridge(query)

    async def split(
        self, text: str, max_tokens: int, overlap: int, *, form: TextForm = "markdown"
    ) -> list[Piece]:
        """See `Embedder.split`; `overlap` tokens of each piece repeat the end of the piece before.

        `max_tokens` is held below the model's own limit. Where the model fails, the estimate takes over.
        """
        pieces: list[Piece] = []
        for left, begin, end in slices(text, overlap):
            cut = {"text": text[left:end], "max_tokens": max_tokens, "overlap": overlap}
            for first, last, tokens in await self._cut({**cut, "form": form, "begin": begin - left}):
                start, stop = left + first, left + last
                while pieces and pieces[-1].start >= start:
                    pieces.pop()  # the end of the slice before: it stands whole in this piece
                pieces.append(Piece(text[start:stop], start, stop, tokens))
        return pieces

    async def _cut(self, cut: dict[str, Any]) -> list[Place]:
        if not self.unavailable():
            # What is wrong with the model is told where vectors are asked for; words need none.
            with suppress(EmbeddingError):
                header, _ = await self._ask({"op": "split", **cut})
                return cast("list[Place]", header["places"])
        return await asyncio.to_thread(split, EstimatingCounter(), **cut)

    async def aclose(self) -> None:
        """See `Embedder.aclose`."""
        owner, self._owner = self._owner, None
        if owner:
            owner.close()
            await asyncio.to_thread(owner.join, 10)

    async def _ask(self, request: dict[str, Any]) -> Message:
        problem = self.unavailable()
        if problem:
            raise EmbeddingError(problem)
        if self._owner is None:
            self._owner = Owner(
                "embeddings",
                self._start,
                lambda child: wait_until_ready(child, self._log_file),
                timeout_s=REQUEST_TIMEOUT_S,
                idle_seconds=self._settings.idle_seconds,
            )
        try:
            reply = self._owner.submit(request, urgent=request.get("role") == "query")
            header, payload = await asyncio.wrap_future(reply)
        except ChildError as error:
            raise failed(error, self._log_file) from error
        if "error" in header:
            raise EmbeddingError(header["error"])
        return header, payload

    def _look_again(self) -> None:
        """It may have been mended since, or another may have been put in its place."""
        before, self._source = self._source, locate(self._settings, self._cache_dir)
        if self._source.model_id != before.model_id:
            self._queries.clear()

    def _start(self) -> Child:
        import numpy as np  # noqa: F401  # imported here, on the owner's thread, not on the event loop

        return start(self._source.arguments, self._settings.threads, self._log_file)

    def _remember(self, queries: dict[str, Vectors]) -> None:
        for text, vector in queries.items():
            self._queries[text] = vector
            self._queries.move_to_end(text)
        while len(self._queries) > _REMEMBERED_QUERIES:
            self._queries.popitem(last=False)


def _groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, as many to a request as its size allows, at least one."""
    group: list[str] = []
    size = 0
    for text in texts:
        if group and size + len(text) > _REQUEST_CHARACTERS:
            yield group
            group, size = [], 0
        group.append(text)
        size += len(text)
    if group:
        yield group


def _rows(raw: bytes) -> Vectors:
    import numpy as np

    return np.frombuffer(raw, "<f4").reshape(-1, DIMENSION)


def _stack(rows: list[Vectors]) -> Vectors:
    import numpy as np

    return np.stack(rows) if rows else np.empty((0, DIMENSION), np.float32)
