"""The members of one interaction, each asked in a task of its own, and again when the person wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from functools import partial
from typing import Any

from orquix_tui.domain.askings import blank_of, standing
from orquix_tui.domain.events import ResponseAsked, ResponseEnded
from orquix_tui.domain.models import Member, Response
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.status import ResponseStatus

Ask = Callable[[Response], Coroutine[Any, Any, Response]]
"""Asks the member of a blank response; never raises for a member's failure."""


class Seats:
    """One may end, fail or be cancelled without the others. `askings` holds every exchange that has ended."""

    def __init__(self, held: Sequence[Response], ask: Ask, emit: Emit) -> None:
        self._held = {response.seat: response for response in held}
        self._ask = ask
        self._emit = emit
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._defects: list[BaseException] = []
        self.askings: list[Response] = []

    def start(self) -> None:
        """Ask all of them at once, for the first time."""
        for blank in self._held.values():
            self._begin(blank)

    def again(self, seat: int, member: Member) -> bool:
        """Ask this seat once more; False while it answers, and when there is no such seat."""
        if seat not in self._held or seat in self._tasks:
            return False
        blank = blank_of(self._held[seat])
        self._emit(ResponseAsked(blank, member))
        self._begin(blank)
        return True

    def add(self, blank: Response, member: Member) -> None:
        """Ask one more."""
        self._held[blank.seat] = blank
        self._emit(ResponseAsked(blank, member))
        self._begin(blank)

    @property
    def running(self) -> bool:
        """Whether anybody still answers."""
        return bool(self._tasks)

    def holds(self, seat: int) -> Response | None:
        """What this seat holds; None when there is no such seat."""
        return self._held.get(seat)

    def cancel(self, seat: int) -> None:
        """Stop one; without effect when it has ended."""
        task = self._tasks.get(seat)
        if task is not None:
            task.cancel()

    def cancel_all(self) -> None:
        """Stop everybody."""
        for seat in self._tasks:
            self.cancel(seat)

    async def enough(self, usable: int, but: Collection[int] = ()) -> None:
        """Until so many usable answers are in (0: all that will come), or all have ended.

        Those of the seats in `but`, which may change meanwhile, do not count.
        """
        while self._tasks and not (usable and self._usable(but) >= usable):
            await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)
        if self._defects:  # a member's failure is a response, and none of these
            raise self._defects[0]

    def so_far(self) -> tuple[Response, ...]:
        """What every seat holds now, in the order of the seats."""
        return tuple(self._held[seat] for seat in sorted(self._held))

    async def all(self) -> tuple[Response, ...]:
        """Every answer."""
        await self.enough(0)
        return self.so_far()

    def cancel_unasked(self) -> None:
        """End those who were never asked."""
        for blank in self._held.values():
            self._ended_unasked(blank)

    def _begin(self, blank: Response) -> None:
        task = asyncio.create_task(self._answered(blank), name=f"member {blank.seat}")
        self._tasks[blank.seat] = task
        task.add_done_callback(partial(self._done, blank))

    async def _answered(self, blank: Response) -> None:
        """As soon as its end was told, the seat can be asked again."""
        answer = await self._ask(blank)
        del self._tasks[blank.seat]
        self._take(answer)

    def _done(self, blank: Response, task: asyncio.Task[None]) -> None:
        """Called before whoever waits for the task goes on."""
        if self._tasks.get(blank.seat) is not task:
            return
        del self._tasks[blank.seat]
        if task.cancelled():  # before its first step: it never ran, and gets its end here
            self._ended_unasked(blank)
        elif (defect := task.exception()) is not None:
            self._defects.append(defect)

    def _ended_unasked(self, blank: Response) -> None:
        answer = blank.model_copy(update={"status": ResponseStatus.CANCELLED})
        self._emit(ResponseEnded(answer))
        self._take(answer)

    def _take(self, answer: Response) -> None:
        self.askings.append(answer)
        self._held[answer.seat] = standing(self._held[answer.seat], answer)

    def _usable(self, but: Collection[int]) -> int:
        return sum(answer.status.usable for answer in self._held.values() if answer.seat not in but)
