"""What the councils and their editor look like, at three sizes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from orquix_tui.bootstrap import build, configure
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.council_model import ChooseModel
from orquix_tui.tui.dialogs.pick_model import PickModel
from orquix_tui.tui.screens.council_edit import CouncilEditor
from orquix_tui.tui.screens.councils import CouncilsScreen
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.council_lists import SeatList
from orquix_tui.tui.widgets.setting_rows import SettingRows
from tests.house import NO_MODEL, House
from tests.tui.conftest import Compare

FILE = (
    NO_MODEL
    + """
[providers.far]
kind = "openai"
base_url = "https://far.example/v1"
api_key_env = "FAR_KEY"
[providers.box]
kind = "openai-compatible"
base_url = "{url}"
[councils.reviewers]
moderator = ["far:gpt-4o", "box:model-b", "extractive"]
[[councils.reviewers.members]]
provider = "far"
model = "gpt-4o"
label = "Kind reader"
persona = "You look for what is new in it.\\nYou name it in three sentences."
temperature = 0.4
[[councils.reviewers.members]]
provider = "box"
model = "some-vendor/a-model-with-quite-a-long-name-2026-08"
extra = {{ reasoning_effort = "high" }}
max_tokens = 900
send_context = false
[[councils.reviewers.members]]
provider = "box"
model = "model-a"
[[councils.reviewers.members]]
provider = "box"
model = "model-a"
[councils.quick]
[[councils.quick.members]]
provider = "box"
model = "model-a"
"""
)
Then = Callable[[Pilot[Any]], Awaitable[None]]


@pytest.fixture
def app(house: House) -> OrquixApp:
    """The app on a file with councils of many kinds; one provider has no key."""
    file = house.home / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE.format(url=house.server.base_url("openai-compatible")), "utf-8")
    return OrquixApp(build(configure({**house.env, "OLLAMA_HOST": "127.0.0.1:9"})))


async def _until(pilot: Pilot[Any], true: Callable[[], object]) -> None:
    for _ in range(500):
        if true():
            break
        await pilot.pause(0.02)
    await pilot.pause()


async def _there(pilot: Pilot[Any], kind: type[Screen[Any]]) -> None:
    await _until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def councils(pilot: Pilot[Any]) -> None:
    """They are listed; the project asks the first."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Workspace)
    await _until(pilot, lambda: screen._library.current and not screen._errands.busy("start"))
    await pilot.press("f3")
    await _there(pilot, CouncilsScreen)
    await pilot.press("home", "p")
    listed = pilot.app.screen
    assert isinstance(listed, CouncilsScreen)
    await _until(pilot, lambda: screen._library.current and screen._library.current.council)
    await _until(pilot, lambda: not listed.errands.busy("change"))


def editor(seat: int, row: int, *keys: str) -> Then:
    """The editor with the cursors there, and these keys pressed."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await _back(pilot)
        await pilot.press("e")
        await _there(pilot, CouncilEditor)
        screen = pilot.app.screen
        assert isinstance(screen, CouncilEditor)
        await _until(pilot, lambda: not screen.errands.busy("prices"))
        screen.query_one(SeatList).cursor = seat
        await pilot.pause()
        screen.query_one(SettingRows).cursor = row
        for key in keys:
            await pilot.press(key)
        if keys:  # the last one opens a dialog
            await _until(pilot, lambda: pilot.app.screen is not screen)
        await _quiet(pilot)

    return run_before


async def _back(pilot: Pilot[Any]) -> None:
    """From the state before to the councils."""
    while not isinstance(pilot.app.screen, CouncilsScreen):
        await pilot.press("y" if isinstance(pilot.app.screen, Confirm) else "escape")
        await pilot.pause()


async def _quiet(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    top = pilot.app.screen
    if isinstance(top, ChooseModel):
        await _until(pilot, lambda: not any(w.group.startswith("models") for w in pilot.app.workers))
    for field in top.query(Input):
        field.cursor_blink = False
    for area in top.query(TextArea):
        area.cursor_blink = False
    await pilot.pause(0.1)


def test_councils(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=councils)


def test_the_editor(snap_sizes: Compare, app: OrquixApp) -> None:
    states = {
        "member": editor(1, 1),
        "moderator": editor(5, 0),
        "models": editor(3, 1, "enter"),
        "persona": editor(1, 3, "enter"),
        "line": editor(1, 4, "enter"),
        "leave": editor(0, 0, "left", "down", "d", "escape"),
    }
    assert snap_sizes(app, run_before=councils, states=states)


def test_who_joins(snap_sizes: Compare, app: OrquixApp) -> None:
    async def offered(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen_stack[0]
        assert isinstance(screen, Workspace)
        await _until(pilot, lambda: screen._library.current and not screen._errands.busy("start"))
        pilot.app.push_screen(PickModel(screen._services, "Who joins? The same question goes out now"))
        await _until(pilot, lambda: pilot.app.screen.query(Input))
        await _until(pilot, lambda: not pilot.app.screen.workers)
        await _quiet(pilot)

    states = {"all": wanted(""), "narrowed": wanted("kind"), "none": wanted("a name of nobody")}
    assert snap_sizes(app, run_before=offered, states=states)


def wanted(words: str) -> Then:
    """These words in the line of the dialog."""

    async def step(pilot: Pilot[Any]) -> None:
        pilot.app.screen.query_one(Input).value = words
        await pilot.pause(0.1)

    return step
