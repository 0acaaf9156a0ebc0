from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.house import House


@pytest.fixture
def call(command: Call, house: House) -> Call:
    house.configure([("openai-compatible", "one"), ("ollama", "two")])
    return command


def _json(result: tuple[int, str, str]) -> Any:
    return json.loads(result[1])


def test_everything_goes_out_by_project_and_nothing_is_overwritten(call: Call, tmp_path: Path) -> None:
    call("projects", "add", "the garden")
    assert call("ask", "When do I prune roses?", "--project", "the garden")[0] == 0
    assert call("ask", "Why does it rain?")[0] == 0
    folder = tmp_path / "out"

    code, printed, said = call("export", "--all", "--output", folder)
    assert code == 0
    assert sorted(p.parent.name for p in map(Path, printed.splitlines())) == ["default", "the-garden"]
    assert "already" not in said
    (rain,) = (folder / "default").iterdir()
    (roses,) = (folder / "the-garden").iterdir()
    assert "Why does it rain?" in rain.read_text("utf-8")
    assert roses.stat().st_mode & 0o777 == 0o600
    roses.write_text("mine now", "utf-8")

    code, printed, said = call("export", "--all", "--output", folder)
    assert code == 0
    assert "1 document stood there already" in said
    assert roses.read_text("utf-8") == "mine now"
    assert len(list((folder / "the-garden").iterdir())) == 2


def test_every_table_goes_out_as_parquet(call: Call, tmp_path: Path) -> None:
    call("projects", "add", "garden")
    folder = tmp_path / "tables"
    code, printed, _ = call("export", "--all", "--format", "parquet", "--output", folder)

    assert code == 0
    assert str(folder / "project.parquet") in printed.splitlines()
    assert call("export", "--all", "--format", "parquet", "--output", folder)[0] == 2


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--all",),
        ("--all", "--project", "garden", "--output", "x"),
        ("abcdef", "--all", "--output", "x"),
        ("--project", "garden", "--format", "parquet"),
    ],
)
def test_what_is_to_be_exported_must_be_clear(call: Call, args: tuple[str, ...]) -> None:
    assert call("export", *args)[0] == 2


def test_an_unknown_project_and_a_folder_that_cannot_be_written_are_told(call: Call, tmp_path: Path) -> None:
    assert call("export", "--project", "nowhere", "--output", tmp_path)[0] == 4
    call("ask", "Why does it rain?")
    file = tmp_path / "file"
    file.touch()
    code, _, said = call("export", "--project", "default", "--output", file / "below")
    assert code == 2
    assert "cannot be written" in said
