"""Making documents findable: reading, cutting, embedding, and what the screen feels of it meanwhile; then how
soon a council is asked with what was found."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import Row, at, clean_env, cpu_seconds, give, lateness, median, ratio, within
from benchmarks.to_wire import to_wire
from orquix_tui.bootstrap import build, configure
from orquix_tui.core.services import Services
from orquix_tui.domain.models import Project
from orquix_tui.embeddings.pack import ensure
from tests.question_pairs import PAIRS
from tests.terminal import Terminal

FILES, MANY_FILES = 300, 1500
"""Of some 3 kB each: to be read and embedded here, and to keep the app at it while keys are pressed."""
INDEXED_CHUNKS = 96
KEYS = 40
_KEY_PAUSE_S = 0.1
_QUERY_PAUSE_S = 0.3
_SETTLE_S = 4.0
_GROUP = "memory"
_APP = "memory: a key until its letter is on the screen"
_PROMPT = "probe:"
_MOST = 2.5
"""Times the latency at rest: more would be felt."""


def write_folder(folder: Path, count: int, seed: int) -> None:
    """Markdown with headings and paragraphs, in both languages, no two files alike."""
    chance = random.Random(seed)
    sentences = [text for pair in PAIRS for text in pair]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        parts = [f"# Note {seed}-{number}"]
        for section in range(3):
            parts.append(f"## Section {section}: part {chance.randrange(10**6)}")
            parts += [" ".join(chance.choices(sentences, k=4)) for _ in range(2)]
        (folder / f"note-{number:05}.md").write_text("\n\n".join(parts) + "\n", "utf-8")


def _model_pid() -> int:
    """The embedder's process among our children."""
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            if b"orquix_tui.embeddings.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return int(pid)
    raise AssertionError("the model's process is not there")


def _late(what: str, found: list[float]) -> list[Row]:
    return [
        Row(_GROUP, f"event loop late while {what}, p95", at(found, 0.95), "ms"),
        Row(_GROUP, f"event loop late while {what}, worst", max(found), "ms"),
    ]


async def _reading(services: Services, project: Project, folder: Path) -> list[Row]:
    """Files to chunks that words find. The model is warm: it counts the tokens."""
    late: list[float] = []
    async with lateness(late):
        begun, used = time.perf_counter(), time.process_time()
        added = await services.ingest.add(project, [folder])
        took, used = time.perf_counter() - begun, time.process_time() - used
    assert added.added == FILES, added
    begun = time.perf_counter()
    again = await services.ingest.add(project, [folder])
    unchanged = time.perf_counter() - begun
    assert again.unchanged == FILES, again
    return [
        Row(_GROUP, f"{FILES} files of 3 kB read, cut and found by words, wall", FILES / took, "files/s"),
        Row(_GROUP, "the app's own CPU for it", used * 1000 / FILES, "ms/file"),
        *_late("reading", late),
        Row(_GROUP, "the same files again, unchanged, wall", FILES / unchanged, "files/s"),
    ]


async def _embedding(services: Services, project: Project) -> list[Row]:
    """Vectors for what was read, while a person asks now and then."""
    late: list[float] = []
    asked: list[float] = []
    pid = _model_pid()
    waiting = await services.ingest.pending(project)
    async with lateness(late):
        used = cpu_seconds(pid)
        job = asyncio.create_task(services.ingest.index(project))
        while await services.ingest.pending(project) > waiting - INDEXED_CHUNKS:
            await asyncio.sleep(_QUERY_PAUSE_S)
            asked.append(await _ask(services, f"How long do the tides follow number {len(asked)}?"))
        done = waiting - await services.ingest.pending(project)
        used = cpu_seconds(pid) - used
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)
    return [
        Row(_GROUP, "chunks embedded per CPU second of the model's process", done / used, "chunks/s"),
        *_late("embedding", late),
        within(_GROUP, "a query's vector meanwhile, p50", median(asked), "ms", 500),
        Row(_GROUP, "a query's vector meanwhile, worst", max(asked), "ms"),
    ]


async def _ask(services: Services, query: str) -> float:
    begun = time.perf_counter()
    await services.embedder.embed([query], "query")
    return (time.perf_counter() - begun) * 1000


async def headless(home: Path) -> list[Row]:
    """The real reader, store and model, without a screen."""
    write_folder(home / "notes", FILES, 1)
    services = build(configure({"ORQUIX_HOME": str(home)}))
    try:
        project = await services.store.project("default")
        await services.context.warm()
        queries = [await _ask(services, f"Why do bees find home number {n}?") for n in range(20)]
        rows = await _reading(services, project, home / "notes")
        rows += await _embedding(services, project)
        return [*rows, Row(_GROUP, "a query's vector when nothing else goes on, p50", median(queries), "ms")]
    finally:
        await services.aclose()


async def _known(home: Path, notes: Path) -> None:
    """A store that knows one file of the folder, so that the app can read the folder anew."""
    write_folder(notes, 1, 2)
    services = build(configure({"ORQUIX_HOME": str(home)}))
    try:
        await services.ingest.add(await services.store.project("default"), [notes])
    finally:
        await services.aclose()


def _keys(terminal: Terminal, goes_on: Callable[[], bool]) -> list[float]:
    """Milliseconds from a key to its letter on the screen, one key at a time."""
    took: list[float] = []
    terminal.send(_PROMPT)
    terminal.wait_for(_PROMPT)
    for number in range(KEYS):
        letter = chr(ord("a") + number % 26)
        begun = time.perf_counter()
        terminal.send(letter)
        terminal.wait_for(_PROMPT + letter)
        took.append((time.perf_counter() - begun) * 1000)
        assert goes_on(), terminal.text()
        terminal.send("\x7f")
        until = time.perf_counter() + _KEY_PAUSE_S
        while time.perf_counter() < until or _PROMPT + letter in terminal.text():
            terminal.read()
    for _ in _PROMPT:
        terminal.send("\x7f")
    while _PROMPT in terminal.text():
        terminal.read()
    return took


def _settle(terminal: Terminal) -> None:
    """Let what begins after the first paint come to its end."""
    until = time.perf_counter() + _SETTLE_S
    while time.perf_counter() < until:
        terminal.read()


def on_screen(home: Path) -> list[Row]:
    """The real app in a pseudo-terminal: keys at rest, while it reads, and while it embeds."""
    notes = home / "documents"
    asyncio.run(_known(home, notes))
    write_folder(notes, MANY_FILES, 3)
    env = clean_env(ORQUIX_HOME=str(home), OPENAI_API_KEY="no-key-at-all-0000")
    figures: dict[str, list[float]] = {}
    with Terminal(["-m", "orquix_tui"], env, (160, 45)) as terminal:
        terminal.wait_for("default")
        _settle(terminal)
        figures["at rest"] = _keys(terminal, lambda: True)
        terminal.send("\x18d")  # Ctrl+X D: the documents
        terminal.wait_for("Reread")
        terminal.send("r")
        terminal.wait_for("reading")
        terminal.send("\x1b")
        while "Reread" in terminal.text():
            terminal.read()
        figures["while files are read"] = _keys(terminal, lambda: "reading" in terminal.text())
        terminal.wait_for("indexing", 300)
        figures["while chunks are embedded"] = _keys(terminal, lambda: "indexing" in terminal.text())
    rest = figures.pop("at rest")
    rows = [
        Row(_APP, "at rest, p50", median(rest), "ms"),
        Row(_APP, "at rest, p95", at(rest, 0.95), "ms"),
    ]
    for when, took in figures.items():
        rows.append(ratio(_APP, f"{when}, p50, against at rest", median(took), "ms", median(rest), None))
        late, base = at(took, 0.95), at(rest, 0.95)
        rows.append(ratio(_APP, f"{when}, p95, against at rest", late, "ms", base, _MOST))
    return rows


def main() -> None:
    """The model is unpacked beforehand: that is not what is measured."""
    os.environ["ORQUIX_HOME"] = ""  # nothing of the person's own is touched
    with tempfile.TemporaryDirectory() as folder:
        first, second, third = (Path(folder) / name for name in ("first", "second", "third"))
        ensure(first / "cache")
        for home in (second, third):
            home.mkdir()
            (home / "cache").symlink_to(first / "cache")
        give([*asyncio.run(headless(first)), *asyncio.run(to_wire(third)), *on_screen(second)])


if __name__ == "__main__":
    main()
