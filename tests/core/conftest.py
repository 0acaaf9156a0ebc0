"""A moderator over real providers and a real server; a project's memory over the real store and model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest

from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.moderator import AIModerator
from orquix_tui.domain.models import Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import (
    ContextSettings,
    EmbeddingSettings,
    ModeratorSettings,
    ProviderSettings,
    Timeouts,
)
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.providers.registry import ProviderRegistry
from orquix_tui.store.duck import DuckStore
from tests.core.moderating import Moderate, WordVectors
from tests.loopback import LoopbackServer


@pytest.fixture
async def registry(loopback: LoopbackServer, tmp_path: Path) -> AsyncIterator[ProviderRegistry]:
    base = loopback.base_url("openai-compatible")
    kind: Literal["openai-compatible"] = "openai-compatible"
    settings = {
        "router": ProviderSettings(kind=kind, base_url=base),
        "hasty": ProviderSettings(kind=kind, base_url=base, timeouts=Timeouts(first_token=0.2, idle=0.2)),
    }
    made = ProviderRegistry(settings, {}, Redactor(), cache_dir=tmp_path, log_dir=tmp_path)
    yield made
    await made.aclose()


@pytest.fixture
def moderator(registry: ProviderRegistry) -> Moderate:
    def make(settings: ModeratorSettings | None = None, notice: str = "", attempts: int = 1) -> AIModerator:
        desk = Desk(
            registry,
            lambda provider, model, usage: 0.5 if provider == "router" else None,
            RetryPolicy(attempts=attempts, base_s=0),
        )
        return AIModerator(desk, WordVectors(notice), settings or ModeratorSettings())

    return make


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DuckStore]:
    opened = DuckStore(tmp_path / "data", Redactor())
    yield opened
    await opened.aclose()


@pytest.fixture
async def project(store: DuckStore) -> Project:
    return await store.project("default")


@pytest.fixture
def memory(store: DuckStore, embedder: FastEmbedder) -> ContextManager:
    return ContextManager(store, embedder, ContextSettings())


@pytest.fixture
def no_model(tmp_path: Path) -> FastEmbedder:
    """An embedder whose named folder is empty."""
    return FastEmbedder(EmbeddingSettings(model_path=str(tmp_path / "empty")), tmp_path, tmp_path)


@pytest.fixture
def by_words(store: DuckStore, no_model: FastEmbedder) -> ContextManager:
    """The memory while there is no model."""
    return ContextManager(store, no_model, ContextSettings())
