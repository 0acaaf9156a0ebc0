"""Reads the arguments, calls the command, and turns every error into a sentence and an exit code."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING

from orquix_tui.cli.output import err, flush, open_streams
from orquix_tui.config.language import catalogue
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.translate import _, speak

if TYPE_CHECKING:
    import argparse

CANCELLED = 130
DEFECT = 1
_OF_A_KEY = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")


def run(argv: Sequence[str]) -> int:
    """Run one command; returns its exit code (the list stands in `--help`)."""
    os.umask(0o077)  # whatever this process or a child of it writes is for its owner alone
    open_streams()
    speak(catalogue(os.environ))
    args = _read(argv) if argv else SimpleNamespace(command="app:run", linear=False)
    module, _colon, function = args.command.partition(":")
    try:
        command = getattr(importlib.import_module(f"orquix_tui.cli.{module}"), function)
        try:
            code: int = command(args)
        finally:
            flush()
    except OrquixError as error:
        _explain(error.cause, error.remedy)
        code = error.exit_code
    except KeyboardInterrupt:
        err(_("Cancelled."))
        code = CANCELLED
    except Exception as error:  # noqa: BLE001  # the last boundary: a sentence instead of a traceback
        _explain(
            _("unexpected {kind}: {error}").format(kind=type(error).__name__, error=error),
            _("This is a defect in Orquix: please report it."),
        )
        code = DEFECT
    return code


def _read(argv: Sequence[str]) -> argparse.Namespace:
    # The app opens without all this.
    from orquix_tui.cli.argparse_words import in_our_language
    from orquix_tui.cli.parser import build_parser

    with in_our_language():
        args = build_parser().parse_args(argv)
    if args.linear and "plain" in args:  # before or behind the command: the same is meant
        args.plain = True
    return args


def _explain(cause: str, remedy: str) -> None:
    redact = Redactor(_keys())
    err(redact(f"orquix-tui: {cause}"))
    if remedy:
        err(redact(f"  {remedy}"))


def _keys() -> list[str]:
    """Values of the environment that are keys by their name."""
    return [value for name, value in os.environ.items() if name.upper().endswith(_OF_A_KEY)]
