"""What the settings are made of, without an app."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.color import Color
from textual.theme import Theme

from orquix_tui.bootstrap import build, configure
from orquix_tui.domain.models import Council, Member
from orquix_tui.domain.settings import ProviderSettings, Settings
from orquix_tui.domain.surroundings import FoundServer
from orquix_tui.tui import keys, themes
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.places import Key
from orquix_tui.tui.rebinding import allowed, clashes, find, keys_of
from orquix_tui.tui.screens.settings_desk import council_of
from orquix_tui.tui.setting_fields import (
    BUDGET,
    CONTEXT,
    EMBEDDING,
    INTERFACE,
    MODERATOR,
    Field,
    checker,
    parse,
)
from orquix_tui.tui.widgets.setting_rows import Row, drawn
from orquix_tui.tui.widgets.welcome import Facts, card
from tests.house import House

FIELDS = (*INTERFACE, *CONTEXT, *MODERATOR, *BUDGET, *EMBEDDING)
SERVER = FoundServer("ollama", ProviderSettings(kind="ollama", base_url="http://127.0.0.1:1"), ("a", "b"))


def _key(key_id: str) -> Key:
    return next(key for key in KEYS if key.id == key_id)


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: ".".join(f.where))
def test_every_field_shows_its_default_and_takes_it_back(field: Field) -> None:
    settings = Settings()
    value = field.value(settings)

    assert field.shown(settings)
    if field.kind == "choice" and field.choices:
        assert str(value) in field.choices
        for choice in field.choices:
            told = {field.where[0]: {field.where[1]: parse(field, choice)}}
            assert str(field.value(Settings.model_validate(told))) == choice
    elif field.kind in {"number", "text"} and value is not None:
        assert parse(field, str(value)) == value


def test_what_is_typed_becomes_what_the_file_wants() -> None:
    number = CONTEXT[2]

    assert [parse(number, text) for text in ("7", " 0,5 ", "0.25", "")] == [7, 0.5, 0.25, None]
    assert isinstance(parse(number, "7"), int)
    assert checker(number)("many")
    assert checker(number)("0,9") == ""
    assert checker(number)("3") == "A number from 0 to 1."
    assert checker(BUDGET[0])("0") == "A number above 0."
    assert checker(CONTEXT[3])("9") == "A number from 50 to 100,000."


def test_a_key_that_is_taken_or_would_be_lost_is_told_of() -> None:
    export, prompt = _key("export"), _key("newline")

    assert clashes(export, "f20", {}) == []
    assert "Sidebar" in clashes(export, "f2", {})[0]
    assert clashes(export, "f2", {"sidebar": "f21"}) == [
        text for text in clashes(export, "f2", {}) if "Sidebar" not in text
    ]
    assert any("tmux" in text for text in clashes(export, "ctrl+b", {}))
    assert any("write itself" in text for text in clashes(prompt, "m", {}))
    assert clashes(_key("panel.copy"), "j", {}) == []
    assert allowed("escape")
    assert allowed("f4") == ""


def test_keys_are_found_by_word_place_and_key() -> None:
    assert _key("export") in find({}, "f4")
    assert _key("export") not in find({"export": "f20"}, "f4")
    assert [key.id for key in find({}, "ledger quote 1")] == ["claim.1"]
    assert len(find({}, "")) == len(KEYS)
    assert keys_of(_key("newline"), {"newline": "ctrl+n"}) == ["ctrl+n"]


@pytest.mark.parametrize("width", [20, 40, 60, 120])
def test_a_row_is_as_wide_as_its_place_and_says_its_tone_with_a_sign(width: int) -> None:
    row = Row(
        "id", "A rather long name of a setting", "名前 and a long value " * 5, "environment", "", "error"
    )
    line = drawn(row, width, 31)

    assert cell_len(line.plain) <= width
    assert "✗" in line.plain


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
def test_our_themes_can_be_read(theme: Theme) -> None:
    least = 7.0 if theme.name.startswith("orquix-contrast") else 4.5
    for ground in (theme.background, theme.surface, theme.panel):
        inks = [theme.foreground, theme.error, theme.warning, theme.success, theme.accent, theme.primary]
        inks += [ink for name, ink in theme.variables.items() if name.endswith(("muted", "disabled"))]
        for ink in inks:
            assert ground is not None
            assert ink is not None
            ratio = _ratio(ground, ink)
            assert ratio >= least, f"{ink} on {ground}: {ratio:.1f}"


def _ratio(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


async def test_a_council_of_what_was_found_is_one_that_can_be_written(house: House) -> None:
    env = {**house.env, "GROQ_API_KEY": "x"}
    services = build(configure(env))
    both = await services.configuration.change(council_of({"groq": "GROQ_API_KEY"}, [SERVER]))
    alone = await services.configuration.change(council_of({"groq": "GROQ_API_KEY"}, []))
    at_home = await services.configuration.change(council_of({}, [SERVER]))

    assert [m.provider for m in both.settings.councils["default"].members] == ["groq", "ollama", "ollama"]
    assert [m.provider for m in alone.settings.councils["default"].members] == ["groq", "groq"]
    assert at_home.settings.councils["default"].moderator == ("ollama:a",)
    await services.aclose()


def test_the_card_tells_who_answers_what_was_found_and_the_key_that_takes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    member = Member(provider="embedded", model="smollm2-135m", label="Smol")
    council = Council(name="default", members=(member,), moderator=("extractive",))
    facts = Facts(
        council,
        embedded=True,
        problems={"embedded": "The weights are not there."},
        vendors={"groq": "GROQ_API_KEY"},
        servers=(SERVER,),
        memory="finds what was meant",
    )
    monkeypatch.setattr(keys, "_held", {"help": "f20"})
    for width in (60, 120):
        text = card(facts, width).plain
        for part in ("Smol", "often wrong", "weights", "GROQ_API_KEY", "Ollama", "a, b", "Ctrl+X G", "F20"):
            assert part in text, part
    assert "doctor" in card(Facts(None), 80).plain
    assert "none is needed" in card(Facts(council, embedded=True), 80).plain
