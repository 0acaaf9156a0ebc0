"""The one door where errors of DuckDB and of the file system become ours."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TypeGuard

from orquix_tui.domain.errors import OrquixError, StoreBusyError, StoreError, StoreTooNewError
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.store.files import FULL_REMEDY, REMEDY, shortage

_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_DAMAGE = ("Corrupt", "checksum", "Could not read enough bytes")
RESTORE = N_(
    "Nothing was changed. Bring back a backup with `orquix-tui restore PATH`, or move the file away to "
    "begin with an empty one."
)


def is_the_files(error: BaseException) -> TypeGuard[Exception]:
    """Whether DuckDB, the system or a row that cannot be read says so; without loading DuckDB to ask."""
    duckdb = sys.modules.get("duckdb")
    theirs = (OSError, ValueError) if duckdb is None else (OSError, ValueError, duckdb.Error)
    return isinstance(error, theirs) and not isinstance(error, OrquixError)


def is_locked(error: Exception) -> bool:
    """Whether another program (not one of ours, which take turns) has the file open."""
    return "Could not set lock on file" in str(error)


def busy(path: Path, holder: str, waited_s: float) -> StoreBusyError:
    """The error for whoever waited in vain. `holder` may be empty when nobody left a name."""
    who = holder or _("another program")
    return StoreBusyError(
        _("The store {path} is in use by {who}; we waited {waited} s.").format(
            path=path.name, who=who, waited=number(waited_s, ".1f")
        ),
        _("Close that program, or try again in a moment."),
    )


def foreign_holder(error: Exception) -> str:
    """Who holds the file, from DuckDB's own words; empty when they do not say."""
    found = _HOLDER.search(str(error))
    return (
        _("{name} (process {pid})").format(name=Path(found["program"]).name, pid=found["pid"])
        if found
        else ""
    )


def on_open(error: Exception, path: Path) -> StoreError:
    """Why the file cannot be opened."""
    said = _first_line(error)
    if "newer version" in said or "newer DuckDB" in said:
        return StoreTooNewError(
            _("{path} was written by a newer DuckDB: {said}").format(path=path, said=said),
            _("Update Orquix TUI."),
        )
    if shortage(error):
        return _full(error, path)
    if isinstance(error, OSError) or "Permission denied" in said:
        return StoreError(_("{path} cannot be opened: {said}").format(path=path, said=said), _(REMEDY))
    return _damaged(error, path)


def in_use(error: Exception, path: Path) -> StoreError:
    """Why a read or write failed."""
    if shortage(error):
        return _full(error, path)
    if any(word in str(error) for word in _DAMAGE):
        return _damaged(error, path)
    ours = not isinstance(error, OSError) and "IO Error" not in str(error) and "Memory" not in str(error)
    remedy = _("This looks like a fault of Orquix TUI; please report it.") if ours else _(REMEDY)
    return StoreError(
        _("Working on {path} failed: {error}").format(path=path, error=_first_line(error)), remedy
    )


def _full(error: Exception, path: Path) -> StoreError:
    return StoreError(
        _("There is no room left for {path}: {reason}.").format(path=path, reason=shortage(error)),
        _(FULL_REMEDY),
    )


def _damaged(error: Exception, path: Path) -> StoreError:
    return StoreError(
        _("{path} is damaged or not a database: {error}").format(path=path, error=_first_line(error)),
        _(RESTORE),
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
