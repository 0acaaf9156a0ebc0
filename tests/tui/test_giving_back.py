"""What is no longer shown is no longer kept: a program that is open all day does not grow."""

from __future__ import annotations

import gc
import weakref

from textual.widget import Widget

from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from tests.house import House
from tests.tui.conftest import OpenDesk

TWO = (("ollama", "one"), ("gemini", "two"))


async def test_the_panels_of_an_earlier_run_are_given_back(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.ask("Why?")
        first = weakref.WeakSet[Widget](d.screen.query(AnswerPanel))
        assert len(first) == len(TWO)
        first.update(d.screen.query("AnswerPanel LineInput"))
        rows = weakref.WeakSet(panel._styles_cache for panel in d.screen.query(AnswerPanel))
        await d.ask("And then?")
        await d.ask("And after that?")  # what was last touched may be kept until something else is
        gc.collect()
        assert not list(first)
        assert not list(rows)
