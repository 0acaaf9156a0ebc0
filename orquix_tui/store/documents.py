"""Documents: files that the person added, and the chunks they were cut into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.memory import NewDocument
from orquix_tui.domain.models import Chunk, Document
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.scrub import scrub, scrubbed
from orquix_tui.domain.translate import _
from orquix_tui.store import steering
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import CHUNK_COLUMNS, chunk_row, document_row, read_chunk, read_document
from orquix_tui.store.sql import append, first, select, transaction
from orquix_tui.store.vectorjob import remove_chunks
from orquix_tui.store.vectors import note_change

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Key = tuple[str, str]
"""Project id and path: what names a document."""

_DOCUMENTS = "SELECT * FROM document WHERE project_id = ? ORDER BY path"
_OF_ONE = f"SELECT {CHUNK_COLUMNS} FROM chunk c WHERE c.project_id = ? AND c.path = ? ORDER BY c.ord"  # noqa: S608  # constants
_THESE = "project_id = ? AND path IN (SELECT unnest(?::VARCHAR[]))"
_OF_THESE = f"SELECT {CHUNK_COLUMNS}, c.change FROM chunk c WHERE {_THESE} ORDER BY c.ord"  # noqa: S608  # constants
_IDS = f"SELECT id FROM chunk WHERE {_THESE}"  # noqa: S608  # constants
_DELETE = f"DELETE FROM document WHERE {_THESE}"  # noqa: S608  # constants
_UNPLACED = "DELETE FROM chunk WHERE id IN (SELECT unnest(?::VARCHAR[]))"


class DocumentRoom(Room):
    """The part of the store that keeps documents."""

    async def documents(self, project_id: str) -> list[Document]:
        """All documents of a project, by path."""

        def work(turn: Turn) -> list[Document]:
            return [read_document(row) for row in select(turn.con, _DOCUMENTS, [project_id])]

        return await self._lease.run(work)

    async def put_documents(self, items: Sequence[NewDocument]) -> None:
        """Add documents, or put them in the place of those with the same project and path. One transaction.

        A chunk whose heading and text did not change keeps its id and its vectors; pins and bans follow their
        text. A document's counts are those of its chunks. Raises StoreError.
        """
        if not items:
            return

        def work(turn: Turn) -> None:
            safe = _made_safe(self._redact, items)
            self._steered.clear()
            with transaction(turn.con):
                changed = _put(turn.con, safe)
            if changed:
                self._follow(turn)

        await self._lease.run(work)

    async def remove_documents(self, project_id: str, paths: Sequence[str]) -> int:
        """Remove documents, what they taught, and the pins and bans on it; how many there were."""
        wanted = scrub(self._redact, paths)

        def work(turn: Turn) -> int:
            self._steered.clear()
            with transaction(turn.con):
                count, changed = _remove(turn.con, project_id, wanted)
            if changed:
                self._follow(turn)
            return count

        return await self._lease.run(work)

    async def document_chunks(self, project_id: str, path: str) -> list[Chunk]:
        """The chunks of one document, in order. Raises NotFoundError."""
        wanted = scrub(self._redact, path)

        def work(turn: Turn) -> list[Chunk]:
            known = "SELECT 1 FROM document WHERE project_id = ? AND path = ?"
            if first(turn.con, known, [project_id, wanted]) is None:
                raise NotFoundError(
                    _("The project has no document {wanted}.").format(wanted=wanted),
                    _("See `orquix-tui context list`."),
                )
            return [read_chunk(row) for row in select(turn.con, _OF_ONE, [project_id, wanted])]

        return await self._lease.run(work)


@dataclass
class _Difference:
    """What one call changes. A chunk that is written carries the number of the change that added it,
    None for this one."""

    gone: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    written: list[tuple[Chunk, int | None]] = field(default_factory=list)

    def compare(self, before: Sequence[tuple[Chunk, int]], after: Sequence[Chunk]) -> list[Chunk]:
        """Take in one document; its chunks as they are to be, those that stay with their old ids."""
        old: defaultdict[Key, list[tuple[Chunk, int]]] = defaultdict(list)
        for chunk, change in reversed(before):
            old[chunk.heading, chunk.text].append((chunk, change))
        settled = []
        for chunk in after:
            alike = old[chunk.heading, chunk.text]
            if not alike:
                self.written.append((chunk, None))
                settled.append(chunk)
                continue
            was, change = alike.pop()
            now = chunk.model_copy(update={"id": was.id, "created_at": was.created_at})
            settled.append(now)
            if now != was:
                self.moved.append(was.id)
                self.written.append((now, change))
        self.gone += [chunk.id for rest in old.values() for chunk, _ in rest]
        return settled


def _made_safe(redact: Redactor, items: Sequence[NewDocument]) -> dict[Key, NewDocument]:
    """As it will be written, by the name of the document; of two with the same name the last one counts."""
    safe = {}
    for item in items:
        document = scrubbed(redact, item.document)
        chunks = [
            scrubbed(
                redact,
                chunk.model_copy(
                    update={"project_id": document.project_id, "path": document.path, "kind": "document"}
                ),
            )
            for chunk in item.chunks
        ]
        counted = {"chunks": len(chunks), "tokens": sum(chunk.tokens for chunk in chunks)}
        safe[document.project_id, document.path] = NewDocument(document.model_copy(update=counted), chunks)
    return safe


def _put(con: DuckDBPyConnection, items: dict[Key, NewDocument]) -> bool:
    """Whether anything that can be found changed. In a transaction."""
    before = _chunks_of(con, list(items))
    difference = _Difference()
    settled = {key: difference.compare(before.get(key, ()), item.chunks) for key, item in items.items()}
    changed = bool(difference.gone or difference.written)
    if changed:
        # Whoever has a chunk in memory has its place in the document, too.
        number = note_change(con, removal=bool(difference.gone or difference.moved))
        if difference.gone:
            remove_chunks(con, difference.gone)
        if difference.moved:
            con.execute(_UNPLACED, [difference.moved])
        rows = [
            chunk_row(chunk, number if change is None else change) for chunk, change in difference.written
        ]
        append(con, "chunk", rows)
    for project_id, paths in _by_project(items).items():
        con.execute(_DELETE, [project_id, paths])
    append(con, "document", [document_row(item.document) for item in items.values()])
    for project_id, paths in _by_project(items).items():
        for path in steering.steered_paths(con, project_id, paths):
            steering.follow(con, "path", path, settled[project_id, path])
    return changed


def _chunks_of(con: DuckDBPyConnection, keys: Sequence[Key]) -> dict[Key, list[tuple[Chunk, int]]]:
    """What is there of these documents, in order, with the number of the change that added it."""
    found: defaultdict[Key, list[tuple[Chunk, int]]] = defaultdict(list)
    for project_id, paths in _by_project(keys).items():
        for row in select(con, _OF_THESE, [project_id, paths]):
            found[project_id, row["path"]].append((read_chunk(row), row["change"]))
    return found


def _remove(con: DuckDBPyConnection, project_id: str, paths: Sequence[str]) -> tuple[int, bool]:
    """How many documents there were, and whether anything could be found of them. In a transaction."""
    ids = [row[0] for row in con.execute(_IDS, [project_id, list(paths)]).fetchall()]
    if ids:
        remove_chunks(con, ids)
        note_change(con, removal=True)
    steering.drop(con, "path", paths, project_id)
    row = first(con, _DELETE, [project_id, list(paths)])
    return int(row[0]) if row else 0, bool(ids)


def _by_project(keys: Sequence[Key] | dict[Key, NewDocument]) -> dict[str, list[str]]:
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for project_id, path in keys:
        paths[project_id].append(path)
    return paths
