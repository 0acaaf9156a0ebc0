"""The documents of a project: what is remembered of them, and how they come and go."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Document, Project
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import words
from orquix_tui.tui.amounts import chunks, documents
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.pick_files import PickFiles
from orquix_tui.tui.dialogs.read_result import ReadResult
from orquix_tui.tui.keys import bindings, first_key
from orquix_tui.tui.memory_work import MemoryWork, Outcome
from orquix_tui.tui.places import Place
from orquix_tui.tui.screens.document_view import open_document
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.widgets.key_line import KeyLine
from orquix_tui.tui.widgets.lines import Line
from orquix_tui.tui.widgets.row_list import RowList

_EMPTY = N_("This project has no documents yet. {key} adds files and folders: notes, texts, code, web pages.")
_BUSY = N_("Something is being read or indexed: {key} stops it.")
_REMOVE = N_(
    "“{path}”\n\nWhat it taught this project goes too. The file itself stays where it is: it comes back when "
    "its folder is added or reread."
)
_LOOKED_AT = 1000
"""Waiting chunks that are told apart by document; of more only the sum is shown."""
_WIDTH = 300


class DocumentsScreen(SideScreen[None]):
    """Reading and indexing go on when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.DOCUMENTS)]
    PLACE = Place.DOCUMENTS
    AUTO_FOCUS = "#document-rows"

    def __init__(self, services: Services, clock: Clock, project: Project, work: MemoryWork) -> None:
        super().__init__(services)
        self._clock = clock
        self._project = project
        self._work = work
        self._was = ("", False)
        self._outcome: Outcome | None = work.outcome
        self.documents: list[Document] = []
        self._waiting: Counter[str] = Counter()
        self._pending = 0

    def compose(self) -> ComposeResult:
        """Totals, the list, and what goes on."""
        yield self.notices
        yield Line(id="documents-head")
        yield RowList(id="document-rows")
        yield Static(_(_EMPTY).format(key=first_key("documents.add")), id="documents-empty", markup=False)
        yield Line(id="documents-work")
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the list, and follow what goes on."""
        self._work.watchers.append(self._work_changed)
        self.query_one("#documents-empty").display = False
        self._draw_work()
        self._load()

    def on_unmount(self) -> None:
        """What goes on goes on without it."""
        self._work.watchers.remove(self._work_changed)

    # -- the list ------------------------------------------------------------------------------

    def _load(self) -> None:
        self.errands.start(self._read, "documents", latest=True)

    async def _read(self) -> None:
        ingest, store, embedder = self._services.ingest, self._services.store, self._services.embedder
        found = await ingest.documents(self._project)
        pending = await ingest.pending(self._project)
        few = 0 < pending <= _LOOKED_AT
        waiting = await store.without_vectors(embedder.model_id, self._project.id, _LOOKED_AT) if few else []
        self.documents, self._pending = found, pending  # in one go with the rows, which are drawn from it
        self._waiting = Counter(chunk.path for chunk in waiting if chunk.path is not None)
        self._draw()

    def _draw(self) -> None:
        head = self.query_one("#documents-head", Line)
        count, held = documents(len(self.documents)), chunks(sum(d.chunks for d in self.documents))
        head.left = ((_(" Documents of "), "$foreground-muted"), (self._project.name, "bold"))
        waits = _(" · {n} found by words only").format(n=words.count(self._pending)) if self._pending else ""
        head.right = ((f"{count} · {held}", "$foreground-muted"), (f"{waits} ", "$text-warning"))
        rows = self.query_one(RowList)
        rows.show(len(self.documents), self._row)
        rows.display = bool(self.documents)
        self.query_one("#documents-empty").display = not self.documents
        self.refresh_bindings()

    def _row(self, number: int, width: int) -> Content:
        document = self.documents[number]
        waiting = self._waiting[document.path]
        date = words.when(document.added_at, self._clock.now())
        facts = f"{chunks(document.chunks):>11} {date:>10} "
        wait = _(" ○ {n} waiting").format(n=words.count(waiting)) if waiting else ""
        path = relative(document)
        name = one_line(document.title, _WIDTH)
        named = "" if path.endswith(name) else name
        room = max(width - len(facts) - len(wait) - 2, 10)
        left = f" {path}" + (f"  {named}" if named else "")
        cut = left if len(left) <= room else left[: room - 1] + "…"
        title = cut[len(path) + 1 :]
        return Content.assemble(
            (cut[: len(path) + 1], "bold"),
            (title, "$foreground-muted"),
            " " * max(width - len(cut) - len(facts) - len(wait), 1),
            (wait, "$text-warning"),
            (facts, "$foreground-muted"),
        )

    # -- what goes on --------------------------------------------------------------------------

    def _work_changed(self) -> None:
        self._draw_work()
        stage = self._work.progress.stage if self._work.progress else ""
        if (stage, self._work.busy) != self._was:  # what was read can be seen before it is indexed
            self._was = (stage, self._work.busy)
            self._load()
        elif stage == "indexing" and not self.errands.busy("documents"):  # fewer wait now
            self._load()
        if self._work.outcome is not self._outcome:
            self._outcome = self._work.outcome
            if self.is_active and self._outcome and (self._outcome.added.skipped or self._outcome.added.gone):
                self.action_result()

    def _draw_work(self) -> None:
        self.refresh_bindings()
        line = self.query_one("#documents-work", Line)
        text, weight = self._work.said
        line.display = self._work.busy or bool(text)
        if self._work.busy:
            line.left = ((f" ● {self._work.line}  ", "bold $text-primary"), (self._work.current, ""))
            line.right = (
                (
                    _("{key} stops, and it goes on later ").format(key=first_key("documents.stop")),
                    "$foreground-muted",
                ),
            )
        else:
            tone = {"info": "$text-success", "warning": "$text-warning", "error": "bold $text-error"}[weight]
            line.left, line.right = ((f" {one_line(text, _WIDTH)}", tone),), ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is nothing to do for is not offered."""
        if action == "stop":
            return self._work.busy
        if action == "result":
            return self._outcome is not None
        if action in {"open", "remove", "refresh"}:
            return bool(self.documents)
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """End it; what is done stays."""
        self._work.stop()

    def action_index(self) -> None:
        """Index what waits, or stop."""
        if self._work.busy:
            self._work.stop()
        else:
            self._work.index()

    # -- coming and going ----------------------------------------------------------------------

    def action_add(self) -> None:
        """Pick files and folders."""
        if not self.errands.busy("picking"):
            self.errands.start(self._add, "picking")

    async def _add(self) -> None:
        dialog = PickFiles(_("Add documents to {project}").format(project=self._project.name), Path.cwd())
        paths = await self.app.push_screen_wait(dialog)
        if paths:
            self._begin(paths)

    def _begin(self, paths: list[Path]) -> None:
        if not self._work.add(self._project, paths):
            self.notices.add(_(_BUSY).format(key=first_key("documents.stop")), "warning")

    def action_refresh(self) -> None:
        """Read all of them again; what did not change costs a look at the file."""
        roots = sorted({document.root for document in self.documents})
        if roots:
            self._begin([Path(root) for root in roots])

    def action_remove(self) -> None:
        """Ask, then forget the document under the cursor."""
        rows = self.query_one(RowList)
        if rows.row is not None and not self.errands.busy("removing"):
            self.errands.start(partial(self._remove, self.documents[rows.row]), "removing")

    async def _remove(self, document: Document) -> None:
        text = _(_REMOVE).format(path=one_line(document.path, _WIDTH))
        if await self.app.push_screen_wait(Confirm(_("Remove this document?"), text, yes=_("remove"))):
            await self._services.ingest.remove(self._project, [document.path])
            await self._read()

    def action_result(self) -> None:
        """Show once more what came of the last reading."""
        if self._outcome is not None and not self.errands.busy("result"):
            self.errands.start(partial(self._result, self._outcome), "result")

    async def _result(self, outcome: Outcome) -> None:
        if await self.app.push_screen_wait(ReadResult(outcome.added)):
            await self._services.ingest.remove(outcome.project, [d.path for d in outcome.added.gone])
            self._work.outcome = self._outcome = None
            await self._read()

    def action_open(self) -> None:
        """Read the document under the cursor."""
        self.query_one(RowList).action_choose()

    @on(RowList.Chosen)
    def _chosen(self, message: RowList.Chosen) -> None:
        message.stop()
        open_document(self, self._services, self._project, self.documents[message.at].path)


def relative(document: Document) -> str:
    """The path below the folder that was added, with that folder's name."""
    if document.path == document.root:
        return one_line(os.path.basename(document.path), _WIDTH)  # noqa: PTH119  # a string, no file
    return one_line(os.path.relpath(document.path, os.path.dirname(document.root)), _WIDTH)  # noqa: PTH120
