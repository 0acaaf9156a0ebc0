"""Looks for the servers that people run on their own machine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings, Timeouts
from orquix_tui.domain.vendors import LOCAL_SERVERS, LocalServer
from orquix_tui.providers.registry import ProviderRegistry

_SECONDS = 2.0
"""A server on this machine lists its models in a few milliseconds, or it is not there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A provider that could be configured, and the models that it offers now."""

    name: str
    settings: ProviderSettings
    models: tuple[str, ...]


async def servers_on_loopback(servers: Sequence[LocalServer] = LOCAL_SERVERS) -> list[Found]:
    """The known servers that answer on this machine now, with their own models. Takes 2 s at most."""
    settings = {
        server.name: ProviderSettings(
            kind=server.kind, base_url=server.base_url, timeouts=Timeouts(connect=_SECONDS)
        )
        for server in servers
    }
    nowhere = Path()  # only local models keep files
    registry = ProviderRegistry(settings, {}, Redactor(), cache_dir=nowhere, log_dir=nowhere)
    try:
        offers = await asyncio.gather(*(_models(registry, name) for name in settings))
    finally:
        await registry.aclose()
    named = zip(settings.items(), offers, strict=True)
    return [Found(name, given, offer) for (name, given), offer in named if offer is not None]


async def _models(registry: ProviderRegistry, name: str) -> tuple[str, ...] | None:
    """The names of the models; None when nobody (or somebody else) answers there."""
    provider = registry.get(name)
    await provider.prepare()
    try:
        async with asyncio.timeout(_SECONDS):
            return tuple(model.id for model in await provider.models())
    except (ProviderError, TimeoutError):
        return None
