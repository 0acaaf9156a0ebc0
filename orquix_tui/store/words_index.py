"""The index of words: an SQLite file beside the store that is made anew whenever it is not to be trusted."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.models import ChunkKind
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _
from orquix_tui.store.files import REMEDY, create_private, stamp
from orquix_tui.store.lease import Turn
from orquix_tui.store.vectors import read_change
from orquix_tui.store.words_query import Weighed, best, number, weigh
from orquix_tui.store.words_terms import VERSION, Term, text_terms

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FORMAT = f"1.{VERSION}"
SLICE_S = 0.08
"""How long others wait at most while the index catches up."""
_BATCH = 64
_DEAD = 0.25
"""Share of removed chunks in the index beyond which it is made anew."""
_FEWEST_DEAD = 1000
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE scope (no INTEGER PRIMARY KEY, project_id TEXT NOT NULL UNIQUE);
CREATE TABLE doc (no INTEGER PRIMARY KEY, chunk_id TEXT NOT NULL UNIQUE, change INTEGER NOT NULL);
CREATE INDEX doc_change ON doc (change);
CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize="ascii tokenchars '.+#'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""
_EMPTY = (
    "DELETE FROM doc",
    "INSERT INTO words (words) VALUES ('delete-all')",
    "DELETE FROM meta WHERE key = 'serial'",
)
_CHUNKS = """
SELECT c.id, c.project_id, c.kind, c.change,
    CASE WHEN c.heading = '' THEN c.text ELSE c.heading || chr(10) || chr(10) || c.text END
FROM chunk c WHERE c.id IN (SELECT unnest(?::VARCHAR[]))
"""
_FAULTS_OF_THE_PLACE = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_BUSY")
_log = logging.getLogger(__name__)


class WordIndex:
    """Finds chunks by their words. Lives on the owner thread; written only with our lock held."""

    def __init__(self) -> None:
        self._con: sqlite3.Connection | None = None
        self._path = Path()
        self._inode = 0
        self._state: tuple[int, int] | None = None
        self._in_step = -1
        self._count = 0
        self._missing: list[str] = []

    def ready(self, turn: Turn) -> bool:
        """Whether the index is known to be in step; costs a few stats."""
        return self._in_step == turn.generation() and self._is_there()

    def follow(self, turn: Turn) -> bool:
        """Bring the index in step with the store, for a slice of time; whether it is. Raises StoreError."""
        self._in_step = -1
        for attempt in range(2):
            try:
                return self._follow(self._open(turn.path), turn, time.monotonic() + SLICE_S)
            except sqlite3.Error as error:
                self._recover(error, last=attempt == 1)
        return False

    def search(
        self, terms: Sequence[Term], project_id: str | None, kinds: Sequence[ChunkKind], limit: int
    ) -> tuple[list[str], list[Weighed]] | None:
        """The ids of the best chunks, best first, and what each term weighs; None when it is to be made anew.

        Raises StoreError.
        """
        if self._con is None:
            return None
        try:
            weighed = weigh(self._con, terms, self._count)
            return best(self._con, weighed, project_id, kinds, limit), weighed
        except sqlite3.Error as error:
            self._recover(error, last=False)
            return None

    def close(self) -> None:
        """Let go of the file. It is opened again when needed."""
        con, self._con = self._con, None
        self._state, self._in_step = None, -1
        if con is not None:
            con.close()

    def _follow(self, side: sqlite3.Connection, turn: Turn, until: float) -> bool:
        con = turn.con
        state = read_change(con)
        if state != self._state:
            with side:
                side.execute("BEGIN IMMEDIATE")
                since = self._agreed(state)
                if _is_worn(side):
                    since = -1
                    for statement in _EMPTY:
                        side.execute(statement)
                self._missing = _difference(side, con, since)
            self._state = state
        while self._missing:
            batch = self._missing[-_BATCH:]
            with side:
                side.execute("BEGIN IMMEDIATE")
                _add(side, con, batch)
            del self._missing[-_BATCH:]
            if time.monotonic() > until:
                break
        self._count = int(side.execute("SELECT count(*) FROM doc").fetchone()[0])
        self._in_step = -1 if self._missing else turn.generation()
        return not self._missing

    def _agreed(self, state: tuple[int, int]) -> int:
        """The change up to which index and store are known to agree: nothing was removed since."""
        if self._state is None or self._missing or self._state[1] != state[1]:
            return -1
        return self._state[0]

    def _open(self, path: Path) -> sqlite3.Connection:
        file = path.with_suffix(".words")
        if self._con is not None and self._is_there():
            return self._con
        self.close()
        existed = file.exists()
        try:
            if not existed:
                _make(file)
            self._path, self._inode = file, file.stat().st_ino
        except OSError as error:
            raise StoreError(
                _("The index of words {file} cannot be made: {reason}.").format(
                    file=file, reason=system_says(error)
                ),
                _(REMEDY),
            ) from error
        # Closed on another thread when the program ends; never used by two at once.
        self._con = con = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        if not existed:
            con.executescript(f"PRAGMA journal_mode = WAL; BEGIN; {_SCHEMA} COMMIT;")
            con.execute("INSERT INTO meta VALUES ('format', ?)", [FORMAT])
        # Without a sync per commit: what a loss of power takes is found missing, and indexed again.
        con.executescript(
            "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456;"
        )
        row = con.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        if row is None or row[0] != FORMAT:
            raise sqlite3.DatabaseError("another format")
        return con

    def _is_there(self) -> bool:
        """Whether the file is the one that we have open."""
        found = stamp(self._path)
        return found is not None and found[0] == self._inode

    def _recover(self, error: sqlite3.Error, *, last: bool) -> None:
        """Begin anew, unless it is the place that is at fault. Raises StoreError."""
        name = getattr(error, "sqlite_errorname", "") or ""
        self.close()
        if last or name.startswith(_FAULTS_OF_THE_PLACE):
            raise StoreError(
                _("The index of words {path} cannot be used: {error}.").format(path=self._path, error=error),
                _(REMEDY),
            ) from error
        _log.warning("The index of words is made anew: %s", error)
        _remove(self._path)


def _make(file: Path) -> None:
    import os

    _remove(file)
    os.close(create_private(file))


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _difference(side: sqlite3.Connection, con: DuckDBPyConnection, since: int) -> list[str]:
    """Drop from the index what the store does not have; the ids of what it lacks, the newest last.

    Changes up to `since` are known to agree.

    Chunks that were added together share the number of their change and only ever become fewer: where the
    counts agree, the chunks do.
    """
    counts = "SELECT change, count(*) FROM {} WHERE change > ? GROUP BY change"
    theirs = dict(con.execute(counts.format("chunk"), [since]).fetchall())
    ours = dict(side.execute(counts.format("doc"), [since]).fetchall())
    differing = sorted(
        change for change in theirs.keys() | ours.keys() if theirs.get(change) != ours.get(change)
    )
    missing: list[str] = []
    for change in differing:
        there = {row[0] for row in con.execute("SELECT id FROM chunk WHERE change = ?", [change]).fetchall()}
        here = {row[0] for row in side.execute("SELECT chunk_id FROM doc WHERE change = ?", [change])}
        side.executemany("DELETE FROM doc WHERE chunk_id = ?", [[gone] for gone in here - there])
        missing += sorted(there - here)
    return missing


def _add(side: sqlite3.Connection, con: DuckDBPyConnection, ids: Sequence[str]) -> None:
    rows = con.execute(_CHUNKS, [list(ids)]).fetchall()
    for project_id in {row[1] for row in rows}:
        side.execute("INSERT OR IGNORE INTO scope (project_id) VALUES (?)", [project_id])
    scopes = {project_id: no for no, project_id in side.execute("SELECT no, project_id FROM scope")}
    serial = _serial(side)
    added = []
    for chunk_id, project_id, kind, change, text in rows:
        serial += 1
        no = number(scopes[project_id], serial, kind)
        added.append((no, chunk_id, change, text_terms(text)))
    added.sort()  # the index would flush what it holds at every step back
    side.executemany("INSERT OR REPLACE INTO doc VALUES (?, ?, ?)", [item[:3] for item in added])
    side.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", [(item[0], item[3]) for item in added])
    side.execute("INSERT OR REPLACE INTO meta VALUES ('serial', ?)", [serial])


def _is_worn(side: sqlite3.Connection) -> bool:
    """Whether too much of it stands for chunks that are gone: they are only crossed out when they go."""
    added = _serial(side)
    dead = added - int(side.execute("SELECT count(*) FROM doc").fetchone()[0])
    return dead > max(_FEWEST_DEAD, added * _DEAD)


def _serial(side: sqlite3.Connection) -> int:
    """How many chunks were ever added."""
    row = side.execute("SELECT coalesce(max(value), 0) FROM meta WHERE key = 'serial'").fetchone()
    return int(row[0])
