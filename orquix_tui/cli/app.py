"""Without a command: the app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from orquix_tui.cli.session import open_services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.translate import N_, _

if TYPE_CHECKING:
    import argparse


_LINEAR = N_(
    """The app draws a screen. These commands say the same in linear text, for screen readers and logs:

  orquix-tui ask "..." --plain       ask the council; every answer, then the synthesis
  orquix-tui ask - --plain           the same, with the question from standard input
  orquix-tui history                 what was asked, a line for each
  orquix-tui show ID                 one of them, whole
  orquix-tui search "..."            find it again
  orquix-tui moderate ID --plain     compare its answers again
  orquix-tui retry ID --plain        ask again who did not answer
  orquix-tui metrics                 figures of your own use

orquix-tui --help lists all commands. NO_COLOR=1 takes the colours from the app, and the theme
orquix-contrast has high contrast."""
)


def run(args: argparse.Namespace) -> int:
    """Open the app; returns when the person quits. `--plain`: say how to do without it."""
    if args.linear:
        sys.stdout.write(_(_LINEAR) + "\n")
        return 0
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            _("The app needs a terminal."), _('To ask from a script: orquix-tui ask "..." (see --help).')
        )
    services = open_services()
    from orquix_tui.tui.app import OrquixApp

    app = OrquixApp(services)
    app.run()
    return app.return_code or 0
