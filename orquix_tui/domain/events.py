"""What the core tells the outside while a run goes on: named tuples, as deltas come by the hundred a second.

Values that nobody copies by parts are named tuples in all modules that the app opens with, too: to make the
class of a frozen dataclass takes five times as long, and there are a hundred of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from orquix_tui.domain.models import (
        Claim,
        ContextItem,
        Failure,
        Interaction,
        Member,
        Response,
        Synthesis,
    )
    from orquix_tui.domain.status import Step


class RunStarted(NamedTuple):
    """The prompt is saved; nobody has been asked yet. `interaction` holds a pending response per seat."""

    interaction: Interaction


class StepStarted(NamedTuple):
    """A step of the flow begins."""

    step: Step


class ModelAwaited(NamedTuple):
    """The context waits for the embedding model, which is being loaded or at work: that takes seconds."""


class ContextFound(NamedTuple):
    """The context block that will be sent; `notice` says why it is empty or poorer than it could be."""

    items: tuple[ContextItem, ...]
    tokens: int
    notice: str = ""


class ResponseStarted(NamedTuple):
    """The request of this seat goes out now (after queueing and imports)."""

    seat: int


class ResponseDelta(NamedTuple):
    """More of the answer of this seat, cleaned of control characters."""

    seat: int
    text: str


class ReasoningDelta(NamedTuple):
    """More of what the model thinks before it answers; never sent to the moderator."""

    seat: int
    text: str


class ResponseRetrying(NamedTuple):
    """An attempt failed before its first delta; the next begins in `wait_s` seconds."""

    seat: int
    attempt: int
    wait_s: float
    failure: Failure


class ResponseAsked(NamedTuple):
    """A seat is asked once more, or a further seat for the first time; `response` is its blank.

    What it held before stays until its ResponseEnded; then `domain.askings.standing` says which holds.
    """

    response: Response
    member: Member


class ResponseEnded(NamedTuple):
    """The one terminal event of an asking of a seat; its text equals all deltas of that asking joined."""

    response: Response


class AnswersLeftOut(NamedTuple):
    """These and no other seats are left out of the comparison that is to come."""

    seats: frozenset[int]


class ModerationStarted(NamedTuple):
    """A moderator of the chain begins; what an earlier one streamed is void."""

    moderator: str


class ModerationDelta(NamedTuple):
    """More of the moderator's raw text, in the section form."""

    text: str


class ModerationRepairing(NamedTuple):
    """The moderator is asked once more, for the sections that it left out."""

    sections: tuple[str, ...]


class ClaimFound(NamedTuple):
    """A claim of the ledger has been read; its quotes are already checked."""

    claim: Claim


class SynthesisDelta(NamedTuple):
    """More of the synthesis section alone."""

    text: str


class ModerationEnded(NamedTuple):
    """The moderation's result; None when there is nothing to moderate."""

    synthesis: Synthesis | None


class Warned(NamedTuple):
    """Something went wrong that the run survives."""

    step: Step
    message: str
    passing: bool = False
    """Whether it says nothing any more a moment later: it need not be put away by hand."""


class Saved(NamedTuple):
    """The interaction is in the store."""

    interaction_id: str
    ms: float


class SaveFailed(NamedTuple):
    """The store refused; the text is kept in the run's journal and on the screen."""

    interaction_id: str
    failure: Failure


class RunEnded(NamedTuple):
    """The last event: all that the run yielded, with its metrics."""

    interaction: Interaction


Event = (
    RunStarted
    | StepStarted
    | ModelAwaited
    | ContextFound
    | ResponseStarted
    | ResponseDelta
    | ReasoningDelta
    | ResponseRetrying
    | ResponseAsked
    | ResponseEnded
    | AnswersLeftOut
    | ModerationStarted
    | ModerationDelta
    | ModerationRepairing
    | ClaimFound
    | SynthesisDelta
    | ModerationEnded
    | Warned
    | Saved
    | SaveFailed
    | RunEnded
)
