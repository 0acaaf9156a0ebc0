"""How the matrix compares with its document, or writes it anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.providers.matrix import document
from tests.providers.matrix.cell import Outcome
from tests.providers.matrix.chapters import CHAPTERS

Settle = Callable[[str, str, Outcome], None]
WRITE = "ORQUIX_WRITE_FAULTS"


@pytest.fixture(scope="session")
def settle() -> Iterator[Settle]:
    """Takes the outcome of a cell: it must stand in the document, or it goes into the new one."""
    writing = WRITE in os.environ
    told = document.read(document.FILE.read_text("utf-8")) if document.FILE.exists() else {}
    seen: document.Cells = {}

    def compare(row: str, kind: str, outcome: Outcome) -> None:
        seen.setdefault(row, {})[kind] = outcome
        if not writing:
            assert told.get(row, {}).get(kind) == outcome, "docs/faults.md is out of date: run `make faults`"

    yield compare
    if writing:
        document.FILE.write_text(document.render(CHAPTERS, seen), "utf-8")
