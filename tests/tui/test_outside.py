"""Another program in our terminal: which one, with what, and what comes back."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import App

from orquix_tui.domain.errors import InputError
from orquix_tui.tui.outside import chosen, run_editor, run_pager


class Lendable(App[None]):
    """An app whose terminal can be lent, and that tells how often it was."""

    lent = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.lent += 1
        yield


def _program(tmp_path: Path, body: str) -> str:
    script = tmp_path / "a program.py"
    script.write_text(body, "utf-8")
    return f"{sys.executable} '{script}'"


def _there(name: str) -> bool:
    return Path(name).exists()


async def test_the_pager_reads_the_text_from_its_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "read"
    monkeypatch.setenv(
        "PAGER",
        _program(
            tmp_path, f"import sys, pathlib; pathlib.Path({str(out)!r}).write_bytes(sys.stdin.buffer.read())"
        ),
    )
    app = Lendable()

    await run_pager(app, "# Él dice\n\nlluvia")

    assert (out.read_text("utf-8"), app.lent) == ("# Él dice\n\nlluvia", 1)


async def test_a_pager_that_ends_early_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "true")

    await run_pager(Lendable(), "x" * 1_000_000)


async def test_a_missing_program_is_told_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "no-such-pager-here -x")
    app = Lendable()

    with pytest.raises(InputError, match="no-such-pager-here") as caught:
        await run_pager(app, "text")

    assert "PAGER" in caught.value.remedy
    assert app.lent == 0
    monkeypatch.setenv("PAGER", "less 'unfinished")
    with pytest.raises(InputError, match="unfinished"):
        chosen("PAGER", ("PAGER",), ())


async def test_what_the_editor_saves_comes_back_and_its_file_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    body = (
        "import sys, pathlib\n"
        "file = pathlib.Path(sys.argv[1])\n"
        f"pathlib.Path({str(seen)!r}).write_text(f'{{oct(file.stat().st_mode & 0o777)}} {{file}}')\n"
        "file.write_text(file.read_text() + ' and why?\\n')\n"
    )
    monkeypatch.setenv("VISUAL", _program(tmp_path, body))

    assert await run_editor(Lendable(), "What") == "What and why?"

    mode, name = seen.read_text().split(" ", 1)
    assert mode == "0o600"
    assert not _there(name)


async def test_an_editor_that_fails_leaves_the_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "false")

    with pytest.raises(InputError, match="as it was"):
        await run_editor(Lendable(), "What")


async def test_a_terminal_that_cannot_be_lent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "true")
    app: App[None] = App()

    async with app.run_test():
        with pytest.raises(InputError, match="cannot be lent"):
            await run_pager(app, "text")


async def test_a_cancelled_wait_ends_the_program_and_takes_the_terminal_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    body = (
        "import os, pathlib, time\n"
        f"pathlib.Path({str(told)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    monkeypatch.setenv("PAGER", _program(tmp_path, body))
    waiting = asyncio.create_task(run_pager(Lendable(), "text"))
    async with asyncio.timeout(10):
        process = int(await asyncio.to_thread(told.read_text))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
