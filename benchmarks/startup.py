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
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore
from tests.terminal import Terminal

SIZE = (160, 45)
ROUNDS = 5
IDLE_SECONDS = 5.0
_QUIET_SECONDS = 1.0
_HELLO = """
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


def _memory(pid: int) -> float:
    """Resident megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _until_quiet(terminal: Terminal) -> None:
    """Read on until the program has used next to nothing for a while."""
    before, since = cpu_seconds(terminal.process.pid), time.monotonic()
    deadline = since + 60
    while time.monotonic() - since < _QUIET_SECONDS:
        assert time.monotonic() < deadline, "it never rests"
        terminal.read()
        used = cpu_seconds(terminal.process.pid)
        if used - before > 0.02:
            before, since = used, time.monotonic()


def screen(argv: Sequence[str], env: dict[str, str], marker: str, *, idle: bool = False) -> list[float]:
    """CPU ms when the marker is shown and when all is quiet, MB then, and idle CPU in percent."""
    with Terminal(argv, env, SIZE) as terminal:
        terminal.wait_for(marker)
        shown = cpu_seconds(terminal.process.pid) * 1000
        _until_quiet(terminal)
        settled = cpu_seconds(terminal.process.pid) * 1000
        figures = [shown, settled, _memory(terminal.process.pid)]
        if idle:
            begun, used = time.monotonic(), cpu_seconds(terminal.process.pid)
            while time.monotonic() - begun < IDLE_SECONDS:
                terminal.read()
            took = time.monotonic() - begun
            figures.append((cpu_seconds(terminal.process.pid) - used) / took * 100)
        return figures


async def _history(home: Path) -> None:
    """A person's store: fifty interactions."""
    store = DuckStore(home / "data", Redactor())
    project = await store.project("default")
    for n in range(50):
        await store.finish(interaction(project, f"Question {n}: how do bees find home?"), [], None)
    await store.aclose()


def first_screen() -> list[Row]:
    """The app with a history, beside a tiny Textual app, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        asyncio.run(_history(home))
        env = clean_env(ORQUIX_HOME=str(home), OPENAI_API_KEY="no-key-at-all-0000")
        ours: list[list[float]] = []
        hello: list[list[float]] = []
        for turn in range(ROUNDS + 1):  # the first writes the byte code
            app = screen(["-m", "orquix_tui"], env, "Question 49", idle=True)
            tiny = screen(["-c", _HELLO], clean_env(), "hello, world")
            if turn:
                ours.append(app)
                hello.append(tiny)
    shown, quiet, memory, idle = (median(column) for column in zip(*ours, strict=True))
    tiny_shown, tiny_quiet, tiny_memory = (median(column) for column in zip(*hello, strict=True))
    group = "start"
    return [
        ratio(group, "history on the screen against a hello-world, CPU", shown, "ms", tiny_shown, None),
        ratio(group, "the same, and quiet", quiet, "ms", tiny_quiet, 2.6),
        within("at rest", "resident memory", memory, "MB", 120),
        Row("at rest", "resident memory of the hello-world", tiny_memory, "MB"),
        within("at rest", "CPU", idle, "%", 1),
    ]


if __name__ == "__main__":
    give([*version(), *first_screen()])
