"""Reads the arguments, calls the command, and turns every error into a sentence and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from orquix_tui.cli.output import err
from orquix_tui.cli.parser import build_parser
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.redact import Redactor

CANCELLED = 130


def run(argv: Sequence[str]) -> int:
    """Run one command; returns its exit code (the list stands in `--help`)."""
    os.umask(0o077)  # whatever this process or a child of it writes is for its owner alone
    args = build_parser().parse_args(argv)
    module, _, function = args.command.partition(":")
    try:
        command = getattr(importlib.import_module(f"orquix_tui.cli.{module}"), function)
        code: int = command(args)
        sys.stdout.flush()
    except OrquixError as error:
        redact = Redactor(_keys())
        err(redact(f"orquix-tui: {error.cause}"))
        if error.remedy:
            err(redact(f"  {error.remedy}"))
        return error.exit_code
    except KeyboardInterrupt:
        err("Cancelled.")
        return CANCELLED
    except BrokenPipeError:  # the reader of our output has gone; nothing is left to tell it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _keys() -> list[str]:
    """Values of the environment that are keys by their name."""
    return [value for name, value in os.environ.items() if name.upper().endswith(("_KEY", "_TOKEN"))]
