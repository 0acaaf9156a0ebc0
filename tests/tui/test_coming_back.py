"""Leaving what runs and coming back to it, also by way of another project."""

from __future__ import annotations

import asyncio

import pytest

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.tui.screens import elsewhere
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from tests.house import SAYS, House
from tests.loopback import Answer, Gate
from tests.tui.conftest import Desk, OpenDesk

TWO = [("openai-compatible", "one"), ("ollama", "two")]


def shown(d: Desk) -> Interaction:
    run = d.screen._presenter.run
    assert run is not None
    return run.interaction


def text_of(d: Desk, number: int) -> str:
    panels = list(d.screen.query(AnswerPanel))
    return panels[number - 1].state.text if len(panels) >= number else ""


async def test_members_that_are_asked_again_are_found_live_also_from_another_project(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "LOOK_S", 0.1)
    house.configure(TWO)
    house.server.script("one", Answer(SAYS))
    async with desk() as d:
        await d.ask("An earlier question?")
        earlier = shown(d)
        await d.ask("Why?")
        later = shown(d)
        gate = Gate()
        house.server.script("one", Answer("abcdefghij", chunk=2, gate=gate))
        d.screen.action_go("answers")
        await d.pilot.pause()
        await d.pilot.press("1", "r")
        await d.until(lambda: d.screen._control.running, "it is asked again")
        gate.release(1)
        await d.until(lambda: text_of(d, 1) == "ab", "text came")

        await d.screen._show_saved(earlier.id)
        await d.until(lambda: shown(d).id == earlier.id, "the other one is shown")
        await d.until(lambda: SAYS in text_of(d, 1), "whole")
        gate.release(1)
        await d.screen._library.add("elsewhere")
        await d.screen._refresh()
        await d.screen._projects.change(lambda: d.screen._library.choose("elsewhere"))
        await d.screen._projects.change(lambda: d.screen._library.choose("default"))
        await d.screen._show_saved(later.id)
        await d.until(lambda: text_of(d, 1) == "abcd", "what came meanwhile is there")
        assert d.screen._presenter.following
        gate.release(1)
        await d.until(lambda: text_of(d, 1) == "abcdef", "and it goes on before one's eyes")
        gate.open()
        await d.finished()
        assert text_of(d, 1) == "abcdefghij"
        assert "✓ done" in d.panel(1)
        await another_window(house, d)


async def another_window(house: House, d: Desk) -> None:
    """A run there is told here with how far it has come, and with its end once it is over."""
    gate = Gate()
    house.server.script("one", Answer(SAYS, gate=gate))
    async with house.open() as there:
        run = asyncio.create_task(house.ask(there, "And in spring?"))
        await d.until(gate.reached.is_set, "one is being asked there")
        await d.screen._refresh()
        await d.until(lambda: "elsewhere 1/2" in d.text("#history"), "the history says how far it is")
        summary = next(one for one in d.screen._library.history if one.prompt == "And in spring?")
        await d.screen._show_saved(summary.id)
        await d.until(lambda: shown(d).id == summary.id and text_of(d, 2), "it is shown")
        await d.until(lambda: "running in another window" in d.text("#status"), "it is said where")
        await d.until(lambda: d.screen._answers._view.current, "its panels stand")
        d.screen.action_answer("cancel")
        await d.until(lambda: told(d, "there it can be cancelled"), "it is said where")
        gate.open()
        await run
    await d.until(lambda: shown(d).status is InteractionStatus.COMPLETE, "its end is shown")
    await d.until(lambda: "elsewhere" not in d.text("#history"), "and listed")
    await d.until(lambda: SAYS in text_of(d, 1), "with what was answered there")


def told(d: Desk, text: str) -> bool:
    return any(text in str(note.message) for note in d.app._notifications)
