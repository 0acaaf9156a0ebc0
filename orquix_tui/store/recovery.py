"""Journals that nobody holds are dead runs: this finds them, and tells them from the living."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.ports import ActiveRun
from orquix_tui.domain.translate import _
from orquix_tui.store.journal import NEW, SUFFIX
from orquix_tui.store.replay import Dead, replayed

UNREADABLE = ".unreadable"
NEW_FOR_S = 60
"""Writing a first line takes milliseconds; only older leftovers are taken for dead."""
_log = logging.getLogger(__name__)


@contextmanager
def dead_journals(directory: Path) -> Iterator[list[Path]]:
    """The journals whose process is gone, held by us meanwhile. Raises OSError."""
    handles: dict[Path, int] = {}
    _sweep(directory)
    try:
        for path in sorted(directory.glob("*" + SUFFIX)):
            handle = _grab(path)
            if handle is not None:
                handles[path] = handle
        yield list(handles)
    finally:
        for handle in handles.values():
            os.close(handle)


@contextmanager
def buried(directory: Path, ids: Iterable[str]) -> Iterator[None]:
    """Remove the journals of these runs once the block has succeeded, so that none of them comes back.

    Raises InputError when one of them is alive, OSError.
    """
    handles: dict[Path, int] = {}
    try:
        for path in (directory / (one + SUFFIX) for one in ids):
            handle = _grab(path)
            if handle is not None:
                handles[path] = handle
            elif path.exists():
                raise InputError(
                    _("This run is still going on."), _("Wait until it ends, or cancel it first.")
                )
        yield
        for path in handles:
            path.unlink()
    finally:
        for handle in handles.values():
            os.close(handle)


def active_runs(directory: Path) -> list[ActiveRun]:
    """The runs whose journal is held by a living process, oldest first. Raises OSError."""
    found = []
    for path in sorted(directory.glob("*" + SUFFIX)):
        handle = _grab(path)
        if handle is not None:
            os.close(handle)
            continue
        try:
            replay = replayed(path)
        except FileNotFoundError:  # the run ended just now
            continue
        if replay is not None:
            found.append(replay.active())
    return found


def read_journal(path: Path) -> Dead | None:
    """What the dead run left; None (and the file set aside) when even its request cannot be read."""
    replay = replayed(path)
    if replay is None:
        aside = path.with_suffix(UNREADABLE)
        path.rename(aside)
        _log.warning("The journal of a stopped run cannot be read; it was kept as %s", aside.name)
        return None
    return replay.dead()


def so_far(directory: Path, item: Interaction) -> Interaction:
    """The running interaction with what its journal holds; as it is when the journal has gone."""
    try:
        replay = replayed(directory / (item.id + SUFFIX))
    except FileNotFoundError:  # it ended just now, or never had one
        return item
    return replay.alive(item) if replay else item


def _sweep(directory: Path) -> None:
    """Remove what a process left that died while it wrote its first line: nobody had been asked yet.

    A young one is not even looked at: our lock would be in the way of the process that has just made it.
    """
    for path in directory.glob("*" + NEW):
        if not _is_old(path):
            continue
        handle = _grab(path)
        if handle is not None:
            path.unlink(missing_ok=True)
            os.close(handle)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > NEW_FOR_S
    except FileNotFoundError:  # it has its real name by now
        return False


def _grab(path: Path) -> int | None:
    """A descriptor that holds the journal, or None when a living process does, or when it has just gone."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    if os.fstat(handle).st_nlink == 0:  # removed between our opening and our locking it
        os.close(handle)
        return None
    return handle
