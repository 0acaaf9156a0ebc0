"""Which keys can be taken for what, and what would be lost by it."""

from __future__ import annotations

from collections.abc import Mapping

from orquix_tui.domain.translate import _
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import spelled
from orquix_tui.tui.places import Key, Place

_WRITING = {Place.PROMPT, Place.FIELD, Place.SEARCH}
"""Where letters are text."""
_TERMINAL = {
    "ctrl+b": "tmux",
    "ctrl+s": "XON/XOFF",
    "ctrl+q": "XON/XOFF",
    "ctrl+i": "Tab",
    "ctrl+m": "Enter",
    "ctrl+left_square_bracket": "Escape",
}
"""Keys that something between the keyboard and the program may keep, and who."""
FIXED = {"escape", "ctrl+c", "ctrl+q"}
"""The ways out: nothing else may take them."""


def keys_of(key: Key, keymap: Mapping[str, str]) -> list[str]:
    """The keys of that deed, with what was rebound."""
    return keymap.get(key.id, key.key).split(",")


def clashes(key: Key, pressed: str, keymap: Mapping[str, str]) -> list[str]:
    """Sentences about what this key already does, or may not do; empty when it is free."""
    found = []
    for other in KEYS:
        if other.id == key.id or pressed not in keys_of(other, keymap):
            continue
        if other.place is key.place or Place.EVERYWHERE in {other.place, key.place}:
            text = _("{key} is already “{deed}” ({place}).")
            found.append(text.format(key=spelled(pressed), deed=other.said, place=_(other.place.value)))
    if pressed in _TERMINAL:
        text = _("{key} may be kept by the terminal ({who}).")
        found.append(text.format(key=spelled(pressed), who=_TERMINAL[pressed]))
    if _is_text(pressed) and (key.place in _WRITING or (key.place is Place.EVERYWHERE and key.priority)):
        found.append(_("{key} would no longer write itself in text fields.").format(key=spelled(pressed)))
    return found


def allowed(pressed: str) -> str:
    """Empty when this key may be given to anything, else why not."""
    if pressed in FIXED:
        return _("{key} is a way out, and stays one.").format(key=spelled(pressed))
    return ""


def find(keymap: Mapping[str, str], wanted: str) -> list[Key]:
    """The keys whose words, place or keys hold what is wanted."""
    parts = wanted.casefold().split()
    return [key for key in KEYS if all(part in _words(key, keymap) for part in parts)]


def _words(key: Key, keymap: Mapping[str, str]) -> str:
    now = keymap.get(key.id, key.key)
    return f"{key.said} {_(key.place.value)} {now} {spelled(now)} {key.id}".casefold()


def _is_text(pressed: str) -> bool:
    return len(pressed) == 1 or pressed in {"space", "slash", "question_mark", "full_stop", "plus"}
