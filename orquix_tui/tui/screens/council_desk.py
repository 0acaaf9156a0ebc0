"""Which council answers, and how it is introduced."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Council
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.widgets.answer_panel import EMBEDDED_NOTE
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.status_bar import StatusBar

NO_COUNCIL = "No council is configured. `orquix-tui doctor` says what is missing."


class CouncilDesk:
    """Owns the choice of who is asked next."""

    def __init__(self, screen: Screen[Any], services: Services) -> None:
        self._screen = screen
        self._services = services
        first = next(iter(services.councils.values()), None)
        self.current: Council | None = services.councils.get("default") or first

    def show(self) -> None:
        """Say everywhere who is asked next."""
        self._screen.query_one(StatusBar).council(self.current)
        self._screen.query_one(AnswersView).welcome(welcome(self.current, self._services))

    async def choose(self) -> None:
        """Another council for the next question, unless the person keeps what holds."""
        councils = list(self._services.councils.values())
        if not councils:
            self._screen.query_one(Notices).add(NO_COUNCIL, "warning")
            return
        lines = [f"{c.name}: {', '.join(m.label for m in c.members)}" for c in councils]
        here = councils.index(self.current) if self.current in councils else 0
        chosen = await self._screen.app.push_screen_wait(Choose("Council", lines, here))
        if chosen is not None:
            self.current = councils[chosen]
            self.show()


def welcome(council: Council | None, services: Services) -> str:
    """What stands in the place of the answers before the first question."""
    if council is None:
        return NO_COUNCIL
    lines = [f'Ask, and the council "{council.name}" answers side by side:', ""]
    lines += [f"  {n}  {m.label} · {m.provider}:{m.model}" for n, m in enumerate(council.members, 1)]
    if any(services.is_embedded(m.provider) for m in council.members):
        lines += ["", f"! {EMBEDDED_NOTE}"]
    lines += ["", "F1 shows the keys, Ctrl+P all commands."]
    return "\n".join(lines)
