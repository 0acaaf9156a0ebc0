"""Gathers what the core emits, so that the screen is touched once per tick and never once per token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from orquix_tui.domain.events import (
    Event,
    ModerationDelta,
    ReasoningDelta,
    ResponseDelta,
    SynthesisDelta,
)
from orquix_tui.tui.clock import Clock

_SHORTEST_S = 0.05
_LONGEST_S = 0.25
_USUAL_S = 0.1
_LOAD = 2.5
"""The interval is this many times what the last tick cost, so that the keys always find a free loop."""
_SLICE_S = 0.01
_BREATH_S = 0.002
"""A key takes a few turns of the loop from the terminal to its handler."""


@dataclass(slots=True)
class Arrival:
    """An event, or the joined deltas of one stream, with the clock's seconds of its first and last piece."""

    event: Event
    first_at: float
    last_at: float
    pieces: int = 1


@dataclass(slots=True)
class _Joined:
    event: ResponseDelta | ReasoningDelta | SynthesisDelta | ModerationDelta
    first_at: float
    last_at: float
    texts: list[str] = field(default_factory=list)

    def arrival(self) -> Arrival:
        text = "".join(self.texts)
        match self.event:
            case ResponseDelta(seat):
                event: Event = ResponseDelta(seat, text)
            case ReasoningDelta(seat):
                event = ReasoningDelta(seat, text)
            case SynthesisDelta():
                event = SynthesisDelta(text)
            case ModerationDelta():
                event = ModerationDelta(text)
        return Arrival(event, self.first_at, self.last_at, len(self.texts))


class EventBridge:
    """`emit` only queues; `drain` gives all since the last tick, deltas of one stream joined, order kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: list[Arrival | _Joined] = []
        self._open: dict[tuple[type, int], _Joined] = {}

    def emit(self, event: Event) -> None:
        """Queue an event. Called on the event loop's thread, hundreds of times a second."""
        at = self._clock.monotonic()
        match event:
            case ResponseDelta(seat) | ReasoningDelta(seat):
                self._join(event, (type(event), seat), at)
            case SynthesisDelta() | ModerationDelta():
                self._join(event, (type(event), -1), at)
            case _:
                # Nothing that came before may slip behind it.
                self._open.clear()
                self._queue.append(Arrival(event, at, at))

    def _join(
        self,
        event: ResponseDelta | ReasoningDelta | SynthesisDelta | ModerationDelta,
        key: tuple[type, int],
        at: float,
    ) -> None:
        joined = self._open.get(key)
        if joined is None:
            joined = self._open[key] = _Joined(event, at, at)
            self._queue.append(joined)
        joined.texts.append(event.text)
        joined.last_at = at

    def drain(self) -> list[Arrival]:
        """What came since the last call."""
        queue, self._queue = self._queue, []
        self._open = {}
        return [entry if isinstance(entry, Arrival) else entry.arrival() for entry in queue]


def next_interval(cost_s: float) -> float:
    """Seconds to the next tick, given what the last one cost: the usual 0.1, never outside 0.05..0.25."""
    if cost_s <= 0.005:
        return _USUAL_S
    return min(max(_LOAD * cost_s, _USUAL_S), _LONGEST_S)


class Slices:
    """For a tick that takes long: the loop has it back whenever a slice of it is over. Our own time counts,
    not what others took of the machine: they would only make it longer still."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Whoever has just let keys pass begins a new slice."""
        self._until = time.thread_time() + _SLICE_S

    async def breathe(self) -> None:
        """Let keys pass, if it is time to."""
        if time.thread_time() > self._until:
            await asyncio.sleep(_BREATH_S)
            self.begin()


async def until_done(work: asyncio.Future[Any], tick: Callable[[], Awaitable[None]]) -> None:
    """Tick while the work goes on, and once more when it is done. Its failure is not raised here."""
    interval = next_interval(0)
    while not work.done():
        await asyncio.wait({work}, timeout=interval)
        begun = time.perf_counter()
        await tick()
        interval = next_interval(time.perf_counter() - begun)
    await tick()
