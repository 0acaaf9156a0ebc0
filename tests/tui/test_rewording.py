"""Another language, other keys, the context beside the prompt: at once, unnoticed by a run under way."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.command import CommandList
from textual.widgets import Input, TabbedContent

from orquix_tui.domain.configuring import Change, Drop, Put
from orquix_tui.tui.palette import Palette
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.context_view import ContextView
from orquix_tui.tui.widgets.key_line import KeyLine
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import House
from tests.loopback import Answer, Gate
from tests.tui.at_the_settings import Open, opening, press
from tests.tui.conftest import Desk


@pytest.fixture
def opened(house: House) -> Open:
    """The settings over a running app; afterwards English is spoken again."""
    return opening(house)


async def change(d: Desk, *changes: Change) -> None:
    await d.screen._setup.take_on(await d.screen._services.configuration.change(changes))
    await d.pilot.pause()


def tabs(d: Desk) -> list[str]:
    content = d.screen.query_one(TabbedContent)
    return [str(content.get_tab(name).label) for name in ("answers", "synthesis", "context", "metrics")]


def keys_of(d: Desk) -> list[str]:
    return [key.description for key in d.app.screen.query_one(KeyLine).keys]


async def test_language_keys_and_the_context_beside_hold_at_once_with_a_run_under_way(
    house: House, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orquix_tui.tui.panel_state.SILENT_AFTER_S", 600.0)  # on a busy machine, too
    house.configure([("ollama", "a"), ("openai-compatible", "b")], moderator=("extractive",))
    gate = Gate()
    house.server.script("a", Answer("Rain falls slowly.", chunk=5, gate=gate))
    async with opened("interface") as d:
        await press(d, "escape")
        await d.ask("Does it rain?", wait=False)
        gate.release(1)
        await d.until(lambda: "Rain" in d.panel(1), "the first words are there")
        d.screen.query_one(PromptArea).insert("a draft")
        panels = list(d.screen.query(AnswerPanel))

        await change(d, Put(("ui", "language"), "es"))
        assert tabs(d) == ["Respuestas", "Síntesis", "Contexto", "Métricas"]
        assert "Enter envía, Ctrl+J hace línea nueva" in str(d.screen.query_one(PromptArea).placeholder)
        assert "Proyectos" in str(d.screen.query_one("#projects").border_title)
        assert "consejo" in d.text("#status")
        await d.until(lambda: "Enviar" in keys_of(d), "the line of keys follows")
        assert "respondiendo" in d.panel(1)
        assert "cancelar" in d.panel(1)

        await change(d, Put(("ui", "keys", "send"), "f4"), Put(("ui", "keys", "panel.cancel"), "K"))
        assert "F4 envía" in str(d.screen.query_one(PromptArea).placeholder)
        assert "Mayús+K cancelar" in d.panel(1)
        await textuals_own_words(d, monkeypatch)
        assert list(d.screen.query(AnswerPanel)) == panels
        assert d.screen.query_one(PromptArea).text == "a draft"
        assert d.screen._control.running

        gate.open()
        await d.finished()
        await d.until(lambda: "Rain falls slowly." in d.panel(1), "the run went on to its end")
        await change(d, Drop(("ui", "language")), Put(("context", "review"), "beside"))
        await d.until(lambda: len(d.screen.query(ContextView)) == 2, "it stands beside the prompt")
        await d.until(lambda: d.screen._memory.coming, "and shows what would go along with the draft")
        await change(d, Put(("context", "review"), "off"))
        await d.until(lambda: len(d.screen.query(ContextView)) == 1, "and goes again")
        assert tabs(d)[0] == "Answers"
        assert "[F4" not in str(d.screen.query_one(PromptArea).placeholder)


async def textuals_own_words(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Textual would say by itself, in English."""
    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(Palette, "_NO_MATCHES_COUNTDOWN", 0.01)
        patch.setattr(d.app, "notify", lambda text, **_how: said.append(text))
        await d.app.run_action("command_palette")
        await d.until(lambda: d.app.screen.query(CommandList), "the palette is open")
        d.app.screen.query_one(Input).value = "zqwx"
        listed = d.app.screen.query_one(CommandList)
        await d.until(lambda: listed.option_count == 1, "nothing is found")
        assert str(listed.get_option_at_index(0).prompt) == "Ninguna orden se llama así"
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")
        d.app.action_help_quit()
        d.app.post_message(events.DeliveryComplete("k", path=Path("a.svg"), name="screenshot"))
        d.app.post_message(events.DeliveryFailed("k", OSError(), name="screenshot"))
        await d.until(lambda: len(said) == 3, "all is said")
    assert said == ["Ctrl+Q sale.", "Guardado en a.svg", "No se pudo guardar la imagen."]
