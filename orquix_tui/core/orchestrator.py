"""The way into the core: takes a request, starts the flow, and hands back a run that can be steered."""

from __future__ import annotations

import asyncio
import secrets

from orquix_tui.core.budget import check_budget
from orquix_tui.core.moderator import letters
from orquix_tui.core.parts import Parts
from orquix_tui.core.run import Flow
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.models import PROMPT_LIMIT, Interaction, Member, Response, RunRequest
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _, number

SETTLING_S = 5.0
"""How long the end of the program waits for the vectors of the last answer."""


class Run:
    """A flow under way. Cancelling one part leaves the rest and the store in order."""

    def __init__(self, interaction: Interaction, flow: Flow) -> None:
        self.interaction_id = interaction.id
        self._flow = flow
        self._task = asyncio.create_task(flow.run(), name=f"run {interaction.id}")
        self.settling = asyncio.create_task(self._settle(), name=f"settle {interaction.id}")

    def cancel_member(self, seat: int) -> None:
        """Stop one member; its text so far is kept, the others go on."""
        self._flow.cancel_member(seat)

    def retry_member(self, seat: int) -> bool:
        """Ask a member again that gave no usable answer; False when that cannot be done now."""
        return self._flow.retry_member(seat)

    def add_member(self, member: Member) -> bool:
        """Ask one more, as a further seat; False when that cannot be done now."""
        return self._flow.add_member(member)

    def leave_out(self, seat: int, *, out: bool) -> bool:
        """Leave an answer out of the comparison, or take it in; False once that has begun."""
        return self._flow.leave_out(seat, out=out)

    def cancel_moderator(self) -> None:
        """Stop comparing; the answers are kept."""
        self._flow.cancel_moderator()

    def cancel(self) -> None:
        """Stop asking and comparing; what came is saved."""
        self._flow.cancel()

    async def wait(self) -> Interaction:
        """The finished interaction, after it was saved; a failed save is an event, never an exception."""
        return await asyncio.shield(self._task)

    async def _settle(self) -> None:
        """What comes after the end, in the background."""
        await asyncio.wait([self._task])
        if not self._task.cancelled() and self._task.exception() is None:
            await self._flow.settle()


class AIOrchestrator:
    """Runs validate, context, council, moderate and save, and emits events."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._settling: set[asyncio.Task[None]] = set()

    async def start(self, request: RunRequest, emit: Emit) -> Run:
        """Validate the request and begin. Raises InputError, BudgetError; then nothing was saved or asked."""
        request = request.model_copy(update={"prompt": clean(request.prompt).strip()})
        self._validate(request)
        await self._parts.pricing.load()
        warnings: list[str] = []
        if not request.over_budget:
            sent = [request.prompt, *(attachment.text for attachment in request.attachments)]
            warnings = await check_budget(self._parts, request.council, sent, request.max_tokens)
        interaction = self._blank(request)
        run = Run(interaction, Flow(interaction, request, self._parts, emit, warnings))
        self._settling.add(run.settling)
        run.settling.add_done_callback(self._settling.discard)
        return run

    async def run(self, request: RunRequest, emit: Emit) -> Interaction:
        """Start and wait; cancelling the caller cancels the run and still saves what came."""
        run = await self.start(request, emit)
        try:
            return await run.wait()
        except asyncio.CancelledError:
            run.cancel()
            await run.wait()
            raise

    async def aclose(self) -> None:
        """Wait a little for what goes on after a run; the rest is made up for after the next one."""
        if not self._settling:
            return
        _, late = await asyncio.wait(self._settling, timeout=SETTLING_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _validate(self, request: RunRequest) -> None:
        if not request.prompt:
            raise InputError(_("The prompt is empty."), _("Type a question."))
        if len(request.prompt) > PROMPT_LIMIT:
            raise InputError(
                _("The prompt has {n} characters; {most} are the most.").format(
                    n=number(len(request.prompt)), most=number(PROMPT_LIMIT)
                ),
                _("Shorten it, or send the long part as a file."),
            )
        reasons = {
            m.provider: self._parts.desk.providers.can_run(m.provider) for m in request.council.members
        }
        if all(reasons.values()):
            raise InputError(
                _('No member of the council "{council}" can be asked: {reasons}').format(
                    council=request.council.name, reasons=" ".join(dict.fromkeys(reasons.values()))
                ),
                _("`orquix-tui doctor` says what is missing."),
            )

    def _blank(self, request: RunRequest) -> Interaction:
        """The interaction before anyone is asked: letters are drawn once, from the seed that is kept."""
        seed = secrets.randbits(31)
        council = request.council.model_copy(
            update={"members": tuple(_with_overrides(m, request) for m in request.council.members)}
        )
        drawn = letters(seed, len(council.members))
        return Interaction(
            id=new_id(),
            project_id=request.project.id,
            project=request.project.name,
            prompt=request.prompt,
            council=council,
            seed=seed,
            attachments=request.attachments,
            responses=tuple(
                Response(seat=seat, letter=drawn[seat], label=m.label, provider=m.provider, model=m.model)
                for seat, m in enumerate(council.members)
            ),
        )


def _with_overrides(member: Member, request: RunRequest) -> Member:
    changes: dict[str, object] = {}
    if request.temperature is not None:
        changes["temperature"] = request.temperature
    if request.max_tokens is not None:
        changes["max_tokens"] = request.max_tokens
    return member.model_copy(update=changes)
