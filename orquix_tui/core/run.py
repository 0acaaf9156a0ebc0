"""One flow from the saved prompt to the saved result. Every step may fail without failing the run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from orquix_tui.core.context.block import ContextBlock, whole
from orquix_tui.core.late import late_note
from orquix_tui.core.moderator import ModerationJob
from orquix_tui.core.parts import Parts
from orquix_tui.core.prompt import moderator_context, thread_messages
from orquix_tui.core.reporter import Reporter
from orquix_tui.core.saving import Saving
from orquix_tui.core.seats import Seats
from orquix_tui.core.steps import Steps
from orquix_tui.domain.askings import SEATS, with_member
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.events import (
    AnswersLeftOut,
    ContextFound,
    ModelAwaited,
    RunEnded,
    RunStarted,
    StepStarted,
)
from orquix_tui.domain.models import Interaction, Member, Response, RunRequest
from orquix_tui.domain.ports import Emit, Journal, Message
from orquix_tui.domain.status import InteractionStatus, Step
from orquix_tui.domain.translate import _

CATCH_UP = 3
"""Earlier interactions that were never learned (their run died) and that each run adds to the memory."""


class Flow:
    """The steps of one run, over one interaction that grows."""

    def __init__(
        self,
        interaction: Interaction,
        request: RunRequest,
        parts: Parts,
        emit: Emit,
        warnings: Sequence[str] = (),
    ) -> None:
        self._now = interaction
        self._request = request
        self._parts = parts
        self._journal = parts.store.journal() if request.save else None
        self._reporter = Reporter(emit, self._journal)
        self._metrics = self._reporter.metrics
        self._warnings = warnings
        self._turns: tuple[Interaction, ...] = ()
        self._thread: tuple[Message, ...] = ()
        self._saved = False
        self._cancelled = False
        self._moderator_cancelled = False
        self._uncompared = False
        self._compared: frozenset[int] | None = None
        """The seats whose answers were compared; None while no comparison has begun."""
        self._left_out: set[int] = set()
        self._seats = Seats(interaction.responses, self._member, self._reporter.emit)
        self._open = False
        """Whether members are being asked, and so could be asked again."""
        self._moderating = False
        self._steps = Steps(self._reporter)

    # -- steering ------------------------------------------------------------------------------

    def cancel_member(self, seat: int) -> None:
        """Stop one seat; without effect when it has ended."""
        self._seats.cancel(seat)

    def cancel_moderator(self) -> None:
        """Stop the moderation; without effect in any other step."""
        if self._moderating and self._steps.cancel():
            self._moderator_cancelled = True

    def cancel(self) -> None:
        """Stop every step but the saving."""
        self._cancelled = True
        self._seats.cancel_all()
        self._steps.cancel()

    def retry_member(self, seat: int) -> bool:
        """Ask this seat again; False when its answer is of use, still comes, or nobody is asked any more."""
        held = self._seats.holds(seat)
        if not self._open or self._cancelled or held is None or held.status.usable:
            return False
        return self._seats.again(seat, self._now.council.members[seat])

    def add_member(self, member: Member) -> bool:
        """Ask one more, as a further seat; False when all are taken, or nobody is asked any more."""
        if not self._open or self._cancelled or len(self._now.responses) >= SEATS:
            return False
        self._now = with_member(self._now, member)
        self._seats.add(self._now.responses[-1], self._now.council.members[-1])
        return True

    def leave_out(self, seat: int, *, out: bool) -> bool:
        """Leave this answer out of the comparison, or take it in; False when that has begun."""
        if self._compared is not None or self._seats.holds(seat) is None:
            return False
        (self._left_out.add if out else self._left_out.discard)(seat)
        self._reporter.tell(AnswersLeftOut(frozenset(self._left_out)))
        return True

    # -- the flow ------------------------------------------------------------------------------

    async def run(self) -> Interaction:
        """All steps in order; the last event is RunEnded."""
        await self._begin()
        self._reporter.emit(RunStarted(self._now))
        await self._find_context()
        await self._ask_council()
        if self._compared is None:
            await self._moderate()
        await self._hear_the_late()
        self._metrics.stop_total()
        self._change(status=self._outcome(), metrics=self._metrics.result())
        if self._journal is not None:
            await self._save(self._journal)
        self._change(metrics=self._metrics.result())
        self._reporter.tell(RunEnded(self._now))
        return self._now

    async def _begin(self) -> None:
        """The prompt is safe before anyone is asked."""
        self._reporter.tell(StepStarted(Step.VALIDATE))
        if self._request.thread != "new":
            await self._steps.guarded(self._find_thread(), Step.VALIDATE)
        if self._journal is not None:
            await self._save_prompt(self._journal)
        for warning in self._warnings:
            self._reporter.warn(Step.VALIDATE, warning)

    async def _save_prompt(self, journal: Journal) -> None:
        try:
            await journal.begin(self._now)
            await self._parts.store.begin(self._now)
        except OrquixError as error:
            self._reporter.error(
                Step.VALIDATE, _("The prompt could not be saved before asking: {error}").format(error=error)
            )

    async def _find_thread(self) -> None:
        request = self._request
        thread = await self._parts.context.thread(
            request.project,
            request.prompt,
            request.thread,
            request.continues,
            attached=bool(request.attachments),
        )
        self._turns, self._thread = thread.turns, thread_messages(thread.turns)
        if thread.turns:
            self._change(continues=thread.turns[-1].id)

    async def _find_context(self) -> None:
        approved, include = self._request.context, self._request.include_context
        if include is None:
            include = self._parts.context_settings.include
        if self._cancelled or (approved is None and not include):
            return
        self._reporter.emit(StepStarted(Step.CONTEXT))
        with self._metrics.timed(Step.CONTEXT):
            if approved is None:
                found = self._parts.context.find(
                    self._request.project,
                    self._request.prompt,
                    thread=self._turns,
                    waits=lambda: self._reporter.tell(ModelAwaited()),
                )
                block = await self._steps.cancellable(found, Step.CONTEXT) or ContextBlock()
            else:
                block = whole(approved)
        self._metrics.figure(context_chunks_found=len(block.items))
        if block.notice:
            self._reporter.warn(Step.CONTEXT, block.notice)
        self._change(context=block.items)
        self._reporter.emit(ContextFound(block.items, block.tokens, block.notice))

    async def _ask_council(self) -> None:
        """All answers; the comparison may already begin when enough of them are in."""
        if self._cancelled:
            self._seats.cancel_unasked()
            return
        self._reporter.emit(StepStarted(Step.COUNCIL))
        warming = [
            self._steps.begin(work, Step.COUNCIL)
            for work in (self._parts.context.warm(), self._parts.moderator.warm())
        ]
        with self._metrics.timed(Step.COUNCIL):
            self._open = True
            self._seats.start()
            await self._seats.enough(self._parts.compare_at, self._left_out)
            self._change(responses=self._seats.so_far())
            if self._seats.running and not self._cancelled:
                await self._moderate()
            self._change(responses=await self._seats.all())
        for warmed in warming:
            warmed.cancel()  # what it started goes on by itself

    async def _hear_the_late(self) -> None:
        """Those who were asked again, or added, while the others were compared."""
        answers = await self._seats.all()
        self._open = False
        self._change(responses=answers)
        for answer in answers:
            if answer.error:
                self._metrics.error(Step.COUNCIL, f"{answer.label}: {answer.error.cause}")
        usable = [answer for answer in answers if answer.status.usable]
        self._metrics.figure(ai_responses_count=len(usable), ai_failures_count=len(answers) - len(usable))
        if self._compared is not None:
            known = self._compared | self._left_out
            late = [answer.label for answer in usable if answer.seat not in known]
            if late:
                self._reporter.warn(Step.MODERATE, late_note(late))

    async def _member(self, blank: Response) -> Response:
        return await self._parts.ask(self._now, blank, self._thread, self._reporter.emit)

    async def _moderate(self) -> None:
        heard = [r for r in self._now.responses if r.status.usable and r.seat not in self._left_out]
        if not self._request.moderate or self._cancelled or not heard:
            return
        if len(heard) == 1:
            only = _("Only {label} gave a usable answer: there is nothing to compare.")
            if self._left_out:
                only = _("Only the answer of {label} is left: there is nothing to compare.")
            self._reporter.warn(Step.MODERATE, only.format(label=heard[0].label))
            return
        self._compared = frozenset(r.seat for r in heard)
        self._reporter.emit(StepStarted(Step.MODERATE))
        job = ModerationJob(
            question=self._now.prompt,
            context_text=moderator_context(self._now, self._thread),
            responses=self._now.responses,
            chain=self._now.council.moderator,
            seed=self._now.seed,
            strategy=self._request.strategy or self._now.council.strategy,
            excluded=frozenset(
                r.letter for r in self._now.responses if r.status.usable and r.seat in self._left_out
            ),
        )
        self._moderating = True
        with self._metrics.timed(Step.MODERATE):
            synthesis = await self._steps.cancellable(
                self._parts.moderator.moderate(job, self._reporter.emit), Step.MODERATE
            )
        self._moderating = False
        self._uncompared = synthesis is None and not self._moderator_cancelled
        if synthesis:
            self._change(synthesis=synthesis)
            self._metrics.figure(moderator_quality=synthesis.quality, fallback_used=synthesis.fallback_used)

    async def _save(self, journal: Journal) -> None:
        saving = Saving(self._parts.store, self._parts.context, journal, self._reporter)
        self._now, self._saved = await saving.save(self._now)

    async def settle(self) -> None:
        """After the end: give what was learned its vectors, and learn what was missed before.

        It may take seconds, and nobody waits for it. What fails is tried again after the next run.
        """
        if self._saved and self._request.project.id:
            with suppress(OrquixError):
                await self._parts.context.catch_up(self._request.project, CATCH_UP)

    # -- helpers -------------------------------------------------------------------------------

    def _outcome(self) -> InteractionStatus:
        answers = self._now.responses
        if self._cancelled:
            return InteractionStatus.CANCELLED
        if not any(r.status.usable for r in answers):
            return InteractionStatus.FAILED
        fell_back = self._now.synthesis is not None and self._now.synthesis.fallback_used
        if fell_back or self._uncompared or not all(r.status.usable for r in answers):
            return InteractionStatus.PARTIAL
        return InteractionStatus.COMPLETE

    def _change(self, **values: object) -> None:
        self._now = self._now.model_copy(update=values)
