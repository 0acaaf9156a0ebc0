"""The settings screen, by its keys, over the real configuration file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.widgets import Input, Static

from orquix_tui.bootstrap import build, configure
from orquix_tui.core.desk import RetryPolicy
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.choose_theme import ChooseTheme
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.press_key import PressKey
from orquix_tui.tui.dialogs.provider_form import ProviderForm
from orquix_tui.tui.screens.settings import SettingsScreen
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.setting_rows import Row, SettingRows
from orquix_tui.tui.widgets.sidebar import Sidebar
from tests.house import KEY, NO_MODEL, House
from tests.hub import Hub
from tests.keyrings import FileKeyring
from tests.loopback import Answer, Gate
from tests.tui.conftest import Desk

BOX = "http://10.0.0.5:8080/v1"
Open = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def opened(house: House) -> Open:
    """`async with opened("interface", GROQ_API_KEY="x") as d:` shows that page of the settings."""

    @asynccontextmanager
    async def open_it(section: str = "", **env: str) -> AsyncIterator[Desk]:
        services = build(configure({**house.env, **env}), retry=RetryPolicy(base_s=0.0, cap_s=0.2))
        app = OrquixApp(services)
        async with app.run_test(size=(100, 30)) as pilot:
            d = Desk(app, pilot, house)
            await d.ready()
            d.screen.action_settings(section)
            await d.until(lambda: isinstance(app.screen, SettingsScreen), "the settings are there")
            await quiet(d)
            yield d

    return open_it


async def quiet(d: Desk) -> None:
    """Until no change is under way."""
    names = {"change", "read", "take on", "theme"}
    await d.until(
        lambda: not any(w.group in names and w.is_running for w in d.app.workers) or _dialog(d),
        "the change is done",
    )
    await d.pilot.pause()


def _dialog(d: Desk) -> bool:
    return not isinstance(d.app.screen, SettingsScreen | Workspace)


async def press(d: Desk, *keys: str) -> None:
    for key in keys:
        await d.pilot.press(key)
        await quiet(d)


async def dialog(d: Desk, kind: type) -> None:
    await d.until(lambda: isinstance(d.app.screen, kind), f"{kind.__name__} is there")
    await d.pilot.pause()


def rows(d: Desk) -> dict[str, Row]:
    screen = next(s for s in d.app.screen_stack if isinstance(s, SettingsScreen))
    return {row.id: row for row in screen.query_one(SettingRows)._rows}


def go_to(d: Desk, row_id: str) -> None:
    d.app.screen.query_one(SettingRows).cursor = list(rows(d)).index(row_id)


def file(d: Desk) -> str:
    return (d.house.home / "config" / "config.toml").read_text("utf-8")


def about(d: Desk) -> str:
    return str(d.app.screen.query_one("#setting-about", Static).content)


async def test_interface_settings_hold_at_once_and_leave_the_comments_alone(
    house: House, opened: Open
) -> None:
    house.configure([("ollama", "a")], extra="# mine\n[ui]\n# my theme\ntheme = 'nord'   # blue\n")
    async with opened("interface", ORQUIX_UI_NEWLINE_ON_ENTER="true") as d:
        assert (d.app.theme, rows(d)["ui.theme"].source) == ("nord", "file")
        go_to(d, "ui.theme")
        await press(d, "enter")
        await dialog(d, ChooseTheme)
        await press(d, "home", "down")
        assert d.app.theme == "orquix-light"
        await press(d, "escape")
        assert (d.app.theme, "'nord'" in file(d)) == ("nord", True)

        await press(d, "enter")
        await dialog(d, ChooseTheme)
        await press(d, "home", "enter")
        assert d.app.theme == "orquix-dark"
        assert '# my theme\ntheme = "orquix-dark"   # blue\n' in file(d)

        go_to(d, "ui.animations")
        await press(d, "enter")
        assert (d.app.animation_level, rows(d)["ui.animations"].value) == ("none", "no")
        await press(d, "d")
        assert (d.app.animation_level, rows(d)["ui.animations"].source) == ("full", "default")

        go_to(d, "ui.language")
        await press(d, "enter")
        await dialog(d, Choose)
        await press(d, "end", "enter")
        assert 'language = "es"' in file(d)
        assert "next start" in d.app.screen.notices.content.plain  # type: ignore[attr-defined]

        go_to(d, "ui.newline_on_enter")
        await d.pilot.pause()
        assert "ORQUIX_UI_NEWLINE_ON_ENTER" in about(d)
        await press(d, "enter")
        assert rows(d)["ui.newline_on_enter"].value == "yes"
        assert "newline_on_enter" not in file(d)
        assert file(d).startswith("# mine\n")


async def test_numbers_are_asked_for_until_they_can_be_used(house: House, opened: Open) -> None:
    house.configure([("ollama", "a")])
    async with opened("context") as d:
        before = file(d)
        go_to(d, "context.top_k")
        await press(d, "enter")
        await dialog(d, AskText)
        field = d.app.screen.query_one(Input)
        field.value = "900"
        await press(d, "enter")
        await d.until(lambda: "50" in _hint(d), "the reason is told")
        assert file(d) == before
        d.app.screen.query_one(Input).value = "9"
        await press(d, "enter")
        await d.until(lambda: rows(d)["context.top_k"].value == "9", "it holds")
        assert d.screen._services.settings.context.top_k == 9

        await press(d, "n", "n")
        assert "budget.per_day_usd" in rows(d)
        assert rows(d)["budget.per_day_usd"].value == "no limit"
        await press(d, "left", "k", "enter")
        assert "moderator.length" in rows(d)
        await press(d, "escape")
        assert d.app.screen is d.screen


def _hint(d: Desk) -> str:
    hints = d.app.screen.query("#dialog-hint")
    return str(hints.first(Static).content) if hints else ""


async def test_a_key_is_pressed_and_does_its_deed_from_then_on(house: House, opened: Open) -> None:
    house.configure([("ollama", "a")])
    async with opened("keys") as d:
        await press(d, "slash")
        await dialog(d, AskText)
        d.app.screen.query_one(Input).value = "sidebar everywhere"
        await press(d, "enter")
        assert list(rows(d)) == ["sidebar"]

        await press(d, "enter")
        await dialog(d, PressKey)
        await press(d, "ctrl+c")
        assert "way out" in _hint(d)
        await press(d, "f3")
        await dialog(d, Confirm)
        await press(d, "n")
        assert rows(d)["sidebar"].value == "F2"

        await press(d, "enter")
        await dialog(d, PressKey)
        await press(d, "f20")
        assert (rows(d)["sidebar"].value, rows(d)["sidebar"].source) == ("F20", "file")
        assert '[ui.keys]\nsidebar = "f20"' in file(d)
        await press(d, "a")
        await dialog(d, PressKey)
        await press(d, "f21")
        assert rows(d)["sidebar"].value == "F20, F21"

        await press(d, "escape", "escape")
        assert d.app.screen is d.screen
        sidebar = d.screen.query_one(Sidebar)
        shown = sidebar.display
        await press(d, "f2")
        assert sidebar.display == shown
        await press(d, "f21")
        assert sidebar.display != shown

        d.screen.action_settings("keys")
        await dialog(d, SettingsScreen)
        await quiet(d)
        go_to(d, "sidebar")
        await press(d, "d")
        assert rows(d)["sidebar"].value == "F2"


async def test_a_provider_is_added_tested_edited_and_removed(house: House, opened: Open) -> None:
    house.configure([("ollama", "a")])
    url = house.server.base_url("openai-compatible")
    async with opened("providers") as d:
        await press(d, "a")
        await dialog(d, Choose)
        await press(d, "end", "enter")
        await dialog(d, ProviderForm)
        form = d.app.screen
        await press(d, "ctrl+s")
        assert "name" in str(form.query_one("#form-wrong", Static).content)
        form.query_one("#form-name", Input).value = "ollama"
        form.query_one("#form-url", Input).value = "box"
        await press(d, "ctrl+s")
        await d.until(lambda: d.app.screen is not form, "it is asked again")
        assert "already" in _wrong(d)
        d.app.screen.query_one("#form-name", Input).value = "box"
        await press(d, "ctrl+s")
        await d.until(lambda: "http://" in _wrong(d), "the address is refused")
        d.app.screen.query_one("#form-url", Input).value = url
        await press(d, "ctrl+s")
        await d.until(lambda: "box" in rows(d), "it is there")
        assert f'[providers.box]\nkind = "openai-compatible"\nbase_url = "{url}"\n' in file(d)

        go_to(d, "box")
        await press(d, "t")
        await d.until(lambda: rows(d)["box"].tone == "good", "it answered")
        assert "model" in rows(d)["box"].value
        await press(d, "enter")
        await dialog(d, ProviderForm)
        d.app.screen.query_one("#form-url", Input).value = "http://127.0.0.1:9/v1"
        await press(d, "ctrl+s")
        await d.until(lambda: ":9/v1" in rows(d)["box"].about, "it has moved")
        await press(d, "t")
        await d.until(lambda: rows(d)["box"].tone == "error", "nobody answered")

        await press(d, "d")
        await dialog(d, Confirm)
        await press(d, "y")
        await d.until(lambda: "box" not in rows(d), "it is gone")
        go_to(d, "ollama")
        await press(d, "d")
        await dialog(d, Confirm)
        await press(d, "y")
        await quiet(d)
        assert "councils.default" in d.app.screen.notices.content.plain  # type: ignore[attr-defined]
        assert "[providers.ollama]" in file(d)


def _wrong(d: Desk) -> str:
    found = d.app.screen.query("#form-wrong")
    return str(found.first(Static).content) if found else ""


async def test_a_key_goes_into_the_keyring_and_is_never_seen(
    house: House, opened: Open, ring: FileKeyring
) -> None:
    house.configure([("ollama", "a")])
    secret = "planted-secret-0123456789"
    async with opened("providers", GROQ_API_KEY="planted-env-0123456789") as d:
        assert rows(d)["groq"].value == "key in GROQ_API_KEY"
        go_to(d, "groq")
        await press(d, "s")
        await d.until(lambda: d.app.screen.query("#dialog-input"), "it is asked for")
        d.app.screen.query_one(Input).value = secret
        await d.pilot.pause()
        picture = d.app.export_screenshot()
        await press(d, "enter")
        await d.until(lambda: rows(d)["groq"].value == "key in the keyring", "it is stored")

        assert ring.get_password("orquix-tui", "groq") == secret
        assert "api_key_keyring = true" in file(d)
        for text in (file(d), picture, d.app.export_screenshot(), repr(rows(d))):
            assert secret not in text
            assert "planted-env" not in text


async def test_a_key_in_the_clear_is_asked_about_once_also_before_the_first_question(
    house: House, opened: Open
) -> None:
    box = f'[providers.box]\nkind = "openai-compatible"\nbase_url = "{BOX}"\napi_key_env = "LOOPBACK_KEY"\n'
    house.configure([("ollama", "a")], moderator=("extractive",), extra=NO_MODEL + box)
    with (house.home / "config" / "config.toml").open("a") as text:
        text.write('[[councils.default.members]]\nprovider = "box"\nmodel = "far"\n')
    house.server.script("a", Answer("Rain falls."))
    async with opened("providers") as d:
        assert rows(d)["box"].value.startswith("key held back")
        await press(d, "escape")
        d.screen.query_one(PromptArea).insert("Does it rain?")
        await press(d, "enter")
        await dialog(d, Confirm)
        assert KEY not in d.app.export_screenshot()
        await d.pilot.press("n")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()
        run = d.screen._presenter.run
        assert run is not None
        near, far = run.interaction.responses
        assert near.text == "Rain falls."
        assert far.error is not None
        assert "not encrypted" in str(far.error)

        d.screen.query_one(PromptArea).insert("And now?")
        await d.pilot.press("enter")
        await d.until(lambda: len(house.server.asked("a")) == 2, "nobody is asked about it twice")
        await d.finished()
        d.screen.action_settings("providers")
        await dialog(d, SettingsScreen)
        await quiet(d)
        go_to(d, "box")
        await press(d, "enter")
        await dialog(d, ProviderForm)
        await press(d, "ctrl+s")
        await dialog(d, Confirm)
        await d.pilot.press("y")
        await d.until(lambda: rows(d)["box"].tone == "good", "the yes holds")
        assert d.screen._services.settings.providers["box"].allow_insecure
        assert "allow_insecure" not in file(d)


async def test_what_is_changed_waits_for_the_run_and_leaves_the_draft_alone(
    house: House, opened: Open
) -> None:
    house.configure([("ollama", "a")], moderator=("extractive",))
    gate = Gate()
    house.server.script("a", Answer("Rain falls.", gate=gate))
    async with opened() as d:
        await press(d, "escape")
        await d.ask("Does it rain?", wait=False)
        d.screen.query_one(PromptArea).insert("a draft")
        d.screen.action_settings("moderator")
        await dialog(d, SettingsScreen)
        await quiet(d)
        go_to(d, "moderator.length")
        await press(d, "enter")
        await dialog(d, Choose)
        await press(d, "home", "enter")
        assert 'length = "short"' in file(d)
        assert d.screen._services.settings.moderator.length == "medium"
        before = d.screen._services.store
        gate.open()
        await d.finished()
        await d.until(lambda: d.screen._services.settings.moderator.length == "short", "it holds now")
        await press(d, "escape")

        assert d.screen._services.store is before
        assert d.screen.query_one(PromptArea).text == "a draft"
        assert "Rain falls." in d.panel(1)


async def test_the_embedding_model_is_fetched_after_a_yes(house: House, opened: Open) -> None:
    house.configure([("ollama", "a")], extra="")
    with Hub() as hub:
        async with opened("models", HF_ENDPOINT=hub.url) as d:
            assert set(rows(d)) >= {"embedded", "memory", "embeddings.threads"}
            go_to(d, "memory")
            await d.pilot.press("enter")
            await dialog(d, Confirm)
            await d.pilot.press("n")
            await d.until(lambda: "fetched" not in rows(d)["memory"].value, "it is left")
            await d.pilot.press("enter")
            await dialog(d, Confirm)
            await d.pilot.press("y")
            await d.until(lambda: "fetched" in rows(d)["memory"].value, "it is there")
            assert list((house.home / "cache").rglob("model_quantized.onnx"))

            hub.status = 503
            await d.pilot.press("enter")
            await d.until(lambda: "503" in d.app.screen.notices.content.plain, "it failed")  # type: ignore[attr-defined]
