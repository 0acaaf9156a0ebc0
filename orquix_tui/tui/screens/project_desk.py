"""Changes of the library: asks for names and before something is gone, then shows it again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.screen import Screen

from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import InteractionSummary, Project
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.text import one_line
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.projects import Library

_NAME_HINT = "A name of your own, for example: thesis"
_DELETE = "“{}”\n\nIts answers go, and what it taught this project goes too. There is no way back."
_QUESTION_WIDTH = 400


class ProjectDesk:
    """`show` draws the library again."""

    def __init__(self, screen: Screen[Any], library: Library, show: Callable[[], None]) -> None:
        self._screen = screen
        self.library = library
        self._show = show

    async def new(self) -> None:
        """Ask for a name and make it."""
        await self._with_name("New project", "", self.library.add)

    async def rename(self, project: Project) -> None:
        """Ask for another name."""
        await self._with_name(
            f"Rename {project.name}", project.name, lambda name: self.library.rename(project, name)
        )

    async def delete(self, summary: InteractionSummary) -> bool:
        """Ask, then remove the interaction; whether it is gone."""
        if summary.status is InteractionStatus.RUNNING:
            self._screen.notify("It is still running: cancel it first, with Esc.", timeout=4)
            return False
        text = _DELETE.format(one_line(summary.prompt, _QUESTION_WIDTH))
        if not await self._screen.app.push_screen_wait(Confirm("Delete this?", text, yes="delete")):
            return False
        await self.library.delete(summary.id)
        self._show()
        return True

    async def change(self, work: Callable[[], Awaitable[None]]) -> None:
        """Any other change of the library."""
        await work()
        self._show()

    async def _with_name(self, title: str, value: str, change: Callable[[str], Awaitable[None]]) -> None:
        """Ask until the store takes the name, or the person gives up."""
        hint = _NAME_HINT
        while True:
            name = await self._screen.app.push_screen_wait(AskText(title, value, hint, _named))
            if name is None:
                return
            try:
                await change(name)
            except OrquixError as error:
                value, hint = name, f"✗ {error}"
            else:
                self._show()
                return


def _named(text: str) -> str:
    return "" if text.strip() else "A name is needed."
