"""Asks before something is lost or fetched."""

from __future__ import annotations

import sys

from orquix_tui.domain.errors import InputError


def confirmed(question: str) -> bool:
    """Whether the person says yes. Raises InputError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise InputError("This needs a yes, and there is no terminal to ask on.", "Add --yes.")
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "s", "si", "sí"}
