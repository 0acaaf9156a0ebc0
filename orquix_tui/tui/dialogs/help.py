"""The keys of where the person stands, then all others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import bindings, chord_of, keyed, pressed_for, spelled
from orquix_tui.tui.places import NOTES, Place

Offered = Callable[[str], bool]
_ROOM = 31
_LEAST = 12  # cells; narrower, two columns are worse than one


class Help(Dialog[None]):
    """Any of Escape, F1, ? and q closes it. `places`: where the person stands, the narrowest first; `offered`
    says what can be done there, by the ids of the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SHOWN)]
    PLACE = Place.SHOWN

    def __init__(self, places: Sequence[Place] = (), offered: Offered = lambda _key: True) -> None:
        super().__init__()
        self._where = places
        self._offered = offered

    def compose(self) -> ComposeResult:
        """One section per place, the current one first."""
        with VerticalScroll(classes="dialog wide") as box:
            box.border_title = _("Keys")
            box.border_subtitle = keyed(_("{key[dialog.close]} closes"))
            yield KeyList(self._where, self._offered)

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    async def action_help(self) -> None:
        """The key that opened it closes it."""
        self.action_give_up()


class KeyList(Static):
    """Two columns that stay two where a description takes several rows."""

    def __init__(self, here: Sequence[Place], offered: Offered) -> None:
        self._here = here
        self._not_now = {key.id for key in KEYS if key.place in here and not offered(key.id)}
        super().__init__(key_list(here, not_now=self._not_now), markup=False)

    def on_resize(self, event: Resize) -> None:
        """The descriptions take the room there is."""
        self.update(key_list(self._here, event.size.width, self._not_now))


def key_list(here: Sequence[Place] = (), width: int = 0, not_now: Collection[str] = ()) -> Content:
    """All keys as they are rebound, those of `here` first; `width`: cells of a row, 0 for no end; `not_now`:
    the ids of those with which nothing can be done at the moment."""
    places = [*here, *(place for place in Place if place not in here)]
    lines: list[Content] = []
    for section in places:
        you = _("   (you are here)") if section in here else ""
        lines.append(Content.assemble((_(section.value), "bold $text-accent"), (you, "$foreground-muted")))
        if section in NOTES:
            lines.append(Content.styled(f"  {_(NOTES[section])}", "$text-warning"))
        for key in KEYS:
            if key.place is section:
                name = spelled(pressed_for(key))
                name += f", {chord_of(key.id)}" if key.chord else ""
                now = key.id not in not_now
                does = key.said if now else _("{deed} · not now").format(deed=key.said)
                style = ("bold", "") if now else ("$foreground-muted", "$foreground-muted")
                row = (f"  {name:<{_ROOM}}", style[0]), (_beside(does, width), style[1])
                lines.append(Content.assemble(*row))
        lines.append(Content(""))
    lines.append(
        Content.styled(
            keyed(_("{chord[palette]} opens all commands; themes are among them.")),
            "$foreground-muted",
        )
    )
    return Content("\n").join(lines)


def _beside(text: str, width: int) -> str:
    """The rows of a description under one another, right of the keys."""
    left = _ROOM + 2
    if width - left < _LEAST:
        return text
    return f"\n{' ' * left}".join(wrap(text, width - left))
