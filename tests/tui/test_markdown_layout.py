from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

from orquix_tui.tui.markdown_doc import code_blocks
from orquix_tui.tui.text_rows import width_of
from tests.tui.drawn import PALETTE, copy, drawn, look
from tests.tui.sample import NASTY

WIDE = """| Name | Kind | Country | Length | Discharge |
|---|:---:|---|---:|---|
| Mississippi | meandering | United States | 3766 | 16200 |
| Rhein | braided **once** | | 1233 | 2900 |
"""
# fmt: off
PIECES = st.sampled_from([
    "word ", "*em* ", "**b", "`c` ", "\n", "\n\n", "- ", "1. ", "> ", "# ", "```", "~~~py\n", "    ", "\t",
    "| a | b |\n|---|---|\n", "[x](y) ", "[x]: y\n", "$a$ ", "- [ ] ",
    "漢字", "👩\u200d👩\u200d👧\u200d👦", "🇪🇸", "e\u0301", "שלום ", "مرحبا ", "\u200d", "\ufe0f",
])
# fmt: on


@settings(max_examples=80, deadline=None)
@example("\u200d\u200dword ", 1)
@given(st.lists(PIECES, max_size=40).map("".join), st.integers(1, 60))
def test_whatever_comes_every_row_is_as_wide_as_the_view(source: str, width: int) -> None:
    assert {width_of(row.segments) for row in drawn(source, width)} <= {width}


# -- tables ------------------------------------------------------------------------------------


def test_a_table_stands_side_by_side_where_its_words_fit() -> None:
    assert look("| a | long one |\n|---|--:|\n| 1 | 2 |\n", 20) == [
        "a │ long one",
        "──┼─────────",
        "1 │        2",
    ]


def test_cells_are_wrapped_before_a_table_gives_up_its_columns() -> None:
    source = "| term | meaning |\n|---|---|\n| oxbow | a lake that was left over |\n| bar | sand |\n"

    assert look(source, 22) == [
        "term  │ meaning",
        "──────┼───────────────",
        "oxbow │ a lake that",
        "      │ was left over",
        "┈" * 22,
        "bar   │ sand",
    ]
    assert copy(source, 22) == "term │ meaning\noxbow │ a lake that was left over\nbar │ sand"


def test_a_table_that_is_too_wide_becomes_records_in_which_every_cell_can_be_read() -> None:
    rows = look(WIDE, 30)

    assert rows[:5] == [
        "▪ Name: Mississippi",
        "· Kind: meandering",
        "· Country: United States",
        "· Length: 3766",
        "· Discharge: 16200",
    ]
    assert rows[5].startswith("┈")
    assert "· Kind: braided once" in rows
    assert "· Country:" in rows


# -- lists and quotes --------------------------------------------------------------------------


def test_lists_nest_with_other_signs_and_tasks_show_their_box() -> None:
    source = "- one\n  - two\n    1. three\n- [x] done\n- [ ] open\n"

    assert look(source) == [" • one", "    ◦ two", "       1. three", " ☑ done", " ☐ open"]
    assert copy(source) == "- one\n  - two\n    1. three\n- [x] done\n- [ ] open"


@pytest.mark.parametrize(
    "between", ["\n", "\n\n", "\n\n   more of it\n\n", "\n\n   ```\n   code\n   ```\n\n"]
)
def test_an_ordered_list_keeps_its_numbers_whatever_stands_in_its_items(between: str) -> None:
    source = between.join(f"{n}. item {n}" for n in (3, 4, 5))

    numbers = [row.split(".")[0].strip() for row in look(source) if ". item" in row]
    assert numbers == ["3", "4", "5"]


def test_quotes_in_quotes_are_told_by_bars_and_very_deep_ones_leave_room_for_words() -> None:
    assert look("> a\n>\n> > b\n") == ["▌ a", "▌", "▌ ▌ b"]

    for depth in (5, 25, 200):
        deep = look("> " * depth + "still words here", 30)
        assert " ".join("".join(deep).replace("▌", "").replace(">", "").split()) == "still words here"


# -- code, links, formulas, HTML ---------------------------------------------------------------


def test_a_long_line_of_code_goes_on_in_the_next_row_and_says_so() -> None:
    source = "```\n0123456789\nab\n```\n"

    assert look(source, 9) == ["│ 0123456", "↪ 789", "│ ab"]
    assert copy(source, 9) == "0123456789\nab"


def test_code_is_coloured_by_its_language_and_unknown_ones_are_plain() -> None:
    def colours(info: str) -> int:
        (row,) = drawn(f"```{info}\ndef f(): return 'text'\n```\n")
        return len({segment.style.color for segment in row.segments[1:] if segment.style})

    assert colours("python") > 2
    assert colours("{.python title='x'}") > 2
    assert colours("") == colours("no-such-language") == 1


def test_links_show_where_they_lead_unless_they_say_so_themselves() -> None:
    assert look("[the paper](https://e.org/p)") == ["the paper (https://e.org/p)"]
    assert look("<https://e.org/p> [https://e.org](https://e.org)") == ["https://e.org/p https://e.org"]
    assert look("![a lake](https://e.org/l.png)") == ["▣ a lake (https://e.org/l.png)"]


def test_formulas_stay_as_they_are_written_and_prices_are_none() -> None:
    source = r"So \(a_1 * b * c\) and $x_i * y_i$ and \[z\] cost $5 or $10 * 2 * 3."

    assert " ".join(look(source, 78)) == source
    italic = [s.text for row in drawn(source, 78) for s in row.segments if s.style and s.style.italic]
    assert italic == [r"\(a_1 * b * c\)", "$x_i * y_i$", r"\[z\]"]


def test_html_is_shown_and_entities_are_read() -> None:
    assert look("<b onclick=x>bold</b> &amp; more\n\n<div>\nblock\n</div>", 60) == [
        "<b onclick=x>bold</b> & more",
        "",
        "<div> block </div>",
    ]


def test_code_blocks_are_found_in_order_also_inside_lists_and_quotes() -> None:
    source = "```py\none\n```\n- item\n  ~~~\n  two\n  ~~~\n> ```\n> three\n> ```\n\n    four\n"

    assert code_blocks(source) == ["one\n", "two\n", "three\n", "four\n"]
    assert code_blocks("no code, `only` words") == []


# -- without colours, from right to left ---------------------------------------------------------


def test_nothing_is_told_by_colour_alone() -> None:
    plain = replace(PALETTE, plain=True)

    assert look("# One\n\n### Three\n\nuse `code` ~~not~~\n\n> quote", 30, plain) == [
        "# One",
        "",
        "### Three",
        "",
        "use `code` ~~not~~",
        "",
        "▌ quote",
    ]
    assert look("use `code`") == ["use code"]


def test_letters_from_the_right_are_held_in_their_row_and_copied_without_the_marks() -> None:
    (row,) = drawn("> שלום עולם")

    assert row.text.rstrip() == "▌ \u200eשלום עולם\u200e"
    assert copy("> שלום עולם") == "שלום עולם"


# -- copying -----------------------------------------------------------------------------------


def test_what_is_copied_are_the_words_of_the_source_not_the_rows() -> None:
    words = (
        "A quote that is long enough to be broken.\n\n- item of a list, long as well\n\nlongwordwithoutend"
    )

    assert copy(f"> {words}", 16) == words


def test_a_part_of_wrapped_text_is_copied_from_character_to_character() -> None:
    rows = look("one two three four five", 10)
    assert rows == ["one two", "three four", "five"]

    part = Selection(Offset(4, 0), Offset(3, 2))
    assert copy("one two three four five", 10, part) == "two three four fiv"


def test_all_that_was_written_can_be_copied_again_at_every_width() -> None:
    narrow, wide = copy(NASTY, 24), copy(NASTY, 90)

    assert [line for line in narrow.split("\n") if "│" not in line] == [
        line for line in wide.split("\n") if "│" not in line
    ]


def test_where_links_are_defined_stays_to_be_seen() -> None:
    source = (
        "See [one] and [two].\n\n[one]: https://e.org/1\n[two]: https://e.org/2 'Two'\n\nMore.\n\n[three]: x"
    )

    assert look(source, 70) == [
        "See one (https://e.org/1) and two (https://e.org/2).",
        "",
        "[one]: https://e.org/1",
        "[two]: https://e.org/2 'Two'",
        "",
        "More.",
        "",
        "[three]: x",
    ]
