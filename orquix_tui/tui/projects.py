"""The projects and the history that the sidebar shows, read through the store's port."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from orquix_tui.core.leaving import Leaving
from orquix_tui.domain.errors import NotFoundError, StoreError
from orquix_tui.domain.models import Interaction, InteractionSummary, Project
from orquix_tui.domain.ports import Store
from orquix_tui.domain.translate import _

DEFAULT_PROJECT = "default"
PAGE = 200
"""Interactions that are read at first: quick to read before each run and after it."""
MORE = 1000
"""How many more are read when the person goes on to older ones."""


class Listed(NamedTuple):
    """What is listed: of `total` in the project those that hold the words of `narrowed`, or are starred;
    `more`: there are older ones that were not read."""

    summaries: Sequence[InteractionSummary] = ()
    total: int = 0
    more: bool = False
    narrowed: str = ""
    starred: bool = False


class Library:
    """What is chosen and what there is, without what is leaving. Every method raises OrquixError."""

    def __init__(self, store: Store, leaving: Leaving | None = None) -> None:
        self._store = store
        self._leaving = leaving or Leaving(store)
        self.projects: list[Project] = []
        self.history: list[InteractionSummary] = []
        """The newest, whatever is listed."""
        self.listed = Listed()
        self.current: Project | None = None
        self.show_archived = False
        self._narrowed = ""
        self._starred = False
        self._limit = PAGE

    async def reload(self) -> None:
        """Read projects and history again; a current project that is gone gives way to the default one."""
        wanted = self.current.name if self.current else DEFAULT_PROJECT
        # In one go: the store opens its file once for both. Nearly always the wanted project is the one.
        found, newest = await asyncio.gather(
            self._store.projects(archived=self.show_archived), self._newest(wanted)
        )
        self.projects = [project for project in found if not self._leaving.hides(project.id)]
        by_name = {p.name: p for p in self.projects}
        current = by_name.get(wanted) or by_name.get(DEFAULT_PROJECT) or self.projects[0]
        if self.current is not None and current.id != self.current.id:
            self._look_at_all()
        self.current = current
        if current.name != wanted:
            newest = await self._newest(current.name)
        await self._read(current, newest)

    async def _newest(self, name: str) -> list[InteractionSummary]:
        """Nothing of a project that is gone: another window may have removed it."""
        try:
            return await self._store.history(name, PAGE)
        except NotFoundError:
            return []

    async def _read(self, project: Project, newest: list[InteractionSummary]) -> None:
        """What is listed: the newest, or something else."""
        listed, limit = newest, self._limit
        if self._narrowed or self._starred or limit > PAGE:
            listed = await self._store.history(
                project.name, limit, containing=self._narrowed, starred=self._starred
            )
        whole = not (self._narrowed or self._starred)
        more = len(listed) < project.interactions if whole else len(listed) == limit
        self.history = self._staying(newest)
        total = project.interactions - (len(newest) - len(self.history))
        self.current = project.model_copy(update={"interactions": total})
        self.projects = [self.current if one.id == project.id else one for one in self.projects]
        self.listed = Listed(self._staying(listed), total, more, self._narrowed, self._starred)

    def _staying(self, summaries: Sequence[InteractionSummary]) -> list[InteractionSummary]:
        return [one for one in summaries if not self._leaving.hides(one.id)]

    # -- what is listed ------------------------------------------------------------------------

    def narrow(self, text: str) -> None:
        """From the next reading on list only what holds these words."""
        self._narrowed, self._limit = text, PAGE

    def turn_starred(self) -> None:
        """From the next reading on list only what has a star, or all again."""
        self._starred, self._limit = not self._starred, PAGE

    def older(self) -> None:
        """From the next reading on list more of the past."""
        self._limit += MORE

    def _look_at_all(self) -> None:
        self._narrowed, self._starred, self._limit = "", False, PAGE

    # -- projects ------------------------------------------------------------------------------

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
        self._look_at_all()
        await self.reload()

    async def add(self, name: str) -> None:
        """Make a project and work in it."""
        self.current = await self._store.add_project(name)
        self._look_at_all()
        await self.reload()

    async def rename(self, project: Project, new_name: str) -> None:
        """Give it another name."""
        renamed = await self._store.rename_project(project.name, new_name)
        if self.current and self.current.id == project.id:
            self.current = renamed
        await self.reload()

    async def set_council(self, project: Project, council: str) -> None:
        """Let it ask that council from now on; empty: the default one."""
        await self._store.set_project_council(project.name, council)
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

    # -- interactions --------------------------------------------------------------------------

    async def star(self, summary: InteractionSummary) -> None:
        """Set a star, or take it away."""
        await self._store.star(summary.id, starred=not summary.starred)
        await self.reload()

    def prompt_of(self, interaction_id: str | None) -> str:
        """The question of an interaction of this project; empty for none."""
        if interaction_id is None:
            return ""
        prompts = {summary.id: summary.prompt for summary in (*self.listed.summaries, *self.history)}
        return prompts.get(interaction_id, _("an earlier question"))

    async def open(self, interaction_id: str) -> Interaction:
        """A saved interaction."""
        return await self._store.interaction(interaction_id)
