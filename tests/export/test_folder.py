from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from orquix_tui.export.folder import folder_name, put


def test_a_project_s_name_makes_a_safe_folder_in_any_script() -> None:
    assert folder_name("Tesis: años/2026") == "Tesis-años-2026"
    assert folder_name("../../etc") == "etc"
    assert folder_name("庭") == "庭"
    assert folder_name(" .?* ") == "project"
    assert len(folder_name("x" * 300)) == 60


def test_nothing_is_overwritten_and_the_same_is_not_written_twice(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert put(folder, "a.md", "one\n") == (folder / "a.md", True)
    assert put(folder, "a.md", "one\n") == (folder / "a.md", False)
    assert put(folder, "a.md", "two\n") == (folder / "a-2.md", True)
    assert put(folder, "a.md", "two\n") == (folder / "a-2.md", False)
    (folder / "b.md").mkdir()
    assert put(folder, "b.md", "x") == (folder / "b-2.md", True)

    assert (folder / "a.md").read_text("utf-8") == "one\n"
    assert (folder / "a.md").stat().st_mode & 0o777 == 0o600


def test_half_a_file_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fdopen

    def full(handle: int, mode: str) -> object:
        real(handle, mode).close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("orquix_tui.export.folder.os.fdopen", full)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path, "a.md", "one")

    assert list(tmp_path.iterdir()) == []
