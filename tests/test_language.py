"""Which language the program speaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orquix_tui.config.language import catalogue, spoken
from orquix_tui.config.load import read_file, to_settings
from orquix_tui.config.template import REMARKS, TEMPLATE, in_words
from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.translate import catalogue as translated
from orquix_tui.domain.translate import dollars, number, speak, to_number


@pytest.mark.parametrize(
    ("wanted", "env", "language"),
    [
        ("es", {"LANG": "en_GB.UTF-8"}, "es"),
        ("en", {"LANG": "es_AR.UTF-8"}, "en"),
        ("auto", {"LANG": "es_AR.UTF-8"}, "es"),
        ("auto", {"LANG": "de_DE.UTF-8"}, "en"),
        ("auto", {}, "en"),
        ("auto", {"LC_ALL": "es_ES", "LANG": "en_US"}, "es"),
        ("auto", {"LC_MESSAGES": "es_ES", "LANG": "en_US"}, "es"),
        ("auto", {"LANGUAGE": "ca:es:en", "LANG": "ca_ES.UTF-8"}, "es"),
        ("auto", {"LANGUAGE": "es", "LANG": "C.UTF-8"}, "en"),
        ("klingon", {"LANG": "es_ES"}, "es"),
    ],
)
def test_the_file_and_then_the_locale_decide(wanted: str, env: dict[str, str], language: str) -> None:
    assert spoken(wanted, env) == language


def test_the_file_is_asked_before_anything_else_is_read(tmp_path: Path) -> None:
    env = {"ORQUIX_HOME": str(tmp_path), "LANG": "en_GB.UTF-8"}
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[ui]\nlanguage = "es"\n')
    assert catalogue(env).info()["language"] == "es"
    assert catalogue({**env, "ORQUIX_UI_LANGUAGE": "en"}).info() == {}


@pytest.mark.parametrize("text", ["[ui", "ui = 3", '[ui]\nlanguage = ["es"]', "\x00"])
def test_a_broken_file_leaves_the_choice_to_the_locale(tmp_path: Path, text: str) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(text)
    assert catalogue({"ORQUIX_HOME": str(tmp_path), "LANG": "en_GB.UTF-8"}).info() == {}
    assert catalogue({"ORQUIX_HOME": "not/absolute"}).info() == {}


def test_what_does_not_fit_in_the_file_is_told_in_the_language_chosen(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[context]\ntop_k = 900\n")
    try:
        speak(translated("es"))
        with pytest.raises(ConfigError) as refused:
            to_settings(read_file(path), path, {})
    finally:
        speak(translated("en"))
    assert str(refused.value) == f"{path}: context.top_k: debe ser 50 o menos. Corrige ese valor."
    with pytest.raises(ConfigError, match="Input should be less than or equal to 50"):
        to_settings(read_file(path), path, {})


def test_the_first_file_is_written_in_the_language_chosen() -> None:
    english = in_words()
    remarks = {line.partition("  # ")[2] for line in TEMPLATE.splitlines()} - {""}
    assert {remark for remark in remarks if not re.fullmatch(r"[\w.-]+(, [\w-]+)*", remark)} <= set(REMARKS)
    try:
        speak(translated("es"))
        spanish = in_words()
    finally:
        speak(translated("en"))
    assert spanish.startswith("# Orquix TUI. Todo aquí es opcional")
    assert all(line.startswith("#") for line in spanish.splitlines() if line)
    assert not any(f"# {remark}" in spanish for remark in REMARKS)
    assert all(remark in english for remark in REMARKS)


def test_numbers_and_sums_are_written_as_the_language_does() -> None:
    assert (number(1040), number(2648.5, ",.2f")) == ("1,040", "2,648.50")
    assert [dollars(cost) for cost in (0, 0.0021, 1.5, 2648.5)] == ["$0", "$0.0021", "$1.50", "$2,648.50"]
    assert [to_number(text) for text in ("4,000", "0,5", " 1e3", "-7")] == [4000, 0.5, 1000.0, -7]
    with pytest.raises(ValueError, match="float"):
        to_number("soon")
    try:
        speak(translated("es"))
        assert (number(1040), number(2648.5, ",.2f")) == ("1\u00a0040", "2\u00a0648,50")
        assert [dollars(cost) for cost in (0, 0.0021, 1.5)] == ["$0", "$0,0021", "$1,50"]
        assert [to_number(text) for text in ("0,5", "0.5", "4\u00a0000", "4 000")] == [0.5, 0.5, 4000, 4000]
    finally:
        speak(translated("en"))
