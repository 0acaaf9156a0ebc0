"""Runs under way and runs that died, as the other commands see them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.house import House
from tests.loopback import Answer, Gate


class Elsewhere:
    """A question under way in another process, held in mid-answer; and other commands beside it."""

    def __init__(self, house: House) -> None:
        self._house = house
        house.configure([("openai-compatible", "slow")], moderator=("extractive",))
        gate = Gate()
        gate.release()
        house.server.script("slow", Answer("half an answer and the rest of it", chunk=14, gate=gate))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "orquix_tui", "ask", "Is anybody there?"],
            env=self._env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_written("half an answer")
        self.ident = json.loads(self.call("metrics", "active", "--json").stdout)[0]["interaction_event_id"]

    @property
    def _env(self) -> dict[str, str]:
        return {**self._house.env, "PATH": os.environ["PATH"]}

    def call(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Another command, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "orquix_tui", *args],
            env=self._env, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

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


@pytest.fixture
def elsewhere(house: House) -> Iterator[Elsewhere]:
    run = Elsewhere(house)
    yield run
    run.kill()


def test_a_run_is_shown_while_it_lives_and_after_it_was_killed(elsewhere: Elsewhere) -> None:
    living = json.loads(elsewhere.call("show", elsewhere.ident, "--json").stdout)
    assert living["status"] == "running"
    assert living["individual_responses"][0]["response_text"] == "half an answer"

    elsewhere.kill()
    shown = elsewhere.call("show", elsewhere.ident, "--json")
    assert 'Recovered an interrupted run: "Is anybody there?"' in shown.stderr
    dead = json.loads(shown.stdout)
    assert dead["status"] == "interrupted"
    assert dead["individual_responses"][0]["response_text"] == "half an answer"
    assert elsewhere.call("show", elsewhere.ident).stderr == ""


def test_only_a_run_that_has_ended_is_deleted_and_then_for_good(elsewhere: Elsewhere) -> None:
    refused = elsewhere.call("delete", elsewhere.ident, "--yes")
    assert refused.returncode == 2
    assert "still going on" in refused.stderr

    elsewhere.kill()
    assert elsewhere.call("delete", elsewhere.ident, "--yes").returncode == 0
    assert json.loads(elsewhere.call("history", "--json").stdout) == []
