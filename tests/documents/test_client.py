"""The reader's process: what it gives, and what happens when a file breaks it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from orquix_tui.documents.client import FileReader
from orquix_tui.domain.errors import DocumentError, InputError
from orquix_tui.domain.memory import Heading, ReadText

SLOW = "# a\n" * 400_000
"""Takes the outline seconds."""


async def _walked(reader: FileReader, *paths: Path) -> list[str]:
    return [Path(found.path).name async for found in reader.walk(paths)]


async def test_a_file_is_read_once_and_known_by_its_hash(reader: FileReader, tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_text("# Rosas\n\nPodar en enero.\n")
    first = await reader.read(str(file))
    assert first == ReadText(
        first.sha256,
        25,
        False,
        "# Rosas\n\nPodar en enero.\n",
        "markdown",
        "Rosas",
        (Heading(0, 1, "Rosas"),),
    )
    assert await reader.read(str(file), first.sha256) == ReadText(first.sha256, 25, unchanged=True)
    file.write_text("# Rosas\n\nPodar en marzo.\n")
    assert not (await reader.read(str(file), first.sha256)).unchanged


async def test_many_files_come_in_order(reader: FileReader, tmp_path: Path) -> None:
    names = [f"{n:04}.txt" for n in range(1000)]
    for name in names:
        (tmp_path / "many").mkdir(exist_ok=True)
        (tmp_path / "many" / name).write_text("x")
    assert await _walked(reader, tmp_path / "many") == names


async def test_a_walk_goes_on_after_the_process_was_killed(reader: FileReader, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(600):
        (folder / f"{number:04}.txt").write_text("x")
    names = []
    async for found in reader.walk([folder]):
        names.append(Path(found.path).name)
        if len(names) == 10:
            assert reader.pid is not None
            os.kill(reader.pid, signal.SIGKILL)
    assert names == [f"{number:04}.txt" for number in range(600)]


async def test_a_path_that_does_not_exist_is_an_input_error(reader: FileReader, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere does not exist"):
        await _walked(reader, tmp_path, tmp_path / "nowhere")


async def test_paths_become_absolute(
    reader: FileReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    found = [f async for f in reader.walk([Path("nowhere/../a.txt")])]
    assert [(f.path, f.root, f.size) for f in found] == [(str(tmp_path / "a.txt"),) * 2 + (1,)]


async def test_a_file_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    reader = FileReader(tmp_path / "log", limit_s=0.5)
    (tmp_path / "slow.md").write_text(SLOW)
    (tmp_path / "quick.md").write_text("quick")
    with pytest.raises(DocumentError, match=r"took longer than 0\.5 s"):
        await reader.read(str(tmp_path / "slow.md"))
    assert (await reader.read(str(tmp_path / "quick.md"))).text == "quick"
    await reader.aclose()


async def test_a_file_that_kills_the_process_has_its_reason(reader: FileReader, tmp_path: Path) -> None:
    (tmp_path / "slow.md").write_text(SLOW)
    (tmp_path / "quick.md").write_text("quick")
    reading = asyncio.create_task(reader.read(str(tmp_path / "slow.md")))
    killed: set[int] = set()
    end = time.monotonic() + 60
    while not reading.done():
        assert time.monotonic() < end
        if reader.pid is not None and reader.pid not in killed:
            os.kill(reader.pid, signal.SIGKILL)
            killed.add(reader.pid)
        await asyncio.sleep(0.01)
    with pytest.raises(DocumentError, match="ended"):
        await reading
    assert (await reader.read(str(tmp_path / "quick.md"))).text == "quick"


async def test_an_idle_process_stops_and_starts_again(tmp_path: Path) -> None:
    reader = FileReader(tmp_path / "log", idle_seconds=0.1)
    (tmp_path / "a.txt").write_text("x")
    await reader.read(str(tmp_path / "a.txt"))
    end = time.monotonic() + 30
    while reader.pid is not None:
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
    assert (await reader.read(str(tmp_path / "a.txt"))).text == "x"
    await reader.aclose()
    await reader.aclose()


async def test_closing_ends_a_reading_at_once(reader: FileReader, tmp_path: Path) -> None:
    (tmp_path / "slow.md").write_text(SLOW)
    (tmp_path / "quick.md").write_text("quick")
    await reader.read(str(tmp_path / "quick.md"))
    reading = asyncio.create_task(reader.read(str(tmp_path / "slow.md")))
    await asyncio.sleep(0)  # let it send its request
    await reader.aclose()
    with pytest.raises(DocumentError):
        await reading


async def test_the_screen_never_waits_for_a_large_file(reader: FileReader, tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text("palabras y más palabras\n" * 390_000)
    ticks = 0
    reading = asyncio.create_task(reader.read(str(tmp_path / "large.txt")))
    while not reading.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert len((await reading).text) == 24 * 390_000
    assert ticks > 3


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
async def test_the_process_is_given_no_keys_and_little_memory(
    reader: FileReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "planted")
    (tmp_path / "a.txt").write_text("x")
    await reader.read(str(tmp_path / "a.txt"))
    proc = Path(f"/proc/{reader.pid}")
    assert b"planted" not in (proc / "environ").read_bytes()
    limit = next(line for line in (proc / "limits").read_text().splitlines() if "address space" in line)
    assert limit.split()[3] == "1500000000"
    assert (tmp_path / "log" / "documents.log").stat().st_mode & 0o777 == 0o600
