"""The projects and the history that the sidebar shows, read through the store's port."""

from __future__ import annotations

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.models import Interaction, InteractionSummary, Project
from orquix_tui.domain.ports import Store

DEFAULT_PROJECT = "default"


class Library:
    """What is chosen and what there is. Every method raises OrquixError."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.projects: list[Project] = []
        self.history: list[InteractionSummary] = []
        self.current: Project | None = None
        self.show_archived = False

    async def reload(self) -> None:
        """Read projects and history again; a current project that is gone gives way to the default one."""
        self.projects = await self._store.projects(archived=self.show_archived)
        wanted = self.current.name if self.current else DEFAULT_PROJECT
        by_name = {p.name: p for p in self.projects}
        self.current = by_name.get(wanted) or by_name.get(DEFAULT_PROJECT) or self.projects[0]
        self.history = await self._store.history(self.current.name)

    async def to_ask_in(self) -> Project:
        """The current project; one that stands in for it while the store cannot be read: a question is asked
        all the same, and its text is kept until it can be saved."""
        if self.current is None:
            try:
                await self.reload()
            except StoreError:  # the screen already says so, and will again when the answer cannot be saved
                return Project(id="", name=DEFAULT_PROJECT)
        return self.current or Project(id="", name=DEFAULT_PROJECT)

    async def choose(self, name: str) -> None:
        """Work in this project."""
        self.current = await self._store.project(name)
        await self.reload()

    async def add(self, name: str) -> None:
        """Make a project and work in it."""
        self.current = await self._store.add_project(name)
        await self.reload()

    async def rename(self, project: Project, new_name: str) -> None:
        """Give it another name."""
        renamed = await self._store.rename_project(project.name, new_name)
        if self.current and self.current.id == project.id:
            self.current = renamed
        await self.reload()

    async def archive(self, project: Project) -> None:
        """Hide it from the list, or bring it back."""
        await self._store.archive_project(project.name, archived=not project.archived)
        await self.reload()

    async def toggle_archived(self) -> None:
        """List the archived ones too, or no longer."""
        self.show_archived = not self.show_archived
        await self.reload()

    async def go_to(self, name: str) -> None:
        """Work in this project, also when it is archived: then the archived ones are listed."""
        if self.current is None or self.current.name != name:
            project = await self._store.project(name)
            self.show_archived = self.show_archived or project.archived
            await self.choose(name)

    async def delete(self, interaction_id: str) -> None:
        """Remove an interaction and what it taught."""
        await self._store.delete_interaction(interaction_id)
        await self.reload()

    def prompt_of(self, interaction_id: str | None) -> str:
        """The question of an interaction of this project; empty for none."""
        if interaction_id is None:
            return ""
        prompts = {summary.id: summary.prompt for summary in self.history}
        return prompts.get(interaction_id, "an earlier question")

    async def open(self, interaction_id: str) -> Interaction:
        """A saved interaction."""
        return await self._store.interaction(interaction_id)
