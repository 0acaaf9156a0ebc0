"""What the vectors are good for: the same meaning lies close, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from orquix_tui.domain.memory import Vectors
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.sources import DIMENSION
from tests.question_pairs import PAIRS


async def _similarities(embedder: FastEmbedder, questions: list[str], passages: list[str]) -> Vectors:
    asked = await embedder.embed(questions, "query")
    return asked @ (await embedder.embed(passages, "passage")).T


async def test_vectors_are_float32_of_length_one_in_the_order_of_the_texts(embedder: FastEmbedder) -> None:
    texts = ["one", "dos", "one", "x" * 5000]
    vectors = await embedder.embed(texts, "passage")
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, DIMENSION)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert not np.array_equal(vectors[0], vectors[1])


async def test_no_texts_give_no_vectors(embedder: FastEmbedder) -> None:
    assert (await embedder.embed([], "passage")).shape == (0, DIMENSION)


async def test_a_query_and_a_passage_of_the_same_words_differ(embedder: FastEmbedder) -> None:
    query = await embedder.embed(["the sky"], "query")
    assert not np.array_equal(query, await embedder.embed(["the sky"], "passage"))


async def test_text_that_is_no_unicode_is_embedded_all_the_same(embedder: FastEmbedder) -> None:
    assert (await embedder.embed(["broken \ud800 pair\x00", ""], "passage")).shape == (2, 384)


async def test_the_same_thing_in_spanish_lies_closer_than_something_else_in_english(
    embedder: FastEmbedder,
) -> None:
    texts = [
        "The cat sleeps on the sofa.",
        "El gato duerme en el sofá.",
        "Quarterly revenue grew by a tenth.",
    ]
    cat, gato, revenue = await embedder.embed(texts, "passage")
    assert cat @ gato > 0.85 > cat @ revenue


@pytest.mark.parametrize("language", [0, 2], ids=["English", "Spanish"])
async def test_the_right_passage_comes_first_for_most_questions(
    embedder: FastEmbedder, language: int
) -> None:
    questions, passages = [p[language] for p in PAIRS], [p[language + 1] for p in PAIRS]
    scores = await _similarities(embedder, questions, passages)
    assert (scores.argmax(axis=1) == np.arange(len(PAIRS))).mean() >= 0.7


@pytest.mark.parametrize(
    ("asked", "stored"), [(0, 2), (2, 0)], ids=["English to Spanish", "Spanish to English"]
)
async def test_a_passage_stored_with_its_question_is_found_in_the_other_language(
    embedder: FastEmbedder, asked: int, stored: int
) -> None:
    passages = [f"{p[stored]}\n\n{p[stored + 1]}" for p in PAIRS]
    scores = await _similarities(embedder, [p[asked] for p in PAIRS], passages)
    assert (scores.argmax(axis=1) == np.arange(len(PAIRS))).mean() >= 0.7


async def test_the_threshold_parts_answers_with_their_question_from_other_subjects(
    embedder: FastEmbedder,
) -> None:
    stored = [f"{p[0]}\n\n{p[1]}" for p in PAIRS]
    scores = await _similarities(embedder, [p[0] for p in PAIRS], stored)
    right = np.diag(scores)
    other = scores[~np.eye(len(PAIRS), dtype=bool)]
    assert (right >= embedder.threshold).all()
    assert (other >= embedder.threshold).mean() <= 0.1
