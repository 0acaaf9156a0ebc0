"""`retry`: who did not answer is asked again, the rest is left alone, and the answers are compared."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.house import JUDGE, SAYS, House
from tests.loopback import Answer, Fault, Gate

KIND = "openai-compatible"
Call = Callable[..., tuple[int, str, str]]


def test_who_failed_is_asked_again_and_all_are_compared(house: House, command: Call) -> None:
    house.configure([(KIND, name) for name in ("one", "two")])
    house.server.script("one", Answer(SAYS))
    house.server.script("two", Fault(401), Answer(SAYS))
    house.server.script("org/three", Answer(SAYS))
    code, out, err = command("ask", "Why?", "--json")
    assert code == 3, err
    run_id = json.loads(out)["interaction_event_id"]

    code, out, err = command("retry", run_id[:8], "--json")
    assert code == 0, err
    said = json.loads(out)
    assert [r["status"] for r in said["individual_responses"]] == ["complete", "complete"]
    assert said["synthesis_text"].startswith("Rain in winter")
    assert said["interaction_event_id"] == run_id
    assert "· two: asked" in err
    assert len(house.server.asked("one")) == 1

    assert command("retry", run_id)[0] == 2, "everybody has answered"
    code, out, err = command("retry", run_id, "--add", f"{KIND}:org/three", "--no-moderate", "--plain")
    assert code == 0, err
    assert "three (complete)" in out
    code, out, _ = command("retry", run_id, "--member", "one", "--json", "--no-moderate")
    assert (code, len(house.server.asked("one"))) == (0, 2)
    assert len(json.loads(out)["individual_responses"]) == 3
    code, _, err = command("retry", run_id, "--member", "nobody")
    assert (code, "No member is called" in err) == (2, True)
    assert command("retry", run_id, "--add", "nonsense")[0] == 2
    assert command("retry", "ffffffff")[0] == 4


@pytest.mark.parametrize("held", ["two", JUDGE.partition(":")[2]])
def test_ctrl_c_stops_the_asking_and_the_comparison(house: House, command: Call, held: str) -> None:
    house.configure([(KIND, name) for name in ("one", "two")])
    house.server.script("one", Answer(SAYS))
    house.server.script("two", Answer(SAYS))
    run_id = json.loads(command("ask", "Why?", "--json", "--no-moderate")[1])["interaction_event_id"]
    gate = Gate()
    house.server.script(held, Answer(SAYS, gate=gate))
    process = subprocess.Popen(
        [sys.executable, "-m", "orquix_tui", "retry", run_id, "--member", "two"],
        env={**house.env, "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert gate.reached.wait(30)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)

    assert process.returncode == 130, told
    assert len(house.server.asked(JUDGE.partition(":")[2])) == (held != "two")
    assert json.loads(command("show", run_id, "--json")[1])["synthesis_text"] == ""
