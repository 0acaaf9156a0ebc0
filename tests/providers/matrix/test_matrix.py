"""Every fault against every kind: no stream makes Orquix hang, lie, crash or leak."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from orquix_tui.domain.events import Event, ReasoningDelta, ResponseDelta, ResponseEnded, ResponseRetrying
from orquix_tui.domain.models import ProviderKind, Response
from orquix_tui.domain.status import ResponseStatus as Status
from tests.loopback import LoopbackServer
from tests.providers.conftest import KEY
from tests.providers.matrix import document
from tests.providers.matrix.cell import Row, outcome
from tests.providers.matrix.chapters import CHAPTERS, NETWORK_CHAPTERS
from tests.providers.matrix.conftest import WRITE, Settle
from tests.providers.matrix.places import address
from tests.providers.matrix.runner import SIBLING, Played, play, seat

WITHOUT_FAILURE = {Status.COMPLETE, Status.TRUNCATED, Status.CANCELLED}
CELLS = [
    pytest.param(row, kind, id=f"{row.name}-{kind}")
    for rows in NETWORK_CHAPTERS.values()
    for row in rows
    for kind in row.kinds
]


@pytest.mark.parametrize(("row", "kind"), CELLS)
async def test_a_fault_ends_as_the_matrix_says(
    row: Row,
    kind: ProviderKind,
    loopback: LoopbackServer,
    certificate: Path,
    tmp_path: Path,
    settle: Settle,
) -> None:
    with address(row.where, kind, loopback, certificate) as base_url:
        played = await play(row, kind, base_url, loopback, tmp_path)

    expected = (row.status, row.requests, row.text, row.thought)
    if kind in row.but:
        expected = (row.but[kind], 1, "", "")
    response, requests = played.response, len(loopback.asked("model-a"))
    assert (response.status, requests, response.text, response.reasoning) == expected, response.error
    _holds_the_contract(played)
    _tells_why(response)
    _shows_the_waiting(played)
    assert KEY not in repr(played)
    if row.cancel:
        assert played.closed_after is not None, "the connection was never closed"
        assert played.closed_after < 1.0
    settle(row.name, kind, outcome(response, requests))


def test_the_document_is_what_the_tests_say() -> None:
    if WRITE in os.environ:
        pytest.skip("it is being written")
    text = document.FILE.read_text("utf-8")
    told = document.read(text)
    cells = {row.name: set(row.kinds) for rows in CHAPTERS.values() for row in rows}
    assert {name: set(outcomes) for name, outcomes in told.items()} == cells
    assert document.render(CHAPTERS, told) == text


def _holds_the_contract(played: Played) -> None:
    """One terminal event, nothing after it, the deltas are the text, the sibling is untouched."""
    [ended] = played.of(ResponseEnded)
    assert isinstance(ended, ResponseEnded)
    assert ended.response == played.response
    assert _joined(played.of(ResponseDelta)) == played.response.text
    assert _joined(played.of(ReasoningDelta)) == played.response.reasoning
    assert [e for e in played.events if seat(e) == 0][-1] is ended, "nothing may come after the end"
    assert (played.sibling.status, played.sibling.text) == (Status.COMPLETE, SIBLING)
    assert len(played.of(ResponseEnded, 1)) == 1


def _joined(deltas: Sequence[Event]) -> str:
    return "".join(e.text for e in deltas if isinstance(e, ResponseDelta | ReasoningDelta))


def _tells_why(response: Response) -> None:
    """A cause and a next step, in words for a person, whenever something went wrong."""
    if response.status in WITHOUT_FAILURE:
        assert response.error is None
        return
    assert response.error is not None
    for sentence in (response.error.cause, response.error.remedy):
        assert len(sentence) > 10
        assert sentence.endswith((".", "!", "…"))
        assert sentence.isprintable()
        assert not re.search(r"<\w+>|Traceback|Errno|_ssl\.c|\b\w+(Error|Exception)\b|b'|None", sentence)


def _shows_the_waiting(played: Played) -> None:
    """Each attempt but the first was announced, with its number and the reason."""
    waits = [e for e in played.events if isinstance(e, ResponseRetrying)]
    assert [e.attempt for e in waits] == list(range(2, played.response.attempts + 1))
    assert all(e.failure.cause and e.failure.remedy and e.wait_s >= 0 for e in waits)
