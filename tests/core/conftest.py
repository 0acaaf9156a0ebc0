"""A moderator over real providers and a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest

from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.moderator import AIModerator
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ModeratorSettings, ProviderSettings, Timeouts
from orquix_tui.providers.registry import ProviderRegistry
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
