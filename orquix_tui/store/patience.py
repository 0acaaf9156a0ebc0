"""How long a turn is waited for, and what ends the waiting early."""

from __future__ import annotations

import time
from threading import Event

WAIT_S = 10.0
"""How long a turn is waited for before the person is told who has it."""
SHORT_WAIT_S = 0.5
"""For whoever queued behind a slow turn, and for everyone soon after somebody waited in vain."""
DISCOURAGED_S = 5.0
"""How long after a wait in vain the next ones are short: the waits of one command must not add up."""
CLOSING_S = 1.0
"""What is still waited for once the program closes."""
POLL_S = 0.015


class Patience:
    """Of one owner thread, for one job after the other."""

    def __init__(self, wait_s: float) -> None:
        self._wait_s = wait_s
        self._short_s = min(wait_s, SHORT_WAIT_S)
        self._queued_at = 0.0
        self._unwanted = Event()
        self._until = 0.0
        self._closing_at = float("inf")
        self._discouraged_until = 0.0

    def begin(self, queued_at: float, unwanted: Event) -> None:
        """A job comes up, queued at that monotonic second; `unwanted` is set when nobody waits for it."""
        now = time.monotonic()
        wait_s = self._short_s if now < self._discouraged_until else self._wait_s
        self._queued_at, self._unwanted = queued_at, unwanted
        self._until = max(queued_at + wait_s, now + self._short_s)

    def pause(self) -> bool:
        """Sleep a moment; False when it is time to give up."""
        if self._unwanted.wait(POLL_S):
            return False
        now = time.monotonic()
        if now < min(self._until, self._closing_at):
            return True
        self._discouraged_until = now + DISCOURAGED_S
        return False

    def waited_s(self) -> float:
        """Since the job was queued."""
        return time.monotonic() - self._queued_at

    def reward(self) -> None:
        """The turn came: the next job may wait its full time again."""
        self._discouraged_until = 0.0

    def close(self) -> None:
        """The program ends: from now on only a moment is waited. From any thread."""
        self._closing_at = time.monotonic() + CLOSING_S
