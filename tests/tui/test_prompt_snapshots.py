"""What the prompt and its dialogs look like, at three sizes, with figures that are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from orquix_tui.domain.models import Attachment
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.screens.prompt_desk import PAUSE_S
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.prompt_pane import PromptPane
from tests.house import House
from tests.tui.conftest import Compare
from tests.tui.pictured import TWO, started

OTHERS = '[budget]\nper_run_usd = 0.05\n[providers.openai]\nkind = "openai"\napi_key_env = "LOOPBACK_KEY"\n'
PRICED = '[[councils.default.members]]\nprovider = "openai"\nmodel = "gpt-4o"\n'
TEMPLATES = {
    "Compare two.md": "Compare {{this}} with {{that|the usual way}}.\n\nSay for each what it costs.",
    "Weak points.md": "Read the text that goes along and name its three weakest arguments.",
}


@pytest.fixture
def app(house: House) -> OrquixApp:
    """Three members, one of them with a known price; two templates."""
    house.configure(TWO)
    file = house.home / "config" / "config.toml"
    file.write_text(OTHERS + file.read_text("utf-8") + PRICED, "utf-8")
    folder = file.parent / "prompts"
    folder.mkdir()
    for name, text in TEMPLATES.items():
        (folder / name).write_text(text, "utf-8")
    return started(house)


async def until(pilot: Pilot[Any], true: Callable[[], object]) -> None:
    for _ in range(500):
        if true():
            return
        await pilot.pause(0.02)
    pytest.fail("waited in vain")


async def written(pilot: Pilot[Any]) -> Workspace:
    """A question with a file stands in the prompt, and its price is told."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Workspace)
    await until(pilot, lambda: screen._library.current)
    await until(pilot, lambda: screen._prompting._project_id)
    pane = screen.query_one(PromptPane)
    pane.area.cursor_blink = False
    screen._prompting._files.add([Attachment(name="interview [1].md", text="x" * 30_120)])
    pane.area.show("Which of the two ways would you keep?\nAnswer in one sentence.")
    await until(pilot, lambda: pane.area.border_title)
    await pilot.pause()
    return screen


async def _over(pilot: Pilot[Any]) -> None:
    screen = await written(pilot)
    screen.query_one(PromptPane).note("What is in the way is told here.")
    await pilot.pause(0.1)


async def _seeking(pilot: Pilot[Any]) -> None:
    screen = await written(pilot)
    screen.query_one(PromptPane).area.past = lambda: ["How often do backups fail?", "Why test a restore?"]
    await pilot.press("ctrl+r", *"rest")
    await until(pilot, lambda: not screen._errands.busy("forecast"))
    await pilot.pause(PAUSE_S + 0.1)  # the tokens are counted anew, and must not take the search's place


async def _templates(pilot: Pilot[Any]) -> None:
    screen = pilot.app.screen_stack[0]
    while pilot.app.screen is not screen:  # from the state before
        await pilot.press("escape")
        await pilot.pause()
    await pilot.press("ctrl+x", "t")
    await until(pilot, lambda: pilot.app.screen is not screen and pilot.app.screen.query("#template-filter"))
    pilot.app.screen.query_one("#template-filter").cursor_blink = False  # type: ignore[attr-defined]  # an Input
    await pilot.pause(0.1)


async def _form(pilot: Pilot[Any]) -> None:
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen.query(".template-name"))
    for line in pilot.app.screen.query("LineInput"):
        line.cursor_blink = False  # type: ignore[attr-defined]  # an Input
    await pilot.pause(0.1)


def test_a_question_with_a_file_that_lies_over_a_limit(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=_over)


def test_the_templates(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=written, states={"list": _templates, "form": _form})


def test_the_search_of_earlier_questions(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=_seeking)
