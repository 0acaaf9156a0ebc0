"""The one screen: asks, follows the run, shows what is saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, TabbedContent, TabPane

from orquix_tui.core.services import Services
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import Council, Interaction
from orquix_tui.domain.text import one_line
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.keys import Place, bindings
from orquix_tui.tui.presenter import Presenter, parts_of
from orquix_tui.tui.projects import Library
from orquix_tui.tui.run_control import RunControl
from orquix_tui.tui.screens.asking import Asking, send_anyway
from orquix_tui.tui.screens.context_desk import ContextDesk
from orquix_tui.tui.screens.council_desk import NO_COUNCIL, CouncilDesk
from orquix_tui.tui.screens.document_view import open_document
from orquix_tui.tui.screens.errands import Errands, Work
from orquix_tui.tui.screens.exporting import export
from orquix_tui.tui.screens.memory_desk import MemoryDesk, Then, do_nothing
from orquix_tui.tui.screens.metrics_desk import show_metrics
from orquix_tui.tui.screens.moderation_desk import Around, ModerationDesk, going_on
from orquix_tui.tui.screens.project_desk import ProjectDesk
from orquix_tui.tui.screens.side import BREAKPOINTS
from orquix_tui.tui.screens.steering_desk import SteeringDesk
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.context_view import ContextView
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptPane
from orquix_tui.tui.widgets.question_line import QuestionLine
from orquix_tui.tui.widgets.sidebar import HistoryList, ProjectList, Sidebar
from orquix_tui.tui.widgets.status_bar import StatusBar
from orquix_tui.tui.widgets.synthesis_view import SynthesisView

BESIDE_FROM = 120
_QUIT_AGAIN = (
    "A run is going on. Ctrl+Q once more cancels it, saves what came, and quits; Esc only cancels it."
)


class Workspace(Screen[None]):
    """Messages come up to it, methods go down from it; the run belongs to it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.EVERYWHERE)]
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    AUTO_FOCUS = "#prompt"

    def __init__(self, services: Services, clock: Clock) -> None:
        super().__init__()
        self._services = services
        self._clock = clock
        self._library = Library(services.store)
        self._control = RunControl(services.orchestrator, clock)
        self._councils = CouncilDesk(self, services)
        self._asked_to_quit = False
        self.farewell = ""  # said on the terminal once the app is gone

    def compose(self) -> ComposeResult:
        """The sidebar on the left, everything else on the right."""
        with Horizontal(id="desk"):
            yield Sidebar()
            with Vertical(id="main"):
                yield Notices()
                yield PromptPane(newline_on_enter=self._services.settings.ui.newline_on_enter)
                yield QuestionLine()
                with TabbedContent(id="tabs"):
                    with TabPane("Answers", id="answers"):
                        yield AnswersView()
                    with TabPane("Synthesis", id="synthesis"):
                        yield SynthesisView()
                    with TabPane("Context", id="context"):
                        yield ContextView()
                    yield TabPane("Metrics", id="metrics")
            if self._services.settings.context.review == "beside":
                yield ContextView("context-beside")
        yield StatusBar()
        yield Footer(compact=True)

    def on_resize(self, event: events.Resize) -> None:
        """From so many cells on there is room beside the prompt."""
        self.set_class(event.size.width >= BESIDE_FROM, "-beside")

    def on_mount(self) -> None:
        """Join the parts; everything that needs the store follows after the first paint."""
        notices = self.query_one(Notices)
        parts = parts_of(self)
        self._presenter = Presenter(parts, self._clock, self._services.is_embedded, self._library.prompt_of)
        self._errands = Errands(self, notices, self._services.redact)
        self._projects = ProjectDesk(self, self._library, self._show_library)
        self._memory = ContextDesk(
            self, self._services, self._library, self._presenter, self._errands, parts.context, self._clock
        )
        prompt, begun = self.query_one(PromptPane), self._memory.begun
        self._asking = Asking(
            self._control, self._presenter, prompt, notices, begun, self._refresh, partial(send_anyway, self)
        )
        self._steering = SteeringDesk(self, self._services, self._memory)
        self._recall = MemoryDesk(self, self._services, self._clock, self._errands, self._projects)
        around = Around(self._errands, self._clock, self._refresh, self._ask_next)
        self._moderation = ModerationDesk(self, self._services, self._presenter, self._control, around)
        for text in self._services.notices:
            notices.add(text)
        self._councils.show()
        self.call_after_refresh(lambda: self._errands.start(self._begin, "start"))

    async def _begin(self) -> None:
        """After the first paint: what died is recovered, then the lists are read."""
        try:
            for summary in await self._services.store.recover():
                text = f"Recovered a run ({summary.status.value}): {one_line(summary.prompt, 60)}"
                self.query_one(Notices).add(text, "warning")
        finally:
            await self._refresh()
        await self._recall.offer()
        for text in await self._services.look_around():
            self.query_one(Notices).add(text)

    async def _refresh(self) -> None:
        """Read the lists and the cost of today again."""
        try:
            await self._library.reload()
            today = await self._services.store.metrics(1)
        except OrquixError as error:
            self.query_one(Notices).add(str(error), "error")
            return
        self._show_library()
        self.query_one(StatusBar).today(today["cost_usd"])
        if self._tab == "metrics":
            await self._show_metrics()

    def _show_library(self) -> None:
        current = self._library.current
        self.query_one(ProjectList).show(self._library.projects, current.name if current else "")
        run = self._presenter.run
        opened = run.interaction.id if run else ""
        self.query_one(HistoryList).show(self._library.history, self._clock.now(), opened)
        self._memory.moved()

    async def _show_metrics(self) -> None:
        run = self._presenter.run
        await show_metrics(self, self._services.store, run.interaction if run else None, self._clock)

    @property
    def _tab(self) -> str:
        return self.query_one(TabbedContent).active

    # -- asking --------------------------------------------------------------------------------

    @on(PromptPane.Submitted)
    def _send(self, message: PromptPane.Submitted) -> None:
        council = self._may_ask()
        if council is not None and self._memory.holds_back(message.text):
            self.action_go("context")
        elif council is not None:
            self._start(message.text, council)

    def _may_ask(self) -> Council | None:
        """Whom to ask; None when nobody can be asked now, and the prompt says why."""
        trouble = self._moderation.trouble
        if self._errands.busy("run") or self._control.running:
            trouble = "A run is going on: Esc cancels it. Your text stays here."
        elif self._councils.current is None:
            trouble = NO_COUNCIL
        self.query_one(PromptPane).trouble(trouble)
        return None if trouble else self._councils.current

    def _ask_next(self, question: str, before: Interaction) -> None:
        """A suggested question, as the turn after this interaction."""
        council = self._may_ask()
        if council is not None and self._memory.puts_forward(question):
            self.action_go("prompt")
        elif council is not None:
            self._start(question, council, before)

    @on(ContextItems.Approved)
    def _approved(self) -> None:
        if self._memory.to_send and (council := self._may_ask()):
            self._start(self._memory.to_send, council)

    def _start(self, prompt: str, council: Council, before: Interaction | None = None) -> None:
        self._asked_to_quit = False
        self.action_tab("answers")
        self.action_go("prompt")
        self._errands.start(partial(self._ask, prompt, council, before), "run")

    async def _ask(self, prompt: str, council: Council, before: Interaction | None) -> None:
        project = await self._library.to_ask_in()
        request = self._memory.request(project, prompt, council)
        await self._asking.ask(going_on(request, before) if before else request)

    @on(PromptPane.Edited)
    def _edited(self, message: PromptPane.Edited) -> None:
        self._memory.typed(message.text)

    @on(ContextItems.Wanted)
    def _steer(self, message: ContextItems.Wanted) -> None:
        self._errands.start(partial(self._steering.do, message), "steering")

    @on(AnswerPanel.CancelWanted)
    def _cancel_member(self, message: AnswerPanel.CancelWanted) -> None:
        if self._presenter.following:
            self._control.cancel_member(message.seat)

    @on(AnswerPanel.CopyWanted)
    def _copy(self, message: AnswerPanel.CopyWanted) -> None:
        self.app.copy_to_clipboard(message.text)
        self.notify(f"Copied {message.what}.", markup=False, timeout=2)

    @on(ContextItems.OpenSource)
    def _open_source(self, message: ContextItems.OpenSource) -> None:
        if message.interaction_id is not None:
            self._errands.start(partial(self._show_saved, message.interaction_id), "open", latest=True)
            self.action_tab("answers" if message.unverified else "synthesis")
        elif message.path is not None and self._library.current is not None:
            project = self._library.current
            open_document(self, self._services, project, message.path, message.begins, message.words)

    # -- the sidebar ---------------------------------------------------------------------------

    @on(ProjectList.Chosen)
    def _choose_project(self, message: ProjectList.Chosen) -> None:
        self._change(partial(self._library.choose, message.project.name))

    @on(ProjectList.NewWanted)
    def _new_project(self) -> None:
        if not self._errands.busy("naming"):
            self._errands.start(self._projects.new, "naming")

    @on(ProjectList.RenameWanted)
    def _rename_project(self, message: ProjectList.RenameWanted) -> None:
        if not self._errands.busy("naming"):
            self._errands.start(partial(self._projects.rename, message.project), "naming")

    @on(ProjectList.ArchiveWanted)
    def _archive_project(self, message: ProjectList.ArchiveWanted) -> None:
        self._change(partial(self._library.archive, message.project))

    @on(ProjectList.ArchivedWanted)
    def _toggle_archived(self) -> None:
        self._change(self._library.toggle_archived)

    def _change(self, work: Callable[[], Awaitable[None]]) -> None:
        self._errands.start(partial(self._projects.change, work), "library")

    @on(HistoryList.Chosen)
    def _open(self, message: HistoryList.Chosen) -> None:
        self._errands.start(partial(self._show_saved, message.interaction_id), "open", latest=True)

    @on(HistoryList.DeleteWanted)
    def _delete(self, message: HistoryList.DeleteWanted) -> None:
        self._recall.delete(self._presenter, message.summary)

    @on(HistoryList.ReloadWanted)
    def _reload(self) -> None:
        self._errands.start(self._refresh, "refresh")

    async def _show_saved(self, interaction_id: str, then: Then = do_nothing) -> None:
        if interaction_id == self._presenter.live_id:
            work: Work = self._presenter.show_live
        else:
            work = partial(self._presenter.show, await self._library.open(interaction_id))
        # An errand that a next choice does not cancel: panels half built cannot follow a run.
        self._errands.start(partial(self._shown, work, then), "show")

    async def _shown(self, work: Work, then: Then) -> None:
        await work()
        self._moderation.shown()
        then()
        self._memory.moved()
        if self._tab == "metrics":
            await self._show_metrics()

    # -- tabs ----------------------------------------------------------------------------------

    @on(TabbedContent.TabActivated)
    def _tab_changed(self) -> None:
        if self._tab == "metrics":
            self._errands.start(self._show_metrics, "metrics", latest=True)
        elif self._tab == "context":
            self._memory.opened()

    # -- keys ----------------------------------------------------------------------------------

    def action_tab(self, tab: str) -> None:
        """Show one of the four tabs; the synthesis or the context once more: go into it."""
        if tab == self._tab and tab in {"context", "synthesis"}:
            self.action_go(tab)
        self.query_one(TabbedContent).active = tab

    def action_go(self, where: str) -> None:
        """Put the focus there; a hidden sidebar opens."""
        if where == "answers":
            self.action_tab("answers")
            self.query_one(AnswersView).focus_current()
            return
        if where == "synthesis":
            self.query_one(SynthesisView).go_into()
            return
        if where == "context":
            self.query_one(TabbedContent).active = "context"
            self.call_after_refresh(self.query_one("#context-view", ContextView).focus_items)
            return
        if where in {"projects", "history"} and not self.query_one(Sidebar).display:
            self.action_toggle_sidebar()
        self.call_after_refresh(self.query_one(f"#{where}").focus)

    def action_do(self, deed: str, number: int = 0) -> None:
        """A deed of the synthesis or of its ledger."""
        self._moderation.do(deed, number)

    def action_next_thread(self) -> None:
        """What the question goes on from: auto, continue, new."""
        self._memory.next_thread()

    def action_toggle_sidebar(self) -> None:
        """Shown when wide and hidden when narrow; this turns it round."""
        self.toggle_class("-flipped")

    def action_help(self) -> None:
        """The keys of where the person stands."""
        nodes = self.focused.ancestors_with_self if self.focused else []
        places = [getattr(node, "PLACE", None) for node in nodes]
        here = next((place for place in places if isinstance(place, Place)), None)
        self.app.push_screen(Help(here, self._services.settings.ui.keys))

    def action_cancel(self) -> None:
        """Leave what waits for approval, else the zoom, else cancel the run, else back to the prompt."""
        if self._memory.leave_review():
            self.action_go("prompt")
            return
        if self.query_one(AnswersView).leave_zoom() or self._moderation.back():
            return
        if self._control.running:
            self._control.cancel()
            self.notify("Cancelling: what came is kept and saved.", timeout=3)
        else:
            self.action_go("prompt")

    def action_interrupt(self) -> None:
        """Ctrl+C: copy what is selected; without a selection cancel the run."""
        selected = self.get_selected_text()
        if selected:
            self.app.copy_to_clipboard(selected)
            self.notify("Copied the selection.", timeout=2)
        elif self._control.running:
            self.action_cancel()
        else:
            self.notify("Ctrl+Q quits.", timeout=2)

    def action_dismiss_notices(self) -> None:
        """Put the notices away."""
        self.query_one(Notices).dismiss()

    def action_search(self) -> None:
        """Find something in the memory and go there."""
        self._recall.search(self._presenter, self._show_saved)

    def action_documents(self) -> None:
        """The project's documents."""
        self._recall.documents()

    def action_index(self) -> None:
        """Give what waits its vectors, or stop that."""
        self._recall.index()

    def action_choose_council(self) -> None:
        """Another council for the next question."""
        self._errands.start(self._councils.choose, "council", latest=True)

    def action_export(self) -> None:
        """Write the shown interaction as Markdown."""
        work = partial(export, self, self._services, self._presenter.run)
        self._errands.start(work, "export", latest=True)

    # -- quitting ------------------------------------------------------------------------------

    async def may_quit(self) -> bool:
        """Whether the app can close now; a run under way is cancelled and saved at the second request."""
        if self._control.running and not self._asked_to_quit:
            self._asked_to_quit = True
            self.query_one(Notices).add(_QUIT_AGAIN, "warning")
            return False
        await self._control.stop()
        self.farewell = await self._recall.work.leave()
        return True
