"""The last line: the keys of where one stands, drawn in one piece. A click presses the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from orquix_tui.tui.keys import said_of
from orquix_tui.tui.moving import offers_of

if TYPE_CHECKING:
    from textual.binding import ActiveBinding
    from textual.screen import Screen

_KEY = "bold $footer-key-foreground on $footer-key-background"
_WORD = "$footer-description-foreground on $footer-description-background"
_UNDER_MOUSE = "$footer-key-foreground on $block-hover-background"
_EDGE = "▏"
_WAYS_TO_ALL = ("chord", "palette")
"""The keys that lead to everything: the first that holds always has room, for the mouse, too."""


class ShownKey(NamedTuple):
    """One key of the line."""

    key: str
    """As Textual names it; what a click presses."""
    display: str
    description: str
    enabled: bool = True

    @property
    def width(self) -> int:
        """Cells."""
        return cell_len(self.display) + 1 + cell_len(self.description)


class Placed(NamedTuple):
    """A key and the column that it begins in."""

    key: ShownKey
    column: int


def placed(keys: tuple[ShownKey, ...], last: ShownKey | None, width: int) -> tuple[Placed, ...]:
    """What of the keys has room, and `last` at the right end (it is shown first of all)."""
    room = width
    end: tuple[Placed, ...] = ()
    if last is not None and last.width < width:
        room = width - last.width - 3  # a blank, an edge, and a blank at the end
        end = (Placed(last, width - last.width - 1),)
    found: list[Placed] = []
    column = 0
    for key in keys:
        if column + key.width > room:
            break
        found.append(Placed(key, column))
        column += key.width + 1
    return (*found, *end)


class KeyLine(Widget):
    """In the place of Textual's footer, which makes a widget of every key at every move of the focus."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; color: $footer-foreground; background: $footer-background; }
    """

    keys: reactive[tuple[ShownKey, ...]] = reactive(())
    last: reactive[ShownKey | None] = reactive(None)
    pointed: reactive[ShownKey | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__()
        self._asked = False
        self._placed: tuple[Placed, ...] = ()

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and self.app.app_focus and not self._asked:
            self._asked = True  # several changes before the next paint are read once
            self.call_after_refresh(self._read)

    def _read(self) -> None:
        self._asked = False
        if not self.is_attached:  # its screen has gone since
            return
        active = self.screen.active_bindings
        by_id = {entry.binding.id: entry for entry in active.values()}
        held = (by_id.get(way) for way in _WAYS_TO_ALL)
        way = next((entry for entry in held if entry), active.get(self.app.COMMAND_PALETTE_BINDING))
        self.last = None if way is None else self._shown(way)
        self.keys = self._of(active, way)

    def _of(self, active: Mapping[str, ActiveBinding], last: ActiveBinding | None) -> tuple[ShownKey, ...]:
        """One for each action that wants to be seen, but the last."""
        first: dict[str, ActiveBinding] = {}
        offered = offers_of(self.screen)
        for entry in active.values():
            shown = entry.binding.show and entry is not last
            if shown and offered(entry.binding.id or ""):
                first.setdefault(entry.binding.action, entry)
        return tuple(map(self._shown, first.values()))

    def _shown(self, active: ActiveBinding) -> ShownKey:
        binding = active.binding
        return ShownKey(
            binding.key, self.app.get_key_display(binding), said_of(binding), enabled=active.enabled
        )

    def render(self) -> Content:
        """As many keys as have room."""
        width = self.size.width
        self._placed = placed(self.keys, self.last, width)
        pieces: list[str | tuple[str, str]] = []
        column = 0
        for place in self._placed:
            at_end = place.key is self.last and place.column > 0
            gap = place.column - column - at_end
            pieces.append(" " * gap)
            if at_end:
                pieces.append((_EDGE, "$foreground 20%"))
            pieces += self._styled(place.key)
            column = place.column + place.key.width
        return Content.assemble(*pieces)

    def _styled(self, key: ShownKey) -> list[str | tuple[str, str]]:
        dim = "" if key.enabled else " dim"
        key_style, word = (_UNDER_MOUSE, _UNDER_MOUSE) if key == self.pointed else (_KEY, _WORD)
        return [(key.display, key_style + dim), (f" {key.description}", word + dim)]

    def _at(self, column: int) -> ShownKey | None:
        found = (p.key for p in self._placed if p.column <= column < p.column + p.key.width)
        return next(found, None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The key under the mouse stands out."""
        self.pointed = self._at(event.x)

    def on_leave(self) -> None:
        """The mouse has gone."""
        self.pointed = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press it."""
        key = self._at(event.x)
        if key is None:
            return
        if key.enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()
