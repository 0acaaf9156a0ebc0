"""`retry`: who did not answer is asked again, the rest is left alone, and the answers are compared."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.house import SAYS, House
from tests.loopback import Answer, Fault

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
