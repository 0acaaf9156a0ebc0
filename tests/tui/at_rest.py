"""When a pilot goes on: not before all that is in line is done, also where others take the machine's time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from textual._wait import SLEEP_GRANULARITY, wait_for_idle

LONG_S = 1.0
"""What is away for longer is held on purpose, or has much to do: nobody waits for it twice."""
_LAPS = 1000
"""So often the loop goes round at most: something may be in line always."""
_IN_THREAD = asyncio.to_thread
_WRAP = asyncio.wrap_future


class Rest:
    """Textual takes a process that uses no time for one at rest. One that is given no time looks the same:
    here the loop's line is asked, and what threads have been given to do. Stands for three functions."""

    def __init__(self) -> None:
        self._away: set[object] = set()
        self._long: set[object] = set()

    async def to_thread(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        """`asyncio.to_thread`."""
        errand = object()
        self._away.add(errand)
        try:
            return await _IN_THREAD(work, *args, **named)
        finally:
            self._away.discard(errand)

    def wrap_future(self, future: Future[Any], **named: Any) -> asyncio.Future[Any]:
        """`asyncio.wrap_future`, with which the store and the children answer."""
        ours = _WRAP(future, **named)
        self._away.add(ours)
        ours.add_done_callback(self._away.discard)
        return ours

    async def wait_for_idle(self, min_sleep: float = SLEEP_GRANULARITY, max_sleep: float = 1) -> None:
        """Textual's own, then until there is truly nothing left."""
        await wait_for_idle(min_sleep, max_sleep)
        await line_is_empty()
        end = time.monotonic() + LONG_S
        while self._away - self._long and time.monotonic() < end:
            await asyncio.sleep(0.005)
            await line_is_empty()
        self._long = set(self._away)


async def line_is_empty() -> None:
    """Until nobody is in line to be called, whoever was woken by others among them."""
    line = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # what is to be called next
    quiet = 0
    for _ in range(_LAPS):
        await asyncio.sleep(0)
        quiet = 0 if line else quiet + 1
        if quiet == 3:
            return
