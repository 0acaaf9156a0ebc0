"""The steps of a run that may be cancelled, and that may fail without failing the run."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from orquix_tui.core.reporter import Reporter
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.status import Step
from orquix_tui.domain.translate import _

T = TypeVar("T")


class Steps:
    """At most one step that can be cancelled goes on at a time."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._task: asyncio.Task[Any] | None = None

    def cancel(self) -> bool:
        """Stop the step that goes on; False when none does."""
        if self._task is None:
            return False
        self._task.cancel()
        return True

    async def cancellable(self, work: Coroutine[Any, Any, T], step: Step) -> T | None:
        """The result; None when the person cancelled it or it failed (then with an error on the metrics)."""
        self._task = task = self.begin(work, step)
        try:
            return await task
        except asyncio.CancelledError:
            if not task.cancelled():  # we ourselves are being cancelled
                task.cancel()
                raise
            return None
        finally:
            self._task = None

    def begin(self, work: Coroutine[Any, Any, T], step: Step) -> asyncio.Task[T | None]:
        """The same beside what goes on; who cancels it before its turn leaves nothing behind."""
        task = asyncio.create_task(self.guarded(work, step))
        task.add_done_callback(lambda _task: work.close())
        return task

    async def guarded(self, work: Coroutine[Any, Any, T], step: Step) -> T | None:
        """The result; None when it failed, with an error on the metrics and on the screen."""
        try:
            return await work
        except OrquixError as error:
            self._reporter.error(step, str(error))
        except Exception as error:  # noqa: BLE001  # the boundary of a step: its failure is not the run's
            self._reporter.error(
                step, _("Unexpected {kind}: {error}").format(kind=type(error).__name__, error=error)
            )
        return None
