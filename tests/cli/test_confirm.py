"""A yes on the terminal, in either language."""

from __future__ import annotations

import io

import pytest

from orquix_tui.cli.confirm import confirmed
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.translate import catalogue, speak


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_yes_is_a_yes_in_both_languages_and_all_else_is_a_no(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    speak(catalogue(language))
    try:
        for typed in ("y", "Yes", " s ", "SÍ", "si", "si\N{COMBINING ACUTE ACCENT}"):
            monkeypatch.setattr("sys.stdin", Terminal(f"{typed}\n"))
            assert confirmed("Delete?"), typed
        for typed in ("", "n", "no", "x", "yesterday"):
            monkeypatch.setattr("sys.stdin", Terminal(f"{typed}\n"))
            assert not confirmed("Delete?"), typed
    finally:
        speak(catalogue("en"))
    assert {"en": "[y/N]", "es": "[s/N]"}[language] in capsys.readouterr().err


def test_where_nobody_can_be_asked_it_is_said_how_to_say_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    with pytest.raises(InputError, match="--yes"):
        confirmed("Delete?")
