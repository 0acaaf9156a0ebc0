"""What must hold of every answer, however it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orquix_tui.domain.events import Event, ReasoningDelta, ResponseDelta, ResponseEnded, ResponseRetrying
from orquix_tui.domain.models import Response, Usage
from orquix_tui.domain.status import ResponseStatus as Status

WITHOUT_FAILURE = {Status.COMPLETE, Status.TRUNCATED, Status.CANCELLED}
NOT_FOR_PEOPLE = re.compile(r"<\w+>|Traceback|Errno|_ssl\.c|\b\w+(?:Error|Exception)\b|b'|None")


def holds_the_contract(response: Response, events: Sequence[Event]) -> None:
    """One terminal event, nothing after it, the deltas are the text, each wait was told."""
    mine = [e for e in events if _seat(e) == response.seat]
    assert [e for e in mine if isinstance(e, ResponseEnded)] == [ResponseEnded(response)]
    assert mine[-1] == ResponseEnded(response), "nothing may come after the end"
    assert "".join(e.text for e in mine if isinstance(e, ResponseDelta)) == response.text
    assert "".join(e.text for e in mine if isinstance(e, ReasoningDelta)) == response.reasoning
    waits = [e for e in mine if isinstance(e, ResponseRetrying)]
    assert [e.attempt for e in waits] == list(range(2, response.attempts + 1))
    assert all(e.failure.cause and e.failure.remedy and e.wait_s >= 0 for e in waits)


def counts(response: Response, vendors: Usage | None) -> None:
    """The vendor's tokens; an estimate that says so where it could not count; nothing for nothing."""
    if response.status.usable and vendors:
        assert response.usage == vendors
    elif response.usage != vendors:
        assert response.usage.estimated is bool(response.text)
        assert (response.usage.output_tokens or 0) >= bool(response.text)


def tells_why(response: Response) -> None:
    """A cause and a next step, in words for a person, whenever something went wrong."""
    if response.status in WITHOUT_FAILURE:
        assert response.error is None
        return
    assert response.error is not None
    for sentence in (response.error.cause, response.error.remedy):
        assert len(sentence) > 10
        assert sentence.endswith((".", "!", "?", "…"))
        assert sentence.isprintable()
        assert not NOT_FOR_PEOPLE.search(sentence), sentence


def _seat(event: Event) -> int | None:
    return event.response.seat if isinstance(event, ResponseEnded) else getattr(event, "seat", None)
