"""Long work on standard error: a line that is written over on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from orquix_tui.cli.output import err
from orquix_tui.core.context.ingest import Progress
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, number

_ON_A_TERMINAL_S, _ELSEWHERE_S = 0.1, 5.0
_LINE_WIDTH = 160
T = TypeVar("T")


class ProgressLine:
    """Takes every step and tells the latest now and then; `quiet` tells none."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._rewrites = sys.stderr.isatty()
        self._began = time.monotonic()
        self._latest: Progress | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, progress: Progress) -> None:
        """One step; it is told a moment later, unless another has come by then."""
        self._latest = progress
        if self._timer is None and not self._quiet:
            wait = _ON_A_TERMINAL_S if self._rewrites else _ELSEWHERE_S
            self._timer = asyncio.get_running_loop().call_later(wait, self._tell)

    def end(self) -> None:
        """Take the line away; what comes now begins anew."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._rewrites and not self._quiet:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _tell(self) -> None:
        self._timer = None
        if self._latest is None:
            return
        width = shutil.get_terminal_size().columns - 1 if self._rewrites else _LINE_WIDTH
        figures = self._figures(self._latest, time.monotonic())
        text = f"{figures} {_ending(self._latest.current, width - len(figures) - 1)}"
        if self._rewrites:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
        else:
            err(text)

    def _figures(self, progress: Progress, now: float) -> str:
        stage = _("reading") if progress.stage == "reading" else _("indexing")
        if progress.total is None:
            return f"{stage} {number(progress.done)}:"
        left = ""
        if progress.done and now > self._began:
            rest = (progress.total - progress.done) * (now - self._began) / progress.done
            left = _(", about {rest:.0f} s left")
            if rest >= 90:
                left, rest = _(", about {rest:.0f} min left"), rest / 60
            left = left.format(rest=rest)
        whole = _("{stage} {done} of {total}{left}:")
        return whole.format(stage=stage, done=number(progress.done), total=number(progress.total), left=left)


def _ending(text: str, width: int) -> str:
    """The end of a path says more than its beginning."""
    whole = one_line(text, len(text))
    return whole if len(whole) <= width else "…" + whole[len(whole) - max(width - 1, 0) :]


async def until_stopped(work: Coroutine[Any, Any, T]) -> T | None:
    """The result of the work; None when the person stopped it (Ctrl+C, or an end asked for)."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    stops = (signal.SIGINT, signal.SIGTERM)
    for name in stops:
        loop.add_signal_handler(name, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return None
    finally:
        for name in stops:
            loop.remove_signal_handler(name)
