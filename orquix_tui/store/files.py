"""Directories and files that only their owner may read, whatever the umask says."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import N_, _

Stamp = tuple[int, int, int]
"""Of a file: another one means that it was changed or replaced."""
REMEDY = N_("Check the permissions and the free space there, or choose another place with ORQUIX_HOME.")
FULL_REMEDY = N_(
    "Make room on that disk, then try again. What was saved before is safe, and what a run has "
    "answered so far stays in its journal."
)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def shortage(error: Exception) -> str:
    """The system's words for a disk, a quota or a limit that is used up; empty when it is something else.

    DuckDB only passes the words on.
    """
    words = (os.strerror(number) for number in _FULL)
    return next((one for one in words if one in str(error)), "")


def remedy(error: Exception) -> str:
    """What can be done about a file that could not be read or written."""
    return _(FULL_REMEDY if shortage(error) else REMEDY)


def private_directory(path: Path) -> None:
    """Make the directory with mode 0700. Raises StoreError."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
    except OSError as error:
        raise StoreError(
            _("The data directory {path} cannot be made: {reason}.").format(
                path=path, reason=system_says(error)
            ),
            _(REMEDY),
        ) from error


def secure(*paths: Path) -> None:
    """Give what exists of these files mode 0600."""
    for path in paths:
        if path.exists():
            path.chmod(0o600)


def stamp(path: Path) -> Stamp | None:
    """The file's stamp; None when there is no file."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def create_private(path: Path) -> int:
    """A descriptor of a file of mode 0600, emptied if it existed. Raises OSError."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    return handle


def copy_private(source: Path, target: Path) -> None:
    """Copy and sync beside the target, then put it in place in one step. Raises OSError."""
    part = target.with_name(target.name + ".part")
    try:
        with source.open("rb") as reader, os.fdopen(create_private(part), "wb") as writer:
            shutil.copyfileobj(reader, writer, 1 << 20)
            writer.flush()
            os.fsync(writer.fileno())
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync_directory(target.parent)


def sync_directory(path: Path) -> None:
    """Make new and removed names in the directory durable. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
