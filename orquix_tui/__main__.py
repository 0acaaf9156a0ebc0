"""The entry point. `--version` answers before anything is imported."""

from __future__ import annotations

import gc
import sys

_GC_THRESHOLDS = (50_000, 20, 100)
"""What is imported is never garbage: looking for some every 700 objects takes a tenth of the start."""


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from orquix_tui import __version__

        sys.stdout.write(f"orquix-tui {__version__}\n")
        return 0
    gc.set_threshold(*_GC_THRESHOLDS)
    from orquix_tui.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
