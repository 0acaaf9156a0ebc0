"""`moderate`: versions of a synthesis from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

import pytest

from orquix_tui.cli.parser import PERSONALITIES, STRATEGIES
from orquix_tui.domain.models import Strategy
from orquix_tui.domain.settings import Personality
from tests.house import MODERATION, SAYS, House
from tests.loopback import Answer, Fault

COUNCIL = [("openai-compatible", name) for name in ("one", "two", "three", "four")]
OTHER = "openai-compatible:other"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(house: House, command: Call) -> Call:
    """The commands, with a council that answers."""
    house.configure(COUNCIL)
    for _, model in COUNCIL:
        house.server.script(model, Answer(SAYS))
    house.server.script("other", Answer(MODERATION.replace("Rain in winter, snow", "Winter rain, snow")))
    return command


def _json(result: tuple[int, str, str]) -> Any:
    assert result[0] == 0, result[2]
    return json.loads(result[1])


def _ask(call: Call) -> str:
    return str(_json(call("ask", "Why does it rain in winter?", "--json"))["interaction_event_id"])


def test_another_moderator_an_earlier_version_and_the_list_of_both(call: Call) -> None:
    run_id = _ask(call)
    again = _json(call("moderate", run_id, "--with", OTHER, "--json"))
    assert again["version"] == 2
    assert again["synthesis_text"].startswith("Winter rain")
    listed = _json(call("moderate", run_id, "--versions", "--json"))
    assert [(v["version"], v["holds"]) for v in listed] == [(1, False), (2, True)]
    assert _json(call("moderate", run_id, "--version", "1", "--json"))["version"] == 1
    assert _json(call("show", run_id, "--json"))["synthesis_text"].startswith("Rain in winter")
    assert "* 1" in call("moderate", run_id, "--versions")[1]
    assert call("moderate", run_id, "--version", "9")[0] == 4


def test_an_answer_is_left_out_and_a_strategy_is_chosen(call: Call, house: House) -> None:
    run_id = _ask(call)
    code, out, err = call("moderate", run_id, "--exclude", "two", "--strategy", "compare")
    assert code == 0
    assert out.startswith("- Rain falls in winter.")
    assert "comparing again" in err
    assert "@@synthesis" not in house.server.asked("judge")[-1].body["messages"][0]["content"]
    assert call("moderate", run_id, "--exclude", "nobody")[0] == 2


def test_a_contradiction_is_put_to_those_concerned(call: Call, house: House) -> None:
    run_id = _ask(call)
    for _, model in COUNCIL:
        house.server.script(model, Answer("@@withdraw\nI was wrong."))
    claims = _json(call("moderate", run_id, "--resolve", "3", "--json"))["claims"]
    assert claims[2]["outcome"] == "open"
    assert [said["stance"] for said in claims[2]["statements"]] == ["withdraws", "withdraws"]
    code, out, _ = call("moderate", run_id, "--resolve", "3", "--plain")
    assert code == 0
    assert "Claim 3 (The river rises in spring.): open." in out
    assert out.count(", withdraws: I was wrong.") == 2
    assert call("moderate", run_id, "--resolve", "7")[0] == 2


def test_a_vote_is_taken_and_a_moderator_that_fails_is_told(call: Call, house: House) -> None:
    run_id = _ask(call)
    assert call("moderate", run_id, "--vote", "synthesis")[0] == 0
    assert "your vote: one" in call("moderate", run_id, "--vote", "one")[2]
    assert call("moderate", run_id, "--vote", "nobody")[0] == 2
    house.server.script("other", Fault(500))
    code, _, err = call("moderate", run_id, "--with", OTHER)
    assert code == 1
    assert "nothing was changed" in err
    code, _, err = call("moderate", run_id, "--with", "other")
    assert (code, "names no model" in err) == (2, True)
    assert len(_json(call("moderate", run_id, "--versions", "--json"))) == 1


def test_a_run_takes_a_strategy_too(call: Call, house: House) -> None:
    assert call("ask", "Why does it rain in winter?", "--strategy", "select")[0] == 0
    assert "Nothing is merged" in house.server.asked("judge")[-1].body["messages"][0]["content"]


def test_the_choices_are_those_of_the_domain() -> None:
    assert get_args(Strategy) == STRATEGIES
    assert get_args(Personality) == PERSONALITIES
