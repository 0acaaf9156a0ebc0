"""The settings screen, by its keys, over the real configuration file."""

from __future__ import annotations

import tomllib

import pytest
from textual.widgets import Input, Select, Static

from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.choose_theme import ChooseTheme
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.press_key import PressKey
from orquix_tui.tui.dialogs.provider_form import ProviderForm
from orquix_tui.tui.screens.settings import SettingsScreen
from orquix_tui.tui.widgets.sidebar import Sidebar
from tests.house import House
from tests.tui.at_the_settings import (
    Open,
    about,
    dialog,
    file,
    go_to,
    hint,
    opening,
    press,
    quiet,
    rows,
    wrong,
)


@pytest.fixture
def opened(house: House) -> Open:
    """`async with opened("interface", GROQ_API_KEY="x") as d:` shows that page of the settings."""
    return opening(house)


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
        assert str(d.app.screen.query_one("#setting-rows").border_title) == "Interfaz"
        await press(d, "d")
        assert str(d.app.screen.query_one("#setting-rows").border_title) == "Interface"

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
        await d.until(lambda: "50" in hint(d), "the reason is told")
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
        assert "way out" in hint(d)
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
        assert "already" in wrong(d)
        d.app.screen.query_one("#form-name", Input).value = "box"
        await press(d, "ctrl+s")
        await d.until(lambda: "http://" in wrong(d), "the address is refused")
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


async def test_how_long_a_provider_is_waited_for_is_set_in_its_form(house: House, opened: Open) -> None:
    house.configure([("ollama", "a")])
    names = ("connect", "first-token", "idle", "total")
    async with opened("providers") as d:

        async def edit(*values: str) -> tuple[str, ...]:
            """What stood in the fields; what is typed into them is saved."""
            go_to(d, "ollama")
            await press(d, "enter")
            await dialog(d, ProviderForm)
            fields = [d.app.screen.query_one(f"#form-{name}", Input) for name in names]
            held = tuple(field.value for field in fields)
            assert [field.placeholder.split(":")[0] for field in fields] == ["10", "60", "30", "600"]
            for field, value in zip(fields, values, strict=True):
                field.value = value
            await press(d, "ctrl+s")
            return held

        def written() -> object:
            return tomllib.loads(file(d))["providers"]["ollama"].get("timeouts")

        assert await edit("", "soon", "", "") == ("", "20", "20", "60")
        assert wrong(d) == "✗ First token: That is no number."
        assert d.app.focused is d.app.screen.query_one("#form-first-token")
        d.app.screen.query_one("#form-first-token", Input).value = "2,5"
        d.app.screen.query_one("#form-total", Input).value = "0"
        await press(d, "ctrl+s")
        assert wrong(d) == "✗ In all: A number above 0, 86,400 at most."
        d.app.screen.query_one("#form-total", Input).value = "1,200"
        await press(d, "ctrl+s")
        await d.until(lambda: written() == {"first_token": 2.5, "total": 1200}, "it is written")

        assert await edit("", "", "", "") == ("", "2.5", "", "1200")
        await d.until(lambda: written() is None, "the defaults hold again")

        await press(d, "a")
        await dialog(d, Choose)
        await press(d, "end", "enter")
        await dialog(d, ProviderForm)
        form = d.app.screen
        form.query_one("#form-name", Input).value = "mine"
        form.query_one("#form-kind", Select).value = "local"
        model = form.query_one("#form-file", Input)
        await d.until(lambda: model.region and not form.query_one("#form-url").region, "it asks for the file")
        assert form.query_one("#form-total", Input).placeholder.startswith("1,200")
        model.value = str(house.home / "own.gguf")
        await press(d, "ctrl+s")
        await d.until(lambda: "mine" in rows(d), "it is there")
        assert f'[providers.mine]\nkind = "local"\nmodel_path = "{model.value}"\n' in file(d)
        go_to(d, "mine")
        await d.until(lambda: "There is no file" in about(d), "it is said at once what is wrong")
