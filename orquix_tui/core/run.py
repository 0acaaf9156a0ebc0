"""One flow from the saved prompt to the saved result. Every step may fail without failing the run."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from orquix_tui.core.context import ContextBlock, ContextManager, whole
from orquix_tui.core.desk import Desk
from orquix_tui.core.late import late_note
from orquix_tui.core.member import MemberRun
from orquix_tui.core.moderator import AIModerator, ModerationJob
from orquix_tui.core.pricing import Pricing
from orquix_tui.core.prompt import SMALL_MODEL_CONTEXT, member_request, moderator_context, thread_messages
from orquix_tui.core.reporter import Reporter
from orquix_tui.core.saving import Saving
from orquix_tui.core.seats import Seats
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.events import (
    ContextFound,
    RunEnded,
    RunStarted,
    StepStarted,
)
from orquix_tui.domain.models import Interaction, Response, RunRequest
from orquix_tui.domain.ports import Emit, Journal, Message, Store
from orquix_tui.domain.settings import BudgetSettings, ContextSettings
from orquix_tui.domain.status import InteractionStatus, Step

T = TypeVar("T")


CATCH_UP = 3
"""Earlier interactions that were never learned (their run died) and that each run adds to the memory."""


@dataclass(frozen=True)
class Parts:
    """What a flow works with; `bootstrap` fills it. `small` names the providers whose model reads slowly."""

    store: Store
    context: ContextManager
    moderator: AIModerator
    desk: Desk
    pricing: Pricing
    context_settings: ContextSettings = field(default_factory=ContextSettings)
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    small: frozenset[str] = frozenset()
    compare_at: int = 0
    """Usable answers with which the comparison begins, though others still answer; 0: all that come."""


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
        self._compared = False
        """While some members still answered."""
        self._seats = Seats(interaction.responses, self._member, self._reporter.emit)
        self._moderating = False
        self._step_task: asyncio.Task[Any] | None = None

    # -- steering ------------------------------------------------------------------------------

    def cancel_member(self, seat: int) -> None:
        """Stop one seat; without effect when it has ended."""
        self._seats.cancel(seat)

    def cancel_moderator(self) -> None:
        """Stop the moderation; without effect in any other step."""
        if self._moderating and self._step_task is not None:
            self._moderator_cancelled = True
            self._step_task.cancel()

    def cancel(self) -> None:
        """Stop every step but the saving."""
        self._cancelled = True
        self._seats.cancel_all()
        if self._step_task is not None:
            self._step_task.cancel()

    # -- the flow ------------------------------------------------------------------------------

    async def run(self) -> Interaction:
        """All steps in order; the last event is RunEnded."""
        await self._begin()
        self._reporter.emit(RunStarted(self._now))
        await self._find_context()
        await self._ask_council()
        if not self._compared:
            await self._moderate()
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
            await self._guarded(self._find_thread(), Step.VALIDATE)
        if self._journal is not None:
            await self._save_prompt(self._journal)
        for warning in self._warnings:
            self._reporter.warn(Step.VALIDATE, warning)

    async def _save_prompt(self, journal: Journal) -> None:
        try:
            await journal.begin(self._now)
            await self._parts.store.begin(self._now)
        except OrquixError as error:
            self._reporter.error(Step.VALIDATE, f"The prompt could not be saved before asking: {error}")

    async def _find_thread(self) -> None:
        request = self._request
        thread = await self._parts.context.thread(
            request.project, request.prompt, request.thread, request.continues
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
                    self._request.project, self._request.prompt, thread=self._turns
                )
                block = await self._cancellable(found, Step.CONTEXT) or ContextBlock()
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
            self._take([self._seats.cancelled(blank) for blank in self._now.responses])
            return
        self._reporter.emit(StepStarted(Step.COUNCIL))
        warming = asyncio.create_task(self._guarded(self._parts.context.warm(), Step.COUNCIL))
        with self._metrics.timed(Step.COUNCIL):
            self._seats.start()
            await self._seats.enough(self._parts.compare_at)
            compared: set[int] = set()
            if self._seats.running and not self._cancelled:
                self._change(responses=tuple(self._seats.so_far()))
                compared = {r.seat for r in self._now.responses if r.status.usable}
                await self._moderate()
                self._compared = True
            answers = await self._seats.all()
        warming.cancel()  # what it started goes on by itself
        self._take(answers)
        late = [r.label for r in answers if r.status.usable and r.seat not in compared]
        if self._compared and late:
            self._reporter.warn(Step.MODERATE, late_note(late))

    async def _member(self, blank: Response) -> Response:
        member = self._now.council.members[blank.seat]
        small = member.provider in self._parts.small
        request = member_request(
            member,
            self._now.prompt,
            self._now.context,
            self._now.attachments,
            self._thread,
            SMALL_MODEL_CONTEXT if small else None,
        )
        return await MemberRun(blank, request, self._parts.desk, self._reporter.emit).ask()

    def _take(self, answers: list[Response]) -> None:
        self._change(responses=tuple(answers))
        for answer in answers:
            if answer.error:
                self._metrics.error(Step.COUNCIL, f"{answer.label}: {answer.error.cause}")
        usable = sum(a.status.usable for a in answers)
        self._metrics.figure(ai_responses_count=usable, ai_failures_count=len(answers) - usable)

    async def _moderate(self) -> None:
        usable = [r for r in self._now.responses if r.status.usable]
        if not self._request.moderate or self._cancelled or not usable:
            return
        if len(usable) == 1:
            self._reporter.warn(
                Step.MODERATE, f"Only {usable[0].label} gave a usable answer: there is nothing to compare."
            )
            return
        self._reporter.emit(StepStarted(Step.MODERATE))
        job = ModerationJob(
            question=self._now.prompt,
            context_text=moderator_context(self._now, self._thread),
            responses=self._now.responses,
            chain=self._now.council.moderator,
            seed=self._now.seed,
            strategy=self._request.strategy or self._now.council.strategy,
        )
        self._moderating = True
        with self._metrics.timed(Step.MODERATE):
            synthesis = await self._cancellable(
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

    async def _cancellable(self, work: Coroutine[Any, Any, T], step: Step) -> T | None:
        """The result; None when the person cancelled it or it failed (then with an error on the metrics)."""
        self._step_task = task = asyncio.create_task(self._guarded(work, step))
        try:
            return await task
        except asyncio.CancelledError:
            if not task.cancelled():  # we ourselves are being cancelled
                task.cancel()
                raise
            return None
        finally:
            self._step_task = None

    async def _guarded(self, work: Coroutine[Any, Any, T], step: Step) -> T | None:
        """The result; None when it failed, with an error on the metrics and on the screen."""
        try:
            return await work
        except OrquixError as error:
            self._reporter.error(step, str(error))
        except Exception as error:  # noqa: BLE001  # the boundary of a step: its failure is not the run's
            self._reporter.error(step, f"Unexpected {type(error).__name__}: {error}")
        return None

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
