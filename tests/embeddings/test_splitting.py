"""Pieces stay within the model's limit, overlap for real, and lie where they say."""

from __future__ import annotations

from itertools import pairwise

import pytest

from orquix_tui.embeddings.client import FastEmbedder
from tests.question_pairs import PAIRS

LONG = "\n\n".join(f"## {p[2]}\n\n{p[3]} {p[1]}" for p in PAIRS)
UNBROKEN = "天気がいいから散歩しましょう" * 200
CODE = "Intro.\n\n```python\n" + "".join(f"value_{i} = compute({i})\n" for i in range(200)) + "```\n\nEnd."


@pytest.mark.parametrize("text", [LONG, UNBROKEN, CODE], ids=["prose", "no spaces", "code"])
@pytest.mark.parametrize(("size", "overlap"), [(400, 50), (100, 20), (60, 0)])
async def test_pieces_keep_to_the_limit_and_cover_the_text(
    embedder: FastEmbedder, text: str, size: int, overlap: int
) -> None:
    pieces = await embedder.split(text, size, overlap)
    assert all(0 < piece.tokens <= size for piece in pieces)
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert pieces[0].start == 0
    assert pieces[-1].end == len(text)
    # Nothing but white space may lie between two pieces.
    assert all(not text[a.end : b.start].strip() for a, b in pairwise(pieces))


@pytest.mark.parametrize("text", [LONG, UNBROKEN, CODE], ids=["prose", "no spaces", "code"])
async def test_each_piece_repeats_the_end_of_the_one_before(embedder: FastEmbedder, text: str) -> None:
    pieces = await embedder.split(text, 200, 50)
    assert len(pieces) > 2
    for before, after in pairwise(pieces):
        shared = text[after.start : before.end]
        counted = sum(piece.tokens for piece in await embedder.split(shared, 500, 0))
        assert 15 <= counted <= 55


async def test_a_piece_that_the_next_one_repeats_whole_is_left_out(embedder: FastEmbedder) -> None:
    pieces = await embedder.split(f"Short.\n\n# Heading\n\n{'many words ' * 150}", 200, 50)
    assert pieces[0].text.startswith("Short.\n\n# Heading\n\nmany words")


async def test_without_overlap_nothing_is_repeated(embedder: FastEmbedder) -> None:
    pieces = await embedder.split(LONG, 200, 0)
    assert all(a.end <= b.start for a, b in pairwise(pieces))


async def test_a_short_text_is_one_piece_and_an_empty_one_none(embedder: FastEmbedder) -> None:
    assert [piece.text for piece in await embedder.split("Just this.", 400, 50)] == ["Just this."]
    assert await embedder.split("  \n ", 400, 50) == []


async def test_a_limit_over_the_models_own_is_held_below_it(embedder: FastEmbedder) -> None:
    pieces = await embedder.split(LONG * 2, 100_000, 50)
    assert max(piece.tokens for piece in pieces) <= 506
    assert len(pieces) > 1


async def test_headings_stay_with_what_they_head(embedder: FastEmbedder) -> None:
    pieces = await embedder.split("# A\n\n" + "word " * 150 + "\n\n# B\n\n" + "text " * 150, 200, 0)
    assert [piece.text[:3] for piece in pieces] == ["# A", "# B"]
