"""Another size while eight members stream: the screen follows, the focus stays in sight, nothing is lost."""

from __future__ import annotations

import pytest

from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from tests.house import House
from tests.loopback import Answer, Gate
from tests.tui.conftest import Desk, OpenDesk

KINDS = ("ollama", "gemini", "openai-compatible", "anthropic")
EIGHT = [(KINDS[n % 4], f"model-{n}") for n in range(8)]
SIZES = ((80, 24), (220, 60), (40, 12), (20, 6), (300, 90), (80, 24))
WORDS = [f"word{n}" for n in range(40)]


def focus_in_sight(d: Desk) -> bool:
    """Some of what has the focus is on the screen."""
    focused = d.app.focused
    if focused is None:
        return False
    return bool(d.screen.find_widget(focused).visible_region.area)


async def test_a_window_that_is_resized_while_eight_stream_loses_nothing(
    house: House, desk: OpenDesk
) -> None:
    house.configure(EIGHT, moderator=("extractive",))
    gate = Gate()
    text = "\n\n".join(WORDS)
    for _, model in EIGHT:
        house.server.script(model, Answer(text, chunk=40, gate=gate))
    async with desk(size=SIZES[0]) as d:
        await d.ask("Why?", wait=False)
        await d.until(lambda: len(list(d.screen.query(AnswerPanel))) == 8, "all panels are there")
        await d.pilot.press("f5", "ctrl+x", "a", "3")
        for size in SIZES:
            gate.release(len(EIGHT))
            await d.pilot.resize_terminal(*size)
            await d.pilot.pause()
            assert d.app.size == size
            assert focus_in_sight(d), size
        gate.open()
        await d.finished()
        for panel in d.screen.query(AnswerPanel):
            assert panel.query_one(".panel-text", LiveMarkdown).source == text
        focused = d.app.focused
        assert focused is list(d.screen.query(AnswerPanel))[2], focused


@pytest.mark.parametrize("size", [(40, 12), (220, 60)])
async def test_whoever_writes_sees_the_line_at_every_size(desk: OpenDesk, size: tuple[int, int]) -> None:
    async with desk() as d:
        await d.pilot.resize_terminal(*size)
        await d.pilot.press("a")
        assert focus_in_sight(d)
