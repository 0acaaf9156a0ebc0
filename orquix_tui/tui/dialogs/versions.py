"""All that moderators made of the same answers; one of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.models import Synthesis
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import words
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.dialogs.show_diff import ShowDiff
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.row_list import RowList

_HIGHEST = 14
_MODERATOR = 24


class Versions(Dialog[int | None]):
    """Gives back the number of the version that is to hold, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.VERSIONS)]
    AUTO_FOCUS = "#version-rows"
    PLACE = Place.VERSIONS

    def __init__(self, versions: Sequence[Synthesis], holds: int, today: datetime) -> None:
        super().__init__()
        self._versions = versions
        self._holds = holds
        self._today = today
        self._marked: int | None = None
        self._list = RowList(id="version-rows")

    def compose(self) -> ComposeResult:
        """A row for each, oldest first."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = _("Versions of this synthesis")
            box.border_subtitle = keyed(
                _(
                    "{key[versions.hold]} takes it · {key[versions.mark]} marks · "
                    "{key[versions.diff]} difference · {key[dialog.close]} closes"
                )
            )
            first, *rest = _(_HEADINGS).split("|")
            yield Static(_row("  " + first, *rest), id="version-head", markup=False)
            yield self._list
            yield Static(_("* holds: it is shown, exported and remembered."), id="dialog-hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the one that holds."""
        self._list.styles.height = min(len(self._versions), _HIGHEST)
        self._list.show(len(self._versions), self._row)
        self._list.cursor = next((n for n, s in enumerate(self._versions) if s.version == self._holds), 0)

    def _row(self, number: int, width: int) -> Content:  # noqa: ARG002  # the list cuts it
        s = self._versions[number]
        signs = ("*" if s.version == self._holds else " ") + ("»" if number == self._marked else " ")
        return _row(
            f"{signs}{s.version}",
            one_line(s.moderator, _MODERATOR),
            s.strategy,
            ", ".join(s.excluded) or "-",
            f"{words.QUALITY_SIGNS[s.quality]} {_(s.quality.value)}",
            words.when(s.created_at, self._today),
        )

    # -- keys ----------------------------------------------------------------------------------

    def action_hold(self) -> None:
        """This one holds from now on."""
        if self._list.row is not None and self.is_active:
            self.dismiss(self._versions[self._list.row].version)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """The same by the mouse."""
        message.stop()
        self.action_hold()

    def action_mark(self) -> None:
        """Mark the row for a comparison, or take the mark away."""
        self._marked = None if self._marked == self._list.row else self._list.row
        self._list.refresh()

    def action_diff(self) -> None:
        """From the marked one to this one; without a mark from the one that holds, or the one before it."""
        at = self._list.row
        if at is None or len(self._versions) < 2:
            self.notify(_("There is only one version."), timeout=3)
            return
        other = self._marked
        if other is None or other == at:
            held = next((n for n, s in enumerate(self._versions) if s.version == self._holds), at)
            other = held if held != at else (at - 1 if at else 1)
        old, new = self._versions[other], self._versions[at]
        title = _("From version {old} to version {new}").format(old=old.version, new=new.version)
        self.app.push_screen(ShowDiff(title, old.text, new.text))


_HEADINGS = N_("#|moderator|strategy|without|quality|when")


def _row(number: str, moderator: str, strategy: str, without: str, quality: str, when: str) -> Content:
    """One line in columns that fit into the narrowest terminal."""
    left = f"{number:<5}{moderator:<{_MODERATOR + 1}}{strategy:<9}{without:<9}{quality:<11}{when}"
    return Content(left)
