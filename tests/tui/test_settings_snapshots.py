"""What the first start and the settings look like, at three sizes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from orquix_tui.bootstrap import build, configure
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.screens.settings import SettingsScreen
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.setting_rows import SectionList
from tests.house import NO_MODEL, House
from tests.tui.conftest import Compare

FILE = (
    NO_MODEL
    + """
[providers.router]
kind = "openai-compatible"
base_url = "https://router.example/v1"
api_key_env = "ROUTER_KEY"
[providers.box]
kind = "openai-compatible"
base_url = "http://10.0.0.5:8080/v1"
api_key_env = "BOX_KEY"
[providers.vault]
kind = "anthropic"
api_key_keyring = true
[providers.home]
kind = "ollama"
[councils.default]
[[councils.default.members]]
provider = "home"
model = "llama"
[context]
top_k = 7
[ui.keys]
export = "f20"
"tab.answers" = "f2"
"""
)
ENV = {
    "BOX_KEY": "planted",
    "GROQ_API_KEY": "planted",
    "ORQUIX_UI_THEME": "orquix-dark",
    "OLLAMA_HOST": "127.0.0.1:9",
}


@pytest.fixture
def app(house: House) -> OrquixApp:
    """The app on a file with something of everything."""
    file = house.home / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE, "utf-8")
    return OrquixApp(build(configure({**house.env, **ENV})))


@pytest.fixture
def fresh(house: House) -> OrquixApp:
    """The app at its very first start."""
    return OrquixApp(build(configure({**house.env, "OLLAMA_HOST": "127.0.0.1:9"})))


async def _begun(pilot: Pilot[Any]) -> Workspace:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Workspace)
    for _ in range(500):
        if screen._library.current and not screen._errands.busy("start"):
            break
        await pilot.pause(0.02)
    screen.query_one(PromptArea).cursor_blink = False
    await pilot.pause()
    return screen


def shown(section: str, *keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """That section is open, and these keys are pressed in it."""

    async def run_before(pilot: Pilot[Any]) -> None:
        screen = await _begun(pilot)
        while not isinstance(pilot.app.screen, SettingsScreen | Workspace):  # the dialog of the state before
            await pilot.press("escape")
            await pilot.pause()
        if pilot.app.screen is screen:
            screen.action_settings(section)
        for _ in range(500):
            await pilot.pause(0.02)
            top = pilot.app.screen
            if isinstance(top, SettingsScreen) and not top.errands.busy("read"):
                break
        assert isinstance(top, SettingsScreen)
        top.action_dismiss_notices()
        top.query_one(SectionList).cursor = list(top._pages).index(section)
        await pilot.pause()
        await pilot.press("right", "home", *keys)
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        await pilot.pause(0.1)

    return run_before


def test_first_start(snap_sizes: Compare, fresh: OrquixApp) -> None:
    async def begun(pilot: Pilot[Any]) -> None:
        await _begun(pilot)

    assert snap_sizes(fresh, run_before=begun)


def test_sections(snap_sizes: Compare, app: OrquixApp) -> None:
    states = {
        "providers": shown("providers", "down"),
        "models": shown("models", "down"),
        "interface": shown("interface", "down"),
        "keys": shown("keys", *["down"] * 7),
        "context": shown("context", "down"),
        "moderator": shown("moderator", "down"),
        "budget": shown("budget", "down"),
    }
    assert snap_sizes(app, run_before=_begun, states=states)


def test_dialogs(snap_sizes: Compare, app: OrquixApp) -> None:
    states = {
        "form": shown("providers", "down", "enter"),
        "consent": shown("providers", "down", "t"),
        "secret": shown("providers", "end", "s"),
        "press": shown("keys", "enter"),
        "locked": shown("interface", "down", "d"),
    }
    assert snap_sizes(app, run_before=_begun, states=states)


def test_themes(snap_sizes: Compare, house: House) -> None:
    file = house.home / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE, "utf-8")
    env = {**house.env, **{k: v for k, v in ENV.items() if k != "ORQUIX_UI_THEME"}}
    app = OrquixApp(build(configure(env)))
    assert snap_sizes(app, run_before=shown("interface", "down", "enter", "down", "down"))
