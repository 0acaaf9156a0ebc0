"""A reader whose process lives as long as the test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from orquix_tui.documents.client import FileReader


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[FileReader]:
    """The real reader; closed at the end."""
    own = FileReader(tmp_path / "log")
    yield own
    await own.aclose()
