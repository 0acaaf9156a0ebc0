"""What a hunted process holds at rest: memory, tasks, threads, objects, and widgets that nobody shows."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import statistics
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

from textual.app import App
from textual.widget import Widget

HALVES = 1.03
"""What is in use after the second half of a hunt, as a multiple of what was in use after the first: of
megabytes, and of objects that the collector knows; caches that have a bound are left out."""
BACK = 1.10
"""Megabytes and objects in the end against those of the first rounds: by then the history is longer, and rare
deeds have loaded what only they need."""
LOST = 20
"""Widgets that nobody shows may be more by so many: a task remembers the dialog in which it was begun, and a
dialog is a dozen."""
_ROUNDS = 3
"""Of so many rounds the median is taken: what one round has left in the allocator differs by megabytes."""


@dataclass(frozen=True)
class Left:
    """What a process holds at rest."""

    at: float
    """Seconds of hunting."""
    rss: float
    """Resident megabytes, caches that have a bound not counted: those are emptied for it."""
    full: float
    """Resident megabytes with them."""
    used: float | None
    """Megabytes that somebody holds, without those caches; None where the allocator does not tell. Resident
    memory is more, and follows the highest wave: a page stays as long as one small object lives in it."""
    tasks: Counter[str]
    """By what they do; widgets have one each and are counted below."""
    threads: int
    shown: int
    """Widgets that belong to a screen."""
    lost: Counter[str]
    """Widgets that belong to none and yet live, by class."""
    objects: Counter[str]
    """All that the collector knows, by class."""

    def __str__(self) -> str:
        lost = ", ".join(f"{n} {name}" for name, n in self.lost.most_common(6)) or "none"
        return (
            f"{'?' if self.used is None else f'{self.used:.1f}'} MB in use, {self.rss:.1f} resident, "
            f"{self.full:.1f} with caches  {self.objects.total()} objects  "
            f"{self.tasks.total()} tasks  {self.threads} threads  {self.shown} widgets  "
            f"{self.lost.total()} lost ({lost})"
        )

    def more_than(self, before: Left) -> str:
        """What there is more of, the most first."""
        more = (self.objects - before.objects).most_common(20)
        return ", ".join(f"+{n} {name}" for name, n in more)


def left(app: App[Any], at: float) -> Left:
    """Look, after everything has been given back that can be."""
    gc.unfreeze()  # what was loaded before the tests began has caches, too
    _give_back()
    full = rss()
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper) and one.cache_info().maxsize:
            one.cache_clear()
    _give_back()
    bare, held = rss(), in_use()
    shown = {id(w) for screen in app.screen_stack for w in screen.walk_children(with_self=True)}
    known = gc.get_objects()
    alive = [w for w in known if isinstance(w, Widget) and id(w) not in shown]
    lost = Counter(type(w).__name__ for w in alive if id(w._parent) not in shown)  # a scrollbar is no child
    objects = Counter(f"{type(o).__module__}.{type(o).__qualname__}" for o in known)
    tasks = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
    tasks.pop("MessagePump._process_messages", None)
    return Left(at, bare, full, held, tasks, threading.active_count(), len(shown), lost, objects)


def _give_back() -> None:
    for _ in range(3):
        gc.collect()
    with suppress(OSError, AttributeError):  # only glibc keeps for itself what was freed
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def rss() -> float:
    """Resident megabytes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class _MallInfo(ctypes.Structure):
    """What `mallinfo2` of glibc tells, in bytes."""

    _names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in _names.split()]


def in_use() -> float | None:
    """Megabytes handed out and not given back: all of them, when Python takes its memory from malloc, too."""
    if os.environ.get("PYTHONMALLOC") != "malloc":
        return None
    try:
        mallinfo = ctypes.CDLL("libc.so.6").mallinfo2
    except (OSError, AttributeError):  # another system, or an older one
        return None
    mallinfo.restype = _MallInfo
    told = mallinfo()
    return float(told.uordblks + told.hblkhd) / 2**20


def _megabytes(one: Left) -> float:
    return one.used or 0.0


def _objects(one: Left) -> float:
    return one.objects.total()


def judge(levels: Sequence[Left]) -> str:
    """What has not been given back; empty when all is well. The first level is that of the start, the second
    that after everything was used once. Halves are judged from six rounds each on: five minutes or so."""
    warm = levels[1:]
    first, last = warm[0], warm[-1]
    half = warm[: len(warm) // 2]
    wrong = []
    if len(half) >= 2 * _ROUNDS:
        rounds = warm[:_ROUNDS], half[-_ROUNDS:], warm[-_ROUNDS:]
        for what, of in (("MB", _megabytes), ("objects", _objects)):
            amounts = [[of(one) for one in some] for some in rounds]
            start, middle, end = map(statistics.median, amounts)
            if end > middle * HALVES:
                wrong.append(f"the second half has kept {end - middle:.1f} {what} beside {middle:.1f}")
            if end > start * BACK:
                wrong.append(f"{end:.1f} {what} are held in the end, {start:.1f} were when all was warm")
        if min(one.lost.total() for one in warm[-_ROUNDS:]) > LOST + max(one.lost.total() for one in half):
            wrong.append(f"widgets are lost: {last.lost}")
    if last.tasks.total() > first.tasks.total() + 8:
        wrong.append(f"tasks go on: {last.tasks - first.tasks}")
    return "\n".join([*wrong, last.more_than(first)] if wrong else [])
