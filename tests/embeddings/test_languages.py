"""A question finds its answer in the other language among many notes in its own."""

from __future__ import annotations

import numpy as np

from orquix_tui.domain.memory import Vectors
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.languages import bridge
from tests.question_pairs import PAIRS


def _ranks(query: Vectors, passages: Vectors) -> Vectors:
    over = bridge(query)
    sides = np.clip((passages @ over.axis - over.middle) / over.width, -1, 1)
    ranks: Vectors = passages @ over.weights + over.slope * sides
    return ranks


async def test_the_side_of_a_text_is_its_language(embedder: FastEmbedder) -> None:
    english = await embedder.embed([pair[0] for pair in PAIRS], "query")
    spanish = await embedder.embed([pair[2] for pair in PAIRS], "query")
    assert np.mean([bridge(query).side for query in spanish]) > 0.8
    assert np.mean([bridge(query).side for query in english]) < -0.8


async def test_an_answer_in_the_other_language_comes_first_more_often(embedder: FastEmbedder) -> None:
    """Half of the notes are in Spanish; each Spanish question is answered in English alone."""
    answers = await embedder.embed([pair[1] for pair in PAIRS], "passage")
    questions = [pair[2] for pair in PAIRS]
    others = await embedder.embed(questions, "passage")
    asked = await embedder.embed(questions, "query")
    plain = bridged = 0
    for number, query in enumerate(asked):
        notes = np.concatenate([answers, np.delete(others, number, axis=0)])
        plain += int(np.argmax(notes @ query)) == number
        bridged += int(np.argmax(_ranks(query, notes))) == number
    assert bridged >= plain + 2


def test_the_bonus_is_for_the_other_side_alone() -> None:
    query = np.zeros(384, dtype=np.float32)
    query[0] = 1
    over = bridge(query)
    assert over.bonus(over.side) == 0
    assert 0 < over.bonus(-1) + over.bonus(1) <= 2 * over.gap
