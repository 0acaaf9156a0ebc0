"""What is set up holds: keys that stay secret, consent, runs that go on, models that are fetched."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from orquix_tui.domain.configuring import Put
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.provider_form import ProviderForm
from orquix_tui.tui.screens.settings import SettingsScreen
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import KEY, NO_MODEL, House
from tests.hub import Hub
from tests.keyrings import FileKeyring
from tests.loopback import Answer, Gate
from tests.tui.at_the_settings import Open, dialog, file, go_to, opening, press, quiet, rows

BOX = "http://10.0.0.5:8080/v1"


@pytest.fixture
def opened(house: House) -> Open:
    """`async with opened("interface", GROQ_API_KEY="x") as d:` shows that page of the settings."""
    return opening(house)


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
        beside = [Put(("context", "review"), "beside")]  # which only the screen goes by
        await d.screen._setup.take_on(await d.screen._services.configuration.change(beside))
        await d.until(lambda: d.screen.query("#context-beside"), "it stands beside while the run goes on")
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
        gone = d.app.screen
        assert isinstance(gone, SettingsScreen)
        await press(d, "escape")
        await gone._desk.change(Put(("moderator", "length"), "long"))  # it was still being written
        assert "length='long'" in repr(d.screen._services.settings.moderator)

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
