"""What the person does with an answer: stops, asks again, leaves out, adds, reads, copies and keeps it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.askings import SEATS
from orquix_tui.domain.models import Interaction, Member
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.keys import first_key
from orquix_tui.tui.moving import offers_of
from orquix_tui.tui.outside import run_pager
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.run_control import RunControl, SteeredRun
from orquix_tui.tui.screens.asking import Asking
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.screens.keeping import keep
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.answer_panel import WORDS, AnswerPanel
from orquix_tui.tui.widgets.answers_view import AnswersView

if TYPE_CHECKING:
    from orquix_tui.core.again import Wish
    from orquix_tui.core.asking_again import Whom

ERRAND = "run"
"""The same as that of a question: one at a time."""
_PREVIEW = 60
_DIGITS = 9


class Lent(NamedTuple):
    """What the workspace lends: `trouble` says why nothing can be asked now, `compare` begins a comparison,
    `show` opens an interaction."""

    asking: Asking
    errands: Errands
    trouble: Callable[[], str]
    compare: Callable[[Wish], None]
    show: Callable[[str], Awaitable[None]]


class AnswerDesk:
    """All deeds are about the panel that is looked at."""

    def __init__(
        self, screen: Screen[Any], services: Services, presenter: Presenter, control: RunControl, lent: Lent
    ) -> None:
        self._screen = screen
        self._services = services
        self._presenter = presenter
        self._control = control
        self._lent = lent
        self._view = screen.query_one(AnswersView)

    def do(self, deed: str) -> None:
        """What a key on an answer asks for, a click, or a command from anywhere."""
        panel, run = self._view.current, self._presenter.run
        if panel is None or run is None:
            self._tell(_("Nothing to do that with: no answer is shown."))
            return
        match deed:
            case "cancel":
                self._cancel(panel)
            case "retry":
                self._retry(run, panel)
            case "resume":
                self._resume(run)
            case "leave":
                self._leave(run, panel)
            case "add":
                self._start(partial(self._add, run), "add")
            case "menu":
                self._start(partial(self._menu, panel), "menu")
            case _:
                self._read(deed, panel)

    def _read(self, deed: str, panel: AnswerPanel) -> None:
        """What changes nothing but what is seen, or where the text is."""
        if deed in {"find", "copy", "pager", "save"} and not panel.state.text:
            self._tell(_("{name} has said nothing yet.").format(name=_name(panel)))
            return
        match deed:
            case "zoom" if panel.alone:
                self._tell(_("It is the only answer: it has all the room."))
            case "thinking" if not panel.state.reasoning_chars:
                self._tell(_("{name} shows no thinking.").format(name=_name(panel)))
            case "zoom":
                self._view.zoom()
            case "thinking":
                panel.turn_thinking()
            case "find":
                panel.find()
            case "copy":
                self._copy(panel.source, _("the answer of {name}").format(name=_name(panel)))
            case "code":
                self._start(partial(self._code, panel), "code")
            case "pager":
                self._start(partial(run_pager, self._screen.app, panel.source), "pager")
            case "save":
                self._start(partial(keep, self._screen, self._file_name(panel), panel.source), "save")

    # -- asking ------------------------------------------------------------------------------------

    def _cancel(self, panel: AnswerPanel) -> None:
        if panel.state.status.final:
            self._tell(_("{name} answers no more: there is nothing to cancel.").format(name=_name(panel)))
        elif self._presenter.following:
            self._control.cancel_member(panel.state.response.seat)
        else:
            self._tell(_("It runs in another window: there it can be cancelled."))

    def _retry(self, run: ShownRun, panel: AnswerPanel) -> None:
        """Into the run that goes on, else as one of its own."""
        seat, status = panel.state.response.seat, panel.state.status
        if not self._goes_on(run):
            self._ask_again(run.interaction, (seat,))
        elif not self._control.retry_member(seat):
            self._tell(
                _("While the run goes on only who failed can be asked again.")
                if status.final
                else _("{name} still answers: {key} stops it.").format(
                    name=_name(panel), key=self._key("cancel")
                )
            )

    def _resume(self, run: ShownRun) -> None:
        """All who gave no usable answer; then the comparison, when there was none."""
        failed = [p.response.seat for p in run.panels if p.status.final and not p.status.usable]
        if not failed:
            self._tell(_("Nobody failed: {key} asks one member again.").format(key=self._key("retry")))
        elif self._goes_on(run):
            for seat in failed:
                self._control.retry_member(seat)
        else:
            self._ask_again(run.interaction, tuple(failed), compare=run.interaction.synthesis is None)

    async def resume(self, interaction_id: str) -> None:
        """The same for an entry of the history."""
        await self._lent.show(interaction_id)
        run = self._presenter.run
        if run is not None and run.interaction.id == interaction_id and not run.live:
            self._resume(run)

    def _ask_again(
        self,
        interaction: Interaction,
        seats: tuple[int, ...] = (),
        members: tuple[Member, ...] = (),
        *,
        compare: bool = False,
    ) -> None:
        trouble = self._lent.trouble()
        if trouble:
            self._tell(trouble)
            return

        async def work() -> None:
            from orquix_tui.core.asking_again import Whom  # not before somebody asks

            changed = await self._lent.asking.again(
                interaction, partial(self._asking, interaction.id, Whom(seats, members))
            )
            if changed is not None:
                self._answered(interaction, changed, compare=compare)

        self._start(work, ERRAND)

    async def _asking(self, interaction_id: str, whom: Whom, over_budget: bool, emit: Emit) -> SteeredRun:
        whom = replace(whom, over_budget=over_budget)
        return await self._services.asking_again.start(interaction_id, whom, emit)

    def _answered(self, before: Interaction, now: Interaction, *, compare: bool) -> None:
        """What comes next: the comparison, or its offer."""
        usable = [r for r in now.responses if r.status.usable]
        texts = {r.seat: r.text for r in before.responses}
        fresh = [r for r in usable if texts.get(r.seat) != r.text]
        if len(usable) < 2 or not fresh:
            return
        if compare:
            from orquix_tui.core.again import Wish

            self._lent.compare(Wish())
            return
        names = ", ".join(one_line(r.label, _PREVIEW) for r in fresh)
        told = _("{names}: answered. {key} compares again.")
        self._tell(told.format(names=names, key=self._key("compare")))

    async def _add(self, run: ShownRun) -> None:
        if len(run.panels) >= SEATS:
            self._tell(_("All {n} seats are taken.").format(n=SEATS))
            return
        from orquix_tui.tui.dialogs.pick_model import PickModel  # not before somebody asks

        dialog = PickModel(self._services, _("Who joins? The same question goes out now"))
        member = await self._screen.app.push_screen_wait(dialog)
        if member is None:
            return
        if not self._goes_on(run):
            self._ask_again(run.interaction, members=(member,))
        elif not self._control.add_member(member):
            self._tell(_("The run is ending: add the member when it is over."))

    def _leave(self, run: ShownRun, panel: AnswerPanel) -> None:
        seat, out = panel.state.response.seat, not panel.state.left_out
        if out and panel.state.status.final and not panel.state.status.usable:
            told = _("{name} gave no whole answer: the comparison does without it anyway.")
            self._tell(told.format(name=_name(panel)))
            return
        if self._goes_on(run) and self._control.leave_out(seat, out=out):
            return
        run.leave_out(run.left_out | {seat} if out else run.left_out - {seat})
        self._view.redraw()
        self._tell(_("{key} compares again with these answers.").format(key=self._key("compare")))

    def _goes_on(self, run: ShownRun) -> bool:
        """Whether the run that is under way is the one on the screen."""
        return run.live and self._presenter.following and self._control.running

    # -- taking it along ---------------------------------------------------------------------------

    async def _code(self, panel: AnswerPanel) -> None:
        blocks = panel.code_blocks
        if not blocks:
            self._tell(_("There is no code in this answer."))
            return
        at: int | None = 0
        if len(blocks) > 1:
            lines = [f"{n if n <= _DIGITS else ' '} {one_line(b, _PREVIEW)}" for n, b in enumerate(blocks, 1)]
            at = await self._screen.app.push_screen_wait(
                Choose(_("Copy which block? A digit is enough"), lines)
            )
        if at is not None:
            code = blocks[at].rstrip("\n")  # put into a shell, a line end would run it
            self._copy(code, _("block {n} of {name}").format(n=at + 1, name=_name(panel)))

    async def _menu(self, panel: AnswerPanel) -> None:
        offered = offers_of(self._screen)
        deeds = [name for name in panel.deeds if offered(f"panel.{name}")]
        lines = [f"{self._key(name):6} {_(WORDS[name])}" for name in deeds]
        title = _("{name}: what to do").format(name=_name(panel))
        at = await self._screen.app.push_screen_wait(Choose(title, lines))
        if at is not None:
            self.do(deeds[at])

    def _copy(self, text: str, what: str) -> None:
        self._view.post_message(AnswerPanel.CopyWanted(text, what))

    def _file_name(self, panel: AnswerPanel) -> str:
        run = self._presenter.run
        prompt = run.interaction.prompt if run else ""
        return f"{one_line(prompt, _PREVIEW)} {panel.state.response.label}"

    # -- helpers -----------------------------------------------------------------------------------

    def _start(self, work: Callable[[], Awaitable[None]], name: str) -> None:
        async def errand() -> None:
            await work()

        if not self._lent.errands.busy(name):
            self._lent.errands.start(errand, name)

    def _key(self, deed: str) -> str:
        return first_key(f"panel.{deed}")

    def _tell(self, text: str) -> None:
        self._screen.notify(text, markup=False, timeout=5)


def _name(panel: AnswerPanel) -> str:
    return one_line(panel.state.response.label, _PREVIEW)
