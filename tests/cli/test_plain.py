"""Linear text for screen readers and logs: how to come by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.house import House

Call = Callable[..., tuple[int, str, str]]


def test_plain_without_a_command_says_how_to_do_without_the_app(command: Call, house: House) -> None:
    house.configure([("ollama", "one")])
    code, out, err = command("--plain")
    assert (code, err) == (0, "")
    for name in ("ask", "history", "show", "search", "metrics"):
        assert f"orquix-tui {name}" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("argv", [("--plain", "ask", "Why?"), ("ask", "Why?", "--plain")])
def test_plain_means_the_same_before_the_command(command: Call, house: House, argv: tuple[str, ...]) -> None:
    house.configure([("ollama", "one"), ("openai-compatible", "two")])
    code, out, _err = command(*argv)
    assert code == 0
    for label in ("one", "two"):  # in the order in which they were done
        assert f"Answer of {label} (complete)" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("line", [("history",), ("metrics",), ("search", "why"), ("doctor",), ("projects",)])
def test_what_the_other_commands_print_is_linear_text(
    command: Call, house: House, line: tuple[str, ...]
) -> None:
    house.configure([("ollama", "one")])
    _code, out, _err = command(*line)
    assert not set(out) & set("\x1b\r│┃┏┓┗┛─━╭╮╰╯")
