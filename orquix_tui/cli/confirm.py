"""Asks before something is lost or fetched."""

from __future__ import annotations

import sys
import unicodedata

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _


def confirmed(question: str) -> bool:
    """Whether the person says yes. Raises InputError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise InputError(_("This needs a yes, and there is no terminal to ask on."), _("Add --yes."))
    sys.stderr.write(clean(question) + _(" [y/N] "))
    sys.stderr.flush()
    answer = unicodedata.normalize("NFC", sys.stdin.readline()).strip().casefold()
    return answer in {"y", "yes", "s", "si", "sí"}
