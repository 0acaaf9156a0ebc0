"""Documents put into a folder, each in a new file; what stands there is never overwritten."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path

_NAME_CHARS = 60
_FALLBACK = "project"


def folder_name(project: str) -> str:
    """The project's name as a folder's: letters and digits of any script, dots and dashes inside."""
    plain = unicodedata.normalize("NFC", project)
    return re.sub(r"[^\w.-]+", "-", plain)[:_NAME_CHARS].strip(".-_ ") or _FALLBACK


def put(folder: Path, name: str, text: str) -> tuple[Path, bool]:
    """The text in a file of that name that only its owner reads, and whether it was written now.

    The same text is not written twice; another one gets a number behind its name. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = text.encode("utf-8")
    for path in _free_names(folder / name):
        if _put_new(path, content):
            return path, True
        if path.is_file() and path.read_bytes() == content:
            return path, False
    raise AssertionError("the names never end")


def _free_names(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_stem(f"{path.stem}-{number}") for number in count(2))


def _put_new(path: Path, content: bytes) -> bool:
    """False when the name is taken."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError:
        path.unlink()  # not half of it
        raise
    return True
