"""How the table of keys is bound and spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.binding import Binding
from textual.keys import key_to_character

from orquix_tui.domain.translate import N_, _, language
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.places import Key, Place

_held: Mapping[str, str] = {}
_BY_ID = {key.id: key for key in KEYS}


def hold(keymap: Mapping[str, str]) -> None:
    """From now on these keys are rebound: every text that names a key follows."""
    global _held  # noqa: PLW0603  # one keyboard, one program: as with the language that is spoken
    _held = keymap


def bindings(place: Place) -> list[Binding]:
    """The bindings of one place."""
    return [key.binding() for key in KEYS if key.place is place]


def said_of(binding: Binding) -> str:
    """What it does, in the language spoken now: bindings are made once."""
    key = _BY_ID.get(binding.id or "")
    return key.said if key else binding.description


_OF_ITS_WORD = {("es", "confirming.yes"): "s,y", ("es", "result.yes"): "s,y"}
"""Keys that stand for a word, which begins with another letter elsewhere."""
_SHIFT = N_("Shift")
_SPELLING = {
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "underscore": "_",
    "backslash": "\\",
    "up": "↑",
    "down": "↓",
    "escape": "Esc",
    "enter": "Enter",
    "left": "←",
    "right": "→",
    "tab": N_("Tab"),
    "space": N_("Space"),
    "backspace": N_("Backspace"),
    "delete": N_("Del"),
    "home": N_("Home"),
    "end": N_("End"),
    "pageup": N_("Page up"),
    "pagedown": N_("Page down"),
    "shift": _SHIFT,
}
"""No other text names a key: each asks here what its key is called now."""


def spelled(keys: str) -> str:
    """Keys as a person reads them: `shift+enter,ctrl+j` is Shift+Enter, Ctrl+J."""
    return ", ".join("+".join(_as_pressed(part) for part in key.split("+")) for key in keys.split(","))


def _as_pressed(part: str) -> str:
    """A capital letter is another key than the small one."""
    if len(part) == 1 and part.isupper():
        return f"{_(_SHIFT)}+{part}"
    name = _SPELLING.get(part)
    if name:
        return _(name)
    sign = key_to_character(part) or ""
    return sign if len(part) > 1 and sign.isprintable() and sign else part.capitalize()


def pressed_for(key: Key) -> str:
    """The keys of that deed as Textual names them, with what was rebound; the language's own first."""
    return _held.get(key.id) or _OF_ITS_WORD.get((language(), key.id)) or key.key


def key_of(key_id: str) -> str:
    """The keys of that deed as a person reads them."""
    return spelled(pressed_for(_BY_ID[key_id]))


def first_key(key_id: str) -> str:
    """The first of its keys, short: a letter as it is pressed."""
    spelling = key_of(key_id).partition(", ")[0]
    return spelling.lower() if len(spelling) == 1 else spelling


def chord_of(key_id: str) -> str:
    """The letter that does it after Ctrl+X, as a person reads it: it works in text fields too."""
    return first_key("chord") + " " + _BY_ID[key_id].chord.upper()


def is_pressed(key: str, key_id: str) -> bool:
    """Whether that is one of the deed's keys now: for what reads keys itself."""
    return key in pressed_for(_BY_ID[key_id]).split(",")


class _Named:
    """`{key[send]}` in a text: what the key of that deed is called now."""

    def __init__(self, name: Callable[[str], str]) -> None:
        self._name = name

    def __getitem__(self, key_id: str) -> str:
        return self._name(key_id)


def keyed(text: str, **values: object) -> str:
    """A text that names keys, as they are bound now: `{key[send]}` is the first key of that deed,
    `{chord[attach]}` its chord. The other values are filled in as `format` does."""
    return text.format(key=_Named(first_key), chord=_Named(chord_of), **values)
