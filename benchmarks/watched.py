"""Runs the app, and notes when each letter reaches the text field: `python -m benchmarks.watched FILE`.

A line holds the letter, the monotonic time, and how long the main thread had waited for a processor by then.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks.terminal import waited


def main() -> int:
    """The app as it is, but for one note in the handler of keys."""
    from textual import events
    from textual.widgets import TextArea

    notes = Path(sys.argv[1]).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115  # until the app ends
    handle = TextArea._on_key  # noqa: SLF001  # what is to be measured

    async def noted(self: TextArea, event: events.Key) -> None:
        if event.character:
            notes.write(f"{event.character} {time.monotonic()} {waited(os.getpid())}\n")
        await handle(self, event)

    TextArea._on_key = noted  # type: ignore[method-assign]  # noqa: SLF001  # only here
    sys.argv = ["orquix-tui"]
    from orquix_tui.__main__ import main as app

    return app()


if __name__ == "__main__":
    sys.exit(main())
