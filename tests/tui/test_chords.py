"""Ctrl+X and a letter: every deed of the workspace, from anywhere."""

from __future__ import annotations

from textual.widgets import TextArea

from orquix_tui.tui.dialogs.chords import Chords, chord_list
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.places import Place
from tests.tui.conftest import OpenDesk


def test_a_letter_means_one_thing_and_the_list_shows_it() -> None:
    letters = [key.chord for key in KEYS if key.chord]
    assert len(letters) == len(set(letters))
    for columns in (1, 3):
        assert len(chord_list(columns).plain.splitlines()) == -(-len(letters) // columns)
    # A chord runs on the screen: only what holds everywhere has one.
    assert all(key.place is Place.EVERYWHERE for key in KEYS if key.chord)


async def test_a_chord_works_in_the_middle_of_a_question_and_cuts_what_is_selected(desk: OpenDesk) -> None:
    async with desk() as d:
        area = d.screen.query_one("#prompt", TextArea)
        area.load_text("half a question")
        await d.pilot.press("ctrl+x")
        await d.until(lambda: isinstance(d.app.screen, Chords), "the letters are shown")
        await d.pilot.press("ctrl+k")
        await d.until(lambda: isinstance(d.app.screen, Help), "the help is open")
        await d.pilot.press("escape", "ctrl+x")
        await d.until(lambda: isinstance(d.app.screen, Chords), "the letters are shown again")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "they are gone")
        assert area.text == "half a question"
        area.select_all()
        await d.pilot.press("ctrl+x")
        await d.until(lambda: not area.text, "the selection is cut")
        assert d.app.screen is d.screen
