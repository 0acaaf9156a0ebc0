"""Whom `ask` asks: the council that was named, the project's own, or the default one."""

from __future__ import annotations

import asyncio
import json

import pytest

from orquix_tui.cli import ask
from orquix_tui.config.councils import build_councils
from orquix_tui.domain.settings import Settings
from tests.cli.conftest import Call
from tests.house import House

OTHER = """[councils.quick]
moderator = "extractive"
[[councils.quick.members]]
provider = "ollama"
model = "q"
"""


async def _let_it_ask(house: House, council: str) -> None:
    async with house.open() as services:
        await services.store.add_project("thesis")
        await services.store.set_project_council("thesis", council)


def test_a_project_asks_its_own_council_unless_one_is_named(
    house: House, command: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure([("ollama", "a")], moderator=["extractive"])
    file = house.home / "config" / "config.toml"
    file.write_text(file.read_text("utf-8") + OTHER, "utf-8")
    asyncio.run(_let_it_ask(house, "quick"))
    settled: list[str] = []

    def settle(council: str) -> bool:
        settled.append(council)
        return True

    monkeypatch.setattr(ask, "settle", settle)

    def asked(*options: str) -> tuple[list[str], str]:
        code, out, err = command("ask", "Why?", "--json", "--no-save", "--no-moderate", *options)
        assert code == 0
        return [r["model"] for r in json.loads(out)["individual_responses"]], err

    assert asked()[0] == ["a"]
    assert asked("--project", "thesis")[0] == ["q"]
    assert asked("--project", "thesis", "--council", "default")[0] == ["a"]
    assert settled == ["default", "quick", "default"]
    file.write_text(file.read_text("utf-8").replace(OTHER, ""), "utf-8")
    models, told = asked("--project", "thesis")
    assert models == ["a"]
    assert "“quick” of this project has gone: “default” is asked" in told


def test_no_number_makes_a_name_that_another_member_has() -> None:
    members = [{"provider": "o", "model": model} for model in ("x/a", "a 1", "y/a", "a")]
    told = {"providers": {"o": {"kind": "ollama"}}, "councils": {"default": {"members": members}}}
    council = build_councils(Settings.model_validate(told))["default"]

    assert [member.label for member in council.members] == ["a 2", "a 1", "a 3", "a 4"]
