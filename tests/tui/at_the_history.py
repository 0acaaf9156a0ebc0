"""Words for tests at the history and the projects."""

from __future__ import annotations

from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.widgets.history_list import HistoryList
from tests.house import House
from tests.tui.conftest import Desk

TWO = (("openai-compatible", "one"), ("ollama", "two"))


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
