"""Which council answers, and how it is introduced."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container
from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.configuring import Reading
from orquix_tui.domain.models import Council, Project
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.projects import Library
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.status_bar import StatusBar

NO_COUNCIL = N_("No council is configured. `orquix-tui doctor` says what is missing.")
_GONE = N_("The council “{council}” that “{project}” asks has gone: “{other}” is asked.")


class CouncilDesk:
    """Owns the choice of who is asked next: by hand, else by the project, else the default one."""

    def __init__(self, screen: Screen[Any], services: Services) -> None:
        self._screen = screen
        self._services = services
        self._wanted = ""
        """The name of what was chosen: it may come into being only when what goes on now is over."""
        self._by_hand = False
        self._followed: tuple[str, str] | None = None
        self.current: Council | None = self._default()
        self.on_show: Callable[[], None] = lambda: None
        """Called when another one is asked next."""

    def _default(self) -> Council | None:
        councils = self._services.councils
        return councils.get("default") or next(iter(councils.values()), None)

    def show(self) -> None:
        """Say everywhere who is asked next."""
        self._screen.query_one(StatusBar).council(self.current)
        self.on_show()

    def renew(self) -> None:
        """Other councils are configured: the one of the same name, else the default one."""
        wanted = self._wanted or (self.current.name if self.current else "")
        self.current = self._services.councils.get(wanted) or self._default()

    def follow(self, project: Project | None, written: Container[str] = ()) -> None:
        """Another project, or another council for it: its own is asked. One without keeps what the person
        chose by hand, and else has the default one. `written` are those that will be there soon, too."""
        if project is None or self._followed == (project.id, project.council):
            return
        self._followed = (project.id, project.council)
        if project.council:
            soon = project.council in written
            self._choose(project.council, by_hand=False, soon=soon)
            if not soon and project.council not in self._services.councils and self.current is not None:
                text = _(_GONE).format(
                    council=project.council, project=one_line(project.name, 40), other=self.current.name
                )
                self._screen.query_one(Notices).add(text, "warning")
        elif not self._by_hand:
            self._choose("", by_hand=False)

    def _choose(self, name: str, *, by_hand: bool, soon: bool = False) -> None:
        self._wanted, self._by_hand = name, by_hand
        before = self.current
        self.current = self._services.councils.get(name) or (before if soon else self._default())
        if self.current != before:
            self.show()

    async def open(self, library: Library, taken: Callable[[Reading], Awaitable[None]]) -> None:
        """Show them all: one is chosen for the next question, unless the person keeps what holds."""
        from orquix_tui.tui.screens.councils import CouncilsScreen  # not before somebody asks

        asked = self.current.name if self.current else ""
        screen = CouncilsScreen(self._services, library, asked, taken)
        chosen = await self._screen.app.push_screen_wait(screen)
        self.follow(library.current, screen.names)
        if chosen is not None:
            self._choose(chosen, by_hand=True, soon=True)
