"""DuckDB without a file. Making one takes ten times as long as letting it have a file for a turn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Nothing is ever fetched from the network; one thread is enough for a personal history.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class Engine:
    """Has at most one file at a time; belongs to one thread. DuckDB's own errors come out as they are."""

    def __init__(self) -> None:
        self._con: DuckDBPyConnection | None = None

    def open(self, path: Path, *, read_only: bool = False) -> DuckDBPyConnection:
        """A connection whose tables are those of the file. Raises duckdb.Error."""
        import duckdb

        con = self._con
        if con is None:
            con = self._con = duckdb.connect(":memory:", config=_CONFIG)
        name = str(path).replace("'", "''")
        con.execute(f"ATTACH '{name}' AS store{' (READ_ONLY)' if read_only else ''}")
        con.execute("USE store")
        return con

    def close(self) -> None:
        """Let go of the file; its log is brought into it, as at every closing. Raises duckdb.Error."""
        if self._con is not None:
            try:
                self._con.execute("USE memory")
                self._con.execute("DETACH DATABASE IF EXISTS store")
            except BaseException:  # raised again: whatever stopped us, the file must not stay open
                self.quit()
                raise

    def quit(self) -> None:
        """Let go of everything; the next opening begins anew. May be called twice."""
        con, self._con = self._con, None
        if con is not None:
            con.close()
