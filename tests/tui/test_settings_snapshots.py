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
from tests.house import NO_MODEL, House

SIZES = [(80, 24), (120, 40), (220, 60)]
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
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


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
    """That section is open, and these keys are pressed."""

    async def run_before(pilot: Pilot[Any]) -> None:
        screen = await _begun(pilot)
        screen.action_settings(section)
        for _ in range(500):
            await pilot.pause(0.02)
            top = pilot.app.screen
            if isinstance(top, SettingsScreen) and not top.errands.busy("read"):
                break
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        await pilot.pause(0.1)

    return run_before


def test_first_start(snap_sizes: Compare, fresh: OrquixApp) -> None:
    async def begun(pilot: Pilot[Any]) -> None:
        await _begun(pilot)

    assert snap_sizes(fresh, run_before=begun)


def test_providers(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=shown("providers", "down"))


def test_interface(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=shown("interface", "down"))


def test_keys(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=shown("keys", *["down"] * 7))


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ("providers", ("down", "enter")),
        ("providers", ("down", "t")),
        ("providers", ("end", "s")),
        ("keys", ("enter",)),
        ("interface", ("down", "d")),
    ],
    ids=["form", "consent", "secret", "press", "locked"],
)
def test_dialogs(snap_compare: Compare, app: OrquixApp, section: str, keys: tuple[str, ...]) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=shown(section, *keys))


def test_themes(snap_compare: Compare, house: House) -> None:
    file = house.home / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(FILE, "utf-8")
    env = {**house.env, **{k: v for k, v in ENV.items() if k != "ORQUIX_UI_THEME"}}
    app = OrquixApp(build(configure(env)))
    keys = shown("interface", "down", "enter", "down", "down")
    assert snap_compare(app, terminal_size=(120, 40), run_before=keys)
