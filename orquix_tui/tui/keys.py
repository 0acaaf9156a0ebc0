"""How the table of keys is bound and spelled."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding

from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.places import Key, Place

_held: Mapping[str, str] = {}


def hold(keymap: Mapping[str, str]) -> None:
    """From now on these keys are rebound: every text that names a key follows."""
    global _held  # noqa: PLW0603  # one keyboard, one program: as with the language that is spoken
    _held = keymap


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


def pressed_for(key: Key) -> str:
    """The keys of that deed as Textual names them, with what was rebound."""
    return _held.get(key.id, key.key)


def key_of(key_id: str, keymap: Mapping[str, str] | None = None) -> str:
    """The keys of that deed as a person reads them; `keymap` is what was rebound, if not what holds."""
    rebound = _held if keymap is None else keymap
    return spelled(next(rebound.get(key.id, key.key) for key in KEYS if key.id == key_id))


def first_key(key_id: str, keymap: Mapping[str, str] | None = None) -> str:
    """The first of its keys, short: a letter as it is pressed."""
    spelling = key_of(key_id, keymap).partition(", ")[0]
    return spelling.lower() if len(spelling) == 1 else spelling


def chord_of(key_id: str) -> str:
    """The letter that does it after Ctrl+X, as a person reads it: it works in text fields too."""
    return first_key("chord") + " " + next(key.chord for key in KEYS if key.id == key_id).upper()
