"""Runs under way in other windows: how far they have come, as their journals tell, and when they are over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from orquix_tui.domain.models import InteractionSummary
from orquix_tui.domain.ports import ActiveRun, Store
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.translate import _
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.widgets.history_list import HistoryList

LOOK_S = 2.0
"""How often the journals are read while there is such a run, and only then."""
_ERRAND = "elsewhere"


class Elsewhere:
    """`changed` is awaited when one has ended, `show` opens it then, if it is on the screen."""

    def __init__(
        self,
        store: Store,
        presenter: Presenter,
        history: HistoryList,
        errands: Errands,
        changed: Callable[[], Awaitable[None]],
        show: Callable[[str], Awaitable[None]],
    ) -> None:
        self._store = store
        self._presenter = presenter
        self._list = history
        self._errands = errands
        self._changed = changed
        self._show = show
        self._ids: set[str] = set()
        self._timer = history.screen.set_interval(LOOK_S, self._look, pause=True)

    def listed(self, summaries: Iterable[InteractionSummary]) -> None:
        """These stand in the history now."""
        running = {one.id for one in summaries if one.status is InteractionStatus.RUNNING}
        self._ids = running - self._presenter.unheld
        if self._ids:
            self._timer.resume()
            self._look()
        else:
            self._timer.pause()
            self._list.elsewhere({})

    def _look(self) -> None:
        if not self._errands.busy(_ERRAND):
            self._errands.start(self._read, _ERRAND)

    async def _read(self) -> None:
        runs = {run.interaction_id: run for run in await self._store.active()}
        self._list.elsewhere({one: told(runs[one]) for one in self._ids & runs.keys()})
        over = self._ids - runs.keys()
        if not over:
            return
        self._presenter.unheld |= over  # also what died: it must not be read for ever
        shown = self._presenter.run.interaction.id if self._presenter.run else ""
        await self._changed()
        if shown in over and self._presenter.run and self._presenter.run.interaction.id == shown:
            await self._show(shown)


def told(run: ActiveRun) -> str:
    """In a few words: where, how many have answered, and a Σ once they are compared."""
    far = f"{run.ended}/{run.members}" + (" Σ" if run.comparing else "")
    return _("elsewhere {far}").format(far=far)
