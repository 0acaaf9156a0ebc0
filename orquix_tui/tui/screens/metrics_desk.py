"""The figures, read when somebody looks at them, and cleaned up when somebody says so."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.screen import Screen
from textual.widgets import TabPane

from orquix_tui.domain.ports import Store
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.widgets.metrics_view import MetricsView, Read

_KEEP = (7, 14, 30, 60, 90)
"""Days; what the store takes lies between the first and the last."""
_USUALLY = 2


class MetricsDesk:
    """The view is built when it is first looked at."""

    def __init__(
        self, screen: Screen[Any], store: Store, presenter: Presenter, errands: Errands, clock: Clock
    ) -> None:
        self._screen = screen
        self._store = store
        self._presenter = presenter
        self._errands = errands
        self._clock = clock

    async def show(self) -> None:
        """Read the figures of the period and of the shown run. Raises StoreError."""
        view = await self._view()
        read = await self._read(view.days)
        run = self._presenter.run
        view.show(run.interaction if run else None, read)

    def enter(self) -> None:
        """Put the focus into it, at once when it is there: keys that follow are meant for it."""
        built = self._screen.query(MetricsView)
        if built:
            built.first().focus()
            return

        async def work() -> None:
            (await self._view()).focus()

        self._errands.start(work, "metrics focus", latest=True)

    def do(self, deed: str) -> None:
        """What a key in the view asks for."""
        if deed == "read":
            self._errands.start(self.show, "metrics", latest=True)
        elif not self._errands.busy("clean up"):
            self._errands.start(self._clean, "clean up")

    async def _view(self) -> MetricsView:
        pane = self._screen.query_one("#metrics", TabPane)
        if not pane.query(MetricsView):
            await pane.mount(MetricsView(self._clock))
        return pane.query_one(MetricsView)

    async def _read(self, days: int) -> Read:
        store = self._store
        totals, performance, active = await asyncio.gather(
            store.metrics(days), store.performance(days), store.active()
        )
        return Read(totals, performance, active)

    async def _clean(self) -> None:
        from orquix_tui.tui.dialogs.choose import Choose  # not before somebody asks
        from orquix_tui.tui.dialogs.confirm import Confirm

        lines = [_("keep the last {n} days").format(n=days) for days in _KEEP]
        chosen = await self._screen.app.push_screen_wait(Choose(_("Clean up the figures"), lines, _USUALLY))
        if chosen is None:
            return
        days = _KEEP[chosen]
        text = _(
            "Deletes the totals and step times of runs older than {n} days, for good. Questions, answers and "
            "syntheses stay."
        ).format(n=days)
        question = Confirm(_("Clean up the figures?"), text, yes=_("delete them"))
        if not await self._screen.app.push_screen_wait(question):
            return
        gone = (await self._store.cleanup(days))["deleted_runs"]
        told = ngettext("Deleted the figures of {n} run.", "Deleted the figures of {n} runs.", gone)
        self._screen.notify(told.format(n=gone), timeout=4)
        await self.show()
