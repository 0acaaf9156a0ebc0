"""What is said before the app closes over work that goes on."""

from __future__ import annotations

from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.progress import Progress
from orquix_tui.tui.quitting import FILES, MEMORY, RUN, Quitting
from tests.tui.conftest import OpenDesk


def test_what_goes_on_is_told_once_and_again_when_there_is_more_of_it_or_it_was_long_ago() -> None:
    quitting = Quitting()
    assert quitting.stays_for([], 0.0) == ""
    assert quitting.stays_for([RUN], 1.0) == f"{RUN} Ctrl+Q once more quits, Esc stays."
    assert quitting.stays_for([RUN], 2.0) == ""
    both = quitting.stays_for([RUN, MEMORY], 3.0)
    assert both.startswith(f"{RUN} {MEMORY}")
    assert quitting.stays_for([MEMORY], 4.0) == ""
    assert quitting.stays_for([MEMORY], 60.0)


async def test_an_export_under_way_is_told_of_over_its_own_dialog(desk: OpenDesk) -> None:
    async with desk() as d:
        d.app.push_screen(Progress("Exporting", lambda: None))
        await d.until(lambda: isinstance(d.app.screen, Progress), "it goes on")
        await d.pilot.press("ctrl+q")
        await d.until(lambda: any(FILES in n.message for n in d.app._notifications), "it is told")
        assert FILES in d.screen.stays_for
        assert d.app.is_running


async def test_a_dialog_that_is_still_being_built_when_the_app_ends_does_no_harm(desk: OpenDesk) -> None:
    async with desk() as d:
        d.app.push_screen(Choose("Which?", ["this"]))  # its list is gone before it is mounted
