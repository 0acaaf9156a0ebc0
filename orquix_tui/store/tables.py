"""The way out for all that is kept: every table as a Parquet file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from orquix_tui.domain.errors import InputError, StoreError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _
from orquix_tui.store.files import remedy, secure
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room

SUFFIX = ".parquet"
_TABLES = "SELECT table_name FROM duckdb_tables() ORDER BY table_name"


class TableRoom(Room):
    """The part of the store that lets everything go."""

    async def export_tables(self, folder: Path) -> list[Path]:
        """Every table in a file of its own that only its owner reads; nothing is overwritten.

        Raises InputError when one of the files exists, StoreError when they cannot be written.
        """
        return await self._lease.run(lambda turn: _export(turn, folder))


def _export(turn: Turn, folder: Path) -> list[Path]:
    con = turn.con
    names = [str(row[0]) for row in con.execute(_TABLES).fetchall()]
    targets = [folder / (name + SUFFIX) for name in names]
    there = next((path for path in targets if path.exists()), None)
    if there is not None:
        raise InputError(_("{path} exists already.").format(path=there), _("Choose an empty folder."))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # First into a folder of our own: nobody else sees half a file, or one that all may read.
        part = Path(tempfile.mkdtemp(prefix=".orquix-", dir=folder))
        try:
            for name, target in zip(names, targets, strict=True):
                fresh = part / target.name
                con.table(name).write_parquet(str(fresh))
                secure(fresh)
            for target in targets:
                (part / target.name).rename(target)
        finally:
            shutil.rmtree(part)
    except OSError as error:
        cause = _("{path} cannot be written: {why}.").format(path=folder, why=system_says(error))
        raise StoreError(cause, remedy(error)) from error
    return targets
