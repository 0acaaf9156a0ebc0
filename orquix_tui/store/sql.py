"""The few ways in which we speak to DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]


@contextmanager
def transaction(con: DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException as error:  # raised again: nothing half-written may stay, whatever stopped us
        _roll_back(con, error)
        raise
    con.execute("COMMIT")


def _roll_back(con: DuckDBPyConnection, error: BaseException) -> None:
    import duckdb

    try:
        con.execute("ROLLBACK")
    except duckdb.Error as second:
        # After a fatal error (a full disk) nothing works on this connection any more, and nothing was
        # committed: the first error is the one to tell.
        error.add_note(f"Rolling back failed, too: {second}")


def select(con: DuckDBPyConnection, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """All rows, each by the names of its columns."""
    con.execute(sql, dict(values) if isinstance(values, Mapping) else list(values))
    names = [column[0] for column in con.description or ()]
    return [dict(zip(names, row, strict=True)) for row in con.fetchall()]


def first(con: DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row, or None. (A result that is not read to its end would keep the connection busy.)"""
    found = con.execute(sql, list(values)).fetchall()
    return found[0] if found else None


def append(con: DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Add rows of equal columns; the fastest way in, inside the transaction of the moment."""
    if rows:
        with con.appender(table, columns=list(rows[0])) as appender:
            appender.append_rows([tuple(row.values()) for row in rows])
