"""Runs one cell: a real member beside a healthy sibling, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.member import MemberRun
from orquix_tui.domain.events import Event, ResponseDelta
from orquix_tui.domain.models import ProviderKind, Response
from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings, Timeouts
from orquix_tui.providers.registry import ProviderRegistry
from tests.loopback import Answer, Fault, Gate, LoopbackServer
from tests.providers.conftest import KEY
from tests.providers.matrix.cell import Row

SIBLING = "I am not disturbed."
NEVER = {"connect": 30.0, "first_token": 60.0, "idle": 60.0, "total": 60.0}


@dataclass
class Played:
    """What came of a cell, as the person and the server saw it."""

    response: Response
    sibling: Response
    events: list[Event] = field(default_factory=list)
    closed: bool = False
    """Whether the server, which still holds the answer, saw the connection close after the cancellation."""


def settings(kind: ProviderKind, base_url: str, timeouts: Mapping[str, float]) -> ProviderSettings:
    """A provider as a person configures it; two at a time, so that the sibling need not queue."""
    return ProviderSettings(
        kind=kind,
        base_url=base_url,
        api_key_env="TEST_KEY",
        timeouts=Timeouts(**{**NEVER, **timeouts}),
        max_concurrency=2,
    )


async def play(row: Row, kind: ProviderKind, base_url: str, server: LoopbackServer, folder: Path) -> Played:
    """The outcome of this fault for this kind."""
    gate = Gate()
    turns = tuple(_held(turn, gate) if row.cancel else turn for turn in row.turns_for(kind))
    server.script("model-a", *(turns or (Answer(),)))
    server.script("model-b", Answer(SIBLING, chunk=4))
    # The sibling shares the connections, unless the fault would be its own too.
    shared = row.where == "loopback" and not row.timeouts and not row.alone
    providers = ProviderRegistry(
        {
            "vendor": settings(kind, base_url, row.timeouts),
            "other": settings(kind, server.base_url(kind), {}),
        },
        {"TEST_KEY": KEY},
        Redactor(),
        cache_dir=folder,
        log_dir=folder,
    )
    desk = Desk(providers, lambda *_: None, RetryPolicy(base_s=0))
    cast = _Cast(desk, row)
    try:
        asked = asyncio.create_task(cast.member(0, "vendor", "model-a").ask())
        beside = asyncio.create_task(cast.member(1, "vendor" if shared else "other", "model-b").ask())
        closed = row.cancel and await cast.cancel(asked, gate, server)
        return Played(await asked, await beside, cast.events, closed)
    finally:
        await providers.aclose()


def _held(turn: Answer | Fault, gate: Gate) -> Answer | Fault:
    return replace(turn, gate=gate)


class _Cast:
    """The two members, and the record of what they tell."""

    def __init__(self, desk: Desk, row: Row) -> None:
        self.events: list[Event] = []
        self._desk = desk
        self._row = row
        self._came = asyncio.Event()
        self._text = ""
        if not row.text:
            self._came.set()

    def member(self, seat: int, provider: str, model: str) -> MemberRun:
        blank = Response(seat=seat, label=model, provider=provider, model=model)
        temperature = self._row.temperature if seat == 0 else None
        request = ChatRequest(model, (Message("user", "Why?"),), temperature=temperature)
        return MemberRun(blank, request, self._desk, self._emit)

    async def cancel(self, asked: asyncio.Task[Response], gate: Gate, server: LoopbackServer) -> bool:
        """Cancel when the server holds the answer and all that it sent has come."""
        assert await asyncio.to_thread(gate.reached.wait, 20)
        await asyncio.wait_for(self._came.wait(), 20)
        asked.cancel()
        return await asyncio.to_thread(server.asked("model-a")[0].gone.wait, 20)

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, ResponseDelta) and event.seat == 0:
            self._text += event.text
            if self._text == self._row.text:
                self._came.set()
