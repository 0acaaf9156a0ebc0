"""`ask` as a person or a script calls it: its output and its exit codes.

What depends on the process (streams, signals, the exit code itself) is tried with one of its own.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call
from tests.house import KEY, KINDS, House
from tests.loopback import Answer, Fault, Gate

FIELDS = {
    "interaction_event_id", "synthesis_text", "moderator_quality", "key_themes", "contradictions",
    "consensus_areas", "recommendations", "suggested_questions", "research_areas", "individual_responses",
    "processing_time_ms", "created_at", "fallback_used", "project", "status", "claims", "members", "context",
    "metrics", "warnings", "quality_reasons",
}  # fmt: skip
RESPONSE_FIELDS = {
    "letter", "label", "provider", "model", "status", "response_text", "ttft_ms", "latency_ms", "usage",
    "cost_usd", "error",
}  # fmt: skip
METRICS = {
    "context_retrieval_time_ms", "context_chunks_found", "ai_orchestration_time_ms", "ai_responses_count",
    "ai_failures_count", "moderator_synthesis_time_ms", "moderator_quality", "fallback_used",
    "background_save_time_ms", "total_processing_time_ms",
}  # fmt: skip
FOUR = [(kind, f"{kind}-model") for kind in KINDS[1:]]
TWO = [("ollama", "m"), ("openai-compatible", "n")]


def orquix(house: House, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, with nothing of this machine's environment but PATH."""
    return subprocess.run(
        [sys.executable, "-m", "orquix_tui", *args],
        env={**house.env, "PATH": os.environ["PATH"]},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _object(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed)
    return found


def test_json_is_one_object_with_every_field(house: House) -> None:
    house.configure(FOUR)

    done = orquix(house, "ask", "-", "--json", stdin="Why is the sky blue?")

    answer = _object(done.stdout)
    assert done.returncode == 0, done.stderr
    assert answer.keys() >= FIELDS
    assert answer["prompt"] == "Why is the sky blue?"
    assert set(answer["metrics"]) == METRICS
    assert [set(r) for r in answer["individual_responses"]] == [RESPONSE_FIELDS] * 4
    assert [r["provider"] for r in answer["individual_responses"]] == [kind for kind, _ in FOUR]
    assert set(answer["members"]) == {"A", "B", "C", "D"}
    assert answer["synthesis_text"]


def test_it_is_told_when_nothing_goes_along(house: House, command: Call) -> None:
    house.configure(FOUR)

    assert "· context: nothing near enough was found" in command("ask", "Do rivers flood?").err
    assert "· context:" not in command("ask", "Do rivers flood?", "--no-context").err
    # What was learned twice is one chunk or two, by which answer the drawn letters made the base.
    found = command("ask", "Do rivers flood?").err
    assert re.search(r"· context: (?:1 chunk|2 chunks), ", found), found


def test_show_gives_the_same_object_as_ask(house: House, command: Call) -> None:
    house.configure(FOUR)
    asked = _object(command("ask", "Why?", "--json").out)

    shown = _object(command("show", asked["interaction_event_id"][:13], "--json").out)

    assert shown == asked


def test_one_refusing_member_is_exit_3_with_the_whole_object(house: House, command: Call) -> None:
    house.configure(FOUR)
    house.server.script("ollama-model", Fault(404, message="model not found"))

    done = command("ask", "Why?", "--json")

    answer = _object(done.out)
    assert done.code == 3
    assert answer["status"] == "partial"
    assert answer["synthesis_text"]
    assert answer["individual_responses"][3]["status"] == "rejected"
    assert "orquix-tui models ollama" in answer["individual_responses"][3]["error"]


def test_all_refusing_is_exit_1_and_the_prompt_is_kept(house: House, command: Call) -> None:
    house.configure(FOUR)
    for _, model in FOUR:
        house.server.script(model, Fault(403))

    done = command("ask", "Will this be kept?", "--json")
    history = json.loads(command("history", "--json").out)

    answer = _object(done.out)
    assert done.code == 1
    assert answer["synthesis_text"] == ""
    assert answer["moderator_quality"] is None
    assert answer["metrics"]["moderator_synthesis_time_ms"] is None
    assert [(h["prompt"], h["status"]) for h in history] == [("Will this be kept?", "failed")]


def test_without_a_form_the_synthesis_is_on_stdout_and_the_progress_on_stderr(
    house: House, command: Call
) -> None:
    house.configure(FOUR)

    done = command("ask", "Why?")

    assert done.code == 0
    assert "Quality: low" in done.out
    assert "asked" not in done.out
    assert "saved as" in done.err


def test_plain_is_linear_text_with_every_answer(house: House, command: Call) -> None:
    house.configure(FOUR)

    done = command("ask", "Why?", "--plain")

    assert done.out.startswith("Question\nWhy?\n")
    assert all(f"Answer of {model} (complete)" in done.out for _, model in FOUR)
    assert "Synthesis (quality low" in done.out
    assert "\x1b" not in done.out


def test_a_file_goes_along(house: House, command: Call, tmp_path: Path) -> None:
    house.configure(FOUR)
    note = tmp_path / "note.txt"
    note.write_text("The code is 4711.", "utf-8")

    done = command("ask", "What is the code?", "--file", str(note), "--json")

    assert done.code == 0
    assert "The code is 4711." in json.dumps(house.server.asked("ollama-model")[0].body)


WRONG = [
    (("ask", ""), 2, "empty"),
    (("ask", "x", "--council", "nope"), 2, "no council"),
    (("ask", "x", "--project", "nope"), 4, "nope"),
    (("ask", "x", "--file", "/nowhere/at/all"), 2, "cannot be read"),
    (("ask", "x", "--file", "/dev/zero"), 2, "too large"),
    (("ask", "x", "--temperature", "3"), 2, "from 0 to 2"),
    (("show", "00000000"), 4, ""),
    (("history", "--project", "nope"), 4, "nope"),
    (("metrics", "--days", "0"), 2, "from 1 to 30"),
    (("metrics", "--days", "31"), 2, "from 1 to 30"),
    (("metrics", "--days", "week"), 2, "from 1 to 30"),
    (("metrics", "cleanup", "--days-to-keep", "6"), 2, "from 7 to 90"),
    (("metrics", "cleanup", "--days-to-keep", "91"), 2, "from 7 to 90"),
    (("metrics", "cleanup"), 2, "--days-to-keep"),
    (("metrics", "active", "--days", "3"), 2, "--days"),
    (("models", "nope"), 2, "nope"),
]


@pytest.mark.parametrize(
    ("args", "code", "says"), WRONG, ids=lambda v: " ".join(v) if type(v) is tuple else ""
)
def test_bad_input_has_its_exit_code_and_a_sentence(
    house: House, command: Call, args: tuple[str, ...], code: int, says: str
) -> None:
    house.configure(FOUR)

    done = command(*args)

    assert done.code == code
    assert says in done.err
    assert "Traceback" not in done.err
    assert done.out == ""
    assert house.server.asked() == []


def test_a_wrong_file_is_exit_2_and_names_the_key(house: House, command: Call) -> None:
    house.configure(FOUR, extra="[context]\ntop_k = 99\n")

    done = command("ask", "x")

    assert done.code == 2
    assert "config.toml: context.top_k" in done.err


def test_an_unusable_store_is_exit_5_and_the_answer_is_still_printed(house: House, command: Call) -> None:
    house.configure(FOUR)
    (house.home / "data").write_text("a file where a folder should be", "utf-8")

    done = command("ask", "Why?", "--json")

    assert done.code == 5
    assert [r["status"] for r in _object(done.out)["individual_responses"]] == ["complete"] * 4


def test_ctrl_c_keeps_what_came_and_is_exit_130(house: House) -> None:
    house.configure(TWO)
    gate = Gate()
    house.server.script("n", Answer("one two three four", chunk=4, gate=gate))
    process = subprocess.Popen(
        [sys.executable, "-m", "orquix_tui", "ask", "Why?", "--json"],
        env={**house.env, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert gate.reached.wait(30)
    gate.release()
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)

    assert process.returncode == 130, stderr
    assert json.loads(stdout)["status"] == "cancelled"
    assert json.loads(stdout)["individual_responses"][1]["status"] == "cancelled"


def test_a_reader_that_goes_away_costs_neither_the_answer_nor_its_code(house: House) -> None:
    house.configure(TWO)
    house.server.script("m", Fault(404))
    command = (
        f"{sys.executable} -m orquix_tui ask Why --json 2>&1 >/dev/null | head -1; echo ${{PIPESTATUS[0]}}"
    )

    done = subprocess.run(
        ["bash", "-c", command],
        env={**house.env, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    history = json.loads(orquix(house, "history", "--json").stdout)

    assert done.stdout.splitlines()[-1] == "3"
    assert [h["status"] for h in history] == ["partial"]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_missing_stream_is_no_traceback(house: House, closed: str) -> None:
    house.configure(TWO)

    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m orquix_tui ask - {closed}"],
        env={**house.env, "PATH": os.environ["PATH"]},
        input="Why?",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "Traceback" not in done.stderr
    assert done.returncode == (2 if closed == "<&-" else 0)


def test_a_key_in_a_question_is_masked_in_every_form(house: House, command: Call) -> None:
    house.configure(FOUR)
    house.server.script("ollama-model", Answer(f"Your key is {KEY}."))

    for form in ((), ("--json",), ("--plain",)):
        done = command("ask", f"Is {KEY} safe?", *form)
        assert KEY not in done.out + done.err


def test_auto_goes_on_from_the_latest_only_when_the_question_cannot_stand_alone(
    house: House, command: Call
) -> None:
    house.configure([("ollama", "m")])
    first = _object(command("ask", "How much water do roses need?", "--json").out)

    follows = command("ask", "And in summer?", "--auto", "--json")
    alone = command("ask", "Who was the first person to climb Mont Blanc?", "--auto", "--json")

    assert f"went on from {first['interaction_event_id']}" in follows.err
    assert "went on" not in alone.err
    assert command("ask", "Why?", "--auto", "--new").code == 2
