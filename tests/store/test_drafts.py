"""Drafts on the disk: private, whole, masked, and gone when they are empty."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from orquix_tui.domain.desk_ports import Draft
from orquix_tui.domain.errors import InputError, StoreError
from orquix_tui.domain.models import Attachment
from orquix_tui.domain.redact import Redactor
from orquix_tui.store import drafts
from orquix_tui.store.drafts import DraftFolder
from orquix_tui.store.duck import DuckStore

FILE = Attachment(name="notes.md", text="Rain.")


@pytest.fixture
def folder(tmp_path: Path) -> DraftFolder:
    return DraftFolder(tmp_path / "data", Redactor())


def written(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "data" / "drafts").iterdir())


async def test_each_project_has_its_own_and_an_empty_one_leaves_no_file(
    folder: DraftFolder, tmp_path: Path
) -> None:
    assert await folder.read("one") == Draft()
    await folder.write("one", Draft())
    await folder.write("one", Draft("¿Por qué?\nY luego", (FILE,)))
    await folder.write("two", Draft("Else"))

    assert await folder.read("one") == Draft("¿Por qué?\nY luego", (FILE,))
    assert await folder.read("two") == Draft("Else")
    assert [stat.S_IMODE(file.stat().st_mode) for file in written(tmp_path)] == [0o600] * 3
    assert stat.S_IMODE((tmp_path / "data" / "drafts").stat().st_mode) == 0o700
    await folder.write("one", Draft(" \n"))
    assert [file.name for file in written(tmp_path)] == ["two.json"]


async def test_a_key_in_a_draft_is_masked(tmp_path: Path) -> None:
    redact = Redactor()
    redact.add("planted-key-0123456789")
    folder = DraftFolder(tmp_path / "data", redact)

    text = "my key is planted-key-0123456789"
    await folder.write("one", Draft(text, (Attachment(name="a", text=text),)))

    assert len(written(tmp_path)) == 2
    assert not any("planted-key" in file.read_text("utf-8") for file in written(tmp_path))


async def test_the_files_are_written_only_when_they_are_others(folder: DraftFolder, tmp_path: Path) -> None:
    await folder.write("one", Draft("a", (FILE,)))
    files = tmp_path / "data" / "drafts" / "one.files.json"
    files.write_text('{"files": [{"name": "x", "text": "untouched"}]}', "utf-8")

    await folder.write("one", Draft("ab", (FILE,)))
    assert (await folder.read("one")).attachments[0].text == "untouched"
    await folder.write("one", Draft("ab"))
    assert not files.exists()


async def test_a_huge_draft_is_refused_and_the_one_before_is_kept(
    folder: DraftFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_CHARACTERS", 10)
    await folder.write("one", Draft("short"))

    with pytest.raises(InputError, match="13 characters; 10 are the most"):
        await folder.write("one", Draft("too much", (FILE,)))

    assert await folder.read("one") == Draft("short")


async def test_a_damaged_file_is_an_empty_draft_and_a_strange_id_is_refused(
    folder: DraftFolder, tmp_path: Path
) -> None:
    await folder.write("one", Draft("short"))
    for damage in ("{", "[1]", "\xff"):
        written(tmp_path)[0].write_text(damage, "latin-1")
        assert await folder.read("one") == Draft()
    (tmp_path / "data" / "drafts" / "one.files.json").write_text('{"files": [{"name": 1}]}', "utf-8")
    assert await folder.read("one") == Draft()
    for name in ("../../evil", ""):
        with pytest.raises(StoreError):
            await folder.write(name, Draft("x"))


async def test_a_folder_that_cannot_be_written_is_told(folder: DraftFolder, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way", "utf-8")

    with pytest.raises(StoreError):
        await folder.write("one", Draft("x"))


async def test_a_deleted_project_leaves_no_draft_behind(folder: DraftFolder, tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "data", Redactor())
    kept, gone = await store.project("default"), await store.add_project("thesis")
    await folder.write(kept.id, Draft("kept"))
    await folder.write(gone.id, Draft("gone", (FILE,)))

    await store.delete_project("thesis")
    await store.aclose()

    assert [file.name for file in written(tmp_path)] == [f"{kept.id}.json"]
