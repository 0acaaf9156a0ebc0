"""What is remembered: the prompt, and the answer that deserves most trust."""

from __future__ import annotations

import numpy as np
import pytest

from orquix_tui.core.context.learning import CHUNK_TOKENS, answer_of, learn, source_of
from orquix_tui.domain.models import Project
from orquix_tui.domain.status import Quality, ResponseStatus
from orquix_tui.embeddings.client import FastEmbedder
from tests.answered import answered
from tests.question_pairs import PAIRS

PROJECT = Project(id="p", name="garden")
LONG = "\n\n".join(f"## {p[2]}\n\n{p[3]} {p[1]}" for p in PAIRS)


@pytest.mark.parametrize("quality", [Quality.HIGH, Quality.MEDIUM])
def test_a_well_graded_synthesis_is_remembered(quality: Quality) -> None:
    assert answer_of(answered(PROJECT, "q", "All agree.", "a", "b", quality=quality)) == ("All agree.", False)


@pytest.mark.parametrize("quality", [Quality.LOW, Quality.FAILED])
def test_else_the_response_it_was_built_on_is_remembered_as_unverified(quality: Quality) -> None:
    interaction = answered(PROJECT, "q", "Dubious.", "first", "base", quality=quality)
    assert answer_of(interaction) == ("base", True)


def test_without_a_synthesis_the_first_usable_response_is_remembered_as_unverified() -> None:
    interaction = answered(PROJECT, "q", "", "cut", "whole")
    cut = interaction.responses[0].model_copy(update={"status": ResponseStatus.INTERRUPTED})
    interaction = interaction.model_copy(update={"responses": (cut, interaction.responses[1])})
    assert answer_of(interaction) == ("whole", True)


def test_citations_of_a_council_that_will_be_gone_are_left_out() -> None:
    text = "Rain falls [A]. It is cold [A, C] [2], see [A](http://x) and row[1]; - [X] done"
    interaction = answered(PROJECT, "q", text)
    assert answer_of(interaction)[0] == "Rain falls. It is cold, see [A](http://x) and row[1]; - [X] done"


def test_the_source_reads_like_a_line_of_a_diary() -> None:
    interaction = answered(PROJECT, "Why is\nthe sky  blue?", "x")
    assert source_of(interaction) == f"{interaction.created_at:%Y-%m-%d} · Why is the sky blue?"


async def test_a_question_that_nobody_answered_teaches_nothing(embedder: FastEmbedder) -> None:
    interaction = answered(PROJECT, "q")
    failed = interaction.responses[0].model_copy(update={"status": ResponseStatus.TIMEOUT, "text": "half"})
    learned = await learn(interaction.model_copy(update={"responses": (failed,)}), embedder)
    assert (learned.chunks, learned.vectors, learned.notice) == ([], None, "")


async def test_prompt_and_answer_are_cut_to_the_models_limit_and_numbered(embedder: FastEmbedder) -> None:
    interaction = answered(PROJECT, "¿Qué hago en el jardín?", LONG)
    learned = await learn(interaction, embedder)
    assert len(learned.chunks) > 2
    assert learned.vectors is not None
    assert learned.vectors.shape == (len(learned.chunks), embedder.dimension)
    assert learned.model_id == embedder.model_id
    assert [chunk.ord for chunk in learned.chunks] == list(range(len(learned.chunks)))
    assert all(0 < chunk.tokens <= CHUNK_TOKENS for chunk in learned.chunks)
    assert learned.chunks[0].text.startswith("¿Qué hago en el jardín?\n\n## ")
    assert {chunk.interaction_id for chunk in learned.chunks} == {interaction.id}


async def test_every_chunk_is_embedded_with_its_question(embedder: FastEmbedder) -> None:
    learned = await learn(answered(PROJECT, "How do I tune a harpsichord?", LONG), embedder)
    assert learned.vectors is not None
    bare = await embedder.embed([chunk.text for chunk in learned.chunks], "passage")
    query = (await embedder.embed(["tuning a harpsichord"], "query"))[0]
    gained = learned.vectors @ query - bare @ query
    assert np.allclose(gained[0], 0, atol=1e-5)  # begins with the question already
    assert (gained[1:] > 0).all()
