"""The moderator without a language model: what it groups, what it never claims, and the real embeddings."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from benchmarks.moderator_sets import Count, read
from orquix_tui.core.moderator.extractive import IN_ALL, extract
from orquix_tui.core.moderator.grouping import central, group
from orquix_tui.domain.memory import Embedder, Vectors

ENGLISH = {
    "A": "Restore a backup every quarter. Keep one copy off site, because a fire takes the server and the "
    "disk beside it.\n\n- Automate the restore test.\n- Compare row counts with production.",
    "B": "Testing restores once a year is enough for most teams.\n\n- Keep at least one copy in another "
    "building, since a fire destroys both the server and nearby disks.\n- Check the number of rows against "
    "the production database.",
    "C": "You should try to **restore a backup** each quarter. Write down who holds the key.",
}
SPANISH = {
    "A": "Debes probar la restauración cada trimestre. Un archivo que nadie ha abierto puede estar vacío. "
    "Guarda una copia fuera del edificio.",
    "B": "Prueba la restauración una vez por trimestre. Guarda al menos una copia en otro edificio. "
    "Cifra todas las copias.",
}


def at(*degrees: float) -> Vectors:
    """Unit vectors in the plane: the cosine of two is that of the angle between them."""
    angles = np.radians(np.array(degrees, dtype=np.float32))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


ASKED = at(0)[0]


def none_opposed(_one: int, _other: int) -> bool:
    """No two sentences say different things."""
    return False


def test_close_sentences_of_different_members_form_a_group() -> None:
    found = group(at(0, 90, 5, 180), [0, 0, 1, 1], ASKED, none_opposed)

    assert found.groups == ((0, 2),)


def test_sentences_of_one_member_never_share_a_group() -> None:
    found = group(at(0, 1, 2, 180), [0, 0, 1, 2], ASKED, none_opposed)

    assert found.groups == ((1, 2),)


def test_a_chain_of_neighbours_is_no_group_when_its_ends_are_far() -> None:
    # 24 degrees is a cosine of 0.914, 46 degrees one of 0.69.
    found = group(at(0, 22, 46), [0, 1, 2], ASKED, none_opposed, 0.9)

    assert found.groups == ((0, 1),)


def test_larger_and_closer_groups_come_first() -> None:
    found = group(at(0, 90, 180, 10, 92, 185, 12), [0, 0, 0, 1, 1, 1, 2], ASKED, none_opposed)

    assert found.groups == ((0, 3, 6), (1, 4), (2, 5))


def test_close_sentences_that_do_not_stand_out_are_left_apart() -> None:
    # Every cosine across the two lies between 0.91 and 0.94: the subject is the same, and no pair stands out.
    found = group(at(0, 2, 22, 24), [0, 0, 1, 1], ASKED, none_opposed)

    assert found.groups == ()


def test_only_each_others_nearest_form_a_group() -> None:
    # 8 degrees are close enough to 0, but the sentence at 0 has a nearer one at 1.
    found = group(at(0, 120, 1, 8, 240), [0, 0, 1, 1, 1], ASKED, none_opposed)

    assert found.groups == ((0, 2),)


def test_what_plainly_says_different_things_is_told_apart() -> None:
    found = group(at(0, 90, 2, 180), [0, 0, 1, 1], ASKED, lambda one, other: (one, other) == (0, 2))

    assert found.groups == ()
    assert found.opposed == ((0, 2),)


def test_the_base_is_the_answer_closest_to_all_others() -> None:
    assert central(at(0, 40, 80), [0, 1, 2]) == 1
    assert central(at(0, 40), [0, 1]) == 0
    assert group(at(0, 40, 80), [0, 1, 2], ASKED, none_opposed).base == 1


def test_likeness_to_the_question_is_told() -> None:
    found = group(at(0, 60), [0, 1], ASKED, none_opposed)

    assert found.relevance == pytest.approx((1.0, 0.5), abs=1e-5)


async def test_the_real_model_puts_paraphrases_side_by_side(
    embedder: Embedder,
) -> None:
    found = await extract("How often should a backup be restored?", ENGLISH, embedder, "en")

    pairs = {tuple(quote.text for quote in claim.quotes) for claim in found.claims}
    assert (
        "Restore a backup every quarter.",
        "You should try to **restore a backup** each quarter.",
    ) in pairs
    assert len(found.claims) == 3
    for claim in found.claims:
        assert len(claim.supporters) == 1
        assert claim.opponents == ()
        assert claim.similar
        assert [quote.letter for quote in claim.quotes] == [*claim.supporters, *claim.similar]
        assert all(quote.found and quote.text in ENGLISH[quote.letter] for quote in claim.quotes)
    assert found.text.startswith(f"**The answer closest to the others is [{found.base}]:**")
    assert ENGLISH[found.base].strip() in found.text
    assert "## What the others add" in found.text


async def test_the_real_model_works_in_spanish(embedder: Embedder) -> None:
    found = await extract("¿Cada cuánto se prueba una copia?", SPANISH, embedder, "es")

    pairs = {tuple(quote.text for quote in claim.quotes) for claim in found.claims}
    assert ("Guarda una copia fuera del edificio.", "Guarda al menos una copia en otro edificio.") in pairs
    assert "- [B] Cifra todas las copias." in found.text


async def test_a_contradiction_is_no_similar_statement_but_stands_below_the_text(embedder: Embedder) -> None:
    texts = {
        "A": "Reviewers catch most bugs early. Keep every change small. A rota tells whose turn it is.",
        "B": "Reviewers rarely catch bugs early. Write a checklist. Let the author pick a reader.",
    }
    found = await extract("Is code review worth it?", texts, embedder, "en")

    assert all("catch" not in claim.text for claim in found.claims)
    pair = "- [A] Reviewers catch most bugs early. ≠ [B] Reviewers rarely catch bugs early."
    assert f"## On the same point, and perhaps against each other\n\n{pair}" in found.text


async def test_long_answers_are_thinned_evenly(embedder: Embedder) -> None:
    texts = {letter: " ".join(f"{letter} says number {i}." for i in range(120)) for letter in "AB"}
    asked: list[int] = []

    class Counting:
        """Passes on to the real embedder and counts."""

        def __getattr__(self, name: str) -> object:
            return getattr(embedder, name)

        async def embed(self, sentences: list[str], role: str) -> Vectors:
            asked.append(len(sentences))
            return np.eye(60, dtype=np.float32)[np.arange(len(sentences)) % 60]

    found = await extract("Which?", texts, Counting(), "en")  # type: ignore[arg-type]  # a port with one method replaced

    assert max(asked) <= IN_ALL
    assert max(asked) == 120
    assert len(found.claims) == 60


async def test_an_answer_of_one_word_takes_part(embedder: Embedder) -> None:
    found = await extract("Is it safe?", {"A": "No.", "B": "It is not safe at all."}, embedder, "en")

    assert found.base in {"A", "B"}


@pytest.mark.parametrize("code", ["es", "en"])
async def test_nine_in_ten_pairs_put_side_by_side_make_the_same_point(
    embedder: Embedder, code: Literal["es", "en"]
) -> None:
    """On the half that was calibrated on; `benchmarks/moderator.py` measures the other one."""
    counted = Count()
    for answers in read("dev"):
        if answers["lang"] == code:
            counted.take(answers, await extract(answers["question"], answers["answers"], embedder, code))

    assert counted.right >= 0.9 * counted.together, counted.mistakes
    assert counted.right >= 0.15 * counted.there
