"""Every fault against every kind: no stream makes Orquix hang, lie, crash or leak."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orquix_tui.domain.models import ProviderKind, Usage
from orquix_tui.domain.status import ResponseStatus as Status
from tests.loopback import LoopbackServer
from tests.providers.conftest import KEY
from tests.providers.matrix import document
from tests.providers.matrix.cell import Row, outcome
from tests.providers.matrix.chapters import CHAPTERS, NETWORK_CHAPTERS
from tests.providers.matrix.conftest import WRITE, Settle
from tests.providers.matrix.contract import counts, holds_the_contract, tells_why
from tests.providers.matrix.places import address
from tests.providers.matrix.runner import SIBLING, play

COUNTED = Usage(input_tokens=11, output_tokens=7)
"""What the loopback server says of every answer."""
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

    expected = (row.status, row.asked, row.text, row.thought)
    if kind in row.but:
        expected = (row.but[kind], 1, "", "")
    response, requests = played.response, len(loopback.asked("model-a"))
    asked = requests if row.where == "loopback" else response.attempts
    assert (response.status, asked, response.text, response.reasoning) == expected, response.error
    assert (played.sibling.status, played.sibling.text) == (Status.COMPLETE, SIBLING)
    for answer in (response, played.sibling):
        holds_the_contract(answer, played.events)
        tells_why(answer)
        counts(answer, COUNTED)
    assert KEY not in repr(played)
    if row.cancel:
        assert played.closed, "the connection was never closed"
    settle(row.name, kind, outcome(response, asked))


def test_the_document_is_what_the_tests_say() -> None:
    if WRITE in os.environ:
        pytest.skip("it is being written")
    text = document.FILE.read_text("utf-8")
    told = document.read(text)
    cells = {row.name: set(row.kinds) for rows in CHAPTERS.values() for row in rows}
    assert {name: set(outcomes) for name, outcomes in told.items()} == cells
    assert document.render(CHAPTERS, told) == text
