"""The first minute: nothing is configured, nothing stands in the way of a question."""

from __future__ import annotations

import pytest

from orquix_tui.bootstrap import build, configure
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.welcome import WelcomeCard
from tests.house import House
from tests.tui.conftest import Desk


def _card(d: Desk) -> str:
    return str(d.screen.query_one(WelcomeCard).render())


async def test_a_newcomer_types_at_once_and_takes_what_was_found_with_one_key(house: House) -> None:
    env = {**house.env, "OLLAMA_HOST": house.server.url}
    house.server.models = ["llama", "mistral"]
    app = OrquixApp(build(configure(env)))
    async with app.run_test(size=(120, 40)) as pilot:
        d = Desk(app, pilot, house)
        await pilot.press("w", "h", "y")
        await d.ready()
        assert app.screen is d.screen
        assert d.screen.query_one(PromptArea).text == "why"
        await d.until(lambda: "Ollama" in _card(d), "the server is found")
        for part in ("Smol teacher", "often wrong", "llama, mistral", "Ctrl+X G", "Ctrl+X ,", "F1"):
            assert part in _card(d), part
        assert not d.screen.query_one(Notices).display

        await pilot.press("ctrl+x", "g")
        await d.until(lambda: "ollama:llama" in _card(d), "they are the council now")
        assert "often wrong" not in _card(d)
        file = house.home / "config" / "config.toml"
        text = file.read_text("utf-8")
        assert "[[councils.default.members]]" in text
        assert d.screen.query_one(PromptArea).text == "why"
        assert d.screen._services.councils["default"].members[0].provider == "ollama"

        await pilot.press("ctrl+x", "g")  # once more: what is written is not written over
        await d.until(lambda: "found" in d.screen._services.councils, "another council is made")
        assert text in file.read_text("utf-8")

        await pilot.press("ctrl+x", "comma")
        await d.until(lambda: app.screen is not d.screen, "the settings open")
        await pilot.press("escape")
        await d.until(lambda: app.screen is d.screen, "they close")
        assert app.focused is d.screen.query_one(PromptArea)


async def test_keys_of_the_environment_are_named_and_nothing_found_is_no_dead_end(house: House) -> None:
    app = OrquixApp(build(configure({**house.env, "GROQ_API_KEY": "planted", "OLLAMA_HOST": "127.0.0.1:9"})))
    async with app.run_test(size=(80, 24)) as pilot:
        d = Desk(app, pilot, house)
        await d.ready()
        assert "GROQ_API_KEY" in _card(d)
        assert "planted" not in app.export_screenshot()

        app.theme = "orquix-light"  # as the palette does
        file = house.home / "config" / "config.toml"
        await d.until(file.exists, "the theme is kept")
        assert 'theme = "orquix-light"' in file.read_text("utf-8")


@pytest.mark.parametrize("theme", ["orquix-dark", "orquix-light", "orquix-contrast-light"])
async def test_without_colours_everything_is_still_told(
    house: House, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    file = house.home / "config" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[ui]\ntheme = "{theme}"\n[embeddings]\nmodel_path = "/nowhere"\n', "utf-8")
    app = OrquixApp(build(configure({**house.env, "OLLAMA_HOST": "127.0.0.1:9"})))
    async with app.run_test(size=(80, 24)) as pilot:
        d = Desk(app, pilot, house)
        await d.ready()
        await pilot.press("ctrl+x", "comma")
        await d.until(lambda: app.screen is not d.screen, "the settings open")
        await pilot.press("n")
        await pilot.pause()
        picture = app.export_screenshot()
        colours = {part[:6].lower() for part in picture.split('fill="#')[1:] + picture.split("fill: #")[1:]}
        window = {"ff5f57", "febc2e", "28c840", "292929", "c5c8c6"}  # the frame that is drawn around it
        grey = [c for c in colours - window if not (c[0:2] == c[2:4] == c[4:6])]
        assert grey == []
        assert "✓" in picture or "!" in picture
