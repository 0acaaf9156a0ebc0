"""Runs under way and runs that died, as the other commands see them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Call
from tests.house import House
from tests.loopback import Answer, Gate


class Elsewhere:
    """A question under way in another process, held in mid-answer."""

    def __init__(self, house: House) -> None:
        self._house = house
        house.configure([("openai-compatible", "slow")], moderator=("extractive",))
        gate = Gate()
        gate.release()
        house.server.script("slow", Answer("half an answer and the rest of it", chunk=14, gate=gate))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "orquix_tui", "ask", "Is anybody there?"],
            env={**house.env, "PATH": os.environ["PATH"]},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_written("half an answer")

    def kill(self) -> None:
        """The end that nobody can tidy up after."""
        self.process.kill()
        self.process.wait(30)

    def _wait_until_written(self, text: str) -> None:
        deadline = time.monotonic() + 30
        folder = self._house.home / "data" / "journals"
        while not any(text in file.read_text("utf-8") for file in folder.glob("*.jsonl")):
            assert time.monotonic() < deadline, "the journal holds nothing"
            time.sleep(0.02)


def active(command: Call) -> str:
    """Which run is under way."""
    found: str = json.loads(command("metrics", "active", "--json").out)[0]["interaction_event_id"]
    return found


@pytest.fixture
def elsewhere(house: House) -> Iterator[Elsewhere]:
    run = Elsewhere(house)
    yield run
    run.kill()


def test_a_run_is_shown_while_it_lives_and_after_it_was_killed(elsewhere: Elsewhere, command: Call) -> None:
    ident = active(command)
    living = json.loads(command("show", ident, "--json").out)
    assert living["status"] == "running"
    assert living["individual_responses"][0]["response_text"] == "half an answer"

    elsewhere.kill()
    shown = command("show", ident, "--json")
    assert 'Recovered an interrupted run: "Is anybody there?"' in shown.err
    dead = json.loads(shown.out)
    assert dead["status"] == "interrupted"
    assert dead["individual_responses"][0]["response_text"] == "half an answer"
    assert command("show", ident).err == ""


def test_only_a_run_that_has_ended_is_deleted_and_then_for_good(elsewhere: Elsewhere, command: Call) -> None:
    ident = active(command)
    refused = command("delete", ident, "--yes")
    assert refused.code == 2
    assert "still going on" in refused.err

    elsewhere.kill()
    assert command("delete", ident, "--yes").code == 0
    assert json.loads(command("history", "--json").out) == []


def test_what_goes_wrong_underneath_is_told_and_stands_in_the_log(house: House, command: Call) -> None:
    journals = house.home / "data" / "journals"
    journals.mkdir(parents=True)
    (journals / "broken.jsonl").write_text("no journal\n", "utf-8")
    told = "The journal of a stopped run cannot be read; it was kept as broken.unreadable"
    done = command("history")
    assert (done.code, done.err) == (0, f"! {told}\n")
    assert f"WARNING orquix_tui.store.recovery: {told}" in (house.home / "logs" / "orquix.log").read_text(
        "utf-8"
    )
