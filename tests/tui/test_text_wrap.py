from __future__ import annotations

import pytest
from rich.cells import cell_len

from orquix_tui.tui.text_wrap import chop, signs, steady, wrap

FAMILY = "👩‍👩‍👧‍👦"


def rows(text: str, width: int) -> list[str]:
    return [text[piece.begin : piece.end] for piece in wrap(text, width)]


def test_text_is_broken_between_words_and_long_words_are_cut() -> None:
    assert rows("one two three", 8) == ["one two", "three"]
    assert rows("a abcdefghij b", 4) == ["a", "abcd", "efgh", "ij b"]
    assert [piece.glued for piece in wrap("a abcdefghij b", 4)] == [False, True, True, False]
    assert rows("", 4) == [""]


def test_chinese_and_japanese_are_broken_between_signs_but_not_before_a_full_stop() -> None:
    assert rows("漢字かな交じり文。です", 8) == ["漢字かな", "交じり", "文。です"]
    assert all(cell_len(row) <= 8 for row in rows("漢字かな交じり文。です", 8))


@pytest.mark.parametrize("sign", [FAMILY, "🇪🇸", "👍🏽", "e\u0301", "❤️"])
def test_a_sign_of_several_characters_is_never_cut(sign: str) -> None:
    text = sign * 9

    for width in (2, 3, 5, 8):
        pieces = [text[piece.begin : piece.end] for piece in chop(text, width)]
        assert "".join(pieces) == text
        assert all(len(piece) % len(sign) == 0 and cell_len(piece) <= width for piece in pieces)


@pytest.mark.parametrize("sign", [FAMILY, "👍🏽", "❤️", "1️⃣", "🏳️‍🌈", "👨🏽‍💻", "🇪🇸", "e\u0301"])
def test_what_is_drawn_takes_as_many_cells_as_its_signs_one_by_one(sign: str) -> None:
    drawn = steady(f"a {sign} b")

    assert cell_len(drawn) == sum(cell_len(one) for one in drawn)
    assert steady(drawn) == drawn
    assert steady("क्\u200dष") == "क्\u200dष", "joiners of letters stay"


def test_code_is_cut_behind_a_blank_when_one_is_near_and_loses_none() -> None:
    assert cut("return value + 1", 14) == ["return value ", "+ 1"]
    assert cut("a bcdefghijklmnop", 10) == ["a bcdefghi", "jklmnop"]
    assert cut("名前 = 漢字漢字 ", 8) == ["名前 = ", "漢字漢字", " "]
    assert cut("", 8) == [""]


def cut(text: str, width: int) -> list[str]:
    return [text[piece.begin : piece.end] for piece in chop(text, width)]


def test_two_halves_of_a_flag_are_one_sign_and_three_are_two() -> None:
    assert [text_of("🇪🇸🇫🇷", span) for span in signs("🇪🇸🇫🇷")] == ["🇪🇸", "🇫🇷"]
    assert [text_of("🇪🇸🇫", span) for span in signs("🇪🇸🇫")] == ["🇪🇸", "🇫"]


def text_of(text: str, span: tuple[int, int, int]) -> str:
    return text[span[0] : span[1]]
