"""What came of reading documents: figures, what was skipped and why, what is gone from the disk."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from orquix_tui.core.context.ingest import Added
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.amounts import documents
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.memory_work import told
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.row_list import RowList

_WIDTH = 300


class ReadResult(Dialog[bool]):
    """Gives back whether the documents that are gone from the disk are to be removed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.RESULT)]
    PLACE = Place.RESULT
    AUTO_FOCUS = "#result-rows"

    def __init__(self, added: Added) -> None:
        super().__init__()
        self._added = added
        # Held, not looked up: an app that ends may still mount what it no longer builds.
        self._list = RowList(id="result-rows")
        gone = [(document.path, _("gone from the disk")) for document in added.gone]
        self._rows = gone + [(skipped.path, skipped.reason) for skipped in added.skipped]
        self._longest = max((len(path) for path, _reason in self._rows), default=0)

    def compose(self) -> ComposeResult:
        """The sentence, then a row for each file that was not read."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = _("What was read")
            box.border_subtitle = self._keys
            yield Static(told(self._added), id="result-told", markup=False)
            if self._added.gone:
                gone = documents(len(self._added.gone))
                question = _(
                    "Remove {gone} that can no longer be found on the disk from the project?"
                ).format(gone=gone)
                yield Static(question, id="result-question", markup=False)
            yield self._list

    @property
    def _keys(self) -> str:
        gone = _("{key[result.yes]} removes the gone · {key[result.no]} keeps them")
        return keyed(gone if self._added.gone else _("{key[dialog.close]} closes"))

    def on_mount(self) -> None:
        """List them."""
        self._list.display = bool(self._rows)
        self._list.show(len(self._rows), self._row)
        self._list.styles.height = min(len(self._rows), 14)

    def _row(self, number: int, width: int) -> Content:
        """The end of a path tells more than its beginning."""
        path, reason = (one_line(text, _WIDTH) for text in self._rows[number])
        room = max(min(width - len(reason) - 4, self._longest), 12)
        shown = path if len(path) <= room else "…" + path[-room + 1 :]
        return Content.assemble(f" {shown:<{room}}", ("  " + reason, "$text-warning"))

    def action_give_up(self) -> None:
        """They stay."""
        self.action_answer(yes=False)

    def action_answer(self, yes: bool) -> None:
        """Done, once."""
        if self.is_active:
            self.dismiss(yes and bool(self._added.gone))
