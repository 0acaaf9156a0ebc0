"""Quotes are found by string search, in the text as the member wrote it."""

from __future__ import annotations

import unicodedata

import pytest

from orquix_tui.core.moderator.quotes import Original, locate
from orquix_tui.core.moderator.sentences import units

TEXT = (
    "# Backups\n\nA **nightly dump** is only *half* of the job, isn't it?\n"
    "- Restore [one archive](https://example.org/a_(b)?q=1) each\n  quarter.\n"
    "> The team said: “never again”.\n\n| Tool | Cost |\n|---|---|\n| `pg_dump` | free of charge |\n"
    "The température – measured at noon – is unsafe to use it twice."
)


@pytest.mark.parametrize(
    ("quote", "original"),
    [
        ("nightly dump is only half", "nightly dump** is only *half"),
        ("a nightly dump is only", "A **nightly dump** is only"),
        ("isn’t it? Restore one archive each quarter.", None),
        (
            "Restore one archive each quarter.",
            "Restore [one archive](https://example.org/a_(b)?q=1) each\n  quarter.",
        ),
        ('The team said: "never again".', "The team said: “never again”."),
        ("«The team said: 'never again'»", "The team said: “never again"),
        ("pg_dump free of charge", None),
        ("pgdump | free of charge", "pg_dump` | free of charge"),
        ("température - measured at noon", "température – measured at noon"),
        (unicodedata.normalize("NFD", "température – measured at"), "température – measured at"),
        ("half of the  job", "half* of the job"),
    ],
)
def test_marks_white_space_and_typography_are_set_aside(quote: str, original: str | None) -> None:
    place = locate(quote, TEXT)

    if original is None:
        assert place is None or "\n" in TEXT[slice(*place)] or "|" in TEXT[slice(*place)]
    else:
        assert place is not None
        assert TEXT[slice(*place)] == original


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "half of",
        "safe to use it twice",
        "NIGHTLY DUMP IS ONLY",
        "half of every job",
        "nightly dump ... job",
        "'''",
    ],
)
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert locate(quote, TEXT) is None


def test_every_sentence_of_a_text_is_found_where_it_stands() -> None:
    sentences = [unit for unit in units(TEXT) if len(unit.text.split()) >= 3]

    assert len(sentences) >= 4
    for unit in sentences:
        place = locate(unit.text, TEXT)
        assert place is not None
        assert unit.text.strip("*|- \n.?>”") in TEXT[slice(*place)]


@pytest.mark.parametrize(
    "quote", ["copy every file - keep one elsewhere", "Copy every file 2. Keep one elsewhere."]
)
def test_entries_whose_lines_were_joined_are_found(quote: str) -> None:
    text = "- copy every file\n- keep one elsewhere\n\nThen:\n\n1. Copy every file\n2. Keep one elsewhere."

    place = locate(quote, text)

    assert place is not None
    assert text[slice(*place)].casefold().startswith("copy every file\n")


def test_words_are_counted_in_scripts_without_spaces() -> None:
    assert locate("备份必须", "每个季度备份必须测试") is not None


def test_a_long_answer_is_made_ready_once_and_searched_often() -> None:
    original = Original("One two three four five six. " * 2000 + "The last sentence stands here.")

    assert all(original.find("The last sentence stands") for _ in range(200))
