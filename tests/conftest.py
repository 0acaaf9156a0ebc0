"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    from tests.house import House


@pytest.fixture
def loopback() -> Iterator[LoopbackServer]:
    """A running server that speaks every vendor's protocol."""
    with LoopbackServer() as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, loopback: LoopbackServer) -> House:
    """A whole Orquix in a folder of its own, talking to the loopback server."""
    from tests.house import House  # the whole program: only for the tests that live in it

    return House(tmp_path / "home", loopback)
