"""What is approved before it is sent, and what a question goes on from."""

from __future__ import annotations

import pytest

from orquix_tui.tui.screens import context_desk
from orquix_tui.tui.widgets.context_card import ContextCard
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.context_view import ContextView
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import House
from tests.tui.at_the_context import (
    configure,
    found,
    head,
    items,
    last,
    text_of,
    write,
)
from tests.tui.conftest import Desk, OpenDesk
from tests.tui.remembering import FILTER, QUESTION, SHOP, remember


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context_desk, "PAUSE_S", 0.01)


# -- approving ---------------------------------------------------------------------------------


async def test_asking_each_time_waits_for_enter_and_escape_keeps_the_text(
    house: House, desk: OpenDesk
) -> None:
    configure(house, 'review = "ask"')
    await remember(house)
    async with desk(size=(120, 50)) as d:
        write(d, QUESTION)
        await d.pilot.press("enter")
        await found(d)
        await d.until(lambda: isinstance(d.app.focused, ContextItems), "the focus is on the pieces")
        assert d.screen._tab == "context"
        assert "Enter sends" in head(d)
        assert d.screen._presenter.run is None

        await d.pilot.press("escape")
        await d.until(lambda: d.app.focused is d.screen.query_one(PromptArea), "back at the prompt")
        assert text_of(d) == QUESTION
        assert "Enter sends" not in head(d)

        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.focused, ContextItems), "it asks again")
        await found(d)
        approved = items(d)
        await d.pilot.press("enter")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()
        assert [i.chunk_id for i in (await last(d)).context] == [i.chunk_id for i in approved]
        assert text_of(d) == ""


async def test_asking_each_time_ends_when_the_question_is_changed(house: House, desk: OpenDesk) -> None:
    configure(house, 'review = "ask"')
    await remember(house)
    async with desk() as d:
        write(d, QUESTION)
        await d.pilot.press("enter")
        await found(d)
        assert d.screen._memory.to_send == QUESTION

        write(d, FILTER)
        await found(d)
        assert d.screen._memory.to_send == ""
        assert "Enter sends" not in head(d)


async def test_asking_each_time_asks_for_an_empty_block_too(house: House, desk: OpenDesk) -> None:
    configure(house, 'review = "ask"')
    async with desk() as d:
        write(d, QUESTION)
        await d.pilot.press("enter")
        await found(d)
        await d.until(lambda: isinstance(d.app.focused, ContextItems), "it asks")
        assert "Enter sends" in head(d)
        await d.pilot.press("enter")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()
        assert (await last(d)).context == ()


async def test_beside_the_prompt_the_block_stands_from_120_cells_on(house: House, desk: OpenDesk) -> None:
    configure(house, 'review = "beside"')
    await remember(house)
    async with desk(size=(120, 40)) as d:
        write(d, QUESTION)
        await found(d)
        beside = d.screen.query_one("#context-beside", ContextView)
        assert beside.region.width >= 36
        assert beside.query(ContextCard)
        assert d.screen._tab == "answers"

        await d.pilot.resize_terminal(119, 40)
        await d.until(lambda: beside.region.width == 0, "it has no room")
        assert "will go along" in d.text("#status")


# -- threads -----------------------------------------------------------------------------------


def thread_line(d: Desk) -> str:
    return str(d.screen.query_one(PromptArea).border_subtitle)


async def test_what_the_question_goes_on_from_is_told_while_it_is_typed(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        assert thread_line(d).startswith("thread: auto · Ctrl+X O")
        write(d, "And why?")
        await d.until(lambda: thread_line(d).startswith(f"↳ goes on from: {SHOP}"), "the latest is named")
        assert "(auto: a follow-up)" in thread_line(d)
        write(d, QUESTION)
        await d.until(lambda: thread_line(d).startswith("new thread (auto)"), "it stands on its own")
        await d.pilot.press("ctrl+x", "o")
        assert thread_line(d).startswith(f"↳ goes on from: {SHOP} ·")
        await d.pilot.press("ctrl+x", "o")
        assert thread_line(d).startswith("new thread ·")
        await d.pilot.press("ctrl+x", "o")
        assert thread_line(d).startswith("new thread (auto)")


async def test_a_follow_up_takes_the_turns_along_and_names_what_it_goes_on_from(
    house: House, desk: OpenDesk
) -> None:
    configure(house)
    saved = await remember(house)
    async with desk(size=(160, 50)) as d:
        await d.screen._show_saved(saved[0].id)
        await d.until(lambda: FILTER in d.text("#question"), "it is opened")
        write(d, "And why?")
        await d.until(lambda: FILTER[:40] in thread_line(d), "the opened one is named")
        await d.pilot.press("enter")
        await d.until(lambda: "And why?" in d.text("#question"), "the run begins")
        await d.finished()

        assert (await last(d)).continues == saved[0].id
        messages = house.server.asked("one")[-1].body["messages"]
        assert FILTER in str(messages[0]["content"])
        assert f"↳ goes on from: {FILTER}" in d.text("#question")


async def test_a_new_thread_by_choice_holds_for_one_question(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        write(d, "And why?")
        await d.pilot.press("ctrl+x", "o", "ctrl+x", "o", "enter")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()

        assert (await last(d)).continues is None
        assert "↳" not in d.text("#question")
        assert thread_line(d).startswith("thread: auto")


async def test_the_setting_says_how_threads_begin(house: House, desk: OpenDesk) -> None:
    configure(house, 'thread = "continue"')
    async with desk() as d:
        assert "nothing here to go on from" in thread_line(d)
        await d.ask(QUESTION)
        assert thread_line(d).startswith(f"↳ goes on from: {QUESTION[:40]}")
