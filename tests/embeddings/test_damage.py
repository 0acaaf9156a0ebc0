"""What is broken is told in words, mends itself or says how; nothing of a library reaches the terminal."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.files import MANIFEST, MODEL, TOKENIZER, is_intact
from orquix_tui.embeddings.pack import cache_folder
from orquix_tui.embeddings.sources import damage, locate

ASK = """
import asyncio, sys
from pathlib import Path
from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder

async def main():
    settings = EmbeddingSettings(model_path=sys.argv[3] or None)
    embedder = FastEmbedder(settings, Path(sys.argv[1]), Path(sys.argv[2]))
    try:
        print((await embedder.embed(["hello"], "query")).shape)
    except EmbeddingError as error:
        print(error)
    print(len(await embedder.split("Words find it all the same.", 100, 0)))
    await embedder.aclose()

asyncio.run(main())
"""
FULL_DISK = 'mkdir -p "$1" && mount -t tmpfs -o size=70m tmpfs "$1" && exec "$2" -c "$3" "$1" "$4" ""'


def _run(*command: str) -> tuple[str, str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    return done.stdout, done.stderr


def _copy(model_cache: Path, cache: Path) -> Path:
    return Path(shutil.copytree(cache_folder(model_cache), cache_folder(cache)))


def _flip(path: Path) -> None:
    """Turn bytes in the middle over."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        was = file.read(64)
        file.seek(-64, os.SEEK_CUR)
        file.write(bytes(byte ^ 0xFF for byte in was))


def test_flipped_bytes_are_noticed(model_cache: Path, tmp_path: Path) -> None:
    folder = _copy(model_cache, tmp_path)
    assert is_intact(folder)
    _flip(folder / MODEL)
    assert not is_intact(folder)


def test_files_that_have_gone_are_noticed(model_cache: Path, tmp_path: Path) -> None:
    folder = _copy(model_cache, tmp_path)
    (folder / TOKENIZER).unlink()
    assert not is_intact(folder)
    (folder / MANIFEST).unlink()
    assert not is_intact(folder)


def test_a_look_at_every_byte_says_what_is_wrong_and_what_mends_it(
    model_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = locate(EmbeddingSettings(), tmp_path)
    assert damage(source) == ""  # it will be unpacked
    folder = _copy(model_cache, tmp_path)
    assert damage(source) == ""
    _flip(folder / MODEL)
    assert "unpacked anew" in damage(source)
    monkeypatch.setattr("orquix_tui.embeddings.sources.pack_source", lambda: None)
    assert "orquix-tui models install embeddings" in damage(source)
    assert damage(locate(EmbeddingSettings(model_path=str(folder)), tmp_path)) == ""


async def test_a_damaged_cache_mends_itself_from_the_pack(
    model_cache: Path, embedder: FastEmbedder, tmp_path: Path
) -> None:
    folder = _copy(model_cache, tmp_path)
    _flip(folder / MODEL)
    (folder / TOKENIZER).unlink()
    own = FastEmbedder(EmbeddingSettings(), tmp_path, tmp_path / "log")
    expected = await embedder.embed(["as good as new"], "passage")
    np.testing.assert_array_equal(await own.embed(["as good as new"], "passage"), expected)
    await own.aclose()
    assert is_intact(folder)


async def test_a_process_killed_in_the_middle_of_its_work_does_it_again(embedder: FastEmbedder) -> None:
    passages = ["some words of a passage", "and of another one"]
    expected = await embedder.embed(passages, "passage")
    before = embedder.pid
    assert before is not None
    os.kill(before, signal.SIGSTOP)  # however fast the machine is, it does not get through with it
    asked = asyncio.create_task(embedder.embed(passages, "passage"))
    await asyncio.sleep(0.1)
    assert not asked.done()
    os.kill(before, signal.SIGKILL)
    np.testing.assert_array_equal(await asked, expected)
    assert embedder.pid != before


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path) -> None:
    source = locate(EmbeddingSettings(model_path=str(tmp_path / ("x" * 300))), tmp_path)
    assert "cannot be looked for" in source.problem
    assert "name too long" in source.problem


@pytest.mark.skipif(os.geteuid() == 0, reason="to this user every folder is open")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    source = locate(EmbeddingSettings(model_path=str(closed)), tmp_path)
    closed.chmod(0o700)
    assert "Permission denied" in source.problem


def test_another_training_of_the_same_size_is_another_model_to_the_store(tmp_path: Path) -> None:
    for name in (MODEL, TOKENIZER, "tokenizer_config.json"):
        (tmp_path / name).write_bytes(b"0" * 1_000_000)
    named = EmbeddingSettings(model_path=str(tmp_path))
    before = locate(named, tmp_path).model_id
    assert locate(named, tmp_path).model_id == before
    with (tmp_path / MODEL).open("r+b") as file:
        file.seek(333_400)
        file.write(b"1" * 30_000)
    assert locate(named, tmp_path).model_id != before


def test_a_full_disk_is_told_and_words_go_on(tmp_path: Path) -> None:
    unshare, disk = shutil.which("unshare"), str(tmp_path / "disk")
    if not unshare or _run(unshare, "-Urm", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path))[1]:
        pytest.skip("no small disk can be made here: unshare or mount is not allowed")
    shell = [unshare, "-Urm", "sh", "-c", FULL_DISK, "sh"]
    out, err = _run(*shell, disk, sys.executable, ASK, str(tmp_path / "log"))
    assert "No space left on device. Make room there" in out
    assert out.splitlines()[-1] == "1"
    assert err == ""


@pytest.mark.parametrize("broken", [False, True])
def test_nothing_of_the_libraries_reaches_the_terminal(
    model_cache: Path, tmp_path: Path, broken: bool
) -> None:
    named = ""
    if broken:
        named = str(tmp_path / "named")
        shutil.copytree(cache_folder(model_cache), named)
        os.truncate(tmp_path / "named" / MODEL, 1_000_000)
    out, err = _run(sys.executable, "-c", ASK, str(model_cache), str(tmp_path / "log"), named)
    assert err == ""
    said, pieces = out.splitlines()
    assert pieces == "1"
    assert said.startswith("The embedding model cannot be loaded") if broken else said == "(1, 384)"


async def test_a_mended_model_is_used_without_a_new_start(
    model_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orquix_tui.children.owner._RETRY_AFTER_S", 0.0)
    named = tmp_path / "named"
    shutil.copytree(cache_folder(model_cache), named)
    os.truncate(named / MODEL, 1_000_000)
    own = FastEmbedder(EmbeddingSettings(model_path=str(named)), tmp_path, tmp_path / "log")
    with pytest.raises(EmbeddingError, match="cannot be loaded"):
        await own.embed(["x"], "query")
    shutil.copyfile(cache_folder(model_cache) / MODEL, named / MODEL)
    assert (await own.embed(["x"], "query")).shape == (1, 384)
    await own.aclose()
