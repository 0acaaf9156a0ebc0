"""The members of one run, each in a task of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from orquix_tui.domain.events import ResponseEnded
from orquix_tui.domain.models import Response
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.status import ResponseStatus

Ask = Callable[[Response], Coroutine[Any, Any, Response]]
"""Asks the member of a blank response; never raises for a member's failure."""


class Seats:
    """One may end, fail or be cancelled without the others."""

    def __init__(self, blanks: Sequence[Response], ask: Ask, emit: Emit) -> None:
        self._blanks = blanks
        self._ask = ask
        self._emit = emit
        self._tasks: dict[int, asyncio.Task[Response]] = {}

    def start(self) -> None:
        """Ask all of them at once."""
        for blank in self._blanks:
            self._tasks[blank.seat] = asyncio.create_task(self._ask(blank), name=f"member {blank.seat}")

    @property
    def running(self) -> bool:
        """Whether anybody still answers."""
        return any(not task.done() for task in self._tasks.values())

    def cancel(self, seat: int) -> None:
        """Stop one; without effect when it has ended."""
        task = self._tasks.get(seat)
        if task is not None:
            task.cancel()

    def cancel_all(self) -> None:
        """Stop everybody."""
        for seat in self._tasks:
            self.cancel(seat)

    async def enough(self, usable: int) -> None:
        """Until so many usable answers are in (0: all that will come), or all have ended."""
        waiting = set(self._tasks.values())
        while waiting and not (usable and self._usable() >= usable):
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

    def so_far(self) -> list[Response]:
        """The answers that are in, and the blanks of those who still answer."""
        return [_result(self._tasks[blank.seat]) or blank for blank in self._blanks]

    async def all(self) -> list[Response]:
        """Every answer. One cancelled before its first step never ran: it gets its end here."""
        await self.enough(0)
        return [_result(self._tasks[blank.seat]) or self.cancelled(blank) for blank in self._blanks]

    def cancelled(self, blank: Response) -> Response:
        """The end of a member that was never asked."""
        answer = blank.model_copy(update={"status": ResponseStatus.CANCELLED})
        self._emit(ResponseEnded(answer))
        return answer

    def _usable(self) -> int:
        answers = [_result(task) for task in self._tasks.values()]
        return sum(answer is not None and answer.status.usable for answer in answers)


def _result(task: asyncio.Task[Response]) -> Response | None:
    """Raises what a defect raised; a member's failure is a response."""
    return None if not task.done() or task.cancelled() else task.result()
