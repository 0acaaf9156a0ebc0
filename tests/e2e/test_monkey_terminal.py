"""Keys and sizes drawn by lot for the program in a real terminal: it goes on, and it quits as it should."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

from tests.house import SAYS, House
from tests.loopback import Answer, Fault
from tests.terminal import Terminal

pytestmark = [pytest.mark.monkey, pytest.mark.timeout(0)]
MINUTES = float(os.environ.get("MINUTES", "1"))
SEED = int(os.environ.get("SEED", "1"))
FOUR = (("openai-compatible", "one"), ("ollama", "two"), ("gemini", "three"), ("anthropic", "four"))
_F = ("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", *(f"\x1b[{n}~" for n in (15, 17, 18, 19, 20, 21, 23, 24)))
_ARROWS = tuple(f"\x1b[{letter}" for letter in "ABCDHF")
_CONTROL = tuple(chr(n) for n in range(1, 27) if chr(n) not in "\x11\x1a")
_CHORDS = tuple(f"\x18{letter}" for letter in "kbux1234zfdviphaoyetl,grcw")
KEYS = (
    *_F,
    *_ARROWS,
    *_CONTROL,
    *_CHORDS,
    "\x1b",
    "\x1b",
    "\t",
    "\r",
    "\x7f",
    " ",
    *"abcdefgjklmnoprstuvwxyz1258=/?.",
)
QUIT, ESCAPE = "\x11", "\x1b"


def act(terminal: Terminal, house: House, rng: random.Random) -> None:
    """One thing."""
    match rng.randrange(12):
        case 0:
            terminal.resize((rng.randint(20, 300), rng.randint(6, 90)))
        case 1:
            for _, model in FOUR:
                answer = Answer(SAYS * rng.randint(1, 20), chunk=9, delay=rng.choice((0, 0.01)))
                house.server.script(model, rng.choice((answer, answer, answer, Fault("drop"), Fault(500))))
            terminal.send("\x1b[200~Is it raining?\x1b[201~\r")
        case 2:
            x, y = rng.randint(1, 80), rng.randint(1, 24)
            terminal.send(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m\x1b[<65;{x};{y}M")
        case 3:
            terminal.send("".join(rng.choices(KEYS, k=8)))
        case _:
            terminal.send(rng.choice(KEYS))
    house.server.forget()
    for _ in range(rng.randint(1, 4)):
        terminal.read()


def leave(terminal: Terminal) -> int:
    """As a person leaves who is in a hurry."""
    terminal.resize((120, 40))
    end = time.monotonic() + 90
    while terminal.process.poll() is None:
        assert time.monotonic() < end, terminal.text()
        for key in (ESCAPE, QUIT, QUIT):
            terminal.send(key)
            pause = time.monotonic() + 1  # read in one go, two would be Alt and a key; Escape may mean: stay
            while time.monotonic() < pause and terminal.process.poll() is None:
                terminal.read()
    return terminal.process.returncode


def resident(terminal: Terminal) -> float:
    """Megabytes that the program holds now, whatever it is at."""
    pages = int(Path(f"/proc/{terminal.process.pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_the_program_lives_through_it_and_quits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.configure(FOUR)
    home = house.home.parent / "desk"
    home.mkdir()
    monkeypatch.chdir(home)
    env = {**house.env, "HOME": str(home), "PAGER": "true", "EDITOR": "true"}
    rng, deeds = random.Random(SEED), 0
    held: list[float] = []
    with Terminal(("-m", "orquix_tui"), env, (120, 40)) as terminal:
        terminal.wait_for("openai")
        end = time.monotonic() + MINUTES * 60
        while time.monotonic() < end:
            act(terminal, house, rng)
            deeds += 1
            due = end - 1 - (2 - len(held)) * MINUTES * 29.9  # at the start, half-way, in the end
            if time.monotonic() > due:
                held.append(resident(terminal))
            shown = terminal.text()
            assert terminal.process.poll() is None, shown
            assert "Traceback" not in shown, shown
            assert "Unexpected" not in shown, shown
        assert leave(terminal) == 0, terminal.text()
    told = " -> ".join(f"{megabytes:.0f}" for megabytes in held)
    sys.stdout.write(f"\n  seed {SEED}: {deeds} deeds in a terminal, {told} MB under way\n")
