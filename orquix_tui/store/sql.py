"""The few ways in which we speak to DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    except BaseException:  # raised again: nothing half-written may stay, whatever stopped us
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def select(con: DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> list[Row]:
    """All rows, each by the names of its columns."""
    con.execute(sql, list(values))
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
