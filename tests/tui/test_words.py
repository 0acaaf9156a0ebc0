from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from orquix_tui.tui import amounts, words
from tests.tui.sample import NOON


@pytest.mark.parametrize(
    ("value", "said"), [(0.4249, "0.42 s"), (3.14, "3.1 s"), (42.4, "42 s"), (200.0, "3 min 20 s")]
)
def test_durations_have_as_many_digits_as_a_person_reads(value: float, said: str) -> None:
    assert words.seconds(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(None, "cost unknown"), (0.0, "$0"), (0.0021, "$0.0021"), (1.5, "$1.50")]
)
def test_an_unknown_cost_is_never_written_as_nothing(value: float | None, said: str) -> None:
    assert words.money(value) == said


def test_moments_are_told_in_the_zone_of_the_reader() -> None:
    assert words.when(datetime(2026, 3, 14, 10, 2, tzinfo=UTC), NOON) == "11:02"
    assert words.when(datetime(2026, 3, 13, 10, 2, tzinfo=UTC), NOON) == "13 Mar"
    assert words.when(datetime(2025, 3, 13, 10, 2, tzinfo=UTC), NOON) == "2025-03-13"


def test_counts_and_nouns_agree() -> None:
    assert amounts.chunks(1) == "1 chunk"
    assert amounts.questions(1234) == f"{words.count(1234)} questions"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("claude", 6, "claude"),
        ("gpt-5-mini-2025-08-07", 12, "gpt-5-…08-07"),
        ("日本語の長い名前", 9, "日本…名前"),
        ("long", 1, "…"),
        ("long", 0, ""),
    ],
)
def test_a_long_name_keeps_its_beginning_and_its_end(text: str, width: int, shown: str) -> None:
    assert words.middle(text, width) == shown
    assert cell_len(words.middle(text, width)) <= max(width, 0)
