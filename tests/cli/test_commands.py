"""The other commands, in this process: what they print and what they change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orquix_tui.bootstrap import build, configure
from tests.house import KEY, KINDS, House
from tests.loopback import Fault

FOUR = [(kind, f"{kind}-model") for kind in KINDS[1:]]
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(house: House, command: Call) -> Call:
    """The commands, with a council that answers."""
    house.configure(FOUR)
    return command


def _json(result: tuple[int, str, str]) -> Any:
    assert result[0] == 0, result[2]
    return json.loads(result[1])


def test_projects_are_made_renamed_archived_and_deleted(call: Call) -> None:
    assert call("projects", "add", "thesis", "--description", "on bees")[0] == 0
    assert call("projects", "rename", "thesis", "bees")[0] == 0
    assert [p["name"] for p in _json(call("projects", "list", "--json"))] == ["bees", "default"]
    assert call("projects", "archive", "bees")[0] == 0
    assert [p["name"] for p in _json(call("projects", "list", "--json"))] == ["default"]
    assert call("projects", "archive", "bees", "--undo")[0] == 0
    assert "bees" in call("projects")[1]
    assert call("projects", "delete", "bees", "--yes")[0] == 0
    assert call("projects", "delete", "bees", "--yes")[0] == 4


async def _star(house: House, interaction_id: str) -> None:
    async with house.open() as services:
        await services.store.star(interaction_id)


def test_a_question_lands_in_its_project_and_is_found_shown_exported_and_deleted(
    call: Call, house: House, tmp_path: Path
) -> None:
    call("projects", "add", "garden")
    assert call("ask", "When do I prune roses?", "--project", "garden", "--json")[0] == 0

    found = _json(call("history", "--project", "garden", "--json"))
    assert [h["prompt"] for h in found] == ["When do I prune roses?"]
    assert _json(call("history", "--project", "default", "--json")) == []
    ident = found[0]["interaction_event_id"]
    assert found[0]["starred"] is False
    assert call("history", "--starred")[1] == "Nothing has a star.\n"
    asyncio.run(_star(house, ident))
    assert [h["starred"] for h in _json(call("history", "--starred", "--json"))] == [True]
    assert "★ When do I prune roses?" in call("history", "--starred")[1]
    hits = _json(call("search", "roses prune", "--json"))
    assert {h["interaction_event_id"] for h in hits} == {ident}
    assert hits[0]["score"] is None
    target = tmp_path / "out" / "roses.md"
    assert call("export", ident, "--output", str(target))[0] == 0
    assert "When do I prune roses?" in target.read_text("utf-8")
    assert target.stat().st_mode & 0o777 == 0o600
    assert call("export", "--project", "garden", "--output", str(tmp_path / "all"))[0] == 0
    assert len(list((tmp_path / "all").glob("*.md"))) == 1
    assert call("delete", ident, "--yes")[0] == 0
    assert _json(call("history", "--json")) == []


def test_without_a_model_a_question_is_not_its_own_context(call: Call) -> None:
    first = _json(call("ask", "When do I prune roses?", "--json"))
    assert first["context"] == []
    assert any("model" in warning for warning in first["warnings"])
    again = _json(call("ask", "When do I prune roses?", "--json"))
    found = {item["interaction_event_id"] for item in again["context"]}
    assert found == {first["interaction_event_id"]}  # by words


def test_bytes_that_are_no_text_are_no_fault_of_ours(call: Call) -> None:
    bad = "\udc9b"  # what Python makes of the byte 9b in an argument
    assert call("projects", "add", "p", "--description", bad)[0] == 0
    assert call("projects", "add", bad)[0] == 2
    assert _json(call("search", bad, "--json")) == []
    for missing in (("show", bad * 4), ("history", "--project", bad)):
        assert call(*missing)[0] == 4


def test_a_backup_brings_back_what_was_deleted(call: Call, tmp_path: Path) -> None:
    call("ask", "Remember me", "--json")
    ident = _json(call("history", "--json"))[0]["interaction_event_id"]
    copy = tmp_path / "copy.duckdb"

    assert call("backup", str(copy))[0] == 0
    assert call("delete", ident, "--yes")[0] == 0
    assert call("restore", str(copy), "--yes")[0] == 0

    assert [h["prompt"] for h in _json(call("history", "--json"))] == ["Remember me"]
    assert call("restore", str(tmp_path / "nothing"), "--yes")[0] == 2
    (tmp_path / "notes.md").write_text("no database", "utf-8")
    code, _, errors = call("restore", str(tmp_path / "notes.md"), "--yes")
    assert (code, "holds no store" in errors) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_what_cannot_be_written_is_told_and_is_no_success(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("projects", "add", "thesis")
    for buffering in (-1, 1):  # refused at the end, and at the first line
        with Path("/dev/full").open("w", buffering, "utf-8") as full, monkeypatch.context() as patch:
            patch.setattr("sys.stdout", full)
            code, _, errors = call("projects", "list")
        assert code == 2
        assert errors.startswith("orquix-tui: The output could not be written: No space left")
        assert "defect" not in errors


def test_deleting_asks_and_refuses_where_nobody_can_be_asked(call: Call) -> None:
    call("ask", "Keep me", "--json")
    ident = _json(call("history", "--json"))[0]["interaction_event_id"]

    code, _, errors = call("delete", ident)

    assert code == 2
    assert "--yes" in errors
    assert len(_json(call("history", "--json"))) == 1


def test_the_four_views_of_the_metrics_work_from_the_store(call: Call, house: House) -> None:
    house.server.script("ollama-model", Fault(500))
    call("ask", "Why?", "--json")

    totals = _json(call("metrics", "--days", "1", "--json"))
    assert (totals["runs"], totals["partial"]) == (1, 1)
    assert {(f["status"], f["count"]) for f in totals["failures"]} == {("unavailable", 1)}
    performance = _json(call("metrics", "performance", "--json"))
    assert performance["steps"]["council"]["count"] == 1
    assert {m["model"] for m in performance["models"]} <= {model for _, model in FOUR}
    assert _json(call("metrics", "active", "--json")) == []
    assert _json(call("metrics", "cleanup", "--days-to-keep", "7", "--json"))["deleted_runs"] == 0
    for view in ((), ("active",), ("performance",), ("cleanup", "--days-to-keep", "30")):
        code, printed, _ = call("metrics", *view)
        assert code == 0
        assert printed.strip()


def test_config_says_where_and_what_without_a_key(call: Call, house: House) -> None:
    code, printed, _ = call("config", "path")
    assert code == 0
    assert printed.splitlines()[-1] == str(house.home / "config" / "config.toml")

    shown = _json(call("config", "show"))
    assert shown["providers"]["ollama"]["api_key_env"] == "LOOPBACK_KEY"
    assert KEY not in json.dumps(shown)


def test_providers_are_checked_against_the_server(call: Call, house: House) -> None:
    house.server.key = "another key is wanted"

    rows = {r["provider"]: r for r in _json(call("providers", "--check", "--json"))}

    assert {rows[kind]["ok"] for kind, _ in FOUR} == {False}
    assert "LOOPBACK_KEY" in rows["openai-compatible"]["state"]
    assert KEY not in json.dumps(rows)
    house.server.key = KEY
    rows = {r["provider"]: r for r in _json(call("providers", "--check", "--json"))}
    assert {rows[kind]["ok"] for kind, _ in FOUR} == {True}


def test_models_are_listed_as_a_person_writes_them(call: Call) -> None:
    code, printed, _ = call("models", "ollama")

    assert code == 0
    assert "ollama:model-a" in printed.splitlines()


def test_doctor_tells_what_is_wrong_and_what_to_do(call: Call, house: House) -> None:
    code, printed, _ = call("doctor")
    assert code == 0, printed
    assert "council default" in printed
    assert f"logs: {house.home / 'logs'}" in printed

    file = house.home / "config" / "config.toml"
    file.write_text('[providers.far]\nkind = "openai"\napi_key_env = "FAR_KEY"\n', "utf-8")
    findings = {f["detail"]: f for f in json.loads(call("doctor", "--json")[1])}
    assert "FAR_KEY" in findings["far cannot be asked"]["remedy"]


def test_a_list_of_models_can_be_asked_anew(call: Call, house: House) -> None:
    house.server.models = ["later"]
    assert call("models", "gemini", "--refresh")[1] == "gemini:later\n"
    listed = call("models")
    assert listed[0] == 0
    assert "ollama:later" in listed[1].splitlines()


async def test_a_first_start_without_keys_tells_of_the_servers_on_this_machine(house: House) -> None:
    env = {**house.env, "OLLAMA_HOST": house.server.url}
    alone = build(configure(env))
    notices = await alone.look_around()
    await alone.aclose()
    assert any("[providers.ollama]" in notice and house.server.url in notice for notice in notices)
    house.configure(FOUR)
    configured = build(configure(env))
    assert await configured.look_around() == (), "whoever has a council is left in peace"
    await configured.aclose()


def test_the_first_start_writes_a_file_of_comments(call: Call, house: House) -> None:
    (house.home / "config" / "config.toml").unlink()

    code, _, errors = call("history")

    assert code == 0
    assert (house.home / "config" / "config.toml").exists()
    assert "Traceback" not in errors
