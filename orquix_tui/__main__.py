"""The entry point. `--version` answers before anything is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from orquix_tui import __version__

        sys.stdout.write(f"orquix-tui {__version__}\n")
        return 0
    from orquix_tui.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
