from __future__ import annotations

import pytest
from rich.segment import Segment

from orquix_tui.tui.markdown_doc import LONG_FENCE, Block, MarkdownDoc
from orquix_tui.tui.markdown_inks import Palette
from orquix_tui.tui.markdown_render import MarkdownRenderer
from orquix_tui.tui.markdown_rows import MarkdownRows
from orquix_tui.tui.text_rows import width_of
from tests.tui.sample import NASTY

PALETTE = Palette("#d7dce2", "#14181d", "#8a8f94", "#e0b872", "#7aa2d6", "#242b34")
WIDTH = 48
_TICKS = 60


def feed(text: str, size: int) -> tuple[MarkdownDoc, MarkdownRows]:
    """Both follow the text as it comes in pieces of `size` characters; a tick comes every few pieces."""
    doc, rows = MarkdownDoc(), MarkdownRows(MarkdownRenderer(PALETTE), WIDTH)
    per_tick = max(len(text) // size // _TICKS, 1)
    for index, start in enumerate(range(0, len(text), size)):
        doc.feed(text[start : start + size])
        if index % per_tick == 0:
            rows.update(doc)
    doc.finish()
    rows.update(doc)
    return doc, rows


def lines(rows: MarkdownRows) -> list[str]:
    return [row.text.rstrip() for row in rows.rows]


def looks(rows: MarkdownRows) -> list[list[Segment]]:
    return [row.segments for row in rows.rows]


WHOLE_DOC, WHOLE = feed(NASTY, len(NASTY))


@pytest.mark.parametrize("size", range(1, 14))
def test_text_in_small_pieces_ends_as_the_same_rows_as_the_whole(size: int) -> None:
    doc, rows = feed(NASTY, size)

    assert doc.blocks == WHOLE_DOC.blocks
    assert lines(rows) == lines(WHOLE)
    assert looks(rows) == looks(WHOLE)  # the colours too


def test_every_row_is_exactly_as_wide_as_the_view() -> None:
    assert {(row.width, row.strip().cell_length, width_of(row.segments)) for row in WHOLE.rows} == {
        (WIDTH,) * 3
    }


def test_nothing_of_the_source_is_lost() -> None:
    assert "".join(block.source for block in WHOLE_DOC.blocks) == NASTY
    assert WHOLE_DOC.source == NASTY


def test_brackets_and_markup_of_the_model_are_plain_text() -> None:
    text = "\n".join(lines(WHOLE))

    for piece in ("[brackets]", "[red]markup[/red]", "<div>html stays text</div>", "Vec<int>", "two [x]"):
        assert piece in text


def test_a_list_keeps_its_numbers_across_finished_blocks() -> None:
    source = "".join(f"1. item {n}\n" for n in range(1, 13))
    doc, rows = feed(source + "\nafter\n", 7)

    assert [b.number for b in doc.blocks] == [*range(1, 13), None]
    assert lines(rows)[:3] == [" 1. item 1", " 2. item 2", " 3. item 3"]
    assert lines(rows)[9:12] == ["10. item 10", "11. item 11", "12. item 12"]


def test_a_list_that_a_code_block_interrupts_goes_on_counting() -> None:
    numbers = [line[:2].strip() for line in lines(WHOLE) if line[2:4] in (". ", ") ")]

    assert numbers == ["1", "2", "3", "4", "5", "7", "8"]


def test_a_long_open_code_block_costs_only_its_last_lines() -> None:
    doc, rows = MarkdownDoc(), MarkdownRows(MarkdownRenderer(PALETTE), WIDTH)
    doc.feed("```python\n")
    changed = []
    for n in range(0, 400, 8):
        doc.feed("".join(f"value_{m} = {m}\n" for m in range(n, n + 8)))
        rows.update(doc)
        changed.append(len(rows.rows) - rows.first_change)

    assert doc.fence is not None
    assert max(changed) <= 3 * LONG_FENCE
    assert len(rows.rows) == 400
    doc.feed("```\nafter\n")
    doc.finish()
    rows.update(doc)
    assert len(rows.rows) == 402
    assert lines(rows)[-1] == "after"


def test_a_string_over_many_lines_keeps_its_colour_while_the_code_goes_on() -> None:
    code = [
        "def f():\n",
        '    """Of many lines.\n',
        *(f"    return {n} for all\n" for n in range(20)),
        '    """\n',
    ]
    code += [f"    value_{n} = {n}\n" for n in range(9)]
    doc, rows = MarkdownDoc(), MarkdownRows(MarkdownRenderer(PALETTE), WIDTH)
    doc.feed("```python\n")
    for line in code:
        doc.feed(line)
        rows.update(doc)

    assert doc.fence is not None
    assert rows.final > 20  # most of it is not drawn again
    assert looks(rows) == [row.segments for row in MarkdownRenderer(PALETTE).code("python", code, WIDTH)]


def test_a_long_code_block_without_an_end_is_kept() -> None:
    source = "~~~\n" + "line\n" * 60 + "```\nnot the end"
    doc, rows = feed(source, 11)

    assert len(doc.blocks) == 1
    assert len(rows.rows) == 62


def test_a_block_is_not_final_before_its_follower_stands_on_a_whole_line() -> None:
    doc = MarkdownDoc()
    doc.feed("para\n#")
    assert doc.blocks == []
    doc.feed("hash\n")
    assert doc.blocks == []
    doc.feed("# heading\n")
    assert doc.blocks == [Block("para\n#hash\n")]


def test_a_link_that_is_defined_late_is_resolved_where_it_was_named() -> None:
    doc, renderer = MarkdownDoc(), MarkdownRenderer(PALETTE)
    rows = MarkdownRows(renderer, WIDTH)
    doc.feed("See [it][x] and it is long enough to be broken here.\n\nMore.\n\n")
    rows.update(doc)
    assert lines(rows)[0].startswith("See [it][x]")

    doc.feed("[x]: https://example.org/x\n\nThe end.\n\nReally.")
    rows.update(doc)

    assert rows.mended
    assert rows.first_change == 0
    assert "https://example.org/x" in lines(rows)[0]
    assert [line for line in lines(rows) if line][2:] == [
        "More.",
        "[x]: https://example.org/x",
        "The end.",
        "Really.",
    ]


def test_rendering_stops_when_its_time_is_up_and_goes_on_where_it_was() -> None:
    rows = MarkdownRows(MarkdownRenderer(PALETTE), WIDTH)

    turns = 1
    while not rows.update(WHOLE_DOC, lambda: True):
        turns += 1

    assert turns > len(WHOLE_DOC.blocks)  # long blocks take several
    assert looks(rows) == looks(WHOLE)


def test_a_place_in_the_text_is_found_again_at_another_width() -> None:
    narrow = MarkdownRows(MarkdownRenderer(PALETTE), 24)
    narrow.update(WHOLE_DOC)
    row = lines(WHOLE).index("▌ quote")

    there = narrow.row_of(WHOLE.place(row))

    assert lines(narrow)[there] == "▌ quote"
