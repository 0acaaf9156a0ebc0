"""No text names a key by itself: it asks what the key of a deed is called now, so rebinding reaches it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from orquix_tui.domain.translate import CATALOGUES, DOMAIN, catalogue, speak
from orquix_tui.tui import keys
from orquix_tui.tui.key_table import KEYS

_BY_ID = {key.id: key for key in KEYS}
_CALLED_THERE = "orquix_tui/tui/keys.py"
"""Where each key has its name, once."""
_FIELD = re.compile(r"\{(?P<name>[^{}]*)\}")
_NAMES = re.compile(
    r"\b(?:Esc|Escape|Enter|Return|Ctrl|Control|Alt|Shift|Tab|Space(?:bar)?|Backspace|PgUp|PgDn"
    r"|Intro|Espacio|Retroceso|Supr|Mayús|RePág|AvPág|F(?:1[0-2]|[1-9]))\b"
    r"|↑↓|←→|[↑↓] (?:reads|opens)|\by / n\b"
)
_LETTERS = re.compile(
    r"(?:^|(?<=[·(“] )|(?<=[a-z,.:;] )|(?<=[(“]))[b-hj-zB-HJ-Z](?=[ :,;)]|$)"  # pressed by itself
    r"|(?:^|[.:,;] )= [a-z]|\ba (?:adds|brings|opens|shows|lists|copies|keeps|marks)\b"
)
_SIGNS = {
    "= agreed by {n}",
    "{read} in / {written} out per M",
    "ask those concerned by claim N for their evidence",
}
"""What looks like a letter to press and is none."""


def _messages() -> Iterator[tuple[str, str]]:
    """Every text with its Spanish, form by form."""
    with (CATALOGUES / "es" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        for message in read_po(file):
            if message.id and _CALLED_THERE not in {path for path, _line in message.locations}:
                yield from zip(_forms(message.id), _forms(message.string), strict=True)


def _forms(texts: object) -> tuple[str, ...]:
    return tuple(map(str, texts)) if isinstance(texts, tuple | list) else (str(texts),)


def _literal(text: str) -> bool:
    plain = _FIELD.sub("{}", text)
    return bool(_NAMES.search(plain) or _LETTERS.search(plain)) and text not in _SIGNS


def test_no_text_in_the_catalogue_says_a_key_by_its_name() -> None:
    assert [english for english, _spanish in _messages() if _literal(english)] == []
    assert [spanish for _english, spanish in _messages() if _NAMES.search(_FIELD.sub("{}", spanish))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Enter ok · Esc cancel",
        "u brings it back for ten seconds.",
        "Marked. = on another one compares the two.",
        "“{name}” is archived: v here lists them, a brings one back.",
        "comparing: F6",
        "they go along as a file. Ctrl+X L takes it off.",
        "cancel that with x on the synthesis.",
        "… older: ↓ reads them",
    ],
)
def test_a_text_that_names_a_key_is_found(text: str) -> None:
    assert _literal(text)


def test_every_key_that_a_text_asks_for_stands_in_the_table() -> None:
    asked = {field for pair in _messages() for text in pair for field in _FIELD.findall(text) if "[" in field}
    assert len(asked) > 40
    for field in asked:
        what, _bracket, key_id = field.removesuffix("]").partition("[")
        assert what in {"key", "chord"}, field
        assert _BY_ID[key_id].chord or what == "key", field


def test_a_text_says_the_keys_that_are_bound_now() -> None:
    text = "{key[send]} sends {what}, {key[undo]} or {chord[undo]} takes it back, {key[history.mark]} marks"
    assert keys.keyed(text, what="it") == "Enter sends it, u or Ctrl+X R takes it back, Space marks"
    try:
        keys.hold({"send": "f4", "undo": "U,f7", "chord": "ctrl+backslash", "history.mark": "m"})
        assert keys.keyed(text, what="it").startswith("F4 sends it, Shift+U or Ctrl+\\ R takes")
        assert keys.is_pressed("f7", "undo")
        assert not keys.is_pressed("u", "undo")
    finally:
        keys.hold({})


def test_a_yes_is_called_by_the_letter_of_its_word() -> None:
    speak(catalogue("es"))
    try:
        assert keys.first_key("confirming.yes") == "s"
        keys.hold({"confirming.yes": "o"})
        assert keys.first_key("confirming.yes") == "o"
    finally:
        keys.hold({})
        speak(catalogue("en"))
    assert keys.first_key("confirming.yes") == "y"
