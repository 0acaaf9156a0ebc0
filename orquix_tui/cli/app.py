"""Without a command: the app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from orquix_tui.cli.session import open_services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.translate import _

if TYPE_CHECKING:
    import argparse


def run(_args: argparse.Namespace) -> int:
    """Open the app; returns when the person quits."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            _("The app needs a terminal."), _('To ask from a script: orquix-tui ask "..." (see --help).')
        )
    services = open_services()
    from orquix_tui.tui.app import OrquixApp

    app = OrquixApp(services)
    app.run()
    return app.return_code or 0
