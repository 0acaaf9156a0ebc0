"""Exports from the lists, and how the lists behave: width, length, a run that goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from orquix_tui.domain.models import Interaction
from orquix_tui.tui import projects
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.progress import Progress
from orquix_tui.tui.widgets.sidebar import Sidebar
from tests.house import SAYS, House
from tests.loopback import Answer, Gate
from tests.tui.at_the_history import TWO, at_history, history, prompts, saved, told
from tests.tui.conftest import OpenDesk, drawn


async def test_one_or_all_of_a_project_are_exported_and_nothing_is_overwritten(
    house: House, desk: OpenDesk, tmp_path: Path
) -> None:
    house.configure(TWO)
    await saved(house, "When does rain fall?", "Where do roses grow?")
    async with desk() as d:
        await at_history(d, "down", "e")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a path is asked for")
        d.app.screen.query_one(Input).value = str(tmp_path / "rain.md")
        await d.pilot.press("enter")
        await told(d, "Exported to")
        assert "When does rain fall?" in (tmp_path / "rain.md").read_text("utf-8")

        folder = tmp_path / "all"
        for expected in ("2 files written", "0 files written to"):
            await at_history(d, "E")
            await d.until(lambda: isinstance(d.app.screen, AskText), "a folder is asked for")
            d.app.screen.query_one(Input).value = str(folder)
            await d.pilot.press("enter")
            await told(d, expected)
        await told(d, "2 stood there already")
        assert len(list(folder.glob("*.md"))) == 2

        await at_history(d, "E")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a folder is asked for")
        d.app.screen.query_one(Input).value = str(tmp_path / "rain.md")
        await d.pilot.press("enter")
        await d.pilot.pause()
        assert "is a file: name a folder" in str(d.app.screen.query_one("#dialog-hint", Static).render())
        await d.pilot.press("escape")


async def test_an_export_can_be_stopped_and_says_what_is_missing(
    house: House, desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    await saved(house, "When does rain fall?", "Where do roses grow?")
    async with desk() as d:
        store, held = d.screen._services.store, asyncio.Event()

        async def slow(_ids: object) -> list[Interaction]:
            await held.wait()
            return []

        monkeypatch.setattr(store, "interactions", slow)
        await d.pilot.press("escape", "ctrl+x", "w")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a folder is asked for")
        d.app.screen.query_one(Input).value = str(tmp_path / "all")
        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.screen, Progress), "it goes on")
        await d.until(lambda: "0 of 2 files" in drawn(d.app.screen.query_one("#progress-text")), "it says so")
        await d.pilot.press("escape")
        await told(d, "Stopped. Not written: 2.")
        assert d.app.screen is d.screen


async def test_a_run_shows_in_the_list_how_far_it_has_come(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    gate = Gate()
    house.server.script("one", Answer(SAYS, gate=gate))
    house.server.script("two", Answer(SAYS))
    async with desk() as d:
        await d.ask("Why?", wait=False)
        await d.until(lambda: "1/2" in d.text("#history"), "one has answered")
        assert "●" in d.text("#history")
        gate.open()
        await d.finished()
        await d.until(lambda: "✓" in d.text("#history"), "it is over")
        assert "/2" not in d.text("#history")


async def test_the_sidebar_stays_with_whoever_is_in_it_whatever_the_width(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk(size=(80, 24)) as d:
        sidebar = d.screen.query_one(Sidebar)

        async def resize(width: int) -> None:
            await d.pilot.resize_terminal(width, 24)
            await d.pilot.pause()

        def shown() -> bool:
            return sidebar.display

        assert not shown()
        d.screen.action_go("history")
        await d.pilot.pause()
        await d.pilot.pause()
        assert shown()
        await resize(120)
        assert shown()
        assert history(d).has_focus
        await resize(80)
        assert shown()
        assert history(d).has_focus
        await d.pilot.press("f2")
        await d.pilot.pause()
        assert not shown()
        assert d.screen.query_one("#prompt").has_focus
        await resize(120)
        assert shown()
        await resize(80)
        assert not shown()


async def test_older_ones_are_read_when_one_goes_on_to_them(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    monkeypatch.setattr(projects, "PAGE", 2)
    await saved(house, *(f"Question {n}" for n in range(4)))
    async with desk() as d:
        d.screen._library._look_at_all()
        await at_history(d, "r")
        await d.until(lambda: prompts(d) == ["Question 3", "Question 2"], "two are listed")
        assert "History 4" in d.text("#history")
        assert "… older" in d.text("#history")
        await d.pilot.press("f", *"question 1")
        await d.until(lambda: prompts(d) == ["Question 1"], "those that were not read are found too")
        await d.pilot.press("escape")
        await d.until(lambda: len(prompts(d)) == 2, "two are listed")
        await d.pilot.press("end")
        await d.until(lambda: len(prompts(d)) == 4, "all are read")
        assert "… older" not in d.text("#history")
        history(d).cursor = 1
        await d.pilot.press("home")
        assert history(d).under_cursor is not None
