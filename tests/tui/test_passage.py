from __future__ import annotations

import pytest

from orquix_tui.domain.models import Chunk, ChunkKind
from orquix_tui.tui.passage import Passage, where
from tests.tui import sample

PARAGRAPHS = [f"Paragraph {n} speaks of many things, as they all do here." for n in range(40)]


def chunk(text: str, kind: ChunkKind = "learned", *, unverified: bool = False) -> Chunk:
    return Chunk(id="k", project_id="p", source="s", text=text, tokens=9, kind=kind, unverified=unverified)


def test_a_passage_is_found_among_paragraphs_that_all_sound_alike() -> None:
    span = Passage("\n\n".join(PARAGRAPHS[20:24])).find(PARAGRAPHS)

    assert span is not None
    assert (span.first, span.last) == (20, 23)


def test_references_that_were_cut_out_and_numbers_that_were_drawn_do_not_hide_it() -> None:
    rows = [
        "Before.",
        " 1. The outer bank erodes [A][C], and the",
        "    inner one grows [B].",
        "",
        " 2. Ice does it too [A].",
        "Something else at the end.",
    ]
    text = "What forms meanders?\n\n1. The outer bank erodes, and the inner one grows.\n2. Ice does it too."

    span = Passage(text, ("inner",)).find(rows)

    assert span is not None
    assert (span.first, span.last) == (1, 4)
    assert span.place == 2
    assert span.words[2] == [(4, 9)]


def test_a_single_word_and_other_accents_are_found() -> None:
    span = Passage("Crecida").find(["nada", "la CRECÍDA del río"])

    assert span is not None
    assert span.first == span.last == 1


@pytest.mark.parametrize("text", ["", "?!", "nothing of this"])
def test_what_does_not_stand_there_is_not_found(text: str) -> None:
    assert Passage(text).find(["some rows", "of another text"]) is None


def test_a_word_ten_thousand_times_is_no_trouble() -> None:
    assert Passage("word " * 400).find(["word " * 10] * 1000) is not None


def test_a_learned_piece_belongs_to_the_synthesis_and_an_unverified_one_to_the_answer() -> None:
    run = sample.interaction()

    assert (
        where(run, chunk("Why do rivers meander?\n\nRivers meander because of secondary flow")) == "synthesis"
    )
    assert where(run, chunk("Water piles up on the **outer** bank, sinks", unverified=True)) == 0
    assert where(run, chunk("Meanders also form **on ice**, without any sediment", "record")) == 1
    assert where(run, chunk("something that nobody said at all", "record")) is None
    assert where(run, chunk("Ice?", "record")) == 1
