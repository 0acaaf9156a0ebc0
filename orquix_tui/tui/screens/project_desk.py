"""Changes of the projects: asks for names and before something is gone, then shows the library again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from orquix_tui.core.services import Services
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import Project
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.projects import DEFAULT_PROJECT, Library
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.screens.undo_desk import UndoDesk
from orquix_tui.tui.widgets.project_list import ProjectList

_WIDTH = 200


class ProjectDesk:
    """`show` draws the library again."""

    def __init__(
        self,
        services: Services,
        library: Library,
        errands: Errands,
        show: Callable[[], None],
        presenter: Presenter,
        undo: UndoDesk,
    ) -> None:
        self._services = services
        self.library = library
        self._errands = errands
        self._show = show
        self._presenter = presenter
        self._undo = undo

    def do(self, message: ProjectList.Wanted) -> None:
        """What a key on the list asks for."""
        project, screen = message.project, self._undo.screen
        if message.deed == "archived":
            self._errands.start(partial(self.change, self.library.toggle_archived), "library")
        elif message.deed == "new":
            self._one_at_a_time(self._new)
        elif project is None:
            return
        elif message.deed == "archive":
            self._errands.start(partial(self._archive, project), "library")
        elif project.name == DEFAULT_PROJECT and message.deed == "delete":
            text = _("The project “{name}” is built in and cannot be deleted.").format(name=project.name)
            screen.notify(text, markup=False, timeout=4)
        else:
            self._one_at_a_time(partial(self._rename if message.deed == "rename" else self._delete, project))

    async def _archive(self, project: Project) -> None:
        """Hide it or bring it back; who does not see it any more is told where it is."""
        await self.change(partial(self.library.archive, project))
        if not project.archived:
            told = _(
                "“{name}” is archived: {key[project.archived]} here lists the archived ones, "
                "{key[project.archive]} brings one back."
            )
            self._undo.screen.notify(keyed(told, name=one_line(project.name, 50)), markup=False, timeout=5)

    async def change(self, work: Callable[[], Awaitable[None]]) -> None:
        """Any other change of the library."""
        await work()
        self._show()

    def _one_at_a_time(self, work: Callable[[], Awaitable[None]]) -> None:
        """A dialog, unless one is open."""

        async def errand() -> None:
            await work()

        if not self._errands.busy("naming"):
            self._errands.start(errand, "naming")

    async def _new(self) -> None:
        await self._with_name(_("New project"), "", self.library.add)

    async def _rename(self, project: Project) -> None:
        title = _("Rename {name}").format(name=project.name)
        await self._with_name(title, project.name, partial(self.library.rename, project))

    async def _with_name(self, title: str, value: str, change: Callable[[str], Awaitable[None]]) -> None:
        """Ask until the store takes the name, or the person gives up."""
        hint = _("A name of your own, for example: thesis")
        while True:
            dialog = AskText(title, value, hint, _named)
            name = await self._undo.screen.app.push_screen_wait(dialog)
            if name is None:
                return
            try:
                await change(name)
            except OrquixError as error:
                value, hint = name, f"✗ {error}"
            else:
                self._show()
                return

    # -- deleting ------------------------------------------------------------------------------

    async def _delete(self, project: Project) -> None:
        """Say what goes, ask, then hide it; it goes for good when nobody takes it back."""
        screen = self._undo.screen
        if any(run.project == project.name for run in await self._services.store.active()):
            screen.notify(
                keyed(_("A run is going on in it: cancel it first, with {key[cancel]}.")), timeout=4
            )
            return
        documents = len(await self._services.store.documents(project.id))
        title = _("Delete the project {name}?").format(name=one_line(project.name, 40))
        text = what_goes(project, documents)
        if not await screen.app.push_screen_wait(Confirm(title, text, yes=_("delete"))):
            return
        shown = self._presenter.run
        if shown is not None and shown.interaction.project_id == project.id:
            await self._presenter.forget(shown.interaction.id)
        await self._undo.hidden(self._services.leaving.project(project))


def what_goes(project: Project, documents: int) -> str:
    """What is deleted with a project, and what is not."""
    asked = ngettext("{n} interaction", "{n} interactions", project.interactions)
    added = ngettext("{n} document", "{n} documents", documents)
    text = _(
        "“{name}” goes with {interactions}, {documents} and all that was learned from them. "
        "The files themselves stay where they are, and so do the figures of its runs.\n\n"
        "{key[undo]} brings it back for ten seconds; after that nothing does."
    )
    return keyed(
        text,
        name=one_line(project.name, _WIDTH),
        interactions=asked.format(n=project.interactions),
        documents=added.format(n=documents),
    )


def _named(text: str) -> str:
    return "" if text.strip() else _("A name is needed.")
