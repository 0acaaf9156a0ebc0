"""The history and the projects at work, over the real store."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from orquix_tui.domain.models import Attachment, Interaction
from orquix_tui.tui import projects
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.progress import Progress
from orquix_tui.tui.screens import undo_desk
from orquix_tui.tui.screens.compare import CompareScreen
from orquix_tui.tui.widgets.history_list import HistoryList
from orquix_tui.tui.widgets.project_list import ProjectList
from orquix_tui.tui.widgets.sidebar import Sidebar
from tests.house import NO_MODEL, SAYS, House
from tests.loopback import Answer, Gate
from tests.tui.conftest import Desk, OpenDesk, drawn

TWO = (("openai-compatible", "one"), ("ollama", "two"))
SOLO = """
[councils.solo]
moderator = ["extractive"]
[[councils.solo.members]]
provider = "ollama"
model = "two"
"""


async def saved(house: House, *prompts: str) -> None:
    """These were asked before, each on its own."""
    async with house.open() as services:
        for prompt in prompts:
            await house.ask(services, prompt, moderate=False)


def history(d: Desk) -> HistoryList:
    return d.screen.query_one(HistoryList)


async def at_history(d: Desk, *keys: str) -> None:
    """Press these keys in the history."""
    history(d).focus()
    await d.pilot.pause()
    await d.pilot.press(*keys)


async def told(d: Desk, text: str) -> None:
    await d.until(lambda: any(text in n.message for n in d.app._notifications), f"it says {text}")


async def delete(d: Desk) -> None:
    """Delete what is under the cursor of the history."""
    await at_history(d, "delete")
    await d.until(lambda: isinstance(d.app.screen, Confirm), "it is asked")
    await d.pilot.press("y")
    await d.until(lambda: d.app.screen is d.screen and not d.screen._errands.busy("delete"), "it is hidden")


def waiting(d: Desk) -> bool:
    """Whether a deletion waits or goes on."""
    leaving = d.screen._services.leaving
    return bool(leaving._waiting or leaving._going)


def prompts(d: Desk) -> list[str]:
    return [row.summary.prompt for row in history(d)._rows if row.summary]


async def test_a_deletion_is_hidden_at_once_taken_back_by_one_key_and_carried_out_at_quitting(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    await saved(house, "When does rain fall?", "Where do roses grow?")
    async with desk() as d:
        await at_history(d, "enter")
        await d.until(lambda: "roses" in d.text("#question"), "it is shown")
        await d.pilot.press("d")
        await d.until(lambda: isinstance(d.app.screen, Confirm), "it is asked")
        await d.pilot.press("y")
        await d.until(lambda: prompts(d) == ["When does rain fall?"], "it is hidden")
        await told(d, "u brings it back for 10 seconds (Ctrl+X R")
        assert not d.screen.query_one("#question").display
        assert "History 1" in d.text("#history")
        assert len(await d.screen._services.store.history()) == 2

        await d.pilot.press("u")
        await d.until(lambda: len(prompts(d)) == 2, "it is back")
        await d.until(lambda: "roses" in d.text("#question"), "and shown again")
        await d.pilot.press("u")
        await told(d, "Nothing to bring back.")

        await at_history(d, "d")
        await d.until(lambda: isinstance(d.app.screen, Confirm), "it is asked")
        await d.pilot.press("y")
        await d.until(lambda: len(prompts(d)) == 1, "it is hidden")
        assert await d.screen.may_quit()
    async with house.open() as services:
        assert len(await services.store.history()) == 1


async def test_after_a_while_it_is_gone_and_what_cannot_go_is_there_again(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    await saved(house, "When does rain fall?", "Where do roses grow?")
    monkeypatch.setattr(undo_desk, "UNDO_S", 0.05)
    async with desk() as d:
        store = d.screen._services.store
        await delete(d)
        await d.until(lambda: not waiting(d), "it was carried out")
        assert len(await store.history()) == 1
        await d.pilot.press("u")
        await told(d, "Nothing to bring back.")

        (left,) = await store.history()
        await store.delete_interaction(left.id)  # another window was faster
        await delete(d)
        await d.until(lambda: "There is no interaction" in d.text("#notices"), "it is told")
        assert "nothing asked yet" in d.text("#history")


async def test_typing_narrows_the_history_and_the_projects_and_escape_shows_all(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    await saved(house, "¿Cuándo podo los ROSALES?", "Why does it rain?", "A long way to the rosebush " * 2)
    async with house.open() as services:
        for name in ("garden", "thesis"):
            await services.store.add_project(name)
    async with desk() as d:
        await at_history(d, "f")
        await d.pilot.press(*"ros")
        await d.until(lambda: len(prompts(d)) == 2, "two are left")
        assert "History 2/3" in d.text("#history")
        await d.pilot.press(*" cuando")
        await d.until(lambda: prompts(d) == ["¿Cuándo podo los ROSALES?"], "one is left")
        await d.pilot.press("enter")
        await d.until(lambda: "ROSALES" in d.text("#question"), "it is open")
        assert history(d).has_focus
        await d.pilot.press("f", "x")
        await d.until(lambda: "nothing like it" in d.text("#history"), "nothing is left")
        await d.pilot.press("escape")
        await d.until(lambda: len(prompts(d)) == 3, "all are back")
        assert not d.screen.query_one("#history-filter").display
        assert history(d).has_focus

        d.screen.query_one(ProjectList).focus()
        await d.pilot.press("f", *"GARD")
        await d.pilot.pause()
        assert "thesis" not in d.text("#projects")
        assert "Projects 1/3" in d.text("#projects")
        await d.pilot.press("enter")
        await d.until(lambda: "▸ garden" in d.text("#projects"), "it is chosen")
        assert "thesis" in d.text("#projects")
        await d.pilot.press("f", "q")
        await d.pilot.pause()
        assert "nothing like it" in d.text("#projects")
        await d.pilot.press("escape", "escape")
        await d.pilot.pause()
        assert d.screen.query_one("#prompt").has_focus


async def test_a_star_stays_and_only_those_with_one_are_listed(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    await saved(house, "When does rain fall?", "Where do roses grow?")
    async with desk() as d:
        await at_history(d, "down", "s")
        await d.until(lambda: "★" in d.text("#history"), "it has a star")
        await d.pilot.press("S")
        await d.until(lambda: prompts(d) == ["When does rain fall?"], "only that is listed")
        assert "History ★ 1/2" in d.text("#history")
        await d.pilot.press("s")
        await d.until(lambda: "no stars yet" in d.text("#history"), "there is none")
        await d.pilot.press("escape")
        await d.until(lambda: len(prompts(d)) == 2, "all are back")
        await d.pilot.press("c", "escape", "equals_sign")
        await told(d, "Mark one with Space first")


async def test_the_same_is_asked_again_of_another_council_in_its_thread_and_compared(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO, extra=NO_MODEL + SOLO)
    house.server.script("two", Answer(SAYS), Answer(SAYS), Answer("Quite another answer."))
    async with house.open() as services:
        first = await house.ask(services, "When does rain fall?", moderate=False)
        attached = (Attachment(name="notes.txt", text="Clouds."),)
        await house.ask(
            services, "And why?", thread="continue", continues=first.id, attachments=attached, moderate=False
        )
    async with desk() as d:
        assert "└ And why?" in d.text("#history")
        await at_history(d, "down", "c")
        await d.until(lambda: isinstance(d.app.screen, Choose), "councils are offered")
        choices = d.app.screen.query_one(OptionList)
        assert choices.highlighted == 1
        await d.pilot.press("up", "enter")
        await d.until(lambda: len(d.screen._library.history) == 3, "it is asked")
        await d.finished()
        again = await d.screen._services.store.interaction(d.screen._library.history[0].id)
        assert (again.prompt, again.council.name, again.continues) == ("And why?", "solo", first.id)
        assert again.attachments == attached
        assert len(again.responses) == 1

        await at_history(d, "equals_sign")
        await d.until(lambda: isinstance(d.app.screen, CompareScreen), "the two are compared")
        assert "And why?" in drawn(d.app.screen.query_one("#compared-question"))
        facts = drawn(d.app.screen.query_one("#compared-head"))
        assert "default: one, two" in " ".join(facts.split())
        assert "solo: two" in " ".join(facts.split())
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "back again")

        await d.pilot.press("C")
        await d.until(lambda: isinstance(d.app.screen, Choose), "the shown one can be asked again too")
        await d.pilot.press("escape")


async def test_a_project_is_deleted_with_what_it_holds_told_before_and_comes_back(
    house: House, desk: OpenDesk, tmp_path: Path
) -> None:
    house.configure(TWO)
    notes = tmp_path / "notes.md"
    notes.write_text("# Roses\n\nPrune them in March.", "utf-8")
    async with house.open() as services:
        garden = await services.store.add_project("garden")
        await house.ask(services, "Where do roses grow?", project=garden, moderate=False)
        await services.ingest.add(garden, [notes], lambda _progress: None)
    async with desk() as d:
        projects = d.screen.query_one(ProjectList)
        projects.focus()
        await d.pilot.press("d")
        await told(d, "built in and cannot be deleted")
        await d.pilot.press("j", "enter")
        await d.until(lambda: "▸ garden" in d.text("#projects"), "it is chosen")
        await at_history(d, "enter")
        await d.until(lambda: "roses" in d.text("#question"), "it is shown")
        projects.focus()
        await d.pilot.press("d")
        await d.until(lambda: isinstance(d.app.screen, Confirm), "it is asked")
        said = " ".join(drawn(d.app.screen.query_one("#confirm-text")).split())
        assert "goes with 1 interaction, 1 document" in said
        await d.pilot.press("y")
        await d.until(lambda: "garden" not in d.text("#projects"), "it is hidden")
        assert "▸ default" in d.text("#projects")
        assert not d.screen.query_one("#question").display
        await d.pilot.press("u")
        await d.until(lambda: "▸ garden" in d.text("#projects"), "it is back")
        await d.until(lambda: prompts(d) == ["Where do roses grow?"], "with its history")

        await d.pilot.press("d")
        await d.until(lambda: isinstance(d.app.screen, Confirm), "it is asked")
        await d.pilot.press("y")
        await d.until(lambda: "garden" not in d.text("#projects"), "it is hidden")
        assert await d.screen._undo.leave() == ""
        assert [p.name for p in await d.screen._services.store.projects()] == ["default"]


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
        await told(d, "Stopped: 2 are missing.")
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


async def test_who_approves_the_context_sends_again_what_was_approved_then_without_what_is_banned_now(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO, extra=NO_MODEL + '[context]\nreview = "ask"\n')
    async with house.open() as services:
        await house.ask(services, "When does the rain fall in winter?", moderate=False)
        asked = await house.ask(services, "When does the rain fall in winter, again?", moderate=False)
        assert len(asked.context) == 1
    async with desk() as d:
        services = d.screen._services
        for sent in (asked.context, ()):
            await at_history(d, "home", "c")
            await d.until(lambda: isinstance(d.app.screen, Choose), "councils are offered")
            before = len(d.screen._library.history)
            await d.pilot.press("enter")
            await d.until(lambda: len(d.screen._library.history) > before, "it is asked")  # noqa: B023  # at once
            await d.finished()
            newest = await services.store.interaction(d.screen._library.history[0].id)
            assert newest.context == sent
            project = await services.store.project("default")
            await services.context.steer(project, [asked.context[0].chunk_id], "ban")
