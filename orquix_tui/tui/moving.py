"""What the keys do on every screen and in every dialog: move as in vim, half a page, tell the keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from textual.binding import BindingType
from textual.dom import DOMNode
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Tree

from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.places import Key, Place

Result = TypeVar("Result")
_SCROLLING = {Place.ROWS, Place.TEXT}
_ONLY_KEYS = {Place.EVERYWHERE, Place.MOVING, Place.FIELD, Place.DIALOG} | _SCROLLING
"""Places whose keys move about, or are commands anyway."""
_WAYS = {
    Place.PROMPT: "prompt",
    Place.PROJECTS: "projects",
    Place.HISTORY: "history",
    Place.ANSWERS: "answers",
    Place.SYNTHESIS: "synthesis",
    Place.LEDGER: "synthesis",
    Place.CONTEXT: "context",
    Place.CONTEXT_VIEW: "context",
    Place.METRICS: "metrics",
}
"""How the workspace calls the way to each of its places."""
_STEPS = ("step(", "edge(", "cursor_", "unfilter")
"""What only moves where one stands."""
_HELP = {"help", "help.mark"}


@runtime_checkable
class Paged(Protocol):
    """Knows by itself what half a page of it is."""

    def half_page(self, by: int) -> None:
        """Down (1) or up (-1)."""


class Placed(Screen[Result]):
    """`j` does what the arrow down does where the focus is, and so on: nobody has to bind both."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.MOVING),
        *(key.binding() for key in KEYS if key.id in _HELP),
    ]
    PLACE: ClassVar[Place] = Place.MOVING

    @property
    def goes_on(self) -> tuple[str, ...]:
        """What quitting would cut short here: a sentence for each, with what becomes of it."""
        return ()

    def offers(self) -> Callable[[str], bool]:
        """What can be done at this moment, by the ids of the keys."""
        return lambda _key: True

    def get_selected_text(self) -> str | None:
        """Nothing when the text became shorter than what was selected: Textual would look beyond its end."""
        try:
            return super().get_selected_text()
        except IndexError:
            self.clear_selection()
            return None

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What lies there, and where in its text. What was just taken away is still drawn for a moment: a
        click on it takes Textual down, which looks for its parent."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (None, None) if widget is not None and widget.parent is None else (widget, offset)

    async def action_move(self, arrow: str) -> None:
        """At once and not as another key that is pressed: keys that follow must find it done."""
        there = self.active_bindings.get(arrow)
        if there is not None and there.enabled:
            await self.app.run_action(there.binding.action, there.node)

    def action_half(self, by: int) -> None:
        """Half a page down (1) or up (-1), in the list or text with the focus."""
        if self.focused is not None:
            half_page(self.focused, by)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the person stands, the narrowest first."""
        return tuple(place for place, _node in places_of(self))

    async def action_help(self) -> None:
        """The keys of where the person stands. The app shows them: that box is of this kind itself."""
        await self.app.run_action("tell_keys")


def places_of(screen: Screen[Any]) -> list[tuple[Place, DOMNode]]:
    """The places on the way from the focus to the screen, and whose each is; what only scrolls comes last."""
    nodes = (screen.focused or screen).ancestors_with_self
    found: dict[Place, DOMNode] = {}
    for node in nodes:
        for kind in type(node).__mro__:  # bindings are inherited, and places with them
            place = kind.__dict__.get("PLACE")
            if isinstance(place, Place):
                found.setdefault(place, node)
    return sorted(found.items(), key=lambda place: place[0] in _SCROLLING)


def offers_of(screen: Screen[Any]) -> Callable[[str], bool]:
    """What can be done there at this moment; a screen of somebody else does not say."""
    return screen.offers() if isinstance(screen, Placed) else lambda _key: True


def commands(screen: Screen[Any]) -> list[tuple[Key, DOMNode]]:
    """What the palette offers, and who carries it out: the deeds of where one stands, then those that the
    workspace has from everywhere."""
    here = dict(places_of(screen))
    near = [(key, here[key.place]) for place in here for key in KEYS if key.place is place]
    local = [(key, node) for key, node in near if key.place not in _ONLY_KEYS and not key.palette]
    far = [(key, screen) for key in KEYS if key.palette] if Place.EVERYWHERE in here else []
    offered = offers_of(screen)
    return [(key, node) for key, node in (*local, *far) if offered(key.id)]


def elsewhere(screen: Screen[Any]) -> list[tuple[Key, str]]:
    """What else the palette offers of the workspace: the deeds of its other places, and the way there."""
    here = dict(places_of(screen))
    if Place.EVERYWHERE not in here:
        return []
    offered = offers_of(screen)
    far = [key for key in KEYS if key.place in _WAYS and key.place not in here and not key.palette]
    return [(k, _WAYS[k.place]) for k in far if not k.action.startswith(_STEPS) and offered(k.id)]


def found(screen: Screen[Any], place: Place) -> DOMNode | None:
    """Whose place that is; None while nobody has built it."""
    nodes = screen.walk_children(with_self=True)
    return next((n for n in nodes if any(k.__dict__.get("PLACE") is place for k in type(n).__mro__)), None)


def half_page(focused: Widget, by: int) -> None:
    """A list moves its cursor, a text is scrolled."""
    half = max(focused.size.height // 2, 1) * by
    if isinstance(focused, Paged):
        focused.half_page(by)
    elif isinstance(focused, OptionList):
        _half_of_options(focused, half)
    elif isinstance(focused, Tree):
        focused.cursor_line = max(min(focused.cursor_line + half, focused.last_line), 0)
    else:
        scrolling = (n for n in focused.ancestors_with_self if isinstance(n, Widget))
        view = next((n for n in scrolling if n.allow_vertical_scroll), None)
        if view is not None:
            view.scroll_relative(y=max(view.size.height // 2, 1) * by, animate=False)


def _half_of_options(options: OptionList, half: int) -> None:
    """Options may be several rows high."""
    count = options.option_count
    if count:
        rows = max(options.virtual_size.height // count, 1)
        step = max(abs(half) // rows, 1) * (1 if half > 0 else -1)
        options.highlighted = max(min((options.highlighted or 0) + step, count - 1), 0)
