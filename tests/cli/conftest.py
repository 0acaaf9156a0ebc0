"""The commands, run in this process over the house of the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orquix_tui.cli.main import run
from tests.house import House

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command; gives its exit code, output and errors."""
    for name, value in house.env.items():
        monkeypatch.setenv(name, value)

    def run_command(*args: object) -> tuple[int, str, str]:
        code = run([str(arg) for arg in args])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_command
