"""The keys of where the person stands, then all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from orquix_tui.domain.translate import _
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import chord_of, spelled
from orquix_tui.tui.places import NOTES, Place

_ROOM = 31


class Help(ModalScreen[None]):
    """Any of Escape, F1, ? and q closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,q", "dismiss(None)", _("Close")),
    ]

    def __init__(self, place: Place | None, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._place = place
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """One section per place, the current one first."""
        with VerticalScroll(classes="dialog wide") as box:
            box.border_title = _("Keys")
            box.border_subtitle = _("Esc closes")
            yield Static(key_list(self._place, self._keymap), markup=False)

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()


def key_list(place: Place | None, keymap: Mapping[str, str]) -> Content:
    """All keys, those of `place` first; `keymap` holds what the person has rebound."""
    places = sorted(Place, key=lambda p: p is not place)
    lines: list[Content] = []
    for section in places:
        here = _("   (you are here)") if section is place else ""
        lines.append(Content.assemble((_(section.value), "bold $text-accent"), (here, "$foreground-muted")))
        if section in NOTES:
            lines.append(Content.styled(f"  {_(NOTES[section])}", "$text-warning"))
        for key in KEYS:
            if key.place is section:
                name = spelled(keymap.get(key.id, key.key))
                name += f", {chord_of(key.id)}" if key.chord else ""
                lines.append(Content.assemble((f"  {name:<{_ROOM}}", "bold"), _(key.description)))
        lines.append(Content(""))
    lines.append(Content.styled(_("Ctrl+X Y opens all commands; themes are among them."), "$foreground-muted"))
    return Content("\n").join(lines)
