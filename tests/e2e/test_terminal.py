"""The program in a real terminal, as a person sees it: ask, read, quit, and find it again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import KINDS, SAYS, House
from tests.loopback import Answer, Fault, Gate
from tests.terminal import Terminal

FOUR = [(kind, f"{kind}-model") for kind in KINDS[1:]]
APP = ("-m", "orquix_tui")
QUIT = "\x11"

pytestmark = pytest.mark.slow


def test_ask_read_quit_and_find_it_again(house: House) -> None:
    house.configure(FOUR)
    for _, model in FOUR:
        house.server.script(model, Answer(SAYS))
    house.server.script("gemini-model", Fault(401, message="no such key"))

    with Terminal(APP, house.env, (160, 45)) as terminal:
        terminal.wait_for("openai")
        terminal.send("How is the weather?\r")
        terminal.wait_for("LOOPBACK_KEY")
        terminal.wait_for("Rain falls in winter.")
        terminal.wait_for("✓ saved")
        terminal.send(QUIT)
        assert terminal.wait_end() == 0

    with Terminal(APP, house.env, (160, 45)) as terminal:
        terminal.wait_for("How is the weather?")


def test_a_killed_run_keeps_its_prompt_and_its_text(house: House) -> None:
    house.configure([("ollama", "m"), ("openai-compatible", "n")])
    gate = Gate()
    house.server.script("n", Answer("The first words came. The rest did not.", chunk=22, gate=gate))

    with Terminal(APP, house.env, (120, 40)) as terminal:
        terminal.wait_for("openai")
        terminal.send("Will this survive?\r")
        _until(terminal, gate.reached.is_set, "the question is on its way")
        gate.release()
        terminal.wait_for("The first words came.")
        journal = house.home / "data" / "journals"
        _until(terminal, lambda: _holds(journal, "first words"), "the journal holds the text")
        os.killpg(terminal.process.pid, signal.SIGKILL)

    with Terminal(APP, house.env, (120, 40)) as terminal:
        screen = terminal.wait_for("Will this survive?")
        assert "interrupted" in screen.lower()


@pytest.mark.parametrize("size", [(80, 24), (220, 60)])
def test_every_size_shows_the_prompt_and_the_answers(house: House, size: tuple[int, int]) -> None:
    house.configure(FOUR)
    for _, model in FOUR:
        house.server.script(model, Answer(SAYS))

    with Terminal(APP, house.env, (120, 40)) as terminal:
        terminal.wait_for("openai")
        terminal.resize(size)
        terminal.send("How is the weather?\r")
        terminal.wait_for("Rain falls in winter.")
        terminal.wait_for("✓ saved")
        terminal.send(QUIT)
        assert terminal.wait_end() == 0


def _until(terminal: Terminal, true: Callable[[], bool], what: str) -> None:
    """The screen goes on meanwhile: a program whose terminal nobody reads stands still."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}:\n{terminal.text()}"
        terminal.read()


def _holds(folder: Path, text: str) -> bool:
    return any(text in f.read_text("utf-8", "replace") for f in folder.rglob("*") if f.is_file())
