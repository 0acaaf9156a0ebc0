"""The folder of templates: what is read, what is left out and told, what is saved under which name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from orquix_tui.config.prompt_templates import MOST_BYTES, TemplateFolder
from orquix_tui.domain.desk_ports import Template
from orquix_tui.domain.errors import ConfigError, InputError
from orquix_tui.domain.placeholders import filled, placeholders, safe_name

TEXT = "Compare {{a}} with {{b | the usual}}, for {{ a }}. {{b|other}} {not} {{}} {{x\ny}}"


def test_placeholders_come_in_the_order_of_the_text_each_once_with_its_suggestion() -> None:
    assert placeholders(TEXT) == {"a": "", "b": "the usual"}
    assert placeholders("no {{") == {}


def test_what_is_filled_in_is_text_and_an_empty_value_takes_the_suggestion() -> None:
    assert filled(TEXT, {"a": "{{b}} \\1", "b": ""}) == (
        "Compare {{b}} \\1 with the usual, for {{b}} \\1. the usual {not} {{}} {{x\ny}}"
    )


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Compare two", "Compare two"),
        ("../../etc/passwd", "etc passwd"),
        (" .hidden. ", "hidden"),
        ("a\x1b[31mb\x00c", "abc"),
        ("¿Qué? #2", "¿Qué #2"),
        ("x" * 99, "x" * 60),
        ("/..", ""),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


async def test_no_folder_is_an_empty_shelf_and_saving_makes_it(tmp_path: Path) -> None:
    shelf = TemplateFolder(tmp_path / "config" / "prompts")
    assert (await shelf.read()).templates == ()
    assert not (tmp_path / "config").exists()

    file = Path(await shelf.save("What/is: it?", "What is {{it}}?\n\n"))

    assert file == tmp_path / "config" / "prompts" / "What is it.md"
    assert (await shelf.read()).templates == (Template("What is it", "What is {{it}}?"),)
    assert _mode(file) == 0o600
    with pytest.raises(InputError, match="already"):
        await shelf.save("What is it", "else")
    await shelf.save("What is it", "else", replace=True)
    assert (await shelf.read()).templates == (Template("What is it", "else"),)
    with pytest.raises(InputError):
        await shelf.save("..", "x")


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


async def test_only_markdown_and_text_is_read_cleaned_and_the_rest_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("\ufeffA \x1b[31mred\x00 rose\r\n", "utf-8")
    (tmp_path / "A.txt").write_text("first", "utf-8")
    (tmp_path / "no.py").write_text("x", "utf-8")
    (tmp_path / ".hidden.md").write_text("x", "utf-8")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    (tmp_path / "huge.txt").write_bytes(b"x" * (MOST_BYTES + 1))
    (tmp_path / "folder.md").mkdir()

    shelf = await TemplateFolder(tmp_path).read()

    assert shelf.templates == (Template("A", "first"), Template("b", "A red rose"))
    assert shelf.troubles == ("bad.md: not UTF-8 text", "huge.txt: larger than 400,000 bytes")
    assert shelf.folder == str(tmp_path)


async def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("a file", "utf-8")

    with pytest.raises(ConfigError, match="cannot be read"):
        await TemplateFolder(tmp_path / "prompts").read()
