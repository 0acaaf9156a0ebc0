"""The statuses of a response and of an interaction, and what each means for the rest of the program."""

from __future__ import annotations

from enum import StrEnum

from orquix_tui.domain.translate import N_

_SHOWN = (
    *(N_("pending"), N_("running"), N_("complete"), N_("truncated"), N_("cancelled"), N_("auth_error")),
    *(N_("quota_exceeded"), N_("rate_limited"), N_("rejected"), N_("unavailable"), N_("timeout")),
    *(N_("filtered"), N_("interrupted"), N_("failed"), N_("partial"), N_("high"), N_("medium"), N_("low")),
    *(N_("validate"), N_("context"), N_("council"), N_("moderate"), N_("save")),
)
"""The values below, for the translators: people read `_(status.value)`, programs the value."""


class ResponseStatus(StrEnum):
    """How one member's answer stands. See ARCHITECTURE.md for when each is given."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETE = "complete"
    TRUNCATED = "truncated"
    CANCELLED = "cancelled"
    AUTH_ERROR = "auth_error"
    QUOTA_EXCEEDED = "quota_exceeded"
    RATE_LIMITED = "rate_limited"
    REJECTED = "rejected"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    FILTERED = "filtered"
    INTERRUPTED = "interrupted"
    FAILED = "failed"

    @property
    def usable(self) -> bool:
        """Whether the text may be moderated and learned from."""
        return self in {ResponseStatus.COMPLETE, ResponseStatus.TRUNCATED}

    @property
    def final(self) -> bool:
        """Whether nothing more will come."""
        return self not in {ResponseStatus.PENDING, ResponseStatus.RUNNING}


class InteractionStatus(StrEnum):
    """How a run stands or ended; `exit_code` is what the command line returns for it."""

    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def exit_code(self) -> int:
        """0 complete, 3 partial, 130 cancelled, 1 for all that gave no answer."""
        return {"complete": 0, "partial": 3, "cancelled": 130}.get(self.value, 1)


class Quality(StrEnum):
    """The measured grade of a synthesis."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    FAILED = "failed"


class Step(StrEnum):
    """The steps of a run, in order; warnings and timings name them."""

    VALIDATE = "validate"
    CONTEXT = "context"
    COUNCIL = "council"
    MODERATE = "moderate"
    SAVE = "save"
