"""The one door where errors of DuckDB and of the file system become ours."""

from __future__ import annotations

import re
from pathlib import Path

from orquix_tui.domain.errors import StoreBusyError, StoreError, StoreTooNewError
from orquix_tui.store.files import FULL_REMEDY, REMEDY, shortage

_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_DAMAGE = ("Corrupt", "checksum", "Could not read enough bytes")
RESTORE = (
    "Nothing was changed. Bring back a backup with `orquix-tui restore PATH`, "
    "or move the file away to begin with an empty one."
)


def is_locked(error: Exception) -> bool:
    """Whether another program (not one of ours, which take turns) has the file open."""
    return "Could not set lock on file" in str(error)


def busy(path: Path, holder: str, waited_s: float) -> StoreBusyError:
    """The error for whoever waited in vain. `holder` may be empty when nobody left a name."""
    who = holder or "another program"
    return StoreBusyError(
        f"The store {path.name} is in use by {who}; we waited {waited_s:.1f} s.",
        "Close that program, or try again in a moment.",
    )


def foreign_holder(error: Exception) -> str:
    """Who holds the file, from DuckDB's own words; empty when they do not say."""
    found = _HOLDER.search(str(error))
    return f"{Path(found['program']).name} (process {found['pid']})" if found else ""


def on_open(error: Exception, path: Path) -> StoreError:
    """Why the file cannot be opened."""
    said = _first_line(error)
    if "newer version" in said or "newer DuckDB" in said:
        return StoreTooNewError(f"{path} was written by a newer DuckDB: {said}", "Update Orquix TUI.")
    if shortage(error):
        return _full(error, path)
    if isinstance(error, OSError) or "Permission denied" in said:
        return StoreError(f"{path} cannot be opened: {said}", REMEDY)
    return _damaged(error, path)


def in_use(error: Exception, path: Path) -> StoreError:
    """Why a read or write failed."""
    if shortage(error):
        return _full(error, path)
    if any(word in str(error) for word in _DAMAGE):
        return _damaged(error, path)
    ours = not isinstance(error, OSError) and "IO Error" not in str(error) and "Memory" not in str(error)
    remedy = "This looks like a fault of Orquix TUI; please report it." if ours else REMEDY
    return StoreError(f"Working on {path} failed: {_first_line(error)}", remedy)


def _full(error: Exception, path: Path) -> StoreError:
    return StoreError(f"There is no room left for {path}: {shortage(error)}.", FULL_REMEDY)


def _damaged(error: Exception, path: Path) -> StoreError:
    return StoreError(f"{path} is damaged or not a database: {_first_line(error)}", RESTORE)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
