"""Pins and bans: set for good on a chunk, and kept on its text when the source is read again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal

from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.models import Chunk, Steer, Steering
from orquix_tui.domain.scrub import scrub
from orquix_tui.domain.translate import _
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import CHUNK_COLUMNS, read_chunk, read_steering, steering_row
from orquix_tui.store.sql import append, select, transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Origin = Literal["path", "interaction_id"]
"""The column that says what a chunk was cut from."""

RUN = 3
"""Words in a run: shorter ones are shared by any two texts of one language."""
SAME = 1 / 3
"""The share of a text's runs that another must hold to count as its new version."""

_IDS = "(SELECT unnest(?::VARCHAR[]))"
_STEERED = "SELECT * FROM steering WHERE project_id = ? ORDER BY set_at, chunk_id"
_TAKE_BACK = f"DELETE FROM steering WHERE project_id = ? AND chunk_id IN {_IDS}"  # noqa: S608  # constants
_PATHS = f"SELECT DISTINCT path FROM steering WHERE project_id = ? AND path IN {_IDS}"  # noqa: S608  # constants
_CHUNKS = f"SELECT {CHUNK_COLUMNS} FROM chunk c WHERE c.project_id = ? AND c.id IN {_IDS}"  # noqa: S608  # constants


class SteeringRoom(Room):
    """The part of the store that keeps what the person said of a chunk."""

    async def steer(self, project_id: str, chunk_ids: Sequence[str], how: Steer | None) -> None:
        """Pin or ban chunks of a project for good; None takes it back.

        Chunks that have gone meanwhile are passed over, unless they are steered already. Raises
        NotFoundError when none of them is there.
        """
        wanted = scrub(self._redact, chunk_ids)

        def work(turn: Turn) -> None:
            self._steered.clear()
            _steer(turn.con, project_id, wanted, how)

        await self._lease.run(work)

    async def steered(self, project_id: str) -> list[Steering]:
        """The pins and bans of a project, oldest first: on the chunk as it is, or as it was when it went.

        From memory while nothing changed: to open the file takes longer than all else before a run.
        """

        def work(turn: Turn) -> list[Steering]:
            generation, known = self._steered.get(project_id, (-1, []))
            if generation != turn.generation():
                known = list(_current(turn.con, project_id).values())
                self._steered[project_id] = (turn.generation(), known)
            return list(known)

        return await self._lease.run(work)


def follow(con: DuckDBPyConnection, origin: Origin, value: str, chunks: Sequence[Chunk]) -> None:
    """Move the pins and bans on what was cut from one source to its new chunks. In a transaction.

    One whose text has no like in the new version stays with the text it was set on.
    """
    if not chunks:
        return
    statement = f"SELECT * FROM steering WHERE project_id = ? AND {origin} = ? ORDER BY set_at DESC"  # noqa: S608  # our names
    rows = [read_steering(row) for row in select(con, statement, [chunks[0].project_id, value])]
    free = {chunk.id: chunk for chunk in chunks}
    settled = {row.chunk.id for row in rows} & set(free)
    for row in rows:
        successor = None if row.chunk.id in settled else _successor(row.chunk, free, settled)
        if successor is not None:
            settled.add(successor.id)
            con.execute("DELETE FROM steering WHERE chunk_id = ?", [row.chunk.id])
            append(con, "steering", [steering_row(row.model_copy(update={"chunk": successor}))])


def steered_paths(con: DuckDBPyConnection, project_id: str, paths: Sequence[str]) -> list[str]:
    """Those of the documents on which there are pins or bans."""
    return [row[0] for row in con.execute(_PATHS, [project_id, list(paths)]).fetchall()]


def drop(
    con: DuckDBPyConnection, origin: Origin, values: Sequence[str], project_id: str | None = None
) -> None:
    """Remove the pins and bans on what was cut from these sources. In a transaction."""
    statement = f"DELETE FROM steering WHERE {origin} IN {_IDS} AND (?::VARCHAR IS NULL OR project_id = ?)"  # noqa: S608  # our names
    con.execute(statement, [list(values), project_id, project_id])


def _current(con: DuckDBPyConnection, project_id: str) -> dict[str, Steering]:
    """By the chunk's id, oldest first."""
    kept = [read_steering(row) for row in select(con, _STEERED, [project_id])]
    there = _present(con, project_id, [one.chunk.id for one in kept])
    return {
        one.chunk.id: one.model_copy(update={"chunk": there.get(one.chunk.id, one.chunk)}) for one in kept
    }


def _present(con: DuckDBPyConnection, project_id: str, ids: Sequence[str]) -> dict[str, Chunk]:
    return {row["id"]: read_chunk(row) for row in select(con, _CHUNKS, [project_id, list(ids)])}


def _steer(con: DuckDBPyConnection, project_id: str, ids: Sequence[str], how: Steer | None) -> None:
    with transaction(con):
        before = {one.chunk.id: one.chunk for one in _current(con, project_id).values()}
        con.execute(_TAKE_BACK, [project_id, list(ids)])
        if how is None or not ids:
            return
        known = {**before, **_present(con, project_id, ids)}
        steered = [Steering(how=how, chunk=known[one]) for one in dict.fromkeys(ids) if one in known]
        if not steered:
            raise NotFoundError(
                _("What was to be steered is no longer in the project."),
                _("Look for it again, and choose anew."),
            )
        append(con, "steering", [steering_row(one) for one in steered])


def _successor(old: Chunk, chunks: dict[str, Chunk], taken: Collection[str]) -> Chunk | None:
    """The chunk that says the same, else the one that holds the most of it, at least a third."""
    free = [chunk for chunk in chunks.values() if chunk.id not in taken]
    same = next((chunk for chunk in free if chunk.text == old.text), None)
    runs = _runs(old.text)
    if same is not None or not runs or not free:
        return same
    share, best = max(
        ((len(runs & _runs(chunk.text)) / len(runs), chunk) for chunk in free), key=lambda pair: pair[0]
    )
    return best if share >= SAME else None


def _runs(text: str) -> set[tuple[str, ...]]:
    """The runs of three words; a shorter text is one run."""
    words = text.casefold().split()
    starts = range(max(1, len(words) - RUN + 1)) if words else ()
    return {tuple(words[start : start + RUN]) for start in starts}
