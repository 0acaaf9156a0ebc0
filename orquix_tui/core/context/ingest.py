"""Documents become memory: read, cut and stored at once, embedded afterwards. Works over the ports alone."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from orquix_tui.core.context.documents import document_of
from orquix_tui.core.context.indexing import index_some
from orquix_tui.core.context.learning import CHUNK_TOKENS, OVERLAP_TOKENS
from orquix_tui.domain.errors import DocumentError, EmbeddingError, InputError
from orquix_tui.domain.memory import DocumentReader, Embedder, FoundFile, NewDocument
from orquix_tui.domain.models import Document, Project
from orquix_tui.domain.ports import Store
from orquix_tui.domain.translate import _

_DOCUMENTS, _CHUNKS, _SECONDS = 64, 400, 2.0
"""The most that one call of the store takes, and how long what was read waits for it."""


class Progress(NamedTuple):
    """How far it is: files read (`total` is not known) or chunks embedded; `current` is being worked on."""

    stage: Literal["reading", "indexing"]
    done: int
    total: int | None
    current: str


Report = Callable[[Progress], None]


class Skipped(NamedTuple):
    """A file that could not be read, and why. What was known of it stays."""

    path: str
    reason: str


class Added(NamedTuple):
    """What became of the files. `gone` are documents that were known here and are no longer found."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    gone: tuple[Document, ...] = ()
    chunks: int = 0


class Indexed(NamedTuple):
    """How many chunks got their vectors, how many still wait, and what keeps them from it."""

    done: int = 0
    left: int = 0
    notice: str = ""


class Ingest:
    """Adds documents to projects and gives what was stored its vectors.

    Cancelling the task stops either at once: what was stored stays, a second call goes on from there.
    """

    def __init__(self, store: Store, embedder: Embedder, reader: DocumentReader) -> None:
        self._store = store
        self._embedder = embedder
        self._reader = reader

    @property
    def reader(self) -> DocumentReader:
        """What reads files: for those that go along with a prompt, too."""
        return self._reader

    async def add(self, project: Project, paths: Sequence[Path], report: Report | None = None) -> Added:
        """Read the files and folders, and store what is new or changed; words find it from then on.

        Raises InputError for a path that neither exists nor was known, StoreError; what was stored stays.
        """
        known = {document.path: document for document in await self.documents(project)}
        roots = [_absolute(path) for path in paths]
        shelf = _Shelf(self._store)
        async with aclosing(self._reader.walk(await self._present(roots, known))) as files:
            async for file in files:
                if file.path in shelf.seen:
                    continue  # under two of the roots
                if report:
                    report(Progress("reading", len(shelf.seen), None, file.path))
                shelf.seen.add(file.path)
                await self._take(file, known.get(file.path), project, shelf)
        await shelf.store()
        closed = {skipped.path for skipped in shelf.skipped}
        unseen = [path for path in _under(roots, known) if path not in shelf.seen]
        # What lies below a folder that could not be entered is not gone.
        gone = [known[path] for path in unseen if closed.isdisjoint(_folders_of(path))]
        return shelf.so_far._replace(skipped=tuple(shelf.skipped), gone=tuple(gone))

    async def _present(self, roots: Sequence[str], known: Iterable[str]) -> list[Path]:
        """The roots but those that were known and are no longer there: their documents are gone."""
        return [Path(root) for root in roots if not _under([root], known) or await self._is_there(root)]

    async def _is_there(self, root: str) -> bool:
        try:
            async with aclosing(self._reader.walk([Path(root)])) as files:
                await anext(files, None)
        except InputError:
            return False
        return True

    async def _take(self, file: FoundFile, known: Document | None, project: Project, shelf: _Shelf) -> None:
        """Read one file and put it on the shelf, or say why not."""
        if file.reason:
            shelf.skipped.append(Skipped(file.path, file.reason))
            await asyncio.sleep(0)  # thousands of these in a row must not hold the screen
            return
        try:
            read = await self._reader.read(file.path, known.sha256 if known else "")
        except DocumentError as error:
            shelf.skipped.append(Skipped(file.path, str(error)))
            return
        if read.unchanged:
            shelf.count(unchanged=1)
            return
        pieces = await self._embedder.split(read.text, CHUNK_TOKENS, OVERLAP_TOKENS, form=read.form)
        if not pieces:
            shelf.skipped.append(Skipped(file.path, _("there is no text in it")))
            return
        shelf.count(added=int(known is None), changed=int(known is not None), chunks=len(pieces))
        await shelf.put(document_of(file, read, pieces, project))

    async def index(self, project: Project | None, report: Report | None = None) -> Indexed:
        """Vectors for all chunks that have none of this model, newest first.

        A missing or failing model is a notice. Raises StoreError; what was stored stays.
        """
        total, done = await self.pending(project), 0
        notice = self._embedder.unavailable() if total else ""
        try:
            while total and not notice:
                chunks = await index_some(self._store, self._embedder, _id(project))
                if not chunks:
                    break
                done += len(chunks)
                if report:
                    report(Progress("indexing", done, max(total, done), chunks[-1].source))
        except EmbeddingError as error:
            notice = str(error)
        if done and not notice and not await self.pending(None):
            await self._store.forget_other_models(self._embedder.model_id)
        return Indexed(done, await self.pending(project), notice)

    async def pending(self, project: Project | None) -> int:
        """How many chunks still wait for their vectors. Raises StoreError."""
        return await self._store.count_without_vectors(self._embedder.model_id, _id(project))

    async def documents(self, project: Project) -> list[Document]:
        """All documents of a project, by path. Raises StoreError."""
        return await self._store.documents(project.id)

    async def remove(self, project: Project, paths: Sequence[str]) -> int:
        """Remove documents and what they taught; how many there were. Raises StoreError."""
        return await self._store.remove_documents(project.id, paths)

    async def aclose(self) -> None:
        """Stop the reader's process."""
        await self._reader.aclose()


@dataclass
class _Shelf:
    """Documents on their way to the store, and the count of what came so far."""

    target: Store
    so_far: Added = field(default_factory=Added)
    seen: set[str] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)
    waiting: list[NewDocument] = field(default_factory=list)
    since: float = 0.0

    def count(self, **more: int) -> None:
        """Add to the figures, by the names of Added."""
        sums = {name: getattr(self.so_far, name) + n for name, n in more.items()}
        self.so_far = self.so_far._replace(**sums)

    async def put(self, item: NewDocument) -> None:
        """Store it with those that wait, once they are enough or have waited long enough."""
        if not self.waiting:
            self.since = time.monotonic()
        self.waiting.append(item)
        chunks = sum(len(new.chunks) for new in self.waiting)
        waited = time.monotonic() - self.since
        if len(self.waiting) >= _DOCUMENTS or chunks >= _CHUNKS or waited >= _SECONDS:
            await self.store()

    async def store(self) -> None:
        """Store those that wait."""
        if self.waiting:
            waiting, self.waiting = self.waiting, []
            await self.target.put_documents(waiting)


def _folders_of(path: str) -> Iterator[str]:
    """The folders above it, the nearest first; PurePath takes too long over thousands."""
    while path := path.rpartition(os.sep)[0]:
        yield path


def _absolute(path: Path) -> str:
    """As the reader names it; no IO."""
    return os.path.abspath(path)  # noqa: PTH100  # Path resolves ".." only by looking at the disk


def _under(roots: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Those of the paths that are one of the roots or lie below one."""
    folders = tuple(root.rstrip(os.sep) + os.sep for root in roots)
    return [path for path in paths if f"{path}{os.sep}".startswith(folders)]


def _id(project: Project | None) -> str | None:
    return project.id if project else None
