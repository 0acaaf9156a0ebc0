"""Members of an interaction that is over, asked once more or for the first time; nobody else is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from orquix_tui.core.budget import check_budget
from orquix_tui.core.late import late_note
from orquix_tui.core.parts import Parts
from orquix_tui.core.reporter import Reporter
from orquix_tui.core.saving import attempted
from orquix_tui.core.seats import Seats
from orquix_tui.core.steps import Steps
from orquix_tui.core.turns import turns_before
from orquix_tui.domain.askings import SEATS, outcome, with_member
from orquix_tui.domain.errors import InputError, OrquixError
from orquix_tui.domain.events import RunEnded, Saved, SaveFailed, StepStarted
from orquix_tui.domain.models import Interaction, Member, Note, Response, RunMetrics
from orquix_tui.domain.ports import Emit, Message
from orquix_tui.domain.status import InteractionStatus, Step
from orquix_tui.domain.translate import _


@dataclass(frozen=True, slots=True)
class Whom:
    """Seats to ask again, and members that join. Nobody named: all who gave no usable answer."""

    seats: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    over_budget: bool = False


class AskingAgain:
    """The way in. What is asked is what was asked then: prompt, files, context and thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def start(self, interaction_id: str, whom: Whom, emit: Emit) -> Asking:
        """Begin. Raises NotFoundError, StoreError, BudgetError; InputError when nobody can be asked."""
        interaction = await self._parts.store.interaction(interaction_id)
        seats = whom.seats or (() if whom.members else _unanswered(interaction))
        self._validate(interaction, seats, whom.members)
        asked = [interaction.council.members[seat] for seat in seats]
        await self._parts.pricing.load()
        warnings: list[str] = []
        if not whom.over_budget:
            council = interaction.council.model_copy(
                update={"members": (*asked, *whom.members), "moderator": ()}
            )
            sent = [interaction.prompt, *(attachment.text for attachment in interaction.attachments)]
            warnings = await check_budget(self._parts, council, sent)
        asking = Asking(interaction, self._parts, emit)
        await asking.begin(seats, whom.members, warnings)
        return asking

    def _validate(self, interaction: Interaction, seats: Sequence[int], members: Sequence[Member]) -> None:
        if interaction.status is InteractionStatus.RUNNING:
            raise InputError(
                _("This run is still going on."), _("Wait until it ends, or cancel it where it runs.")
            )
        if not seats and not members:
            raise InputError(_("Every member has answered."), _("Name the one that is to be asked again."))
        council = interaction.council.members
        if not all(0 <= seat < len(council) for seat in seats):
            raise InputError(_("There is no such seat."), _("Choose one of the answers."))
        if len(council) + len(members) > SEATS:
            raise InputError(
                _("All {n} seats are taken.").format(n=SEATS), _("Ask a new question with another council.")
            )
        asked = [*(council[seat] for seat in seats), *members]
        reasons = {m.provider: self._parts.desk.providers.can_run(m.provider) for m in asked}
        if all(reasons.values()):
            raise InputError(
                " ".join(dict.fromkeys(reasons.values())), _("`orquix-tui doctor` says what is missing.")
            )


class Asking:
    """Under way. More may be asked while it goes on; it ends when all have answered and that is saved."""

    def __init__(self, interaction: Interaction, parts: Parts, emit: Emit) -> None:
        self.interaction_id = interaction.id
        self._before = self._now = interaction
        self._parts = parts
        self._journal = parts.store.journal()
        self._reporter = Reporter(emit, self._journal)
        self._steps = Steps(self._reporter)
        self._seats = Seats(interaction.responses, self._member, self._reporter.emit)
        self._thread: tuple[Message, ...] = ()
        self._open = True
        self._task: asyncio.Task[Interaction] | None = None

    # -- steering ------------------------------------------------------------------------------

    def retry_member(self, seat: int) -> bool:
        """Ask one more of them again; False while it answers, and when all is over."""
        if not self._open or self._seats.holds(seat) is None:
            return False
        return self._seats.again(seat, self._now.council.members[seat])

    def add_member(self, member: Member) -> bool:
        """Ask one more, as a further seat; False when all are taken, or all is over."""
        if not self._open or len(self._now.responses) >= SEATS:
            return False
        self._now = with_member(self._now, member)
        self._seats.add(self._now.responses[-1], self._now.council.members[-1])
        return True

    def leave_out(self, seat: int, *, out: bool) -> bool:  # noqa: ARG002  # as a run has it
        """Nothing is compared here."""
        return False

    def cancel_member(self, seat: int) -> None:
        """Stop one; what it held before stands."""
        self._seats.cancel(seat)

    def cancel_moderator(self) -> None:
        """Nothing is compared here."""

    def cancel(self) -> None:
        """Stop asking; what came is saved."""
        self._open = False
        self._seats.cancel_all()

    async def wait(self) -> Interaction:
        """The interaction as it is then, after it was saved; a failed save is an event."""
        assert self._task is not None, "begun first"  # noqa: S101  # start() hands out nothing else
        return await asyncio.shield(self._task)

    # -- the flow ------------------------------------------------------------------------------

    async def begin(self, seats: Sequence[int], members: Sequence[Member], warnings: Sequence[str]) -> None:
        """Take the interaction for us, and ask. Raises StoreError, also when somebody else has it."""
        await self._journal.begin(self._now)
        self._reporter.emit(StepStarted(Step.COUNCIL))
        for warning in warnings:
            self._reporter.warn(Step.VALIDATE, warning)
        found = turns_before(self._parts.context, self._now)
        self._thread = await self._steps.guarded(found, Step.VALIDATE) or ()
        for seat in seats:
            self.retry_member(seat)
        for member in members:
            self.add_member(member)
        self._task = asyncio.create_task(self._run(), name=f"ask again {self.interaction_id}")

    async def _run(self) -> Interaction:
        answers = await self._seats.all()
        self._open = False
        changed = self._now.model_copy(update={"responses": answers})
        changed = changed.model_copy(update={"metrics": _metrics(self._before, changed, self._seats.askings)})
        changed = changed.model_copy(update={"status": outcome(changed)})
        await self._save(changed)
        self._reporter.tell(RunEnded(changed))
        return changed

    async def _save(self, changed: Interaction) -> None:
        reporter, store = self._reporter, self._parts.store
        reporter.emit(StepStarted(Step.SAVE))
        self._journal.event(RunEnded(changed))  # should saving fail, it comes back so
        with reporter.metrics.timed(Step.SAVE):
            failure = await attempted(partial(store.asked_again, changed, self._seats.askings), reporter)
        try:
            await self._journal.close(keep=failure is not None)
            if failure is None:
                await self._parts.context.relearn(changed)
        except OrquixError as error:
            reporter.warn(Step.SAVE, str(error))
        if failure is not None:
            reporter.tell(SaveFailed(changed.id, failure))
        else:
            reporter.tell(Saved(changed.id, reporter.metrics.result().background_save_time_ms or 0.0))

    async def _member(self, blank: Response) -> Response:
        return await self._parts.ask(self._now, blank, self._thread, self._reporter.emit)


def _unanswered(interaction: Interaction) -> tuple[int, ...]:
    return tuple(r.seat for r in interaction.responses if not r.status.usable)


def _metrics(before: Interaction, now: Interaction, askings: Sequence[Response]) -> RunMetrics:
    """The run's figures with what came of asking again."""
    metrics = before.metrics
    usable = [answer for answer in now.responses if answer.status.usable]
    errors = [
        Note(step=Step.COUNCIL, message=f"{one.label}: {one.error.cause}") for one in askings if one.error
    ]
    warnings = []
    fresh = [r.label for r in now.responses if r.status.usable and r.text != _text(before, r.seat)]
    if now.synthesis is not None and fresh:
        warnings.append(Note(step=Step.MODERATE, message=late_note(fresh)))
    return metrics.model_copy(
        update={
            "ai_responses_count": len(usable),
            "ai_failures_count": len(now.responses) - len(usable),
            "errors": (*metrics.errors, *errors),
            "warnings": (*metrics.warnings, *warnings),
        }
    )


def _text(interaction: Interaction, seat: int) -> str | None:
    return interaction.responses[seat].text if seat < len(interaction.responses) else None
