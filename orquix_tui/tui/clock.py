"""The time as the screen sees it; tests hand in a clock that they turn by hand."""

from __future__ import annotations

import time
from datetime import datetime


class Clock:
    """The machine's clock."""

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    def now(self) -> datetime:
        """The local time, with its zone."""
        return datetime.now().astimezone()
