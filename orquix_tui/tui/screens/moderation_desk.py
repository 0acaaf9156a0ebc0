"""What the person does with a synthesis: check it, compare again, choose a version, ask on, vote."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.screen import Screen
from textual.widgets import TabbedContent

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Claim, Interaction, Project, RunRequest
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.bridge import EventBridge, until_done
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.keys import first_key, keyed
from orquix_tui.tui.ledger_text import who
from orquix_tui.tui.passage import Passage
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.run_control import RunControl
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.synthesis_view import SynthesisView

if TYPE_CHECKING:  # imported when somebody compares
    from orquix_tui.core.again import Wish

ERRAND = "again"
_NOTHING = N_("Nothing to do that with: no synthesis is shown.")
_BUSY = N_("The answers are being compared again: {key} on the synthesis cancels that.")
_COMMANDS = {"again", "versions", "turn", "vote"}
AskNext = Callable[[str, Interaction], None]
"""Ask this question, going on from that interaction."""


class Around(NamedTuple):
    """What the workspace lends. `changed` is awaited when the history or the cost of today is another one."""

    errands: Errands
    clock: Clock
    changed: Callable[[], Awaitable[None]]
    ask_next: AskNext


class ModerationDesk:
    """One comparison at a time, and none while a run goes on."""

    def __init__(
        self,
        screen: Screen[Any],
        services: Services,
        presenter: Presenter,
        control: RunControl,
        around: Around,
    ) -> None:
        self._screen = screen
        self._services = services
        self._presenter = presenter
        self._control = control
        self._errands = around.errands
        self._around = around
        self._view = screen.query_one(SynthesisView)
        self._left = ""
        """The interaction from whose ledger the person went to an answer; empty when nobody did."""
        self._told_way_back = False
        self._working = False
        """Whether answers are compared or members asked just now."""

    def do(self, deed: str, number: int = 0) -> None:
        """What a key on the synthesis or on its ledger asks for, or a command from anywhere."""
        if deed in _COMMANDS:
            self._screen.query_one(TabbedContent).active = "synthesis"
        match deed:
            case "cancel":
                self._cancel()
            case "back":
                self.back()
            case "open" if self._view.ledger.question:
                self._ask()
            case "open":
                self._go_to(self._first_found())
            case "quote":
                self._go_to(number)
            case "ask":
                self._ask()
            case "turn":
                if not self._view.turn():
                    self._tell(
                        _("This synthesis is built on no single answer.") if self._settled() else _(_NOTHING)
                    )
            case "again":
                self._begin(self._again, synthesis=False)
            case "versions":
                self._begin(self._versions)
            case "resolve":
                self._resolve_claim()
            case "vote":
                self._begin(self._vote)

    @property
    def trouble(self) -> str:
        """Why nothing can be asked now; empty when it can."""
        return _(_BUSY).format(key=first_key("synthesis.cancel")) if self._errands.busy(ERRAND) else ""

    @property
    def left(self) -> bool:
        """Whether the person came from a claim to what is on the screen."""
        return bool(self._left)

    @property
    def working(self) -> bool:
        """Whether answers are compared, or members asked for their evidence, just now."""
        return self._working

    def shown(self) -> None:
        """Another interaction is on the screen: read what was voted there."""
        self._left = ""
        self._errands.start(self._read_vote, "voted", latest=True)

    # -- from a claim to its source, and back ----------------------------------------------------

    def _first_found(self) -> int | None:
        claim = self._view.ledger.claim
        return next((n for n, q in enumerate(claim.quotes) if q.found), None) if claim else None

    def _go_to(self, number: int | None) -> None:
        """The answer in which this quote of the claim stands."""
        claim, run = self._view.ledger.claim, self._presenter.run
        if claim is None or run is None:
            return
        quote = claim.quotes[number] if number is not None and number < len(claim.quotes) else None
        seats = {p.response.letter: p.response.seat for p in run.panels}
        if quote is None or not quote.found or quote.letter not in seats:
            if quote:
                self._tell(_("That quote was NOT FOUND in that answer: there is no place to go to."))
            else:
                self._tell(_("No quote of this claim was found in an answer: there is no place to go to."))
            return
        if not self._told_way_back:
            self._told_way_back = True
            self._tell(keyed(_("{key[panel.back]} or {key[cancel]} goes back to the claim.")))
        self._left = run.interaction.id
        self._screen.query_one(TabbedContent).active = "answers"
        self._screen.query_one(AnswersView).reveal(seats[quote.letter], Passage(quote.text))

    def back(self) -> bool:
        """From the answer to the claim that led there; False when none did."""
        run, answers = self._presenter.run, self._screen.query_one(AnswersView)
        here = run is not None and run.interaction.id == self._left and answers.has_focus_within
        self._left = "" if here else self._left
        if here:
            self._screen.query_one(TabbedContent).active = "synthesis"
            self._screen.call_after_refresh(self._view.ledger.focus)
        return here

    # -- comparing again -------------------------------------------------------------------------

    async def _again(self, interaction: Interaction) -> None:
        if sum(response.status.usable for response in interaction.responses) < 2:
            self._tell(_("Fewer than two answers are of use: there is nothing to compare."))
            return
        from orquix_tui.tui.dialogs.compare_again import CompareAgain, offers  # not before somebody asks

        run = self._presenter.run
        without = [p.response.letter for p in run.panels if p.left_out] if run else []
        offered = offers(self._services, interaction, without)
        wish = await self._screen.app.push_screen_wait(CompareAgain(offered))
        if wish is not None:
            await self._compare(interaction, wish)

    def compare(self, wish: Wish) -> None:
        """Compare what is shown, without asking how."""
        self._begin(partial(self._compare, wish=wish), synthesis=False)

    async def _compare(self, interaction: Interaction, wish: Wish) -> None:
        self._screen.query_one(TabbedContent).active = "synthesis"
        await self._presenter.comparing(interaction)
        done = _("Compared again: version {version} holds. {key} lists them all.")
        await self._carry_out(interaction, partial(self._services.again.moderate, interaction, wish), done)

    def _resolve_claim(self) -> None:
        claim, at = self._view.ledger.claim, self._view.ledger.at
        if claim is None or not claim.opponents:
            self._tell(_("Only those who contradict each other can be asked: choose a claim with ≠."))
            return
        self._begin(partial(self._resolve, claim=claim, at=at))

    async def _resolve(self, interaction: Interaction, claim: Claim, at: int) -> None:
        usable = {r.letter: r.label for r in interaction.responses if r.status.usable}
        asked = who([x for x in dict.fromkeys((*claim.supporters, *claim.opponents)) if x in usable], usable)
        self._view.note(
            _("● asking {asked} for their evidence, without each other's names… {key} cancels").format(
                asked=asked, key=first_key("synthesis.cancel")
            )
        )
        done = _("Asked again: version {version} holds. {key} lists them all.")
        await self._carry_out(interaction, partial(self._services.again.resolve, interaction, at), done)

    async def _carry_out(
        self, before: Interaction, work: Callable[[Emit], Awaitable[Interaction]], done: str
    ) -> None:
        """Show what comes of it while it comes; when it fails, what held before holds."""
        holds = before
        bridge = EventBridge(self._around.clock)
        job = asyncio.ensure_future(work(bridge.emit))
        self._working = True
        self._screen.refresh_bindings()
        try:
            await until_done(job, lambda: self._presenter.present(bridge.drain()))
            holds = job.result()
        finally:
            job.cancel()
            self._working = False
            await self._presenter.changed(holds)
            await self._read_vote()
        version = holds.synthesis.version if holds.synthesis else 0
        first = version == 1  # a run that was broken off is compared for the first time
        told = _("Compared.") if first else done
        self._tell(told.format(version=version, key=first_key("synthesis.versions")))
        await self._around.changed()

    def _cancel(self) -> None:
        if self._errands.busy(ERRAND):
            self._errands.cancel(ERRAND)
            self._tell(_("Cancelled: what held before holds."))
        elif self._presenter.following and self._control.running:
            self._control.cancel_moderator()
        else:
            self._tell(_("Nothing is being compared: there is nothing to cancel."))

    # -- versions and votes ----------------------------------------------------------------------

    async def _versions(self, interaction: Interaction) -> None:
        versions = await self._services.store.syntheses(interaction.id)
        holds = interaction.synthesis.version if interaction.synthesis else 0
        from orquix_tui.tui.dialogs.versions import Versions  # not before somebody asks

        dialog = Versions(versions, holds, self._around.clock.now())
        chosen = await self._screen.app.push_screen_wait(dialog)
        if chosen is None or chosen == holds:
            return
        await self._presenter.changed(await self._services.again.choose(interaction, chosen))
        await self._read_vote()
        self._tell(_("Version {chosen} holds: it is shown, exported and remembered.").format(chosen=chosen))
        await self._around.changed()

    async def _vote(self, interaction: Interaction) -> None:
        usable = [r for r in interaction.responses if r.status.usable]
        choices = ["synthesis", *(r.letter for r in usable)]
        lines = [_("The synthesis"), *(f"{r.letter} {one_line(r.label, 60)}" for r in usable)]
        before = await self._services.store.voted(interaction.id)
        at = choices.index(before) if before in choices else 0
        if before in choices:
            lines[at] = _("{line}   ★ your vote").format(line=lines[at])
        chosen = await self._screen.app.push_screen_wait(Choose(_("Which text is better?"), lines, at))
        if chosen is None:
            return
        await self._services.store.vote(interaction.id, choices[chosen])
        await self._read_vote()

    async def _read_vote(self) -> None:
        run = self._presenter.run
        if run is None or run.live or run.interaction.synthesis is None:
            return
        run.voted = await self._services.store.voted(run.interaction.id)
        if run is self._presenter.run:
            self._view.refresh_marks()

    # -- going on ----------------------------------------------------------------------------------

    def _ask(self) -> None:
        """The question under the cursor; from elsewhere first to the questions, so that it is seen."""
        question, interaction = self._view.ledger.question, self._settled()
        if interaction is None:
            self._tell(_(_NOTHING))
        elif question:
            self._around.ask_next(question, interaction)
        elif self._view.ledger.to_questions():
            self._tell(keyed(_("{key[claim.open]} or {key[claim.ask]} asks this question.")))
        else:
            self._tell(_("This synthesis suggests no question."))

    # -- helpers -------------------------------------------------------------------------------------

    def _settled(self) -> Interaction | None:
        """The shown interaction, when its run is over and nothing is being done to it."""
        run = self._presenter.run
        return None if run is None or run.live or run.comparing else run.interaction

    def _begin(self, work: Callable[[Interaction], Awaitable[None]], *, synthesis: bool = True) -> None:
        """Start it, unless something else is going on. `synthesis`: it needs one."""
        interaction = self._settled()
        if self._errands.busy(ERRAND):
            self._tell(self.trouble)
        elif self._control.running:
            self._tell(_("A run is going on: wait for its end."))
        elif interaction is None or (synthesis and interaction.synthesis is None):
            self._tell(_(_NOTHING))
        else:
            chosen = interaction

            async def errand() -> None:
                await work(chosen)

            self._errands.start(errand, ERRAND)

    def _tell(self, text: str) -> None:
        self._screen.notify(text, markup=False, timeout=4)


def going_on(request: RunRequest, before: Interaction) -> RunRequest:
    """The request as a turn that follows that interaction, in its project."""
    project = Project(id=before.project_id, name=before.project)
    return request.model_copy(
        update={"project": project, "thread": "continue", "continues": before.id, "context": None}
    )
