"""Hands what came of a run to the parts of the screen: one batch per tick, for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from textual.screen import Screen

from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.events import (
    ClaimFound,
    ContextFound,
    ModerationEnded,
    ModerationStarted,
    ReasoningDelta,
    ResponseAsked,
    ResponseDelta,
    ResponseEnded,
    RunEnded,
    RunStarted,
    SaveFailed,
    SynthesisDelta,
    Warned,
)
from orquix_tui.domain.models import Chunk, Interaction
from orquix_tui.domain.status import Step
from orquix_tui.domain.translate import _
from orquix_tui.tui.bridge import Arrival, Slices
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.keys import first_key
from orquix_tui.tui.offers import may_change
from orquix_tui.tui.passage import Passage, where
from orquix_tui.tui.shown import SaveState, ShownRun
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.context_view import ContextView, ContextViews
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.question_line import QuestionLine
from orquix_tui.tui.widgets.status_bar import StatusBar
from orquix_tui.tui.widgets.synthesis_view import SynthesisView

_CALM_S = 0.25
"""While texts only grow, figures are drawn this often: they can be read then, and cost more than the text."""


class Parts(NamedTuple):
    """The widgets that show a run."""

    question: QuestionLine
    answers: AnswersView
    synthesis: SynthesisView
    context: ContextViews
    status: StatusBar
    notices: Notices

    def other_deeds(self) -> None:
        """Something else can be done now: the line of keys is read again."""
        self.status.screen.refresh_bindings()


def parts_of(screen: Screen[Any]) -> Parts:
    """The widgets of the workspace."""
    return Parts(
        screen.query_one(QuestionLine),
        screen.query_one(AnswersView),
        screen.query_one(SynthesisView),
        ContextViews(*screen.query(ContextView)),
        screen.query_one(StatusBar),
        screen.query_one(Notices),
    )


class Presenter:
    """Owns the shown run. `is_embedded` says whether a provider is the small model inside the program,
    `prompt_of` what was asked in an earlier interaction."""

    def __init__(
        self,
        parts: Parts,
        clock: Clock,
        is_embedded: Callable[[str], bool],
        prompt_of: Callable[[str | None], str],
    ) -> None:
        self._parts = parts
        self._clock = clock
        self._is_embedded = is_embedded
        self._prompt_of = prompt_of
        self.run: ShownRun | None = None
        self.following = False
        """Whether the live run is the one on the screen."""
        self._live: ShownRun | None = None
        self.unheld: set[str] = set()
        """Runs that no other window holds, whatever the store says: those of this one, and dead ones."""
        self._headed = 0.0
        """When the headers were drawn, by the clock."""
        self._turn = asyncio.Lock()
        """Building panels takes a few turns of the loop; what comes meanwhile must not pass them by."""

    @property
    def live(self) -> ShownRun | None:
        """What is under way, a run or a further comparison; None when nothing is."""
        run = self._live
        return run if run is not None and (run.live or run.comparing) else None

    @property
    def live_id(self) -> str:
        """Its id; empty when nothing is under way."""
        return self.live.interaction.id if self.live else ""

    async def show(self, interaction: Interaction) -> None:
        """A saved interaction. A run under way goes on unseen."""
        async with self._turn:
            self.following = False
            held = interaction.id not in self.unheld
            await self._show(ShownRun(interaction, live=False, held=held))

    async def show_live(self) -> None:
        """Back to the run under way, with what came meanwhile."""
        async with self._turn:
            if self._live is not None:
                self.following = True
                await self._show(self._live)

    async def comparing(self, interaction: Interaction) -> None:
        """The answers of the shown interaction are compared again: what comes from now on belongs to it."""
        async with self._turn:
            if self.run is not None and self.run.interaction.id == interaction.id:
                self._live, self.following = self.run, True
                self._live.comparing = True

    async def asking(self, interaction: Interaction) -> None:
        """Members of this interaction are asked again: what comes from now on belongs to it."""
        async with self._turn:
            if self.run is None or self.run.interaction.id != interaction.id:
                await self._show(ShownRun(interaction, live=False))
            self._live, self.following = self.run, True
            if self._live is not None:
                self._live.live, self._live.save = True, SaveState.KEPT

    async def asked(self) -> None:
        """That is over, also when it never began."""
        async with self._turn:
            run = self._live
            if run is not None and run.live:
                run.live, run.step, run.save = False, None, SaveState.SAVED
                if self.following:
                    self._parts.status.run_changed(run)
                    self._parts.answers.redraw()
                    self._parts.other_deeds()

    async def changed(self, interaction: Interaction) -> None:
        """This interaction has this synthesis now."""
        async with self._turn:
            for run in (self._live, self.run):
                if run is not None and run.interaction.id == interaction.id:
                    run.interaction, run.comparing = interaction, False
            if self.run is None or self.run.interaction.id != interaction.id:
                return
            self._show_question(interaction)
            if interaction.synthesis is None:
                self._parts.synthesis.show(self.run)
            else:
                self._parts.synthesis.finish(interaction.synthesis)
            self._parts.status.run_changed(self.run)
            self._parts.other_deeds()

    async def forget(self, interaction_id: str) -> None:
        """This interaction is gone: it leaves the screen, if it is there."""
        async with self._turn:
            if self.run is None or self.run.interaction.id != interaction_id:
                return
            self.run, self.following = None, False
            if self._live is not None and self._live.interaction.id == interaction_id:
                self._live = None
            parts = self._parts
            parts.question.clear()
            parts.synthesis.clear()
            parts.context.clear()
            parts.status.run_changed(None)
            await parts.answers.clear()
            parts.other_deeds()

    def look_into(self, *views: ContextView) -> None:
        """These show the context from now on."""
        self._parts.context.views = views
        if self.run is not None:
            self._parts.context.show(self.run, self._clock.now())

    def reword(self) -> None:
        """Another language: say of the shown run what stands beside its texts."""
        if self.run is not None:
            self._show_question(self.run.interaction)
            self._parts.synthesis.tick(self._clock.monotonic())

    def reveal(self, chunk: Chunk, words: tuple[str, ...]) -> str:
        """Look at where this was said in the shown run; the tab on which that is."""
        place = where(self.run.snapshot(), chunk) if self.run else None
        passage = Passage(chunk.text, words)
        if place == "synthesis":
            self._parts.synthesis.reveal(passage)
            return "synthesis"
        if place is not None:
            self._parts.answers.reveal(place, passage)
        return "answers"

    async def present(self, arrivals: Iterable[Arrival]) -> None:
        """Follow what came. Then every header is drawn, unless it was only just and the texts merely grew."""
        async with self._turn:
            await self._present(arrivals)

    async def _present(self, arrivals: Iterable[Arrival]) -> None:
        other = False
        slices = Slices()
        for arrival in arrivals:
            await slices.breathe()
            if isinstance(arrival.event, RunStarted):
                self._live = ShownRun(arrival.event.interaction, live=True)
                self.unheld.add(arrival.event.interaction.id)
                self.following = True
                await self._show(self._live)
                slices.begin()
            if self._live is None:
                continue
            self._live.apply(arrival)
            other = other or may_change(self._live, arrival)
            self._tell_always(arrival)
            if self.following:
                await self._ask_seat(self._live, arrival)
                self._tell(self._live, arrival)
        now = self._clock.monotonic()
        if self.following and self._live is not None and (other or not 0 < now - self._headed < _CALM_S):
            self._headed = now
            self._parts.answers.refresh_headers(now)
            self._parts.synthesis.tick(now)
            self._parts.status.run_changed(self._live)
        if other:
            self._parts.other_deeds()

    async def _ask_seat(self, run: ShownRun, arrival: Arrival) -> None:
        """A further asking of a seat, or of a new one, which has no panel yet."""
        if isinstance(arrival.event, ResponseAsked):
            blank = arrival.event.response
            await self._parts.answers.asked_again(
                run.panels[blank.seat],
                embedded=self._is_embedded(blank.provider),
                now=self._clock.monotonic(),
            )

    async def _show(self, run: ShownRun) -> None:
        self.run = run
        embedded = {p.response.seat for p in run.panels if self._is_embedded(p.response.provider)}
        self._show_question(run.interaction)
        await self._parts.synthesis.build()
        self._parts.synthesis.show(run)
        self._parts.synthesis.tick(self._clock.monotonic())
        self._parts.context.show(run, self._clock.now())
        self._parts.status.run_changed(run)
        await self._parts.answers.show(run, embedded, self._clock.monotonic())
        self._parts.other_deeds()

    def _tell_always(self, arrival: Arrival) -> None:
        """What the person must learn even while looking at something else."""
        match arrival.event:
            case Warned(Step.MODERATE) if self._live is not None and len(self._live.panels) == 1:
                pass  # nobody expects that a council of one is compared
            case Warned(message=message, passing=False):
                self._parts.notices.add(message, "warning")
            case SaveFailed(failure=failure):
                error = OrquixError(failure.cause, failure.remedy)
                self._parts.notices.add(
                    _("NOT SAVED: {error} The text stays on this screen: {key} exports it.").format(
                        error=error, key=first_key("export")
                    ),
                    "error",
                )

    def _tell(self, run: ShownRun, arrival: Arrival) -> None:
        parts = self._parts
        match arrival.event:
            case ResponseDelta(seat, text):
                parts.answers.append(seat, text)
            case ReasoningDelta(seat, text):
                parts.answers.append_reasoning(seat, text)
            case ResponseEnded(response):
                parts.answers.ended(response.seat, self._clock.monotonic())
                parts.context.show(run, self._clock.now())
            case ContextFound():
                parts.context.show(run, self._clock.now())
            case ModerationStarted(moderator):
                parts.synthesis.begin(embedded=self._embedded_ref(moderator))
            case ClaimFound(claim):
                parts.synthesis.add_claim(claim)
            case SynthesisDelta(text):
                parts.synthesis.append(text)
            case ModerationEnded(synthesis):
                parts.synthesis.finish(synthesis)
            case RunEnded(interaction):
                self._finish(run, interaction)

    def _finish(self, run: ShownRun, interaction: Interaction) -> None:
        self._show_question(interaction)
        self._parts.context.show(run, self._clock.now())
        if run.save is SaveState.KEPT:  # it ended without a step of saving
            run.save = SaveState.NOTHING
        if interaction.synthesis is None:
            self._parts.synthesis.show(run)
        else:
            self._parts.synthesis.refresh_marks()

    def _show_question(self, interaction: Interaction) -> None:
        self._parts.question.show(interaction, self._clock.now(), self._prompt_of(interaction.continues))

    def _embedded_ref(self, moderator: str) -> bool:
        return self._is_embedded(moderator.partition(":")[0])
