"""An app that takes one key after the other: what a key leads to is there before the next one comes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from textual import events
from textual.dom import DOMNode
from textual.widgets import Input, TextArea

from orquix_tui.tui.themed import ThemedApp

PATIENCE_S = 1.0
"""How long a key waits at most for a screen to be built, and for the one before it."""
_LAPS = 2
"""A key goes up to whoever binds it; then its deed's own messages do, to whoever carries it out."""


class KeyByKey(ThemedApp):
    """A terminal hands on in one go what was typed while the program was at something else. Textual gives all
    of it to what has the focus by then, also when the first of these keys opens a box or goes elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._late: asyncio.TimerHandle | None = None  # while a key is under way: when the next one goes on

    async def on_event(self, event: events.Event) -> None:
        """Keys and what is pasted wait for their turn; all else has its own."""
        if isinstance(event, events.Key) and not (self.is_running and self.screen_stack):
            return  # the app is ending: what the key would act on is gone, or goes
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            if self._late is None:
                await self._next(self._turn)
            return
        if isinstance(event, events.Key):  # come up from what had the focus, which may have opened something
            await self._built()
            if not self.screen_stack:
                return
        await super().on_event(event)

    async def _built(self) -> None:
        """The deed of a key would not find what it acts on while the screen is being built."""
        if not self.screen.is_mounted:
            built: asyncio.Event = self.screen._mounted_event  # noqa: SLF001  # the only thing that tells when it is
            with suppress(TimeoutError):
                await asyncio.wait_for(built.wait(), PATIENCE_S)

    async def _next(self, turn: int) -> None:
        if turn != self._turn:
            return  # it took too long, and others have gone on
        self._turn += 1
        if self._late is not None:
            self._late.cancel()
            self._late = None
        if not (self._typed and self.is_running and self.screen_stack):
            return
        go_on = partial(self.call_later, self._next, self._turn)
        self._late = asyncio.get_running_loop().call_later(PATIENCE_S, go_on)
        event = self._typed.popleft()
        await self._built()
        there: DOMNode = self.focused or self.screen
        await super().on_event(event)
        writes = isinstance(there, Input | TextArea) and _is_text(event)
        while writes and self._typed and _is_text(self._typed[0]):  # letters need not wait for one another
            await super().on_event(self._typed.popleft())
        await self._follow(iter((there, self)) if writes else self._way_from(there), self._turn)

    def _way_from(self, there: DOMNode) -> Iterator[DOMNode]:
        """Whom a deed's consequences pass, one after the other."""
        nodes = [node for node in there.ancestors_with_self if node is not self]
        return iter([*nodes, self] * _LAPS)

    async def _follow(self, way: Iterator[DOMNode], turn: int) -> None:
        """Each of them in turn, as soon as it has done all that came before."""
        for node in way:
            if node.call_later(self._follow, way, turn):
                return
        await self._next(turn)


def _is_text(event: events.Key | events.Paste) -> bool:
    return isinstance(event, events.Paste) or event.is_printable
