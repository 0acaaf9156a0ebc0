"""Who has the file: a name that is left beside it, for whoever waits in vain."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orquix_tui.domain.translate import _
from orquix_tui.store.files import create_private, shortage


def leave_name(path: Path) -> None:
    """Write ours there. Raises OSError, but not for a full disk: it can still be read, without our name."""
    try:
        with os.fdopen(create_private(path), "w", encoding="utf-8") as file:
            file.write(
                _("{name} (process {pid})").format(name=Path(sys.argv[0] or "python").name, pid=os.getpid())
            )
    except OSError as error:
        if not shortage(error):
            raise


def read_name(path: Path) -> str:
    """The name that was left; empty when there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:  # it let go between our last try and now
        return ""
