"""New, renamed and archived projects: asks for names, changes the library, shows it again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.screen import Screen

from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import Project
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.projects import Library

_NAME_HINT = "A name of your own, for example: thesis"


class ProjectDesk:
    """`show` draws the library again."""

    def __init__(self, screen: Screen[Any], library: Library, show: Callable[[], None]) -> None:
        self._screen = screen
        self._library = library
        self._show = show

    async def new(self) -> None:
        """Ask for a name and make it."""
        await self._with_name("New project", "", self._library.add)

    async def rename(self, project: Project) -> None:
        """Ask for another name."""
        await self._with_name(
            f"Rename {project.name}", project.name, lambda name: self._library.rename(project, name)
        )

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
