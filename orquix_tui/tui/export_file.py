"""Writes an export where the person asked for it."""

from __future__ import annotations

import os
from pathlib import Path

from orquix_tui.domain.translate import _


def usable_path(text: str) -> str:
    """What is wrong with an export path; empty when nothing is."""
    if not text.strip():
        return _("A path is needed.")
    try:
        return _trouble(Path(text.strip()).expanduser())
    except (OSError, RuntimeError, ValueError) as error:  # a forbidden folder, no such ~user, a long name
        return _("This path cannot be used: {error}").format(error=error)


def usable_folder(text: str) -> str:
    """What is wrong with a folder to export to; empty when nothing is. It may be a new one."""
    if not text.strip():
        return _("A path is needed.")
    try:
        path = Path(text.strip()).expanduser()
        if path.exists() and not path.is_dir():
            return _("{path} is a file: name a folder.").format(path=path)
        if not path.parent.is_dir():
            return _("There is no folder {path}.").format(path=path.parent)
    except (OSError, RuntimeError, ValueError) as error:
        return _("This path cannot be used: {error}").format(error=error)
    return ""


def _trouble(path: Path) -> str:
    if path.is_dir():
        return _("{path} is a folder: add a file name.").format(path=path)
    if not path.parent.is_dir():
        return _("There is no folder {path}.").format(path=path.parent)
    if path.exists():
        return _("{path} exists already: choose another name.").format(path=path)
    return ""


def write_private(where: str, text: str) -> Path:
    """A new file that only its owner can read. Raises OSError, also when the file exists."""
    path = Path(where).expanduser()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path
