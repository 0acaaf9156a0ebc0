"""Fixtures for the tests of the providers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.ports import Provider
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.providers.registry import ProviderRegistry
from tests.loopback import LoopbackServer

KEY = "planted-key-4711-do-not-show"
MakeProvider = Callable[..., Provider]


@pytest.fixture(params=["openai", "anthropic", "openai-compatible", "gemini", "ollama"])
def kind(request: pytest.FixtureRequest) -> ProviderKind:
    """Each of the kinds that speak over a network."""
    kind: ProviderKind = request.param
    return kind


@pytest.fixture
async def make_provider(tmp_path: Path, loopback: LoopbackServer) -> AsyncIterator[MakeProvider]:
    """Makes a provider of a kind for the loopback server, closed at the end."""
    registries = []

    def make(kind: ProviderKind, **settings: Any) -> Provider:
        given = {"base_url": loopback.base_url(kind), "api_key_env": "TEST_KEY", **settings}
        registry = ProviderRegistry(
            {"vendor": ProviderSettings(kind=kind, **given)},
            {"TEST_KEY": KEY},
            Redactor(),
            cache_dir=tmp_path / "cache",
            log_dir=tmp_path / "log",
        )
        registries.append(registry)
        return registry.get("vendor")

    yield make
    for registry in registries:
        await registry.aclose()


@pytest.fixture
def provider(make_provider: MakeProvider, kind: ProviderKind) -> Provider:
    """A provider of each kind, connected to the loopback server."""
    return make_provider(kind)
