"""The history and the projects at work, over the real store."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from orquix_tui.domain.models import Attachment
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.screens import undo_desk
from orquix_tui.tui.screens.compare import CompareScreen
from orquix_tui.tui.widgets.project_list import ProjectList
from tests.house import NO_MODEL, SAYS, House
from tests.loopback import Answer
from tests.tui.at_the_history import TWO, at_history, delete, history, prompts, saved, told, waiting
from tests.tui.conftest import OpenDesk, drawn

SOLO = """
[councils.solo]
moderator = ["extractive"]
[[councils.solo.members]]
provider = "ollama"
model = "two"
"""


@pytest.fixture(autouse=True)
def _time_to_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_desk, "UNDO_S", 600.0)


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
        await told(d, "u brings it back for 600 seconds (Ctrl+X R")
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
        assert not await d.screen.may_quit()
        assert "still brings it back" in d.screen.stays_for
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
        await d.pilot.press("escape")
        await d.until(lambda: len(prompts(d)) == 3, "the whole list again")
        here = history(d).under_cursor
        assert here is not None
        assert "ROSALES" in here.prompt, "the cursor stays where it is"
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
        await d.pilot.press("c")
        await d.until(lambda: isinstance(d.app.screen, Choose), "the councils are offered")
        await d.pilot.press("escape", "equals_sign")
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
