"""What starting costs: the version, the first screen, and rest, beside bare Python and a tiny app."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness import Row, clean_env, cpu_seconds, give, median, ratio, within
from benchmarks.store import interaction
from benchmarks.terminal import memory
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore
from tests.terminal import Terminal

SIZE = (120, 40)
ROUNDS = 5
IDLE_SECONDS = 5.0
_QUIET_SECONDS = 1.0
_PATIENCE_SECONDS = 15.0
"""Some programs never rest."""
HELLO = """
from textual.app import App
from textual.widgets import Footer, Input, Static
class Hello(App):
    def compose(self):
        yield Static("hello, world")
        yield Input()
        yield Footer()
Hello().run()
"""


def cpu_of(argv: Sequence[str]) -> float:
    """CPU milliseconds of a program that ends by itself."""
    process = subprocess.Popen([sys.executable, *argv], env=clean_env(), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return (used.ru_utime + used.ru_stime) * 1000


def version() -> list[Row]:
    """`--version` beside an interpreter that does nothing."""
    bare: list[float] = []
    ours: list[float] = []
    script = str(Path(sys.executable).with_name("orquix-tui"))
    for turn in range(22):
        for argv, found in ((["-c", ""], bare), ([script, "--version"], ours)):
            used = cpu_of(argv)
            if turn >= 2:
                found.append(used)
    return [ratio("start", "`--version` against bare Python, CPU", median(ours), "ms", median(bare), 2.5)]


def _until_quiet(terminal: Terminal, patience: float) -> None:
    """Read on until the program has used next to nothing for a while, or for so many seconds."""
    before, since = cpu_seconds(terminal.process.pid), time.monotonic()
    deadline = since + patience
    while time.monotonic() - since < _QUIET_SECONDS and time.monotonic() < deadline:
        terminal.read()
        used = cpu_seconds(terminal.process.pid)
        if used - before > 0.02:
            before, since = used, time.monotonic()


def screen(
    argv: Sequence[str],
    env: dict[str, str],
    marker: str,
    *,
    idle: bool = False,
    size: tuple[int, int] = SIZE,
    program: str = sys.executable,
) -> list[float]:
    """CPU ms when the marker is shown and when all is quiet, MB then, and idle CPU in percent."""
    with Terminal(argv, env, size, program=program) as terminal:
        terminal.wait_for(marker)
        shown = cpu_seconds(terminal.process.pid) * 1000
        _until_quiet(terminal, _PATIENCE_SECONDS)
        settled = cpu_seconds(terminal.process.pid) * 1000
        figures = [shown, settled, memory(terminal.process.pid)]
        if idle:
            begun, used = time.monotonic(), cpu_seconds(terminal.process.pid)
            while time.monotonic() - begun < IDLE_SECONDS:
                terminal.read()
            took = time.monotonic() - begun
            figures.append((cpu_seconds(terminal.process.pid) - used) / took * 100)
        return figures


async def history(home: Path) -> None:
    """A person's store: fifty interactions."""
    store = DuckStore(home / "data", Redactor())
    project = await store.project("default")
    for n in range(50):
        await store.finish(interaction(project, f"Question {n}: how do bees find home?"), [], None)
    await store.aclose()


def first_screen(size: tuple[int, int], rounds: int) -> list[Row]:
    """The app with a history, beside a tiny Textual app, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        asyncio.run(history(home))
        env = clean_env(ORQUIX_HOME=str(home), OPENAI_API_KEY="no-key-at-all-0000")
        ours: list[list[float]] = []
        hello: list[list[float]] = []
        for turn in range(rounds + 1):  # the first writes the byte code
            app = screen(["-m", "orquix_tui"], env, "Question 49", idle=True, size=size)
            tiny = screen(["-c", HELLO], clean_env(), "hello, world", size=size)
            if turn:
                ours.append(app)
                hello.append(tiny)
    shown, quiet, resident, idle = (median(column) for column in zip(*ours, strict=True))
    tiny_shown, tiny_quiet, tiny_resident = (median(column) for column in zip(*hello, strict=True))
    start, rest = (f"{what} at {size[0]}x{size[1]}" for what in ("start", "at rest"))
    return [
        ratio(start, "history on the screen against a hello-world, CPU", shown, "ms", tiny_shown, None),
        ratio(start, "the same, and quiet", quiet, "ms", tiny_quiet, 2.6),
        within(rest, "resident memory", resident, "MB", 120),
        Row(rest, "resident memory of the hello-world", tiny_resident, "MB"),
        within(rest, "CPU", idle, "%", 1),
    ]


if __name__ == "__main__":
    give([*version(), *first_screen((120, 40), ROUNDS), *first_screen((220, 60), 3)])
