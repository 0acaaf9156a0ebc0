"""Which council answers, and how it is introduced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Council
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.status_bar import StatusBar

NO_COUNCIL = N_("No council is configured. `orquix-tui doctor` says what is missing.")


class CouncilDesk:
    """Owns the choice of who is asked next."""

    def __init__(self, screen: Screen[Any], services: Services) -> None:
        self._screen = screen
        self._services = services
        first = next(iter(services.councils.values()), None)
        self.current: Council | None = services.councils.get("default") or first
        self.on_show: Callable[[], None] = lambda: None
        """Called when another one is asked next."""

    def show(self) -> None:
        """Say everywhere who is asked next."""
        self._screen.query_one(StatusBar).council(self.current)
        self.on_show()

    def renew(self) -> None:
        """Other councils are configured: the one of the same name, else the default one."""
        councils = self._services.councils
        first = councils.get("default") or next(iter(councils.values()), None)
        self.current = councils.get(self.current.name, first) if self.current else first

    async def choose(self) -> None:
        """Another council for the next question, unless the person keeps what holds."""
        councils = list(self._services.councils.values())
        if not councils:
            self._screen.query_one(Notices).add(_(NO_COUNCIL), "warning")
            return
        lines = [f"{c.name}: {', '.join(m.label for m in c.members)}" for c in councils]
        here = councils.index(self.current) if self.current in councils else 0
        chosen = await self._screen.app.push_screen_wait(Choose(_("Council"), lines, here))
        if chosen is not None:
            self.current = councils[chosen]
            self.show()
