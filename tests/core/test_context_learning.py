"""What is remembered: the prompt, and the answer that deserves most trust."""

from __future__ import annotations

import numpy as np
import pytest

from orquix_tui.core.context.cutting import rough
from orquix_tui.core.context.learning import CHUNK_TOKENS, learn, learned_text, source_of
from orquix_tui.domain.models import Chunk, Interaction, Project
from orquix_tui.domain.status import Quality, ResponseStatus
from orquix_tui.embeddings.client import FastEmbedder
from tests.answered import answered
from tests.question_pairs import PAIRS

PROJECT = Project(id="p", name="garden")
LONG = "\n\n".join(f"## {p[2]}\n\n{p[3]} {p[1]}" for p in PAIRS)


async def _learned(interaction: Interaction, embedder: FastEmbedder) -> list[Chunk]:
    return [c for c in await learn(interaction, embedder) if c.kind == "learned"]


async def _records(interaction: Interaction, embedder: FastEmbedder) -> list[Chunk]:
    return [c for c in await learn(interaction, embedder) if c.kind == "record"]


@pytest.mark.parametrize("quality", [Quality.HIGH, Quality.MEDIUM])
async def test_a_well_graded_synthesis_is_remembered_with_its_grade(
    quality: Quality, no_model: FastEmbedder
) -> None:
    interaction = answered(PROJECT, "q", "All agree.", "a", "b", quality=quality)

    (chunk,) = await _learned(interaction, no_model)

    assert (chunk.text, chunk.unverified, chunk.quality) == ("q\n\nAll agree.", False, quality)


@pytest.mark.parametrize("quality", [Quality.LOW, Quality.FAILED])
async def test_else_the_response_it_was_built_on_is_remembered_as_unverified(
    quality: Quality, no_model: FastEmbedder
) -> None:
    interaction = answered(PROJECT, "q", "Dubious.", "first", "base", quality=quality)

    (chunk,) = await _learned(interaction, no_model)

    assert (chunk.text, chunk.unverified, chunk.quality) == ("q\n\nbase", True, None)
    assert "Dubious" not in repr(await learn(interaction, no_model))


async def test_without_a_synthesis_the_first_usable_response_is_remembered_as_unverified(
    no_model: FastEmbedder,
) -> None:
    interaction = answered(PROJECT, "q", "", "cut", "whole")
    cut = interaction.responses[0].model_copy(update={"status": ResponseStatus.INTERRUPTED})
    interaction = interaction.model_copy(update={"responses": (cut, interaction.responses[1])})

    (chunk,) = await _learned(interaction, no_model)
    (record,) = await _records(interaction, no_model)

    assert (chunk.text, chunk.unverified) == ("q\n\nwhole", True)
    assert (record.text, record.heading) == ("cut", "Member 0 · q")


async def test_what_else_was_said_is_kept_for_search_under_its_label_and_question(
    no_model: FastEmbedder,
) -> None:
    interaction = answered(PROJECT, "Why?", "All agree.", "first words", LONG)

    chunks = await learn(interaction, no_model)
    records = [c for c in chunks if c.kind == "record"]

    assert [c.ord for c in chunks] == list(range(len(chunks)))
    assert chunks.index(records[0]) == len(chunks) - len(records)
    assert {r.heading for r in records} == {"Member 0 · Why?", "Member 1 · Why?"}
    assert all(r.text == LONG[r.begins : r.ends] for r in records if r.heading == "Member 1 · Why?")
    assert "".join(r.text for r in records[1:]).split() != []
    assert set(LONG.split()) == {word for r in records[1:] for word in r.text.split()}


async def test_the_prompt_of_a_run_that_nobody_answered_can_be_found_but_is_never_sent_along(
    no_model: FastEmbedder,
) -> None:
    interaction = answered(PROJECT, "Where is my key?")
    failed = interaction.responses[0].model_copy(update={"status": ResponseStatus.TIMEOUT, "text": "half"})

    chunks = await learn(interaction.model_copy(update={"responses": (failed,)}), no_model)

    assert [(c.kind, c.text) for c in chunks] == [("record", "Where is my key?"), ("record", "half")]


async def test_citations_of_a_council_that_will_be_gone_are_left_out(no_model: FastEmbedder) -> None:
    text = "Rain falls [A]. It is cold [A, C] [2], see [A](http://x) and row[1]; - [X] done"
    (chunk,) = await _learned(answered(PROJECT, "q", text), no_model)
    assert chunk.text == "q\n\nRain falls. It is cold, see [A](http://x) and row[1]; - [X] done"


def test_the_source_reads_like_a_line_of_a_diary() -> None:
    interaction = answered(PROJECT, "Why is\nthe sky  blue?", "x")
    assert source_of(interaction) == f"{interaction.created_at:%Y-%m-%d} · Why is the sky blue?"


async def test_prompt_and_answer_are_cut_to_the_models_limit_and_numbered(embedder: FastEmbedder) -> None:
    interaction = answered(PROJECT, "¿Qué hago en el jardín?", LONG)
    pieces = await _learned(interaction, embedder)
    text = learned_text(interaction)
    assert len(pieces) > 2
    assert [chunk.ord for chunk in pieces] == list(range(len(pieces)))
    assert all(0 < chunk.tokens <= CHUNK_TOKENS for chunk in pieces)
    assert all(chunk.text == text[chunk.begins : chunk.ends] for chunk in pieces)
    assert pieces[0].text.startswith("¿Qué hago en el jardín?\n\n## ")
    assert [chunk.heading for chunk in pieces] == ["", *["¿Qué hago en el jardín?"] * (len(pieces) - 1)]
    assert {chunk.interaction_id for chunk in pieces} == {interaction.id}


async def test_a_question_put_before_each_piece_brings_it_nearer(embedder: FastEmbedder) -> None:
    pieces = await _learned(answered(PROJECT, "How do I tune a harpsichord?", LONG), embedder)
    told = await embedder.embed([chunk.passage for chunk in pieces], "passage")
    bare = await embedder.embed([chunk.text for chunk in pieces], "passage")
    query = (await embedder.embed(["tuning a harpsichord"], "query"))[0]
    gained = told @ query - bare @ query
    assert np.allclose(gained[0], 0, atol=1e-5)  # begins with the question already
    assert (gained[1:] > 0).all()


def test_a_rough_cut_ends_where_a_paragraph_a_sentence_or_a_word_does() -> None:
    for mark in ("\n\n", "\n", ". ", " "):
        text = mark.join(["word" * 5] * 200)
        pieces = rough(text, 300)
        assert all(len(piece.text) <= 300 for piece in pieces)
        assert all(piece.text == text[piece.start : piece.end] for piece in pieces)
        assert all(piece.text.rstrip(".").endswith("word" * 5) for piece in pieces)
        assert "".join(text.split()) == "".join(
            piece.text.replace(" ", "").replace("\n", "") for piece in pieces
        )


def test_a_rough_cut_goes_through_what_has_no_end() -> None:
    pieces = rough("x" * 1000, 300)
    assert [piece.end - piece.start for piece in pieces] == [300, 300, 300, 100]
    assert rough(" \n\n ") == []
