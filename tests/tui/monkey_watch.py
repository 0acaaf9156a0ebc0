"""Watches an app while it is hunted: whether it answers, and what went wrong unseen."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import App

from tests.tui.monkey_memory import Left, left

FROZEN_S = 1.5
"""A probe that takes longer through the queues is a freeze: the bound on `Gap.ours`. A dozen sizes up to
300x90 in a tenth of a second take 1.1 s of processor on a machine that others use, too."""
_BEAT_S = 0.05
_LATE_S = 0.5
"""From so long on it is looked what the loop is at."""
_PATIENCE_S = 10.0


@dataclass(frozen=True)
class Gap:
    """A beat that came late."""

    seconds: float
    in_line: float
    """Seconds of it in which a thread that the beat needed had work and no processor."""
    own_cpu: float
    """Seconds of it in which the loop's thread had a processor."""
    at: str
    """Where the loop stood while it was late."""

    @property
    def ours(self) -> float:
        """Seconds for which the machine is not to blame: work of ours, locks, files."""
        return self.seconds - self.in_line


@dataclass
class Watch:
    """Beats through the loop, the app's queue and the queue of the screen that is seen."""

    app: App[Any]
    gaps: list[Gap] = field(default_factory=list)
    """Those of more than half a second."""
    longest: float = 0.0
    beats: int = 0
    wrong: list[str] = field(default_factory=list)
    """What nobody caught, in tasks and threads."""
    _beat_at: float = 0.0
    _cpu_at: float = 0.0
    _seen: str = ""
    _line_at: Mapping[int, float] = field(default_factory=dict)
    _loop: int = field(default_factory=threading.get_native_id)
    _over: threading.Event = field(default_factory=threading.Event)

    async def beat(self) -> None:
        """Until it is over."""
        while not self._over.is_set():
            self._begin()
            await self._through_the_queues()
            self._end()
            await asyncio.sleep(_BEAT_S)
            self._end(_BEAT_S)

    def _begin(self) -> None:
        self._beat_at, self._cpu_at, self._line_at = time.monotonic(), time.thread_time(), in_line()
        self._seen = ""

    def _end(self, asked: float = 0.0) -> None:
        seconds = time.monotonic() - self._beat_at - asked
        self.beats += 1
        if seconds > _LATE_S:
            gap = Gap(seconds, self._waited(), time.thread_time() - self._cpu_at, self._seen)
            self.gaps.append(gap)
            self.longest = max(self.longest, gap.ours)
        else:
            self.longest = max(self.longest, seconds)
        self._begin()

    def _waited(self) -> float:
        """The loop's own wait, and that of the one thread that may have kept Python's lock meanwhile."""
        waited = {tid: until - self._line_at.get(tid, 0.0) for tid, until in in_line().items()}
        own = waited.pop(self._loop, 0.0)
        return own + max(waited.values(), default=0.0)

    async def _through_the_queues(self) -> None:
        screen = self.app.screen
        for pump in (self.app, screen):
            passed = asyncio.Event()
            pump.call_later(passed.set)
            while not passed.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(passed.wait(), _BEAT_S)
                if screen not in self.app.screen_stack or not self.app.is_running:
                    return  # what goes takes its queue along
                if time.monotonic() - self._beat_at > _PATIENCE_S:
                    self.wrong.append(f"the queue of {pump} does not move:\n{stacks()}")
                    return

    def look_on(self, loop_thread: int) -> None:
        """A thread that only sleeps: it sees where the loop stands when that is late."""
        while not self._over.wait(_BEAT_S):
            late = time.monotonic() - self._beat_at
            if late > _LATE_S and not self._seen and (frame := sys._current_frames().get(loop_thread)):
                self._seen = "".join(traceback.format_stack(frame)[-8:])

    def left(self, at: float) -> Left:
        """What stays behind; that looking takes its time is not the app's fault."""
        found = left(self.app, at)
        self._begin()
        return found

    def failed(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's own handler."""
        error = context.get("exception")
        shown = "".join(traceback.format_exception(error)) if error else str(context)
        self.wrong.append(f"{context.get('message')}\n{shown}")


def in_line() -> dict[int, float]:
    """Seconds for which each thread has waited for a processor so far, as the kernel counts them."""
    waited = {}
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # gone, or a kernel that does not count
            waited[int(thread.name)] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return waited


@asynccontextmanager
async def watched(app: App[Any]) -> AsyncIterator[Watch]:
    """Watch this app from here on, within its loop."""
    watch = Watch(app, _beat_at=time.monotonic())
    looking = threading.Thread(target=watch.look_on, args=(threading.get_ident(),), name="watch")
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(watch.failed)
    looking.start()
    beating = asyncio.create_task(watch.beat(), name="watch")
    try:
        yield watch
    finally:
        watch._over.set()
        await beating  # not cancelled: `wait_for` may swallow that, and then it beats for ever
        looking.join()
        loop.set_exception_handler(before)


def stacks() -> str:
    """Where every task waits."""
    found = []
    for task in asyncio.all_tasks():
        frames = [
            f"  {f.f_code.co_filename}:{f.f_lineno} {f.f_code.co_name}" for f in task.get_stack(limit=6)
        ]
        found.append("\n".join([f"{task.get_name()} {task.get_coro()}", *frames]))
    return "\n".join(found)
