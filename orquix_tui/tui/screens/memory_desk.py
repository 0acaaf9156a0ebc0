"""What the workspace does with the memory beyond the next question: search it, read it, add to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.widgets import TabbedContent

from orquix_tui.core.services import Services
from orquix_tui.domain.models import InteractionSummary, Project
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.memory_work import MemoryWork
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.screens.project_desk import ProjectDesk
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from orquix_tui.tui.screens.search import Query

Then = Callable[[], None]
ShowSaved = Callable[[str, Then], Awaitable[None]]
"""Show an interaction, then call this."""


def do_nothing() -> None:
    """For those who want nothing more."""


class MemoryDesk:
    """Owns the last query, so that the search opens where it was left, and the work behind the screen."""

    def __init__(
        self, screen: Screen[Any], services: Services, clock: Clock, errands: Errands, projects: ProjectDesk
    ) -> None:
        self._screen = screen
        self._services = services
        self._clock = clock
        self._errands = errands
        self._projects = projects
        self._query: Query | None = None
        self.work = MemoryWork(services.ingest, errands, screen.query_one(Notices))
        status = screen.query_one(StatusBar)
        self.work.watchers.append(lambda: status.working(self.work.line))

    # -- search --------------------------------------------------------------------------------

    def search(self, presenter: Presenter, show: ShowSaved) -> None:
        """Open the search, and go where the person chooses to."""
        if not self._errands.busy("search"):
            self._errands.start(partial(self._search, presenter, show), "search")

    async def _search(self, presenter: Presenter, show: ShowSaved) -> None:
        from orquix_tui.tui.screens.search import Query, SearchScreen  # not before somebody searches

        library = self._projects.library
        self._query = self._query or Query()
        dialog = SearchScreen(self._services, self._clock, await self._project(), self._query)
        hit = await self._screen.app.push_screen_wait(dialog)
        if hit is None or hit.chunk.interaction_id is None:
            return
        if hit.project:
            await self._projects.change(partial(library.go_to, hit.project))

        def reveal() -> None:
            self._screen.query_one(TabbedContent).active = presenter.reveal(hit.chunk, hit.words)

        await show(hit.chunk.interaction_id, reveal)

    # -- documents -----------------------------------------------------------------------------

    def documents(self) -> None:
        """The documents of the current project."""
        if not self._errands.busy("documents"):
            self._errands.start(self._documents, "documents")

    async def _documents(self) -> None:
        from orquix_tui.tui.screens.documents import DocumentsScreen  # not before somebody asks

        project = await self._project()
        dialog = DocumentsScreen(self._services, self._clock, project, self.work)
        await self._screen.app.push_screen_wait(dialog)

    async def _project(self) -> Project:
        """The current project as the store knows it. Raises StoreError."""
        library = self._projects.library
        if library.current is None:
            await library.reload()
        return await library.to_ask_in()

    async def offer(self) -> None:
        """Say at the start what waits for its vectors, if there is a model to give them."""
        embedder = self._services.embedder
        if not embedder.unavailable():  # the store is asked: the start does without what reads documents
            self.work.offer(await self._services.store.count_without_vectors(embedder.model_id, None))

    async def learn(self, recovered: Sequence[InteractionSummary]) -> None:
        """What a run that was cut short had said is found from now on. Raises StoreError."""
        names = {summary.project for summary in recovered}
        for project in [p for p in self._projects.library.projects if p.name in names]:
            await self._services.context.catch_up(project)

    def index(self) -> None:
        """Index what waits, or stop what goes on."""
        if self.work.busy:
            self.work.stop()
        else:
            self.work.index()
