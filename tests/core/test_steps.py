"""The steps of a run: cancelled at any moment, they leave nothing behind."""

from __future__ import annotations

import asyncio
import inspect

from orquix_tui.core.reporter import Reporter
from orquix_tui.core.steps import Steps
from orquix_tui.domain.status import Step


async def test_a_step_cancelled_before_its_turn_leaves_nothing_behind() -> None:
    async def look() -> str:
        return "found"

    steps = Steps(Reporter(lambda _event: None, None))
    work = look()
    waiting = asyncio.create_task(steps.cancellable(work, Step.CONTEXT))
    await asyncio.sleep(0)
    assert steps.cancel()
    assert await waiting is None
    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED

    assert await steps.cancellable(look(), Step.CONTEXT) == "found"
