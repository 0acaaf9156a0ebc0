"""What will go along with the question in the prompt: found while it is typed, shown, and sent as shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import TabbedContent

from orquix_tui.core.context.block import ContextBlock
from orquix_tui.core.context.threads import is_follow_up
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import ContextItem, Council, Project, RunRequest, Steer, ThreadMode
from orquix_tui.domain.settings import ContextSettings
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.keys import chord_of
from orquix_tui.tui.next_block import Asked, NextBlock
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.projects import Library
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.shown import SaveState
from orquix_tui.tui.thread_choice import Turn, goes_on, next_mode, told
from orquix_tui.tui.widgets.context_view import ContextViews
from orquix_tui.tui.widgets.prompt_pane import PromptPane
from orquix_tui.tui.widgets.status_bar import StatusBar

PAUSE_S = 0.4
"""How long nobody types before the block is looked for: longer than between two keys, shorter than a wait."""
WARM_S = 60.0
"""Who goes on writing keeps the model from its rest, which it takes after twice as long."""
_OFF = N_("[context] include = false in the configuration.")
_NO_MEMORY = N_(
    "This project remembers nothing yet. What is asked and answered here will be found again, and so "
    "will documents that you add: {key}."
)
_NOTHING_NEAR = N_("Nothing that the project remembers is close enough to it.")
_DRAFT_STANDS = N_("A draft stands in the prompt: send it or clear it, then ask this question again.")
_NO_GROUND = {InteractionStatus.RUNNING, InteractionStatus.FAILED}


class ContextDesk:
    """Owns the next block and the choice of thread. Every method but `look` is quick."""

    def __init__(
        self,
        screen: Screen[Any],
        services: Services,
        library: Library,
        presenter: Presenter,
        errands: Errands,
        views: ContextViews,
        clock: Clock,
    ) -> None:
        self._screen = screen
        self._services = services
        self._library = library
        self._presenter = presenter
        self._errands = errands
        self._views = views
        self._clock = clock
        self._mode: ThreadMode = services.settings.context.thread
        self._prompt = ""
        self._next: NextBlock | None = None
        self._timer: Timer | None = None
        self._warmed = float("-inf")
        self.draft = ""
        """What was put into the prompt and not written there: no model is loaded for that."""
        self.steered: dict[str, Steer] = {}
        self.before: Turn | None = None
        """What the question in the prompt goes on from."""
        self.attached = False  # whether files go along with the prompt
        self.on_change: Callable[[], None] = lambda: None
        """Called when what goes along has changed."""
        self._tell_thread()

    @property
    def _settings(self) -> ContextSettings:
        return self._services.settings.context

    @property
    def project(self) -> Project | None:
        """The project that is asked in."""
        return self._library.current

    @property
    def coming(self) -> NextBlock | None:
        """The block for what stands in the prompt; None when nothing does, or nobody looks."""
        return self._next

    @property
    def in_view(self) -> NextBlock | None:
        """The same, unless the block of a run is looked at."""
        return self._next if self._views.shows_next else None

    # -- what happens around it ----------------------------------------------------------------

    def typed(self, prompt: str) -> None:
        """The text in the prompt is another one now; with the first key the model begins to load."""
        if prompt and prompt != self.draft and self._library.current is not None:
            self._warm(self._library.current)
        self._prompt = prompt
        self.moved(PAUSE_S)

    def _warm(self, project: Project) -> None:
        now = self._clock.monotonic()
        if now - self._warmed >= WARM_S:
            self._warmed = now
            self._errands.start(partial(self._services.context.warm, project), "warm")

    def moved(self, pause_s: float = 0.0) -> None:
        """What the block depends on may have changed; look again after a pause, if anybody sees it."""
        self._tell_thread()
        asked = self._asked()
        if not asked.prompt.strip():
            self._forget()
        elif self._next is None or self._next.asked != asked:
            self._expect(asked, pause_s)

    def opened(self) -> None:
        """The tab came into view."""
        self.moved()
        self._errands.start(self.read_marks, "marks", latest=True)

    def next_thread(self) -> None:
        """auto, continue, new."""
        self._mode = next_mode(self._mode)
        self.moved()

    def begun(self) -> None:
        """A question went out: the next one is threaded as the settings say."""
        self._mode = self._settings.thread
        self.moved()

    # -- sending -------------------------------------------------------------------------------

    def request(self, project: Project, prompt: str, council: Council) -> RunRequest:
        """What to ask; with the block that was shown for exactly this question, as it was shown."""
        asked = self._asked()._replace(prompt=prompt)
        shown = self._next if self._next and self._next.ready and self._next.asked == asked else None
        # An empty block is only trusted when the person agreed to it: else the run looks for itself.
        trusted = shown is not None and (shown.approving or bool(shown.found and shown.found.items))
        if self._next is not None and self._next.approving:
            self._change(replace(self._next, approving=False))
        return RunRequest(
            project=project,
            prompt=prompt,
            council=council,
            thread=asked.thread,
            continues=asked.continues,
            context=shown.sent.items if shown and trusted else None,
        )

    def holds_back(self, prompt: str) -> bool:
        """Whether the settings want the block approved first; then it is shown, and waits for Enter."""
        if self._settings.review != "ask" or not self._settings.include:
            return False
        self._prompt = prompt
        asked = self._asked()
        if self._next is None or self._next.asked != asked or not self._next.ready:
            self._expect(asked, 0.0)
        if self._next is not None:
            self._change(replace(self._next, approving=True))
        return True

    def puts_forward(self, question: str) -> bool:
        """Where every block is to be approved, a suggested question only goes into an empty prompt, as the
        next turn of what is shown, and it is said when a draft is in its way; False where it may be asked at
        once."""
        if self._settings.review != "ask" or not self._settings.include:
            return False
        pane = self._screen.query_one(PromptPane)
        if pane.area.text.strip() not in {"", question}:
            self._screen.notify(_(_DRAFT_STANDS), markup=False)
            return True
        self._mode = "continue"
        pane.give_back(question)
        self.moved()
        return True

    def leave_review(self) -> bool:
        """Back to the prompt without sending; False when nothing waited."""
        if self._next is None or not self._next.approving:
            return False
        self._change(replace(self._next, approving=False))
        return True

    @property
    def to_send(self) -> str:
        """The question that waits for approval; empty when none does."""
        return self._next.asked.prompt if self._next and self._next.approving and self._next.ready else ""

    # -- looking -------------------------------------------------------------------------------

    def look_again(self) -> None:
        """Pins, bans or the memory changed."""
        if self._next is not None:
            self._expect(self._asked(), 0.0)

    def leave(self, item: ContextItem, *, out: bool) -> None:
        """Leave a piece out this once, or take it back in."""
        if self._next is not None:
            self._change(self._next.leaving(item, out=out))

    async def read_marks(self) -> None:
        """Read the pins and bans of the project, and mark what is shown. Raises StoreError."""
        project = await self._library.to_ask_in()
        self.steered = {s.chunk.id: s.how for s in await self._services.context.steered(project)}
        self._change(self._next)

    @property
    def _seen(self) -> bool:
        """Whether anybody can see the block of the next question, or at least how large it is."""
        return self._settings.review != "off" or self._screen.query_one(TabbedContent).active == "context"

    def _expect(self, asked: Asked, pause_s: float) -> None:
        """What was found for another question stays in view, marked as old, until the new block is there."""
        if not self._seen:
            self._forget()
            return
        before = self._next or NextBlock(asked, self._settings.max_tokens)
        same = before.asked == asked
        self._change(
            replace(
                before,
                asked=asked,
                looking=True,
                awaits_model=False,
                approving=before.approving and before.asked.prompt == asked.prompt,
                removed=before.removed if same else frozenset(),
            )
        )
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(max(pause_s, 0.001), self._start)

    def _forget(self) -> None:
        """Nobody asks, or nobody looks."""
        if self._timer is not None:
            self._timer.stop()
        if self._next is not None:
            self._change(None)

    def _start(self) -> None:
        self._errands.start(self.look, "preview", latest=True)

    async def look(self) -> None:
        """Find the block for what stands in the prompt now."""
        asked = self._asked()
        project = await self._library.to_ask_in()
        try:
            thread, found = await self._find(project, asked)
            empty = "" if found.items else await self._why_empty(project)
            self.steered = {s.chunk.id: s.how for s in await self._services.context.steered(project)}
        except OrquixError as error:
            thread, found, empty = "", ContextBlock(notice=str(error)), ""
        if self._next is not None and asked == self._asked():  # else another look is on its way
            self._change(
                replace(self._next, asked=asked, found=found, looking=False, thread=thread, empty=empty)
            )

    async def _find(self, project: Project, asked: Asked) -> tuple[str, ContextBlock]:
        context = self._services.context
        thread = await context.thread(
            project, asked.prompt, asked.thread, asked.continues, attached=asked.attached
        )
        if not self._settings.include:
            return thread.reason, ContextBlock()
        return thread.reason, await context.find(
            project, asked.prompt, thread=thread.turns, waits=partial(self._awaits_model, asked)
        )

    def _awaits_model(self, asked: Asked) -> None:
        if self._next is not None and self._next.asked == asked:
            self._change(replace(self._next, awaits_model=True))

    async def _why_empty(self, project: Project) -> str:
        if not self._settings.include:
            return _(_OFF)
        if self._library.history or await self._services.store.documents(project.id):
            return _(_NOTHING_NEAR)
        return _(_NO_MEMORY).format(key=chord_of("documents"))

    # -- helpers -------------------------------------------------------------------------------

    def _change(self, coming: NextBlock | None) -> None:
        self._next = coming
        self._views.show_next(coming, self.steered, self._clock.now())
        self._screen.query_one(StatusBar).coming(coming.sent if coming and coming.ready else None)
        self.on_change()

    def _asked(self) -> Asked:
        turn, project = self._turn(), self.project
        before = turn.id if turn else None
        return Asked(project.id if project else "", self._prompt, self._mode, before, self.attached)

    def _tell_thread(self) -> None:
        leans = partial(is_follow_up, attached=self.attached)
        self.before = before = goes_on(self._mode, self._prompt, self._turn(), leans)
        text = told(self._mode, before, empty=not self._prompt.strip())
        self._screen.query_one(PromptPane).thread(
            f"{text} · {chord_of('thread')}", goes_on=before is not None
        )

    def _turn(self) -> Turn | None:
        """What the next question can go on from: the interaction on the screen, else the project's latest."""
        run, project = self._presenter.run, self.project
        if run is not None and project is not None and run.interaction.project_id == project.id:
            kept = run.live or run.save is SaveState.SAVED
            if kept and not run.unanswered:
                return Turn(run.interaction.id, run.interaction.prompt)
        latest = next((s for s in self._library.history if s.status not in _NO_GROUND), None)
        return Turn(latest.id, latest.prompt) if latest else None
