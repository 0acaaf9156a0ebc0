"""A document of the project to read: its text as it was read, at the place that was found."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from orquix_tui.core.services import Services
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Document, Project
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.amounts import chunks
from orquix_tui.tui.document_source import Source, assemble
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.places import Place
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.widgets.document_text import DocumentText
from orquix_tui.tui.widgets.key_line import KeyLine

_WIDTH = 300
"""Characters of a path or a title that are shown at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document: where its chunk begins (characters), and the words of the query in it.

    Without `begins` the document is read from its top, with nothing marked.
    """

    project_id: str
    path: str
    begins: int | None = None
    words: tuple[str, ...] = ()


def open_document(
    screen: Screen[Any],
    services: Services,
    project: Project,
    path: str,
    begins: int | None = None,
    words: Sequence[str] = (),
) -> None:
    """Show a document over the screen, at the chunk that begins there; Escape goes back."""
    screen.app.push_screen(DocumentView(services, [Spot(project.id, path, begins, tuple(words))]))


def open_hits(screen: Screen[Any], services: Services, hits: Sequence[Hit], at: int) -> None:
    """Show the document of the hit; `n` and `p` go on to those of the other hits."""
    spots = [
        Spot(hit.chunk.project_id, hit.chunk.path, hit.chunk.begins, hit.words)
        for hit in hits
        if hit.chunk.path is not None
    ]
    first = sum(1 for hit in hits[:at] if hit.chunk.path is not None)
    screen.app.push_screen(DocumentView(services, spots, first))


class DocumentView(SideScreen[None]):
    """One document at a time, out of the spots it was opened with."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.READING)]
    PLACE = Place.READING
    AUTO_FOCUS = "#document-text"

    def __init__(self, services: Services, spots: Sequence[Spot], at: int = 0) -> None:
        super().__init__(services)
        self._spots = spots
        self._at = at
        self._open: Spot | None = None
        self._source = Source()
        self._about = Content("")

    def compose(self) -> ComposeResult:
        """What it is, the titles above the place, the text."""
        yield self.notices
        yield Static("", id="document-about", markup=False)
        yield Static("", id="document-heading", markup=False)
        yield DocumentText()
        yield KeyLine()

    def on_mount(self) -> None:
        """Read it."""
        self._tell(Content.styled(_("… reading"), "$text-primary"))
        self._go()

    def action_hit(self, by: int) -> None:
        """The next or the previous spot, around the end."""
        if len(self._spots) > 1:
            self._at = (self._at + by) % len(self._spots)
            self._go()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without other spots there is nowhere to go."""
        if action == "hit" and len(self._spots) < 2:
            return False
        return super().check_action(action, parameters)

    def _go(self) -> None:
        self.errands.start(partial(self._show, self._spots[self._at]), "document", latest=True)

    async def _show(self, spot: Spot) -> None:
        text = self.query_one(DocumentText)
        same = self._open and (self._open.project_id, self._open.path) == (spot.project_id, spot.path)
        if not same:
            chunks = await self._services.store.document_chunks(spot.project_id, spot.path)
            self._source = await asyncio.to_thread(assemble, chunks)
            titles = await asyncio.to_thread(lambda: self._source.titles)
            text.load(self._source, titles, markdown=spot.path.endswith((".md", ".markdown")))
        self._open = spot
        if spot.begins is not None:
            text.reveal(spot.begins, spot.words)
        if not same:
            await self._describe(spot)
        self._tell(self._about)

    async def _describe(self, spot: Spot) -> None:
        """Title, path, when it was read, and what has become of the file."""
        documents = await self._services.store.documents(spot.project_id)
        document = next((d for d in documents if d.path == spot.path), None)
        path = one_line(spot.path, _WIDTH)
        if document is None:
            self._about = Content.styled(path, "bold")
            return
        became = await asyncio.to_thread(on_disk, document)
        self._about = Content.assemble(
            (one_line(document.title, _WIDTH), "bold"),
            (f"\n{path}", "$foreground-muted"),
            (
                _("\nread {when}").format(when=f"{document.added_at.astimezone():%Y-%m-%d %H:%M}"),
                "$foreground-muted",
            ),
            (f" · {chunks(document.chunks)}", "$foreground-muted"),
            (f" · ! {became}", "bold $text-warning") if became else "",
        )

    def _tell(self, about: Content) -> None:
        count = len(self._spots)
        which = (
            Content.styled(_(" · hit {at} of {count}").format(at=self._at + 1, count=count), "$text-accent")
            if count > 1
            else Content("")
        )
        self.query_one("#document-about", Static).update(about + which)

    @on(DocumentText.Moved)
    def _moved(self, message: DocumentText.Moved) -> None:
        self.query_one("#document-heading", Static).update(Content(one_line(message.heading, _WIDTH)))


def on_disk(document: Document) -> str:
    """What has become of the file since it was read; empty when it is as it was. Looks, never reads."""
    try:
        found = Path(document.path).stat()
    except FileNotFoundError:
        return _("the file is gone")
    except OSError as error:
        return _("the file cannot be reached ({reason})").format(reason=system_says(error))
    if found.st_size != document.size or found.st_mtime > document.added_at.timestamp():
        return _("the file has changed since")
    return ""
