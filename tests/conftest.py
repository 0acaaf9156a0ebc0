"""Fixtures for every test."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.pack import ensure
from tests.loopback import LoopbackServer

if TYPE_CHECKING:
    from tests.house import House
    from tests.keyrings import FileKeyring


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, for the app's tests wait a quarter of their time; each may take 1 GB."""
    return min((os.cpu_count() or 1) + 1, 6)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: at the end no worker is left alone with it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is imported by now is never garbage: not looking for it again saves a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_sessionfinish() -> None:
    """Let the libraries find their own at the end, which else they call leaked."""
    gc.unfreeze()


@pytest.fixture(autouse=True, scope="session")
def english() -> None:
    """The tests read what the program says: the machine's own language is not asked."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        os.environ.pop(name, None)
    os.environ["LANG"] = "C.UTF-8"


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


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache directory with the embedding model in it, built once for all of xdist's workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    ensure(shared / "cache")
    return shared / "cache"


@pytest.fixture(scope="session")
def embedder(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastEmbedder]:
    """The real embedder; its process starts with the first use and serves the whole session."""
    shared = FastEmbedder(EmbeddingSettings(idle_seconds=600), model_cache, tmp_path_factory.mktemp("log"))
    yield shared
    asyncio.run(shared.aclose())


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileKeyring]:
    """A keyring of the test's own in the place of the system's."""
    import keyring

    from tests.keyrings import FILE, FileKeyring

    monkeypatch.setenv(FILE, str(tmp_path / "ring.json"))
    before = keyring.get_keyring()
    own = FileKeyring()  # type: ignore[no-untyped-call]  # its base class comes without types
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)
