"""From hits to items: what is too far, said twice, or cut in two."""

from __future__ import annotations

from orquix_tui.core.context.choosing import (
    fused,
    joined,
    one_per_interaction,
    relevant,
    without_repeats,
    worth_sending,
)
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk

TEXT = "The first sentence is here. The second follows it. A third ends the paragraph."


def _hit(
    name: str, text: str, score: float | None = 0.9, *, of: str = "i1", ord_: int = 0, tokens: int = 10
) -> Hit:
    chunk = Chunk(id=name, project_id="p", interaction_id=of, ord=ord_, source=of, text=text, tokens=tokens)
    return Hit(chunk, score)


def test_the_threshold_holds_for_scores_alone() -> None:
    hits = [_hit("a", "x", 0.9), _hit("b", "y", 0.82), _hit("c", "z", 0.8199), _hit("d", "w", None)]
    assert [hit.chunk.id for hit in relevant(hits, 0.82)] == ["a", "b", "d"]


def _by_words(name: str, coverage: float) -> Hit:
    return Hit(_hit(name, "x", None).chunk, None, "p", ("word",), coverage)


def test_a_hit_by_meaning_and_by_words_comes_before_hits_by_one_of_them() -> None:
    by_meaning = [_hit("a", "x", 0.9), _hit("b", "y", 0.85), _hit("c", "z", 0.84)]
    found = fused(by_meaning, [_by_words("d", 0.65), _by_words("b", 0.65)])
    assert [hit.chunk.id for hit in found] == ["b", "a", "d", "c"]
    assert [(hit.score, hit.words, hit.coverage) for hit in found[:3]] == [
        (0.85, ("word",), 0.65),
        (0.9, (), 0.0),
        (None, ("word",), 0.65),
    ]


def test_a_rare_word_comes_before_what_meaning_holds_for_certain() -> None:
    by_meaning = [_hit(name, "x", 0.9) for name in "abc"]
    assert (
        fused(by_meaning, [_by_words("part number", 0.75), _by_words("a", 0.2)])[0].chunk.id == "part number"
    )


def test_a_few_common_words_change_nothing() -> None:
    by_meaning = [_hit(name, "x", 0.9) for name in "abc"]
    noise = [_by_words(name, 0.4) for name in "dcba"]
    assert [hit.chunk.id for hit in fused(by_meaning, noise)] == ["a", "b", "c", "d"]


def test_what_has_no_vector_yet_is_not_behind_all_that_meaning_found() -> None:
    by_meaning = [_hit(name, "x", 0.9) for name in "abcd"]
    by_words = [_by_words("new", 0.5), _by_words("far", 0.5)]
    order = [hit.chunk.id for hit in fused(by_meaning, by_words, unseen={"new"})]
    assert order == ["a", "new", "b", "c", "d", "far"]
    assert [hit.chunk.id for hit in fused(by_meaning, by_words)][-2:] == ["new", "far"]


def test_what_words_alone_found_goes_along_only_when_they_are_most_of_the_question() -> None:
    hits = [_hit("near", "x", 0.83), _by_words("most", 0.5), _by_words("some", 0.49)]
    assert [hit.chunk.id for hit in worth_sending(hits)] == ["near", "most"]


def test_an_interaction_takes_one_place_in_a_list_and_a_document_as_many_as_it_has() -> None:
    page = [
        Hit(Chunk(id=f"d{n}", project_id="p", path="a", source="a", text="x", tokens=1), 0.9) for n in (1, 2)
    ]
    hits = [_hit("a0", "x", of="a"), page[0], _hit("b", "x", of="b"), _hit("a1", "x", of="a"), page[1]]
    assert [hit.chunk.id for hit in one_per_interaction(hits)] == ["a0", "d1", "b", "d2"]


def test_the_better_of_two_that_say_the_same_stays() -> None:
    hits = [
        _hit("best", TEXT),
        _hit("same", TEXT.upper(), of="i2"),
        _hit("part", TEXT.partition(". A")[0] + ".", of="i3"),
        _hit("more", f"{TEXT} And more.", of="i4"),
        _hit("other", "Something else altogether stands in this text.", of="i5"),
        _hit("short", "yes", of="i6"),
        _hit("too", "yes", of="i7"),
    ]
    assert [hit.chunk.id for hit in without_repeats(hits)] == ["best", "other", "short"]


def test_neighbours_become_one_piece_without_what_they_share() -> None:
    first, second, third = TEXT[:40], TEXT[20:60], TEXT[50:]
    items = joined(
        [
            _hit("c", third, 0.95, ord_=2),
            _hit("x", "Elsewhere.", 0.9, of="i2"),
            _hit("a", first, 0.85),
            _hit("b", second, 0.84, ord_=1),
        ]
    )
    assert [(item.text, item.chunk_id, item.score) for item in items] == [
        (TEXT, "c", 0.95),
        ("Elsewhere.", "x", 0.9),
    ]
    assert items[0].tokens == 10 + 5 + 7  # halves and thirds of ten, rounded up


def _cut(text: str, *places: tuple[int, int]) -> list[Hit]:
    """Neighbouring pieces of a text that know their places in it."""
    hits = [_hit(str(n), text[begins:ends], ord_=n) for n, (begins, ends) in enumerate(places)]
    return [
        hit._replace(chunk=hit.chunk.model_copy(update={"begins": begins, "ends": ends}))
        for hit, (begins, ends) in zip(hits, places, strict=True)
    ]


def test_what_neighbours_share_is_known_by_their_places() -> None:
    lines = "- yes\n" * 30  # by the text alone, all of the second piece would be taken for a repetition
    (item,) = joined(_cut(lines, (0, 90), (84, 180)))
    assert item.text == lines
    assert item.tokens == 10 + 10  # 90 of 96 characters, rounded up


def test_places_that_do_not_fit_the_texts_are_not_believed() -> None:
    first, second = _cut(TEXT, (0, 40), (20, 60))
    moved = second.chunk.model_copy(update={"begins": 25, "ends": 65})
    assert joined([first, second._replace(chunk=moved)])[0].text == TEXT[:60]


def test_chunks_of_one_source_with_a_gap_between_stay_apart() -> None:
    items = joined([_hit("a", "One.", ord_=0), _hit("c", "Three.", 0.8, ord_=2)])
    assert [item.text for item in items] == ["One.", "Three."]


def test_neighbours_that_share_nothing_stand_on_lines_of_their_own() -> None:
    assert joined([_hit("a", "One."), _hit("b", "Two.", ord_=1)])[0].text == "One.\nTwo."


def test_documents_are_told_apart_by_their_path() -> None:
    chunks = [
        Chunk(id=path, project_id="p", path=path, ord=number, source=path, text=path, tokens=1)
        for number, path in enumerate(["a.md", "b.md"])
    ]
    items = joined([Hit(chunk, 0.9) for chunk in chunks])
    assert [item.path for item in items] == ["a.md", "b.md"]
