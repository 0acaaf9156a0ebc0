"""What a moderation needs: answers, a job, an exact embedder, and the events by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import numpy as np

from orquix_tui.core.moderator import AIModerator, ModerationJob
from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.events import (
    Event,
    ModerationEnded,
)
from orquix_tui.domain.memory import Piece, TextForm, Vectors
from orquix_tui.domain.models import Response, Synthesis
from orquix_tui.domain.status import ResponseStatus
from tests.core.moderator_corpus import ENGLISH

QUESTION = "How often should a backup be restored?"


class WordVectors:
    """An embedder that is quick and exact: a direction per word, so equal sentences have cosine 1."""

    model_id = "words"
    dimension = 512
    threshold = 0.5
    search_threshold = 0.4

    def __init__(self, notice: str = "") -> None:
        self._notice = notice

    def unavailable(self) -> str:
        return self._notice

    async def embed(self, texts: Sequence[str], role: Literal["query", "passage"]) -> Vectors:
        if self._notice:
            raise EmbeddingError(self._notice)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split():
                row[sum(map(ord, word)) % self.dimension] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def bridge(self, query: Vectors) -> None:
        return None

    async def split(
        self, text: str, max_tokens: int, overlap: int, *, form: TextForm = "markdown"
    ) -> list[Piece]:
        return [Piece(text, 0, len(text), len(text.split()))]

    async def aclose(self) -> None:
        return None


def responses(texts: dict[str, str] = ENGLISH) -> tuple[Response, ...]:
    """One per letter, in the seats 2, 1, 0; the first says who it is."""
    made = [
        Response(
            seat=len(texts) - 1 - i,
            letter=letter,
            label=f"Member {letter}",
            provider="router",
            model=f"panel-{i}",
            status=ResponseStatus.COMPLETE,
            text=text,
        )
        for i, (letter, text) in enumerate(texts.items())
    ]
    made[0] = made[0].model_copy(update={"text": f"As Claude, I answer. {made[0].text}"})
    return tuple(made)


def job(*chain: str, answers: tuple[Response, ...] | None = None, question: str = QUESTION) -> ModerationJob:
    return ModerationJob(
        question=question,
        context_text="[1] An old note.",
        responses=responses() if answers is None else answers,
        chain=chain,
        seed=5,
    )


Moderate = Callable[..., AIModerator]


async def moderate(moderator: AIModerator, job: ModerationJob) -> tuple[Synthesis, list[Event]]:
    events: list[Event] = []
    synthesis = await moderator.moderate(job, events.append)
    assert synthesis is not None
    assert events[-1] == ModerationEnded(synthesis)
    return synthesis, events


E = TypeVar("E")


def of(kind: type[E], events: list[Event]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]
