"""The figures, read when somebody looks at them."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widgets import TabPane

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.ports import Store
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.widgets.metrics_view import MetricsView


async def show_metrics(screen: Screen[Any], store: Store, shown: Interaction | None, clock: Clock) -> None:
    """Those of the shown interaction and of today. The view is built when it is first looked at."""
    pane = screen.query_one("#metrics", TabPane)
    if not pane.query(MetricsView):
        pane.mount(MetricsView(clock))
    view = pane.query_one(MetricsView)
    view.show_run(shown)
    view.show_today(await store.metrics(1), await store.active())
