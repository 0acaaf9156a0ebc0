"""Reading documents and giving them their vectors: one thing at a time, behind the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import Project
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _, ngettext
from orquix_tui.tui import words
from orquix_tui.tui.amounts import chunks
from orquix_tui.tui.keys import chord_of, first_key
from orquix_tui.tui.screens.errands import Errands, Work
from orquix_tui.tui.widgets.notices import Notices, Weight

if TYPE_CHECKING:  # named, not needed
    from orquix_tui.core.context.ingest import Added, Ingest, Progress

_TICK_S = 0.1
"""How often progress is drawn at most: files can be met by the thousand in a second."""
_MUCH = 200
"""Chunks that are not embedded unasked: minutes of a processor."""
_GROUP = "memory"
_CURRENT_WIDTH = 60
LATER = N_("Documents are still being read or indexed: that goes on where it stopped, next time.")


class Outcome(NamedTuple):
    """What the last reading of a project's documents came to."""

    project: Project
    added: Added


class MemoryWork:
    """Whoever watches is called when something changed."""

    def __init__(self, ingest: Ingest, errands: Errands, notices: Notices) -> None:
        self._ingest = ingest
        self._errands = errands
        self._notices = notices
        self._drawn = 0.0
        self._idle = asyncio.Event()
        self._idle.set()
        self.busy = False
        self.progress: Progress | None = None
        self.outcome: Outcome | None = None
        self.said: tuple[str, Weight] = ("", "info")
        """The last thing there was to say, and how grave it is."""
        self._offered = ""
        """The notice that told of what waits."""
        self.watchers: list[Callable[[], None]] = []

    def use(self, ingest: Ingest) -> None:
        """From now on by this one; not while something goes on."""
        self._ingest = ingest

    # -- what can be asked for -----------------------------------------------------------------

    def add(self, project: Project, paths: Sequence[Path]) -> bool:
        """Read files and folders, then index what is new; False when something else goes on."""
        return self._start(partial(self._add, project, tuple(paths)))

    def index(self) -> bool:
        """Give all chunks of all projects their vectors; False when something else goes on."""
        return self._start(self._index)

    def stop(self) -> None:
        """End what goes on; what is done stays."""
        self._errands.cancel(_GROUP)

    async def leave(self) -> str:
        """End what goes on, wait until it has, and give back what there is to say about it."""
        goes_on = self.busy
        self.stop()
        await self._idle.wait()
        return _(LATER) if goes_on else ""

    def offer(self, waiting: int) -> None:
        """Say that so many chunks wait for their vectors, if they are many, and which key begins."""
        if waiting > _MUCH and not self.busy:
            self._offered = _(
                "{chunks} of the memory can only be found by words so far: {key} indexes them."
            ).format(chunks=chunks(waiting), key=first_key("vectors"))
            self._notices.add(self._offered)

    @property
    def line(self) -> str:
        """What goes on, for one line; empty when nothing does."""
        if not self.busy:
            return ""
        if self.progress is None:
            return _("beginning")
        done, total = words.count(self.progress.done), self.progress.total
        reads = self.progress.stage == "reading"
        if total is None:
            told = _("reading {done} files") if reads else _("indexing {done} chunks")
        else:
            told = _("reading {done} of {total} files") if reads else _("indexing {done} of {total} chunks")
        return told.format(done=done, total=words.count(total))

    @property
    def current(self) -> str:
        """What is being worked on."""
        return one_line(self.progress.current, _CURRENT_WIDTH) if self.progress else ""

    # -- the work ------------------------------------------------------------------------------

    def _start(self, work: Work) -> bool:
        if self._errands.busy(_GROUP):
            return False
        self.busy, self.progress, self.said = True, None, ("", "info")
        self._notices.withdraw(self._offered)
        self._idle.clear()
        self._changed()
        self._errands.start(partial(self._guarded, work), _GROUP)
        return True

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except asyncio.CancelledError:
            self._say(_("Stopped. What was done stays; it goes on where it stopped."), "warning")
            raise
        except OrquixError as error:
            self._say(str(error), "error")
        finally:
            self.busy, self.progress = False, None
            self._idle.set()
            self._changed()

    async def _add(self, project: Project, paths: Sequence[Path]) -> None:
        added = await self._ingest.add(project, paths, self._report)
        self.outcome = Outcome(project, added)
        if added.skipped or added.gone:
            self._say(
                _("{told} {documents}, then {result}, lists them.").format(
                    told=told(added), documents=chord_of("documents"), result=first_key("documents.result")
                ),
                "warning",
            )
        else:
            self._say(told(added), "info")
        self._changed()
        await self._index()

    async def _index(self) -> None:
        indexed = await self._ingest.index(None, self._report)
        if indexed.notice and indexed.left:
            self._say(
                _("What was read can only be found by words: {notice}").format(notice=indexed.notice),
                "warning",
            )
        elif indexed.done:
            done = ngettext("{n} chunk indexed.", "{n} chunks indexed.", indexed.done)
            self._say(done.format(n=words.count(indexed.done)), "info")

    def _report(self, progress: Progress) -> None:
        first = self.progress is None or self.progress.stage != progress.stage
        self.progress = progress
        if first or time.monotonic() - self._drawn >= _TICK_S:
            self._changed()

    def _say(self, text: str, weight: Weight) -> None:
        self.said = (text, weight)
        if weight == "info":
            self._notices.notify(text, markup=False, timeout=6)
        else:
            self._notices.add(text, weight)

    def _changed(self) -> None:
        self._drawn = time.monotonic()
        for watcher in list(self.watchers):
            watcher()


def told(added: Added) -> str:
    """What became of the files, in a sentence."""
    parts = [
        _("{n} {what}").format(n=words.count(number), what=_(what))
        for number, what in (
            (added.added, N_("new")),
            (added.changed, N_("changed")),
            (added.unchanged, N_("unchanged")),
            (len(added.skipped), N_("skipped")),
            (len(added.gone), N_("gone from the disk")),
        )
        if number
    ]
    found = ", ".join(parts) or _("none found")
    return _("Documents: {found} ({chunks} read).").format(found=found, chunks=chunks(added.chunks))
