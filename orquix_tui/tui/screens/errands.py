"""Work that the screen starts and does not wait for; its failure is always shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.screen import Screen
from textual.worker import Worker, WorkType

from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.translate import _
from orquix_tui.tui.widgets.notices import Notices

Work = Callable[[], Coroutine[Any, Any, None]]
"""Called when its turn comes: an errand may be cancelled before."""


class Errands:
    """Runs coroutines as workers of the screen, so that they end with it."""

    def __init__(self, screen: Screen[Any], notices: Notices, redact: Callable[[str], str]) -> None:
        self._screen = screen
        self._notices = notices
        self._redact = redact

    def start(self, work: Work, name: str, *, latest: bool = False) -> None:
        """Begin; `latest` cancels an earlier errand of the same name."""

        async def guarded() -> None:
            await self._guarded(work)

        job: WorkType[None] = guarded
        self._screen.run_worker(job, name=name, group=name, exclusive=latest, exit_on_error=False)

    def busy(self, name: str) -> bool:
        """Whether an errand of that name has been started and is not done."""
        return bool(self._going_on(name))

    def cancel(self, name: str) -> None:
        """End the errands of that name."""
        for worker in self._going_on(name):
            worker.cancel()

    def _going_on(self, name: str) -> list[Worker[Any]]:
        """The workers of all screens are kept in one place: only those of this one count."""
        ours = (w for w in self._screen.workers if w.node is self._screen)
        return [w for w in ours if w.group == name and not w.is_finished]

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except OrquixError as error:
            self._notices.add(str(error), "error")
        except Exception as error:  # noqa: BLE001  # the boundary: a failed errand must not take the text away
            homeless = isinstance(error, NoMatches | NoScreen) and is_gone(self._screen)
            if not homeless:  # else nobody waits for what it would have drawn
                self._tell(error)

    def _tell(self, error: Exception) -> None:
        text = _("Unexpected {kind}: {error}. This is a bug of Orquix.")
        self._notices.add(self._redact(text.format(kind=type(error).__name__, error=error)), "error")


def is_gone(screen: Screen[Any]) -> bool:
    """Whether it was left: what stands on it is being taken away, and nothing can be drawn there any more."""
    return screen not in screen.app.screen_stack or not screen.app.is_running
