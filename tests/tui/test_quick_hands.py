"""Keys that come faster than a box can close: nothing breaks, and nothing is done twice."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.events import Key

from orquix_tui.tui.dialogs.chords import Chords
from orquix_tui.tui.dialogs.help import Help
from tests.tui.conftest import Desk, OpenDesk


def press_at_once(d: Desk, *keys: str) -> None:
    """All in one go, as a terminal hands on what was typed while the program was at something else."""
    for key in keys:
        d.app.post_message(Key(key, key if len(key) == 1 else None))


async def test_keys_after_the_one_that_closes_a_box_are_borne(desk: OpenDesk) -> None:
    async with desk() as d:
        await d.pilot.press("ctrl+x")
        await d.until(lambda: isinstance(d.app.screen, Chords), "the letters are shown")
        press_at_once(d, "k", "k", "k")
        await d.until(lambda: isinstance(d.app.screen, Help), "the help is open")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "and only once")

        d.app.action_command_palette()
        palette = d.app.screen
        assert isinstance(palette, CommandPalette)
        press_at_once(d, "z", "o", "escape", "escape", "o", "m", "enter", "enter")
        await d.until(lambda: d.app.screen is d.screen, "the palette is closed")
        palette._gather_commands("zoom")  # as letters do that were on their way
        await d.pilot.pause()
