"""`ask --template`: a prompt of the person's own, filled in on the command line."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Call
from tests.house import NO_MODEL, House


@pytest.fixture
def asked(house: House) -> House:
    """Somebody to ask, and two templates."""
    house.configure([("ollama", "one")], moderator=("extractive",), extra=NO_MODEL)
    folder = house.home / "config" / "prompts"
    folder.mkdir()
    (folder / "Compare two.md").write_text("Compare {{this}} with {{that|the usual}}.\n", "utf-8")
    (folder / "plain.txt").write_text("Say something.", "utf-8")
    return house


def test_a_template_is_filled_in_and_what_is_written_stands_behind_it(asked: House, command: Call) -> None:
    code, out, _ = command(
        "ask", "--template", "compare TWO", "--set", "this=a=b {{that}}", "--json", "Be brief."
    )

    assert code == 0
    (entry,) = json.loads(command("history", "--json")[1])
    assert entry["interaction_event_id"] == json.loads(out)["interaction_event_id"]
    assert entry["prompt"] == "Compare a=b {{that}} with the usual.\n\nBe brief."


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "There is no question."),
        (("--set", "a=b", "Why?"), "Add --template NAME."),
        (("--template", "nothing"), "There are: Compare two, plain."),
        (("--template", "compare two"), 'Add --set "this=…" for each.'),
        (("--template", "compare two", "--set", "this=x", "--set", "else=y"), "It asks for: this, that."),
        (("--template", "plain", "--set", "this"), '"this" is not NAME=VALUE.'),
    ],
)
def test_what_cannot_be_filled_in_is_exit_2_and_asks_nobody(
    asked: House, command: Call, args: tuple[str, ...], told: str
) -> None:
    code, _, err = command("ask", *args)

    assert code == 2
    assert told in " ".join(err.split())
    assert not asked.server.requests
