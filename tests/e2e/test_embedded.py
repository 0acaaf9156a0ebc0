"""The embedded default for real: no key, no configuration, a real model; shape only, never content."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def _ask(home: Path, question: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "orquix_tui", "ask", "-", "--json", "--max-tokens", "24"],
        env={"ORQUIX_HOME": str(home), "PATH": os.environ["PATH"]},
        input=question,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_newcomer_is_answered_and_remembered(tmp_path: Path) -> None:
    first = _ask(tmp_path, "Why is the sky blue?")
    # The same words again: what the model said is anybody's guess, and its vector with it.
    second = _ask(tmp_path, "Why is the sky blue?")

    responses = first["individual_responses"]
    assert {r["status"] for r in responses} <= {"complete", "truncated"}
    assert len({r["response_text"] for r in responses} - {""}) >= 2
    assert first["synthesis_text"]
    assert first["moderator_quality"] == "low"
    assert first["fallback_used"] is False
    assert first["consensus_areas"] == []
    assert first["context"] == []
    assert [c["source"] for c in second["context"]] == [
        f"{str(first['created_at'])[:10]} · Why is the sky blue?"
    ]
