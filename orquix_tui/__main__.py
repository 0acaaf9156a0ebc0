"""The entry point. `--version` answers before anything is imported."""

from __future__ import annotations

import gc
import os
import sys

_GC_THRESHOLDS = (50_000, 20, 100)
"""For commands. What is imported is never garbage: looking for some every 700 objects would cost a tenth."""


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from orquix_tui import __version__

        sys.stdout.write(f"orquix-tui {__version__}\n")
        return 0
    if sys.argv[1:]:
        gc.set_threshold(*_GC_THRESHOLDS)
    else:
        gc.disable()  # the app: it collects from its first rest on; a tenth of the start, or more
    # Nobody plugs anything into our records: looking for plugins reads the notes of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from orquix_tui.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
