"""What a project remembers of an interaction: the prompt always, and the answer that deserves most trust."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import Embedder, Piece
from orquix_tui.domain.models import Chunk, Interaction, Response
from orquix_tui.domain.status import Quality
from orquix_tui.domain.text import clean, one_line

if TYPE_CHECKING:
    from orquix_tui.domain.memory import Vectors

CHUNK_TOKENS = 400
OVERLAP_TOKENS = 50
"""With the question put before it (about 60 tokens) a chunk stays under the model's 512."""
_TRUSTED = {Quality.HIGH, Quality.MEDIUM}
_QUESTION_WIDTH = 160
_SOURCE_WIDTH = 80
_CITATION = r"\[(?:[A-Z]|\d{1,2})(?:, ?(?:[A-Z]|\d{1,2}))*\]"
# " [A]", " [1]", " [A, C] [2]" behind a word: they point into a council and a block that will be gone.
_CITATIONS = re.compile(rf"(?<=[\w.,;:!?)\"'»”*`])(?:[ \t]+(?:{_CITATION})+)+(?!\()")


@dataclass(frozen=True, slots=True)
class Learned:
    """Chunks with one row of `vectors` (of the model `model_id`) each; without a model a notice instead."""

    chunks: list[Chunk] = field(default_factory=list)
    vectors: Vectors | None = None
    notice: str = ""
    model_id: str = ""


async def learn(interaction: Interaction, embedder: Embedder) -> Learned:
    """Cut and embed what is worth remembering. A missing model is a notice, never an error."""
    answer, unverified = answer_of(interaction)
    if not answer:
        return Learned()  # a question that nobody answered would only come back as its own context
    problem = embedder.unavailable()
    if problem:
        return Learned(notice=problem)
    try:
        text = f"{clean(interaction.prompt).strip()}\n\n{answer}"
        pieces = await embedder.split(text, CHUNK_TOKENS, OVERLAP_TOKENS)
        vectors = await embedder.embed(_passages(interaction.prompt, pieces), "passage")
    except EmbeddingError as error:
        return Learned(notice=f"This could not be added to the project's memory: {error}")
    source = source_of(interaction)
    chunks = [
        Chunk(
            id=new_id(),
            project_id=interaction.project_id,
            interaction_id=interaction.id,
            ord=number,
            source=source,
            text=piece.text,
            tokens=piece.tokens,
            unverified=unverified,
            created_at=interaction.created_at,
        )
        for number, piece in enumerate(pieces)
    ]
    return Learned(chunks, vectors, model_id=embedder.model_id)


def answer_of(interaction: Interaction) -> tuple[str, bool]:
    """The text to remember, and whether it is unverified: a well graded synthesis, else the base response."""
    synthesis = interaction.synthesis
    if synthesis and synthesis.quality in _TRUSTED and synthesis.text.strip():
        return _without_citations(clean(synthesis.text)).strip(), False
    base = _base_response(interaction)
    return (_without_citations(clean(base.text)).strip(), True) if base else ("", False)


def source_of(interaction: Interaction) -> str:
    """As a person would name it: `2026-11-22 · Why is the sky blue?`."""
    return f"{interaction.created_at:%Y-%m-%d} · {one_line(interaction.prompt, _SOURCE_WIDTH)}"


def _base_response(interaction: Interaction) -> Response | None:
    """The response that the moderator built on, else the first usable one."""
    usable = [r for r in interaction.responses if r.status.usable and r.text.strip()]
    letter = interaction.synthesis.base_letter if interaction.synthesis else ""
    chosen = [r for r in usable if letter and r.letter == letter]
    return next(iter(chosen or usable), None)


def _passages(prompt: str, pieces: list[Piece]) -> list[str]:
    """What is embedded: each piece with its question.

    Measured with e5 on paraphrased questions: the right answer is first in 70 % when stored bare,
    in 100 % when stored with its question. The first piece begins with it already.
    """
    question = one_line(prompt, _QUESTION_WIDTH)
    return [f"{question}\n\n{piece.text}" if piece.start else piece.text for piece in pieces]


def _without_citations(text: str) -> str:
    return _CITATIONS.sub("", text)
