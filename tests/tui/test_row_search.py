from __future__ import annotations

from orquix_tui.tui.markdown_doc import MarkdownDoc
from orquix_tui.tui.markdown_render import MarkdownRenderer
from orquix_tui.tui.markdown_rows import MarkdownRows
from orquix_tui.tui.marking import folded
from orquix_tui.tui.row_search import RowSearch
from tests.tui.drawn import PALETTE, drawn


def found(query: str, source: str, width: int = 40) -> list[list[str]]:
    """The text of each hit, in its rows."""
    rows = drawn(source, width)
    search = RowSearch(query)
    search.update(rows, 0, len(rows))
    return [[rows[spot.row].text[spot.begin : spot.end] for spot in hit] for hit in search.hits]


def test_case_and_accents_do_not_matter_even_where_an_accent_is_a_character_of_its_own() -> None:
    assert found("CANCIÓN", "cancion Canción cancio\u0301n") == [["cancion"], ["Canción"], ["cancio\u0301n"]]
    assert folded("a\u0301Ñ") == ("an", [0, 2])


def test_words_are_found_across_styles_rows_and_cells_but_not_from_cell_to_cell() -> None:
    assert found("two three", "one **two** *three* four") == [["two three"]]
    assert found("two three four", "one two three four", 10) == [["two", "three four"]]
    assert found("wordthat", "averylongwordthatgoeson", 12) == [["wor", "dthat"]]
    assert found("long word", "| a | b |\n|---|---|\n| a long word | x long |\n| word | y |\n", 14) == [
        ["long", "word"]
    ]


def test_signs_that_are_only_drawn_are_not_found() -> None:
    assert found("•", "- item") == []
    assert found("│", "```\ncode\n```\n") == []
    assert found("# Title", "# Title") == []
    assert found("title", "# Title") == [["Title"]]


def test_nothing_is_looked_for_when_nothing_is_asked() -> None:
    assert found("", "text") == found("  ", "text") == []


def test_a_growing_text_has_the_hits_that_the_whole_text_has() -> None:
    pieces = [
        "A river",
        " bends.\n\nThe ri",
        "ver again. ",
        "River\n\n- riv",
        "er\n- x\n\n```\nri",
        "ver = 1\nriver\n",
    ]
    doc, rows = MarkdownDoc(), MarkdownRows(MarkdownRenderer(PALETTE), 12)
    search = RowSearch("river")
    counts = []
    for piece in pieces:
        doc.feed(piece)
        rows.update(doc)
        search.update(rows.rows, rows.first_change, rows.final)
        counts.append(len(search.hits))

    assert counts == [1, 1, 2, 3, 4, 6]
    again = RowSearch("river")
    again.update(rows.rows, 0, 0)
    assert again.hits == search.hits
    assert all(search.in_row(hit[0].row) == again.in_row(hit[0].row) for hit in search.hits)


def test_searching_goes_on_from_where_one_reads() -> None:
    rows = drawn("hit\n\nno\n\nhit\n\nno")
    search = RowSearch("hit")
    search.update(rows, 0, len(rows))

    assert [search.first_from(row) for row in (0, 1, 4, 5)] == [0, 1, 1, 0]


def test_a_long_text_is_searched_in_slices_and_the_hits_are_those_of_one_go() -> None:
    cell = "| a long hit over some rows | another hit beside it that is long |\n"
    rows = drawn("| a | b |\n|---|---|\n" + cell * 40 + "\n" + "One hit and another hit. " * 60, 24)
    whole, sliced = RowSearch("hit"), RowSearch("hit")
    whole.update(rows, 0, len(rows))
    slices = 1
    while not sliced.update(rows, len(rows), len(rows), lambda: True):
        slices += 1

    assert slices > 3
    assert sliced.hits == whole.hits
    assert [sliced.in_row(y) for y in range(len(rows))] == [whole.in_row(y) for y in range(len(rows))]
