"""The commands, run in this process over the house of the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from orquix_tui.cli.main import run
from tests.house import House


class Done(NamedTuple):
    """What a command left behind."""

    code: int | str | None
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture
def command(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command; gives its exit code, output and errors."""
    for name, value in house.env.items():
        monkeypatch.setenv(name, value)

    def run_command(*args: object) -> Done:
        try:
            code: int | str | None = run([str(arg) for arg in args])
        except SystemExit as refused:  # how argparse ends
            code = refused.code
        return Done(code, *capsys.readouterr())

    return run_command
