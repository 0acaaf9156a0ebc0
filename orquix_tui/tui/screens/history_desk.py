"""What the person does with earlier interactions: finds, stars, deletes, compares, asks again, exports."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

from orquix_tui.core.leaving import Gone
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import NotFoundError
from orquix_tui.domain.models import (
    ContextItem,
    Council,
    Interaction,
    InteractionSummary,
    Project,
    RunRequest,
)
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.projects import Library
from orquix_tui.tui.screens.elsewhere import Elsewhere
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.screens.exporting import export_one, export_project
from orquix_tui.tui.screens.undo_desk import UndoDesk
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.history_list import HistoryList

PAUSE_S = 0.12
"""The history is not searched while the next key is likely to come."""
TICK_S = 0.5
"""How often the list says how far a run has come."""
_WIDTH = 400


class Lent(NamedTuple):
    """What the workspace lends. `listed` shows the lists as they were read, `changed` reads all again, `show`
    opens an interaction, `ask` sends."""

    errands: Errands
    clock: Clock
    listed: Callable[[], None]
    changed: Callable[[], Awaitable[None]]
    show: Callable[[str], Awaitable[None]]
    ask: Callable[[RunRequest], None]


class HistoryDesk:
    """Owns the mark of what is to be compared."""

    def __init__(
        self, services: Services, library: Library, presenter: Presenter, undo: UndoDesk, lent: Lent
    ) -> None:
        self._services = services
        self._library = library
        self._presenter = presenter
        self._undo = undo
        self._lent = lent
        self._errands = lent.errands
        self._screen = undo.screen
        self._list = self._screen.query_one(HistoryList)
        self._marked = ""
        self._was_shown = ""
        """What was on the screen as it was deleted: taken back, it is shown again."""
        self._elsewhere = Elsewhere(
            services.store, presenter, self._list, lent.errands, lent.changed, lent.show
        )
        self._ticks = self._screen.set_interval(TICK_S, self._tell_progress, pause=True)

    def do(self, message: HistoryList.Wanted) -> None:
        """What a key on the list asks for."""
        if message.deed in {"reload", "older", "starred"}:
            if message.deed == "older":
                self._library.older()
            elif message.deed == "starred":
                self._library.turn_starred()
            self._start(self._read, "refresh")
            return
        one = message.summary
        if one is None:
            self._tell(_("There is no question here to do that with."))
            return
        match message.deed:
            case "star":
                self._start(partial(self._star, one), "star")
            case "delete":
                self._start(partial(self._delete, one), "delete")
            case "mark":
                self._mark(one)
            case "compare":
                self._compare(one)
            case "again":
                self.again(one.id)
            case "export":
                self._start(partial(self._export, one), "export")

    def narrow(self, text: str) -> None:
        """List only what holds these words, once nobody types any more."""

        async def work() -> None:
            await asyncio.sleep(PAUSE_S if text else 0)
            self._library.narrow(text)
            await self._read()

        self._errands.start(work, "narrow", latest=True)

    def listed(self) -> None:
        """The list was filled again, or something else is shown: say in it what is, and how far a run has
        come, for as long as one goes on."""
        run = self._presenter.run
        self._list.opened(run.interaction.id if run else "")
        self._elsewhere.listed(self._library.listed.summaries)
        self._tell_progress()
        if self._presenter.live is None:
            self._ticks.pause()
        else:
            self._ticks.resume()

    def _tell_progress(self) -> None:
        run = self._presenter.live
        self._list.going_on(run.interaction.id if run else "", how_far(run) if run else "")

    async def _read(self) -> None:
        await self._library.reload()
        self._lent.listed()

    def _start(self, work: Callable[[], Awaitable[None]], name: str) -> None:
        async def errand() -> None:
            await work()

        if not self._errands.busy(name):
            self._errands.start(errand, name)

    # -- stars and deletions -------------------------------------------------------------------

    async def _star(self, one: InteractionSummary) -> None:
        await self._library.star(one)
        self._lent.listed()

    async def _delete(self, one: InteractionSummary) -> None:
        """Ask, then hide it; it goes for good when nobody takes it back."""
        if one.status is InteractionStatus.RUNNING:
            self._tell(keyed(_("It is still running: cancel it first, with {key[cancel]}.")))
            return
        if one.id == self._presenter.live_id:
            text = _(
                "Its answers are being compared: wait, or cancel that with {key[synthesis.cancel]} on the "
                "synthesis."
            )
            self._tell(keyed(text))
            return
        text = keyed(
            _(
                "“{question}”\n\nIts answers go, and what it taught this project goes too. "
                "{key[undo]} brings it back for ten seconds; after that nothing does."
            ),
            question=one_line(one.prompt, _WIDTH),
        )
        if not await self._screen.app.push_screen_wait(Confirm(_("Delete this?"), text, yes=_("delete"))):
            return
        run = self._presenter.run
        self._was_shown = one.id if run is not None and run.interaction.id == one.id else self._was_shown
        gone = self._services.leaving.interaction(one)
        await self._presenter.forget(one.id)
        await self._undo.hidden(gone)

    async def taken_back(self, gone: Gone) -> None:
        """It is listed again, and shown when it was on the screen."""
        if gone.kind == "project":
            await self._library.go_to(gone.name)
        await self._lent.changed()
        if gone.id == self._was_shown:
            self._was_shown = ""
            await self._lent.show(gone.id)

    # -- comparing -----------------------------------------------------------------------------

    def _mark(self, one: InteractionSummary) -> None:
        self._marked = "" if self._marked == one.id else one.id
        self._list.mark(self._marked)
        if self._marked:
            self._tell(keyed(_("Marked. {key[history.compare]} on another one compares the two.")))

    def _compare(self, one: InteractionSummary) -> None:
        """With the marked one, else with what is on the screen."""
        shown = self._presenter.run.interaction.id if self._presenter.run else ""
        other = next((x for x in (self._marked, shown) if x and x != one.id), "")
        if other:
            self._start(partial(self._open_both, other, one.id), "compare")
        else:
            text = _(
                "Mark one with {key[history.mark]} first, or open it: then {key[history.compare]} on another "
                "one compares the two."
            )
            self._tell(keyed(text))

    async def _open_both(self, one_id: str, other_id: str) -> None:
        from orquix_tui.tui.screens.compare import CompareScreen  # not before somebody compares

        both = sorted(
            [await self._library.open(one_id), await self._library.open(other_id)],
            key=lambda item: item.created_at,
        )
        screen = CompareScreen(self._services, self._lent.clock, both[0], both[1])
        await self._screen.app.push_screen_wait(screen)

    # -- asking again --------------------------------------------------------------------------

    def again(self, interaction_id: str = "") -> None:
        """Ask the same once more, of a council that the person chooses; empty: what is on the screen."""
        run = self._presenter.run
        wanted = interaction_id or (run.interaction.id if run else "")
        if not wanted:
            self._tell(_("Nothing to ask again: ask something, or open an entry of the history."))
        elif not self._errands.busy("again with"):
            self._start(partial(self._again, wanted), "again with")

    async def _again(self, interaction_id: str) -> None:
        item = await self._library.open(interaction_id)
        councils = list(self._services.councils.values())
        lines = [f"{c.name}: {', '.join(m.label for m in c.members)}" for c in councils]
        names = [c.name for c in councils]
        here = names.index(item.council.name) if item.council.name in names else 0
        title = _("Ask again: “{question}”").format(question=one_line(item.prompt, 40))
        chosen = await self._screen.app.push_screen_wait(Choose(title, lines, here))
        if chosen is None:
            return
        project = await self._services.store.project(item.project)
        if self._library.current is None or self._library.current.id != project.id:
            await self._library.go_to(project.name)
            await self._lent.changed()
        before = await self._before(item)
        self._marked = item.id
        self._list.mark(item.id)
        request = same_again(item, project, councils[chosen], before)
        if self._services.settings.context.review == "ask":  # what was agreed to then, and nothing else
            request = request.model_copy(update={"context": await self._agreed(item, project)})
        self._lent.ask(request)
        self._tell(keyed(_("Asked again. Once it is there, {key[history.compare]} on it compares the two.")))

    async def _agreed(self, item: Interaction, project: Project) -> tuple[ContextItem, ...]:
        """The context of that run, without what was banned or deleted since."""
        banned = {s.chunk.id for s in await self._services.context.steered(project) if s.how == "ban"}
        kept = (one for one in item.context if not self._services.leaving.hides(one.interaction_id))
        return tuple(one for one in kept if not banned & {one.chunk_id, *one.chunk_ids})

    async def _before(self, item: Interaction) -> str | None:
        """What it went on from, if that is still there."""
        if item.continues is None or self._services.leaving.hides(item.continues):
            return None
        try:
            return (await self._services.store.interaction(item.continues)).id
        except NotFoundError:
            self._tell(_("What it went on from has been deleted: it begins a thread now."))
            return None

    # -- exporting -----------------------------------------------------------------------------

    async def _export(self, one: InteractionSummary) -> None:
        live = self._presenter.live
        item = live.snapshot() if live and live.interaction.id == one.id else await self._library.open(one.id)
        await export_one(self._screen, self._services, item)

    def export_project(self) -> None:
        """Every interaction of the current project as a file, in a folder that the person names."""

        async def work() -> None:
            project = await self._library.to_ask_in()
            await export_project(self._screen, self._services, project)

        self._start(work, "export")

    def _tell(self, text: str) -> None:
        self._screen.notify(text, markup=False, timeout=4)


def same_again(item: Interaction, project: Project, council: Council, before: str | None) -> RunRequest:
    """The same question with the same files, going on from the same turn, as a new interaction."""
    return RunRequest(
        project=project,
        prompt=item.prompt,
        council=council,
        thread="continue" if before else "new",
        continues=before,
        attachments=item.attachments,
    )


def how_far(run: ShownRun) -> str:
    """How many have answered, and a Σ once they are compared, in at most six cells."""
    if run.comparing:
        return "Σ"
    ended = sum(panel.status.final for panel in run.panels)
    return f"{ended}/{len(run.panels)}" + (" Σ" if run.moderator else "")
