"""The workspace's parts and desks: made, joined, and shown again when something has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from textual.widgets import TabbedContent

from orquix_tui.core.leaving import Gone
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import Interaction, RunRequest
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.keys import first_key, keyed
from orquix_tui.tui.moving import Placed
from orquix_tui.tui.offers import offered
from orquix_tui.tui.painting import Painter
from orquix_tui.tui.presenter import Presenter, parts_of
from orquix_tui.tui.projects import Library
from orquix_tui.tui.quitting import Quitting
from orquix_tui.tui.run_control import RunControl
from orquix_tui.tui.screens.answer_desk import AnswerDesk
from orquix_tui.tui.screens.answer_desk import Lent as LentToAnswers
from orquix_tui.tui.screens.asking import Asking, send_anyway
from orquix_tui.tui.screens.context_desk import ContextDesk
from orquix_tui.tui.screens.council_desk import CouncilDesk
from orquix_tui.tui.screens.errands import Errands, Work
from orquix_tui.tui.screens.history_desk import HistoryDesk, Lent
from orquix_tui.tui.screens.memory_desk import MemoryDesk, Then, do_nothing
from orquix_tui.tui.screens.metrics_desk import MetricsDesk
from orquix_tui.tui.screens.moderation_desk import Around, ModerationDesk
from orquix_tui.tui.screens.project_desk import ProjectDesk
from orquix_tui.tui.screens.prompt_desk import PromptDesk
from orquix_tui.tui.screens.settings_desk import SettingsDesk
from orquix_tui.tui.screens.standing import Stand
from orquix_tui.tui.screens.steering_desk import SteeringDesk
from orquix_tui.tui.screens.synthesis_deeds import SynthesisDeeds
from orquix_tui.tui.screens.undo_desk import UndoDesk
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.context_view import BESIDE, ContextView
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptPane
from orquix_tui.tui.widgets.sidebar import HistoryList, ProjectList, Sidebar
from orquix_tui.tui.widgets.status_bar import StatusBar
from orquix_tui.tui.widgets.synthesis_view import SynthesisView
from orquix_tui.tui.widgets.welcome import WelcomeCard

TABS = {
    "answers": N_("Answers"),
    "synthesis": N_("Synthesis"),
    "context": N_("Context"),
    "metrics": N_("Metrics"),
}
"""By their ids."""


class WorkspaceBase(Placed[None]):
    """What the layers above it (asking, messages, deeds) stand on."""

    def __init__(self, services: Services, clock: Clock) -> None:
        super().__init__()
        self._compositor = Painter()
        self._services = services
        self._clock = clock
        self._library = Library(services.store, services.leaving)
        self._control = RunControl(services, clock)
        self._councils = CouncilDesk(self, services)
        self._quitting = Quitting()
        self._joined = False
        self.stays_for = ""  # why the app did not close when it was asked to
        self.farewell = ""  # said on the terminal once the app is gone

    def on_mount(self) -> None:
        """Join the parts; everything that needs the store follows after the first paint."""
        notices = self.query_one(Notices)
        parts = parts_of(self)
        self._presenter = Presenter(parts, self._clock, self._services.is_embedded, self._library.prompt_of)
        self._errands = Errands(self, notices, self._services.redact)
        self._undo = UndoDesk(self, self._services.leaving, self._errands, self._refresh, self._taken_back)
        self._projects = ProjectDesk(
            self._services, self._library, self._errands, self._show_library, self._presenter, self._undo
        )
        lent = Lent(
            self._errands, self._clock, self._show_library, self._refresh, self._show_saved, self._send_again
        )
        self._history = HistoryDesk(self._services, self._library, self._presenter, self._undo, lent)
        self._memory = ContextDesk(
            self, self._services, self._library, self._presenter, self._errands, parts.context, self._clock
        )
        self._prompting = PromptDesk(
            self, self._services, self._library, self._memory, self._errands, lambda: self._councils.current
        )
        prompt, begun = self.query_one(PromptPane), self._begun
        self._asking = Asking(
            self._control, self._presenter, prompt, notices, begun, self._refresh, partial(send_anyway, self)
        )
        self._steering = SteeringDesk(self, self._services, self._memory)
        self._recall = MemoryDesk(self, self._services, self._clock, self._errands, self._projects)
        around = Around(self._errands, self._clock, self._refresh, self._ask_next)
        self._moderation = ModerationDesk(self, self._services, self._presenter, self._control, around)
        self._metrics = MetricsDesk(self, self._services.store, self._presenter, self._errands, self._clock)
        self._synthesis = SynthesisDeeds(self, self._presenter, self._errands, self._moderation.compare)
        to_answers = LentToAnswers(
            self._asking, self._errands, self._why_not_now, self._moderation.compare, self._show_now
        )
        self._answers = AnswerDesk(self, self._services, self._presenter, self._control, to_answers)
        for text in self._services.notices:
            notices.add(text)
        self._setup = SettingsDesk(self, self._services, self._errands, self._busy, self._renewed)
        self._stand = Stand(self, self._presenter)
        self._councils.on_show = self._welcome
        self._councils.show()
        self._joined = True
        self.call_after_refresh(lambda: self._errands.start(self._begin, "start"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing before the parts are joined: people press keys before the first paint."""
        return self._joined and super().check_action(action, parameters)

    def offers(self) -> Callable[[str], bool]:
        """See `Placed`."""
        if not self._joined:
            return super().offers()
        now = self._stand.now(
            running=self._control.running,
            comparing=self._moderation.working,
            left=self._moderation.left,
            undo=bool(self._services.leaving.waiting),
        )
        return lambda key_id: offered(key_id, now)

    async def _begin(self) -> None:
        """After the first paint: what died is recovered, then the lists are read."""
        # Asked in one go, so that the store opens its file once for all; what died is first in its line.
        asked = (self._services.store.recover(), self._refresh(), self._recall.offer())
        recovered = (await asyncio.gather(*asked))[0]
        for summary in recovered:
            text = _("Recovered a run ({status}): {prompt}").format(
                status=_(summary.status.value), prompt=one_line(summary.prompt, 60)
            )
            if summary.status is InteractionStatus.INTERRUPTED:
                key = first_key("history.resume")
                text += " · " + _("{key} on it in the history asks who did not answer.").format(key=key)
            self.query_one(Notices).add(text, "warning")
        self._errands.start(partial(self._recall.learn, recovered), "learn")
        if self._setup.facts(self._councils.current).embedded:
            await self._setup.look_around()
            self._welcome()

    def _welcome(self) -> None:
        self.query_one(WelcomeCard).show(self._setup.facts(self._councils.current))
        self._prompting.moved()  # others answer, at another price

    def _busy(self) -> bool:
        """Whether something goes on that the parts of now must bring to its end."""
        return self._control.running or bool(self._presenter.live_id) or self._recall.work.busy

    def _renewed(self, before: Services) -> None:
        """The services have other parts, and other settings hold."""
        self._councils.renew()
        self._recall.work.use(self._services.ingest)
        if before.embedder is not self._services.embedder:
            self._errands.start(self._recall.offer, "offer")
        self.query_one(PromptPane).enter_makes_lines(
            newline_on_enter=self._services.settings.ui.newline_on_enter
        )
        self._errands.start(self._stand_beside, "beside", latest=True)
        self._councils.show()
        self._memory.moved()

    async def _stand_beside(self) -> None:
        """The context beside the prompt, when the settings say so."""
        held, wanted = self.query(f"#{BESIDE}"), self._services.settings.context.review == "beside"
        if wanted and not held:
            await self.query_one("#desk").mount(ContextView(BESIDE))
        elif held and not wanted:
            self._presenter.look_into(*self.query(ContextView).exclude(f"#{BESIDE}"))
            await held.remove()
        self._presenter.look_into(*self.query(ContextView))
        await self._memory.read_marks()
        self._memory.moved()

    def reword(self) -> None:
        """Another language, or other keys."""
        tabs = self.query_one(TabbedContent)
        for tab, name in TABS.items():
            tabs.get_tab(tab).label = _(name)
        self.query_one(PromptPane).reword()
        self._presenter.reword()
        self._show_library()
        self._councils.show()

    async def _refresh(self) -> None:
        """Read the lists and the cost of today again."""
        try:
            asked = (self._library.reload(), self._services.store.spent_today())
            spent_usd = (await asyncio.gather(*asked))[1]
        except OrquixError as error:
            self.query_one(Notices).add(str(error), "error")
            return
        self._show_library()
        self.refresh_bindings()
        self.query_one(StatusBar).today(spent_usd)
        self._prompting.today(spent_usd)
        if self._tab == "metrics":
            await self._metrics.show()

    def _begun(self) -> None:
        """A question is saved and on its way."""
        self._memory.begun()
        self._prompting.begun()

    def _show_library(self) -> None:
        self._prompting.moved()
        current = self._library.current
        self._councils.follow(current)
        self.query_one(ProjectList).show(self._library.projects, current.name if current else "")
        run = self._presenter.run
        opened = run.interaction.id if run else ""
        self.query_one(HistoryList).fill(self._library.listed, self._clock.now(), opened)
        self._history.listed()
        self._memory.moved()

    @property
    def _tab(self) -> str:
        return self.query_one(TabbedContent).active

    async def _show_saved(self, interaction_id: str, then: Then = do_nothing) -> None:
        if interaction_id == self._presenter.live_id:
            work: Work = self._presenter.show_live
        else:
            work = partial(self._presenter.show, await self._library.open(interaction_id))
        # An errand that a next choice does not cancel: panels half built cannot follow a run.
        self._errands.start(partial(self._shown, work, then), "show")

    def _why_not_now(self) -> str:
        """Why nobody can be asked; empty when somebody can."""
        if self._errands.busy("run") or self._control.running:
            return keyed(_("A run is going on: {key[cancel]} cancels it."))
        return self._moderation.trouble

    async def _show_now(self, interaction_id: str) -> None:
        """A saved interaction, and wait until it is on the screen."""
        await self._shown(partial(self._presenter.show, await self._library.open(interaction_id)), do_nothing)
        self.action_tab("answers")

    async def _shown(self, work: Work, then: Then) -> None:
        await work()
        self._moderation.shown()
        self._history.listed()
        then()
        self._memory.moved()
        self._prompting.moved()
        if self._tab == "metrics":
            await self._metrics.show()

    # -- moving about --------------------------------------------------------------------------

    def action_tab(self, tab: str) -> None:
        """Show one of the four tabs; the synthesis, the context or the metrics once more: go into it."""
        if tab == self._tab and tab != "answers":
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
        if where == "metrics":
            self._metrics.enter()
            return
        if where in {"projects", "history"} and not self.query_one(Sidebar).display:
            self.query_one(Sidebar).toggle()
        self.set_focus(self.query_one(f"#{where}"))  # at once: what is typed next is for it

    def action_toggle_sidebar(self) -> None:
        """Shown when wide and hidden when narrow; this turns it round."""
        sidebar = self.query_one(Sidebar)
        if sidebar.has_focus_within:
            self.action_go("prompt")
        sidebar.toggle()

    async def _taken_back(self, gone: Gone) -> None:
        await self._history.taken_back(gone)

    def _send_again(self, request: RunRequest) -> None:
        """Ask this; see `workspace_asking`."""
        raise NotImplementedError

    def _ask_next(self, question: str, before: Interaction) -> None:
        """Ask this as the turn after that interaction; see `workspace_asking`."""
        raise NotImplementedError
