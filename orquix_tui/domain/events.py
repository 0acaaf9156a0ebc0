"""What the core tells the outside while a run goes on. Plain slots: deltas come by the hundred a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The prompt is saved; nobody has been asked yet. `interaction` holds a pending response per seat."""

    interaction: Interaction


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step of the flow begins."""

    step: Step


@dataclass(frozen=True, slots=True)
class ContextFound:
    """The context block that will be sent; `notice` says why it is empty or poorer than it could be."""

    items: tuple[ContextItem, ...]
    tokens: int
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ResponseStarted:
    """The request of this seat goes out now (after queueing and imports)."""

    seat: int


@dataclass(frozen=True, slots=True)
class ResponseDelta:
    """More of the answer of this seat, cleaned of control characters."""

    seat: int
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """More of what the model thinks before it answers; never sent to the moderator."""

    seat: int
    text: str


@dataclass(frozen=True, slots=True)
class ResponseRetrying:
    """An attempt failed before its first delta; the next begins in `wait_s` seconds."""

    seat: int
    attempt: int
    wait_s: float
    failure: Failure


@dataclass(frozen=True, slots=True)
class ResponseAsked:
    """A seat is asked once more, or a further seat for the first time; `response` is its blank.

    What it held before stays until its ResponseEnded; then `domain.askings.standing` says which holds.
    """

    response: Response
    member: Member


@dataclass(frozen=True, slots=True)
class ResponseEnded:
    """The one terminal event of an asking of a seat; its text equals all deltas of that asking joined."""

    response: Response


@dataclass(frozen=True, slots=True)
class AnswersLeftOut:
    """These and no other seats are left out of the comparison that is to come."""

    seats: frozenset[int]


@dataclass(frozen=True, slots=True)
class ModerationStarted:
    """A moderator of the chain begins; what an earlier one streamed is void."""

    moderator: str


@dataclass(frozen=True, slots=True)
class ModerationDelta:
    """More of the moderator's raw text, in the section form."""

    text: str


@dataclass(frozen=True, slots=True)
class ModerationRepairing:
    """The moderator is asked once more, for the sections that it left out."""

    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """A claim of the ledger has been read; its quotes are already checked."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class SynthesisDelta:
    """More of the synthesis section alone."""

    text: str


@dataclass(frozen=True, slots=True)
class ModerationEnded:
    """The moderation's result; None when there is nothing to moderate."""

    synthesis: Synthesis | None


@dataclass(frozen=True, slots=True)
class Warned:
    """Something went wrong that the run survives."""

    step: Step
    message: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The interaction is in the store."""

    interaction_id: str
    ms: float


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """The store refused; the text is kept in the run's journal and on the screen."""

    interaction_id: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The last event: all that the run yielded, with its metrics."""

    interaction: Interaction


Event = (
    RunStarted
    | StepStarted
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
