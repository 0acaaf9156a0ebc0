"""The live view in a real pseudo-terminal while members stream, in turns with Textual's MarkdownStream."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import Row, at, clean_env, give, median, ratio, within
from benchmarks.terminal import LETTERS, Watch, Watched, memory, vendor

SIZES = {4: (120, 40), 8: (220, 60)}
"""Of the terminal, by the number of members."""
RATE, HEAD = 100, 2000
"""Tokens a second of each member, after so many at once."""
ROUNDS = 3
WATCH_S = 8.0
SETTLE_S = 2.5
LONG = 8000
_WARM_S = 4.0
_ENOUGH = 4000
"""Tokens beyond the head: nobody comes to the end while we look."""
_F9 = "\x1b[20~"
_COUNCIL = """
[embeddings]
model_path = "/nowhere"
[providers.loop]
kind = "openai-compatible"
base_url = "http://127.0.0.1:{port}/v1"
api_key_env = "LOOP_KEY"
[councils.default]
moderator = ["extractive"]
members = [
{members}
]
"""


@dataclass
class Streaming:
    """One look at one program while it streams."""

    watched: Watched
    tokens: float
    """Shown meanwhile, in thousands."""
    key_to_handler: list[float]
    """Milliseconds; empty where nobody noted it."""
    before: float
    after: float
    """Resident megabytes, before the question and after the look."""

    @property
    def per_thousand(self) -> float:
        """CPU ms per 1000 tokens."""
        return self.watched.cpu * 1000 / self.tokens


@contextmanager
def asked(
    port: int, panels: int, size: tuple[int, int], head: int, folder: Path
) -> Iterator[tuple[Watch, float, Path]]:
    """The app after its question, and the megabytes that it had before."""
    notes = folder / "notes"
    members = ",\n".join(
        f'  {{ provider = "loop", model = "flow-{RATE}-{head}-{head + _ENOUGH}-{seed}" }}'
        for seed in range(panels)
    )
    (folder / "config").mkdir()
    (folder / "config" / "config.toml").write_text(_COUNCIL.format(port=port, members=members), "utf-8")
    env = clean_env(ORQUIX_HOME=str(folder), LOOP_KEY="a-key-for-nobody", PYTHONPATH=str(Path.cwd()))
    with Watch(["-m", "benchmarks.watched", str(notes)], env, size) as terminal:
        terminal.wait_for("council default")
        terminal.skip(_WARM_S)
        before = memory(terminal.process.pid)
        terminal.send(_F9)  # the notices of a first start take room
        terminal.send("How do bees find home?\r")
        terminal.skip(SETTLE_S + head / 1500)  # what comes at once must have been read
        terminal.send(_F9)
        terminal.skip(0.5)
        yield terminal, before, notes


def ours(port: int, panels: int, size: tuple[int, int]) -> Streaming:
    """The app: network, council, journal and screen."""
    with tempfile.TemporaryDirectory() as folder, asked(port, panels, size, HEAD, Path(folder)) as app:
        terminal, before, notes = app
        seen = terminal.watch(WATCH_S, LETTERS)
        took = list(_handled(seen, notes))
        return Streaming(
            seen, panels * RATE * seen.seconds / 1000, took, before, memory(terminal.process.pid)
        )


def theirs(panels: int, size: tuple[int, int]) -> Streaming:
    """The reference app; what it is asked to show it shows later and later, so its own count counts."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        numbers = [str(n) for n in (panels, RATE, HEAD, HEAD + _ENOUGH)]
        env = clean_env(PYTHONPATH=str(Path.cwd()))
        with Watch(["-m", "benchmarks.reference_app", *numbers, str(notes)], env, size) as terminal:
            before = memory(terminal.process.pid)
            while not notes.exists() or not notes.read_text():
                terminal.raw(0.1)
            terminal.skip(1)
            first = time.monotonic()
            seen = terminal.watch(WATCH_S, LETTERS)
            lines = [line.split() for line in notes.read_text().splitlines() if line.count(" ") == 1]
            counts = [int(count) for when, count in lines if first <= float(when) <= first + seen.seconds]
            shown = (counts[-1] - counts[0]) / 1000 if counts else 0.001
            return Streaming(seen, shown, [], before, memory(terminal.process.pid))


def _handled(seen: Watched, notes: Path) -> Iterator[float]:
    """Milliseconds from each letter to its handler, without the time that others took."""
    noted = {
        line[0]: line.split()[1:] for line in notes.read_text("utf-8").splitlines() if line[0] in LETTERS
    }
    for letter, sent, waited_then in seen.typed:
        if letter in noted:
            when, waited_since = map(float, noted[letter])
            yield max(when - sent - (waited_since - waited_then), 0) * 1000


def side_by_side(port: int, panels: int, rounds: int) -> list[Row]:
    """Both in turns."""
    size = SIZES[panels]
    mine: list[Streaming] = []
    other: list[Streaming] = []
    for _ in range(rounds):
        mine.append(ours(port, panels, size))
        other.append(theirs(panels, size))
    group = f"screen: {panels} x {RATE} tokens/s at {size[0]}x{size[1]}"
    handled = [ms for one in mine for ms in one.key_to_handler]
    framed = [ms for one in mine for ms in one.watched.key_to_frame]
    gaps = [max(one.watched.gaps) for one in mine]
    late = [ms for one in other for ms in one.watched.key_to_frame] or [WATCH_S * 1000]
    judged = panels == 4
    return [
        Row(group, f"from a key to its handler, p50 of {len(handled)} keys", median(handled), "ms"),
        _judged(group, "from a key to its handler, p95", at(handled, 0.95), 35, judged=judged),
        Row(group, "from a key to its frame, p50", median(framed), "ms"),
        _judged(group, "from a key to its frame, p95", at(framed, 0.95), 75, judged=judged),
        Row(group, "the same of MarkdownStream", at(late, 0.95), "ms"),
        _judged(
            group, "longest time between two frames, median of the rounds", median(gaps), 150, judged=judged
        ),
        Row(
            group, "the same of MarkdownStream", median([max(o.watched.gaps, default=0) for o in other]), "ms"
        ),
        ratio(
            group,
            "CPU per 1000 tokens against MarkdownStream",
            median([one.per_thousand for one in mine]),
            "ms",
            median([one.per_thousand for one in other]),
            0.45,
        ),
        Row(group, "CPU", median([one.watched.cpu / one.watched.seconds * 100 for one in mine]), "%"),
        Row(
            group,
            "the same of MarkdownStream",
            median([o.watched.cpu / o.watched.seconds * 100 for o in other]),
            "%",
        ),
        Row(
            group,
            "tokens shown by MarkdownStream of those due",
            median([_share(o, panels) for o in other]),
            "%",
        ),
    ]


def _judged(group: str, what: str, value: float, limit: float, *, judged: bool) -> Row:
    return within(group, what, value, "ms", limit) if judged else Row(group, what, value, "ms")


def _share(one: Streaming, panels: int) -> float:
    return one.tokens * 1000 / (panels * RATE * one.watched.seconds) * 100


def growth(port: int, rounds: int) -> list[Row]:
    """What a long text costs: the same stream behind a thousand tokens and behind eight thousand."""
    found: dict[int, list[Streaming]] = {1000: [], LONG: []}
    for _ in range(rounds):
        for head, looks in found.items():
            with tempfile.TemporaryDirectory() as folder, asked(port, 4, SIZES[4], head, Path(folder)) as app:
                terminal, before, _notes = app
                seen = terminal.watch(WATCH_S / 2)
                after = memory(terminal.process.pid)
                looks.append(Streaming(seen, 4 * RATE * seen.seconds / 1000, [], before, after))
    group = "screen: long texts, 4 x 100 tokens/s"
    short, long = (median([one.per_thousand for one in found[head]]) for head in found)
    return [
        ratio(group, "CPU per 1000 tokens at 8000 tokens against 1000", long, "ms", short, 1.3),
        Row(
            group, "memory added by 4 x 8000 tokens", median([o.after - o.before for o in found[LONG]]), "MB"
        ),
        Row(group, "the same by 4 x 1000", median([o.after - o.before for o in found[1000]]), "MB"),
    ]


def main() -> None:
    """All of it; `4`, `8` or `growth` as an argument: only that."""
    wanted = sys.argv[1:] or ["4", "8", "growth"]
    with vendor() as port:
        rows: list[Row] = []
        if "4" in wanted:
            rows += side_by_side(port, 4, ROUNDS)
        if "8" in wanted:
            rows += side_by_side(port, 8, 1)
        if "growth" in wanted:
            rows += growth(port, 2)
    give(rows)


if __name__ == "__main__":
    main()
