"""Untrusted text and keys at the border of the program."""

from __future__ import annotations

import pytest

from orquix_tui.domain.ids import new_id
from orquix_tui.domain.redact import MASK, Redactor
from orquix_tui.domain.text import Cleaner, clean, one_line, place_name

PLANTED = [
    ("a\x1b[31mred\x1b[0mb", "aredb"),
    ("t\x1b]0;title\x07x", "tx"),
    ("l\x1b]8;;http://e\x1b\\link\x1b]8;;\x1b\\", "llink"),
    ("bell\x07 back\x08 nul\x00", "bell back nul"),
    ("c1 \x9b2Jx", "c1 x"),
    ("line\r\nnext\rlast\ttab", "line\nnext\nlast\ttab"),
    ("rtl \u202eevil\u202c", "rtl evil"),
    ("lone \ud800 surrogate", "lone  surrogate"),
    ("tag\U000e0041\U000e007fged", "tagged"),
    ("sep\u2028par\u2029end", "sep\npar\nend"),
    ("rtl \u05d0\u200f! \u200e", "rtl \u05d0\u200f! \u200e"),
    ("[bold]kept[/bold] ñ 漢 🎉", "[bold]kept[/bold] ñ 漢 🎉"),
]


@pytest.mark.parametrize(("raw", "safe"), PLANTED)
def test_escapes_and_controls_never_pass(raw: str, safe: str) -> None:
    assert clean(raw) == safe


@pytest.mark.parametrize(("raw", "safe"), PLANTED)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_an_escape_split_over_deltas_is_still_removed(raw: str, safe: str, size: int) -> None:
    cleaner = Cleaner()
    parts = [cleaner.feed(raw[i : i + size]) for i in range(0, len(raw), size)]
    parts.append(cleaner.feed("", last=True))

    assert "".join(parts) == safe


@pytest.mark.parametrize(
    ("source", "heading", "name"),
    [
        ("Guide", "Guide › Install › Linux", "Guide › Install › Linux"),
        ("notes.md", "Tides", "notes.md › Tides"),
        ("deep/tide.py", "deep/tide.py", "deep/tide.py"),
        ("Guide", "", "Guide"),
    ],
)
def test_a_place_names_its_source_once(source: str, heading: str, name: str) -> None:
    assert place_name(source, heading) == name


def test_a_line_is_cut_with_an_ellipsis() -> None:
    assert one_line("one\ntwo   three", 9) == "one two …"


def test_exact_keys_and_key_shapes_are_masked() -> None:
    redact = Redactor(["my-own-secret-value"])

    assert redact("got my-own-secret-value back") == f"got {MASK} back"
    assert redact("Incorrect API key sk-proj-abcdefghijklmnop1234") == f"Incorrect API key {MASK}"
    assert redact("task-list and risk-free stay") == "task-list and risk-free stay"


@pytest.mark.parametrize(
    "key",
    [
        "sk-ant-api03-abc_DEF-ghijklmnop",
        "sk-abcdefghijklmnopqrstuvwxyz",
        "ghp_" + "aB3" * 12,
        "github_pat_11ABCDEFG0_abcdefghijklmnop",
        "AKIAABCDEFGHIJKLMNOP",
        "sk_live_" + "aB3" * 8,
        "AIza" + "Sy3_" * 8,
    ],
)
def test_the_shapes_of_keys_are_masked_wherever_they_stand(key: str) -> None:
    assert Redactor()(f"it is '{key}', no?") == f"it is '{MASK}', no?"


@pytest.mark.parametrize(
    "text",
    [
        "pip install sk-learn-contrib-imbalanced-tools",
        "the sk-estimator-with-a-long-name",
        "Bearer authentication is simple",
        "AKIA is a prefix; ghp_token too; sk_live_ and sk_test_ are Stripe's",
        "risk-adjusted-return-of-2024-and-2025",
    ],
)
def test_names_that_people_write_are_left_alone(text: str) -> None:
    assert Redactor()(text) == text


def test_the_beginning_of_a_known_key_is_known_for_what_it_is() -> None:
    redact = Redactor(["sk-secret-value", "another-secret"])

    assert redact.unfinished("it is sk-secret-val") == len("sk-secret-val")
    assert redact.unfinished("anot") == 4
    for harmless in ("", "it is sk-", "it is sk-secret-value", "sk-secret-x", "a"):
        assert redact.unfinished(harmless) == 0


def test_short_values_are_not_taken_for_keys() -> None:
    assert Redactor(["key"])("the key is missing") == "the key is missing"


def test_ids_are_version_7_and_sort_by_time() -> None:
    first, second = new_id(), new_id()

    assert first[14] == "7"
    assert first[:8] <= second[:8]
