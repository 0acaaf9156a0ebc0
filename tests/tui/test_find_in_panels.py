from __future__ import annotations

from textual.widgets import TabbedContent

from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.find_bar import FindBar
from tests.house import House
from tests.tui import at_the_ledger as at
from tests.tui.conftest import Desk, OpenDesk


def shown(d: Desk) -> str:
    """What the open lines that find show."""
    bars = [bar for bar in d.screen.query(FindBar) if bar.display]
    return " ".join(text for bar in bars for text, _ in bar._count.right).strip()


async def test_f_finds_in_an_answer_and_in_the_synthesis_and_escape_gives_the_keys_back(
    house: House, desk: OpenDesk
) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        d.screen.query_one("#synthesis-text", LiveMarkdown).focus()
        await d.pilot.press("f", *"ICE")
        await d.until(lambda: shown(d).startswith("1/"), "it is found in the synthesis")
        await d.pilot.press("escape")
        assert shown(d) == ""
        assert d.app.focused is d.screen.query_one("#synthesis-text")

        await d.pilot.press("f5")
        await d.until(lambda: d.screen.query_one(TabbedContent).active == "answers", "the answers are shown")
        panel = d.screen.query(AnswerPanel).first()
        panel.focus()
        await d.pilot.press("f", *"BANK")
        await d.until(lambda: shown(d) == "1/3", "it is found in the answer")
        await d.pilot.press("enter", "down", "down", "up")
        assert shown(d) == "3/3"
        await d.pilot.press("x", "escape")  # x is a letter here, not the key that stops the member
        assert d.app.focused is panel
        assert d.screen._presenter.run is not None
