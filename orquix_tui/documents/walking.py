"""Every file under the paths that were named, in order, with the reason where it is not to be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from orquix_tui.documents.ignoring import Rules, rules_above
from orquix_tui.documents.kinds import kind_of, may_hold_keys, names, too_large, unread_by_name
from orquix_tui.domain.memory import FoundFile
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _

_NEVER = names(
    ".git .hg .svn .bzr .jj CVS _darcs __pycache__ node_modules .mypy_cache .ruff_cache .pytest_cache .tox"
    " .nox .ipynb_checkpoints"
)
"""Folders of versions, of caches and of other people's code; a path inside may still be named."""
_RULES = names(".gitignore .gitattributes .gitmodules .ignore .dockerignore")
"""Files that say how others are treated: short, near to every question, and no answer to any."""
_MARKS = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})
"""What a virtual environment and a cache directory are known by, whatever their name."""


def missing(paths: Sequence[str]) -> str:
    """The first path that is not there; empty when all are."""
    return next((path for path in paths if not _exists(path)), "")


def _exists(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # it may be there, behind a door that is closed to us
    return True


def walk(paths: Sequence[str]) -> Iterator[FoundFile]:
    """Files in the order of their paths, none twice. A file that was named is not asked about ignoring."""
    named = frozenset(paths)
    seen: set[str] = set()
    for root in sorted(named):
        for found in _under(root, named):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _under(root: str, named: frozenset[str]) -> Iterator[FoundFile]:
    try:
        status = Path(root).stat()
    except OSError as error:
        yield FoundFile(root, root, reason=_reason(error))
        return
    if not stat.S_ISDIR(status.st_mode):
        yield _judged(root, root, status)
        return
    # A stack of our own: no depth of folders is too much for it.
    stack: list[tuple[str, Rules | None]] = [(root, rules_above(root))]
    while stack:
        path, rules = stack.pop()
        if rules is None:
            yield from _file(path, root, named)
            continue
        try:
            entries = _listed(path, rules.entering(path), is_root=path == root)
        except OSError as error:
            yield FoundFile(path, root, reason=_reason(error))
            continue
        stack.extend(reversed(entries))


def _listed(folder: str, rules: Rules, *, is_root: bool) -> list[tuple[str, Rules | None]]:
    """What of a folder is to be looked at, in order: folders come with their rules, anything else without."""
    with os.scandir(folder) as scanned:
        entries = sorted(scanned, key=lambda entry: entry.name)
    if not is_root and not _MARKS.isdisjoint(entry.name for entry in entries):
        return []
    kept: list[tuple[str, Rules | None]] = []
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name in (_NEVER if is_folder else _RULES):
            continue
        if not rules.ignore(entry.path, is_folder=is_folder):
            kept.append((entry.path, rules if is_folder else None))
    return kept


def _file(path: str, root: str, named: frozenset[str]) -> Iterator[FoundFile]:
    """One entry that is no folder; it may have gone since."""
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            yield from _link(path, root)
        elif path not in named and may_hold_keys(path):
            yield FoundFile(
                path, root, reason=_("may hold keys or passwords; name the file itself to add it")
            )
        else:
            yield _judged(path, root, status)
    except FileNotFoundError:
        return
    except OSError as error:
        yield FoundFile(path, root, reason=_reason(error))


def _link(path: str, root: str) -> Iterator[FoundFile]:
    """A link leads to its file, at the file's own place, and never out of the folder that was named.

    A folder that it leads to is met at its own place anyway.
    """
    real_root = os.path.realpath(root)
    real = os.path.realpath(path)
    if not Path(real).is_relative_to(real_root):
        yield FoundFile(path, root, reason=_("a link out of the folder"))
        return
    try:
        status = Path(real).stat()
    except OSError:
        yield FoundFile(path, root, reason=_("a link that leads nowhere"))
        return
    if not stat.S_ISDIR(status.st_mode) and not may_hold_keys(real):
        yield _judged(str(Path(root, os.path.relpath(real, real_root))), root, status)


def _judged(path: str, root: str, status: os.stat_result) -> FoundFile:
    size = status.st_size
    return FoundFile(path, root, size, _bad_name(path) or _bad_kind(path, status.st_mode, size))


def _bad_kind(path: str, mode: int, size: int) -> str:
    if not stat.S_ISREG(mode):
        return _("not a file but a device, a pipe or a socket")
    return unread_by_name(path) or ("empty" if size == 0 else too_large(size, kind_of(path)))


def _bad_name(path: str) -> str:
    """Paths are kept, shown and compared as text; what cannot be one would not be found again."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return _("its path is not UTF-8; rename it")
    return "" if clean(path) == path else _("its path holds control characters; rename it")


def _reason(error: OSError) -> str:
    return _("not readable: {reason}").format(reason=system_says(error).lower())
