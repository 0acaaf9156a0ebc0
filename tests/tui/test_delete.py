from __future__ import annotations

from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.widgets.sidebar import HistoryList
from tests.house import House
from tests.loopback import Answer, Gate
from tests.tui.conftest import Desk, OpenDesk

TWO = (("openai-compatible", "one"), ("ollama", "two"))


async def ask_to_delete(d: Desk, *before: str, key: str = "d") -> None:
    d.screen.query_one(HistoryList).focus()
    await d.pilot.pause()
    await d.pilot.press(*before, key)


def entries(d: Desk) -> list[str]:
    return d.screen.query_one(HistoryList)._ids


async def taught(d: Desk, interaction_id: str) -> int:
    """How many chunks of this interaction the store still holds."""
    store = d.screen._services.store
    project = await store.project("default")
    hits = await store.search_words("Rain falls winter", project.id, 50)
    return sum(1 for hit in hits if hit.chunk.interaction_id == interaction_id)


async def test_deleting_asks_with_the_question_and_the_shown_run_leaves_the_screen(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.ask("When does [b]it[/b] rain?")
        (entry,) = entries(d)

        await ask_to_delete(d)
        await d.until(lambda: d.app.screen.query("#confirm-text Static"), "it is asked")
        shown = str(d.app.screen.query_one("#confirm-text Static").render())
        assert "When does [b]it[/b] rain?" in shown
        assert "what it taught this project goes too" in shown

        await d.pilot.press("y")
        await d.until(lambda: not entries(d), "the history is empty")
        await d.until(lambda: not d.screen.query(".answer-panel"), "the answers are gone")
        assert not d.screen.query_one("#question").display
        assert "nothing asked yet" in d.text("#history")
        assert "Type your question" in d.text("#answers-empty")
        assert "saved" not in d.text("#status")
        assert await taught(d, entry) > 0
        assert await d.screen._undo.leave() == ""
        assert await taught(d, entry) == 0
        await d.pilot.press("f6")
        await d.pilot.pause()
        assert "No synthesis yet" in d.text("#synthesis-grade")


async def test_no_and_escape_and_enter_keep_it(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.ask("When does it rain?")
        for key in ("n", "escape"):
            await ask_to_delete(d, key="delete")
            await d.until(lambda: d.app.screen.query("#confirm-text Static"), "it is asked")
            await d.pilot.press("enter")
            assert isinstance(d.app.screen, Confirm)
            await d.pilot.press(key)
            await d.until(lambda: d.app.screen is d.screen, "the dialog is gone")

        assert len(entries(d)) == 1
        assert "✓ saved" in d.text("#status")


async def test_another_one_than_the_shown_is_deleted_and_the_shown_stays(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.ask("First question")
        await d.ask("Second question")

        await ask_to_delete(d, "up")  # the second goes on from the first
        await d.until(lambda: d.app.screen.query("#confirm-text Static"), "it is asked")
        assert "First question" in str(d.app.screen.query_one("#confirm-text Static").render())
        await d.pilot.press("y")
        await d.until(lambda: len(entries(d)) == 1, "one is left")

        assert "Second question" in d.text("#question")
        assert "Rain" in d.panel(1) or d.panel(1)


async def test_what_still_runs_is_not_deleted(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    gate = Gate()
    house.server.script("one", Answer("abcdefghij", chunk=2, gate=gate))
    async with desk() as d:
        await d.ask("Why?", wait=False)
        await d.until(lambda: entries(d), "the history shows it")
        await ask_to_delete(d)
        await d.until(lambda: any("still running" in n.message for n in d.app._notifications), "it is told")
        assert d.app.screen is d.screen
        gate.open()
        await d.finished()

        assert len(entries(d)) == 1
