"""The one run under way: starts it, steers it, and hands out what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from orquix_tui.domain.models import Interaction, Member, RunRequest
from orquix_tui.domain.ports import Emit
from orquix_tui.tui.bridge import Arrival, EventBridge
from orquix_tui.tui.clock import Clock


class SteeredRun(Protocol):
    """What the core hands back for a run that was started."""

    def cancel_member(self, seat: int) -> None:
        """Stop one seat."""

    def retry_member(self, seat: int) -> bool:
        """Ask one seat again; whether it is being asked."""

    def add_member(self, member: Member) -> bool:
        """Ask one more; whether it is being asked."""

    def leave_out(self, seat: int, *, out: bool) -> bool:
        """Leave an answer out of the comparison, or take it in; whether that can still be done."""

    def cancel_moderator(self) -> None:
        """Stop comparing."""

    def cancel(self) -> None:
        """Stop all but the saving."""

    async def wait(self) -> Interaction:
        """The finished interaction."""


class Starter(Protocol):
    """The core's way in."""

    async def start(self, request: RunRequest, emit: Emit) -> SteeredRun:
        """Validate and begin. Raises OrquixError."""


class RunControl:
    """At most one run at a time."""

    def __init__(self, starter: Starter, clock: Clock) -> None:
        self._starter = starter
        self._clock = clock
        self._bridge = EventBridge(clock)
        self._run: SteeredRun | None = None
        self._running = False
        self._unwanted = False
        """Cancelled before the core had handed out the run."""
        self._idle = asyncio.Event()

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._running

    async def run(self, request: RunRequest) -> Interaction:
        """From start to saved. Raises what `start` raises."""
        return await self.follow(partial(self._starter.start, request))

    async def follow(self, start: Callable[[Emit], Awaitable[SteeredRun]]) -> Interaction:
        """The same for whatever hands back a run, such as members that are asked again."""
        self._bridge = EventBridge(self._clock)
        self._running, self._unwanted = True, False
        self._idle.clear()
        try:
            self._run = await start(self._bridge.emit)
            if self._unwanted:
                self._run.cancel()
            return await self._run.wait()
        finally:
            self._running, self._run = False, None
            self._idle.set()

    def drain(self) -> list[Arrival]:
        """What came since the last call."""
        return self._bridge.drain()

    def cancel(self) -> None:
        """Stop asking and comparing; what came is kept and saved."""
        self._unwanted = True
        if self._run is not None:
            self._run.cancel()

    def cancel_member(self, seat: int) -> None:
        """Stop one member."""
        if self._run is not None:
            self._run.cancel_member(seat)

    def retry_member(self, seat: int) -> bool:
        """Ask one member again; whether it is being asked."""
        return self._run is not None and self._run.retry_member(seat)

    def add_member(self, member: Member) -> bool:
        """Ask one more; whether it is being asked."""
        return self._run is not None and self._run.add_member(member)

    def leave_out(self, seat: int, *, out: bool) -> bool:
        """Leave an answer out, or take it in; whether that can still be done."""
        return self._run is not None and self._run.leave_out(seat, out=out)

    def cancel_moderator(self) -> None:
        """Stop comparing."""
        if self._run is not None:
            self._run.cancel_moderator()

    async def stop(self) -> None:
        """Cancel and wait until what came is saved."""
        self.cancel()
        if self._running:
            await self._idle.wait()
