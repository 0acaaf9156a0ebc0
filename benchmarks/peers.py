"""Opening, memory and rest of other Textual apps beside ours: `python benchmarks/run.py peers`.

They are installed into environments of their own under the folder that `ORQUIX_PEERS` names (a temporary one
when it names none), once; nothing of them is needed otherwise, and nothing of ours is where they are.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness import Row, clean_env, give, median, ratio
from benchmarks.startup import history, screen

FOLDER = "ORQUIX_PEERS"
SIZE = (120, 40)
ROUNDS = 3
_MOST = 0.8
"""Times what elia takes until its first screen."""


@dataclass(frozen=True)
class Peer:
    """An app, and a text that is on its screen once one can begin."""

    package: str
    command: str
    marker: str
    arguments: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)


PEERS = (
    Peer("elia-chat", "elia", "History (0)"),
    Peer("oterm", "oterm", "Welcome to oterm", env={"OTERM_SPLASH_SCREEN": "false"}),
    Peer("harlequin", "harlequin", "Query Editor", ("--no-download-tzdata", ":memory:")),
)


def install(peer: Peer, folder: Path) -> Path:
    """The program, installed when it is not there. Says what goes on."""
    home = folder / peer.package
    program = home / "bin" / peer.command
    if not program.exists():
        sys.stderr.write(f"installing {peer.package} ...\n")
        venv.create(home, with_pip=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", peer.package]
        subprocess.run(pip, check=True, stdout=sys.stderr)
    return program


def _version(peer: Peer, program: Path) -> str:
    script = f"from importlib.metadata import version; print(version('{peer.package}'), version('textual'))"
    found = subprocess.run(
        [str(program.with_name("python")), "-c", script], capture_output=True, text=True, check=True
    )
    return "{} {} (Textual {})".format(peer.package, *found.stdout.split())


def measure(folder: Path) -> list[Row]:
    """All in turns, ours with fifty interactions in its history; they with nothing."""
    installed = [(peer, install(peer, folder)) for peer in PEERS]
    programs = [(peer, program, _version(peer, program)) for peer, program in installed]
    found: dict[str, list[list[float]]] = {}
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(history(Path(place) / "ours"))
        for turn in range(ROUNDS + 1):  # the first writes the byte code
            env = clean_env(ORQUIX_HOME=f"{place}/ours", OPENAI_API_KEY="no-key-at-all-0000")
            figures = {"ours": screen(["-m", "orquix_tui"], env, "Question 49", idle=True, size=SIZE)}
            for peer, program, name in programs:
                figures[name] = screen(
                    [str(program), *peer.arguments],
                    _env(peer, Path(place) / peer.package),
                    peer.marker,
                    idle=True,
                    size=SIZE,
                    program=str(program.with_name("python")),
                )
            for name, figure in figures.items():
                if turn:
                    found.setdefault(name, []).append(figure)
    medians = {name: [median(column) for column in zip(*rows, strict=True)] for name, rows in found.items()}
    return rows_of(medians)


def _env(peer: Peer, home: Path) -> dict[str, str]:
    """A home of its own: what it writes goes away with it."""
    home.mkdir(exist_ok=True)
    own = {name: str(home / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    return clean_env(**{**own, "HOME": str(home), **peer.env})


def rows_of(medians: Mapping[str, list[float]]) -> list[Row]:
    """Ours against each."""
    ours = medians["ours"]
    group = f"beside others at {SIZE[0]}x{SIZE[1]}"
    rows: list[Row] = []
    for name, (shown, quiet, resident, idle) in medians.items():
        if name == "ours":
            continue
        limit = _MOST if name.startswith("elia") else None
        rows += [
            ratio(group, f"CPU to the first screen against {name}", ours[0], "ms", shown, limit),
            ratio(group, "the same, and quiet", ours[1], "ms", quiet, None),
            ratio(group, "resident memory", ours[2], "MB", resident, None),
            Row(group, "CPU at rest", ours[3], "%", reference=idle),
        ]
    return rows


def main() -> None:
    """Into the folder that is named, else into one that goes away."""
    if named := os.environ.get(FOLDER):
        give(measure(Path(named)))
    else:
        with tempfile.TemporaryDirectory() as folder:
            give(measure(Path(folder)))


if __name__ == "__main__":
    main()
