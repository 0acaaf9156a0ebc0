"""How the table of keys is bound and spelled."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding

from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.places import Place


def bindings(place: Place) -> list[Binding]:
    """The bindings of one place."""
    return [key.binding() for key in KEYS if key.place is place]


_SPELLING = {
    "question_mark": "?",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "underscore": "_",
    "up": "↑",
    "down": "↓",
    "equals_sign": "=",
    "escape": "Esc",
    "enter": "Enter",
    "left": "←",
    "right": "→",
}


def spelled(keys: str) -> str:
    """Keys as a person reads them: `shift+enter,ctrl+j` is Shift+Enter, Ctrl+J."""
    return ", ".join(
        "+".join(_SPELLING.get(part) or _as_pressed(part) for part in key.split("+"))
        for key in keys.split(",")
    )


def _as_pressed(part: str) -> str:
    """A capital letter is another key than the small one."""
    return f"Shift+{part}" if len(part) == 1 and part.isupper() else part.capitalize()


def key_of(key_id: str, keymap: Mapping[str, str]) -> str:
    """The keys of that deed as a person reads them; `keymap` holds what was rebound."""
    return spelled(next(keymap.get(key.id, key.key) for key in KEYS if key.id == key_id))


def first_key(key_id: str, keymap: Mapping[str, str]) -> str:
    """The first of its keys, short: a letter as it is pressed."""
    spelling = key_of(key_id, keymap).partition(", ")[0]
    return spelling.lower() if len(spelling) == 1 else spelling


def chord_of(key_id: str) -> str:
    """The letter that does it after Ctrl+X, as a person reads it: it works in text fields too."""
    return "Ctrl+X " + next(key.chord for key in KEYS if key.id == key_id).upper()
