"""Pins, bans and what is left out: done at once, told, and taken back with one key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.models import ContextItem, Project, Steer
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.screens.context_desk import ContextDesk
from orquix_tui.tui.widgets.context_items import ContextItems

_TITLE_WIDTH = 60
_LINE_WIDTH = 90
_GONE = N_("It has gone out already. {key[context.ban]} keeps it from going again.")
_DONE = {
    "pin": N_("Pinned: it goes first with every question here. {key[context.undo]} takes it back."),
    "ban": N_(
        "Banned for good. {key[context.undo]} takes it back; {key[context.steered]} lists all pins and bans."
    ),
    None: N_("Taken back."),
}


class SteeringDesk:
    """One deed after the other, so that each sees what the one before it did."""

    def __init__(self, screen: Screen[Any], services: Services, desk: ContextDesk) -> None:
        self._screen = screen
        self._services = services
        self._desk = desk
        self._turn = asyncio.Lock()
        self._undo: list[Callable[[], Awaitable[None]]] = []

    async def do(self, wanted: ContextItems.Wanted) -> None:
        """What a key on the context asks for. Raises StoreError."""
        async with self._turn:
            project = self._desk.project
            if project is None:
                return
            await self._desk.read_marks()
            match wanted:
                case ContextItems.Wanted("pin", ContextItem() as item):
                    pinned = self._how(item) == "pin"
                    await self._steer(project, item, None if pinned else "pin")
                case ContextItems.Wanted("ban", ContextItem() as item):
                    await self._ban(project, item)
                case ContextItems.Wanted("remove", ContextItem() as item):
                    self._remove(item)
                case ContextItems.Wanted("undo"):
                    await self._take_back()
                case ContextItems.Wanted("steered"):
                    await self._list(project)

    def _how(self, item: ContextItem) -> Steer | None:
        hows = [self._desk.steered[i] for i in _ids(item) if i in self._desk.steered]
        return hows[0] if hows else None

    async def _steer(self, project: Project, item: ContextItem, how: Steer | None) -> None:
        before, ids = self._how(item), _ids(item)
        await self._set(project, ids, how)
        self._undo.append(lambda: self._set(project, ids, before))
        self._tell(keyed(_(_DONE[how])))

    async def _ban(self, project: Project, item: ContextItem) -> None:
        if self._how(item) == "ban":
            await self._steer(project, item, None)
            return
        question = _("Never send this again in {project}? {source}").format(
            project=project.name, source=one_line(item.source, _TITLE_WIDTH)
        )
        answers = [_("Keep it"), _("Ban it for good")]
        if await self._screen.app.push_screen_wait(Choose(question, answers)) == 1:
            await self._steer(project, item, "ban")

    def _remove(self, item: ContextItem) -> None:
        block = self._desk.in_view
        if block is None:
            self._tell(keyed(_(_GONE)))
            return
        out = item.chunk_id not in block.removed
        self._desk.leave(item, out=out)

        async def back() -> None:
            self._desk.leave(item, out=not out)

        self._undo.append(back)

    async def _take_back(self) -> None:
        if not self._undo:
            self._tell(_("Nothing to take back."))
            return
        await self._undo.pop()()

    async def _list(self, project: Project) -> None:
        """All pins and bans of the project; the chosen one is taken back, until the person leaves."""
        at = 0
        while steered := await self._services.context.steered(project):
            lines = [one_line(f"{s.how:4} {s.chunk.source} · {s.chunk.text}", _LINE_WIDTH) for s in steered]
            title = _("Pins and bans of {project}: choose one to take it back").format(project=project.name)
            chosen = await self._screen.app.push_screen_wait(Choose(title, lines, min(at, len(lines) - 1)))
            if chosen is None:
                return
            at = chosen
            await self._set(project, [steered[chosen].chunk.id], None)
        self._tell(_("No pins and no bans in this project."))

    async def _set(self, project: Project, ids: Sequence[str], how: Steer | None) -> None:
        await self._services.context.steer(project, ids, how)
        await self._desk.read_marks()
        self._desk.look_again()

    def _tell(self, text: str) -> None:
        self._screen.notify(text, markup=False, timeout=4)


def _ids(item: ContextItem) -> list[str]:
    """All chunks of the stretch, its best one first."""
    return list(dict.fromkeys([item.chunk_id, *item.chunk_ids]))
