"""Copies of the whole file, taken while it is ours and nothing has it open."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from orquix_tui.domain.errors import InputError, StoreError
from orquix_tui.domain.models import now
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import _
from orquix_tui.store.faults import on_open
from orquix_tui.store.files import copy_private, secure
from orquix_tui.store.lease import Turn
from orquix_tui.store.migrations import MIGRATIONS, check_version
from orquix_tui.store.vectors import note_change


def backup(turn: Turn, target: Path) -> None:
    """Copy the store to the target, which must not exist. Raises InputError, StoreError."""
    if target.exists():
        raise InputError(
            _("{target} exists already.").format(target=target), _("Choose another name, or move it away.")
        )
    turn.con.execute("CHECKPOINT")  # all of it in the one file
    source = turn.closed_file()
    try:
        copy_private(source, target)
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        raise InputError(
            _("{target} cannot be written: {reason}.").format(target=target, reason=system_says(error)),
            _("Choose another place."),
        ) from error
    except OSError as error:
        raise StoreError(
            _("The backup cannot be written to {target}: {reason}.").format(
                target=target, reason=system_says(error)
            ),
            _("Choose another place."),
        ) from error


def restore(turn: Turn, source: Path) -> Path | None:
    """Put a backup in the store's place; returns where the replaced file went, None when there was none.

    The backup is opened first: one that is damaged, foreign or too new is refused and nothing changes.
    Raises InputError, StoreError.
    """
    if not source.is_file():
        raise InputError(
            _("There is no file {source}.").format(source=source), _("Give the path of a backup.")
        )
    target = turn.closed_file()
    if target.exists() and target.samefile(source):
        raise InputError(_("That is the store itself."), _("Give the path of a backup."))
    incoming = target.with_name(target.name + ".incoming")
    replaced = _free_name(target)
    try:
        copy_private(source, incoming)
        _must_be_ours(incoming, source)
        had = target.exists()
        for suffix in ("", ".wal"):
            old = target.with_name(target.name + suffix)
            if old.exists():
                old.replace(replaced.with_name(replaced.name + suffix))
        incoming.replace(target)
        secure(target, replaced, replaced.with_name(replaced.name + ".wal"))
        note_change(turn.con, removal=True)  # whoever has vectors in memory reads them anew
    finally:
        incoming.unlink(missing_ok=True)
    return replaced if had else None


def _free_name(target: Path) -> Path:
    """Where the file that is replaced is kept: no earlier one is lost, nor gets another one's log."""
    base = f"{target.name}.replaced-{now():%Y%m%d-%H%M%S}"
    names = (base if n == 0 else f"{base}-{n}" for n in count())
    return next(
        path
        for path in map(target.with_name, names)
        if not path.exists() and not path.with_name(path.name + ".wal").exists()
    )


def _must_be_ours(copy: Path, source: Path) -> None:
    import duckdb

    foreign = InputError(
        _("{source} holds no store of Orquix TUI.").format(source=source), _("Give the path of a backup.")
    )
    try:
        con = duckdb.connect(str(copy), read_only=True)
    except duckdb.Error as error:
        if "not a valid DuckDB database file" in str(error):
            raise foreign from error
        raise on_open(error, source) from error
    try:
        if not check_version(con, MIGRATIONS):
            raise foreign
    finally:
        con.close()
