"""Watches an app while it is hunted: whether it answers, what went wrong unseen, what stays behind."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import App
from textual.widget import Widget

FROZEN_S = 2.0
"""A screen that does not answer for longer is frozen to a person."""
_BEAT_S = 0.05
_LATE_S = 0.5
"""From so long on it is looked what the loop is at."""
_PATIENCE_S = 10.0


@dataclass(frozen=True)
class Gap:
    """A beat that came late."""

    seconds: float
    own_cpu: float
    """Seconds of it in which the loop's thread had a processor."""
    others: float
    """Seconds by which a thread of its own, that does nothing, came late meanwhile: the machine is slow."""
    at: str
    """Where the loop stood while it was late."""

    @property
    def frozen(self) -> bool:
        """A machine that gives nobody a processor freezes no screen of ours."""
        busy = self.own_cpu > FROZEN_S / 2
        blocked = self.own_cpu < self.seconds / 10 and self.others < self.seconds / 4
        return self.seconds > FROZEN_S and (busy or blocked)


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
    _slept_late: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    async def beat(self) -> None:
        """Until it is cancelled."""
        while True:
            self._begin()
            await self._through_the_queues()
            self._end()
            await asyncio.sleep(_BEAT_S)
            self._end(_BEAT_S)

    def _begin(self) -> None:
        self._beat_at, self._cpu_at = time.monotonic(), time.thread_time()
        self._seen, self._slept_late = "", 0.0

    def _end(self, asked: float = 0.0) -> None:
        seconds = time.monotonic() - self._beat_at - asked
        self.longest = max(self.longest, seconds)
        self.beats += 1
        if seconds > _LATE_S:
            self.gaps.append(Gap(seconds, time.thread_time() - self._cpu_at, self._slept_late, self._seen))
        self._begin()

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
        """A thread that only sleeps: it sees where the loop stands, and how late it comes itself."""
        while not self._over.is_set():
            asleep = time.monotonic()
            self._over.wait(_BEAT_S)
            self._slept_late += max(time.monotonic() - asleep - _BEAT_S, 0)
            late = time.monotonic() - self._beat_at
            if late > _LATE_S and not self._seen and (frame := sys._current_frames().get(loop_thread)):
                self._seen = "".join(traceback.format_stack(frame)[-8:])

    def left(self) -> Left:
        """What stays behind; that looking takes its time is not the app's fault."""
        found = left(self.app)
        self._begin()
        return found

    def failed(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's own handler."""
        error = context.get("exception")
        shown = "".join(traceback.format_exception(error)) if error else str(context)
        self.wrong.append(f"{context.get('message')}\n{shown}")


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
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
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


@dataclass(frozen=True)
class Left:
    """What a process holds at rest."""

    rss: float
    """Resident megabytes."""
    tasks: Counter[str]
    """By what they do."""
    threads: int
    shown: int
    """Widgets that belong to a screen."""
    lost: Counter[str]
    """Widgets that belong to none and yet live, by class."""

    def __str__(self) -> str:
        lost = ", ".join(f"{n} {name}" for name, n in self.lost.most_common(6))
        return (
            f"{self.rss:6.1f} MB  {self.tasks.total()} tasks  {self.threads} threads  {self.shown} widgets"
            f"  {self.lost.total()} lost {f'({lost})' if lost else ''}"
        )


def left(app: App[Any]) -> Left:
    """Look, after everything has been given back that can be."""
    for _ in range(3):
        gc.collect()
    with suppress(OSError, AttributeError):  # only glibc keeps for itself what was freed
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    shown = {id(w) for screen in app.screen_stack for w in screen.walk_children(with_self=True)}
    alive = [w for w in gc.get_objects() if isinstance(w, Widget)]
    lost = Counter(type(w).__name__ for w in alive if id(w) not in shown)
    tasks = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
    return Left(rss(), tasks, threading.active_count(), len(shown), lost)


def rss() -> float:
    """Resident megabytes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
