"""Asks a provider for its models: is it reachable, and is the key accepted?"""

from __future__ import annotations

import asyncio
import time

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.ports import Provider
from orquix_tui.domain.surroundings import Check
from orquix_tui.domain.translate import _, ngettext

_SECONDS = 20.0
"""Beyond the time to connect: a list of models that takes longer is no answer."""


async def check(provider: Provider) -> Check:
    """List the provider's models. Never raises for the provider's failure."""
    begun: float | None = None
    try:
        await provider.prepare()
        begun = time.perf_counter()
        async with asyncio.timeout(provider.timeouts.connect + _SECONDS):
            models = await provider.models()
    except ProviderError as error:
        return Check(ok=False, detail=error.cause, remedy=error.remedy, ms=_since(begun))
    except TimeoutError:
        return Check(
            ok=False,
            detail=_("{name} did not answer in time.").format(name=provider.name),
            ms=_since(begun),
        )
    count = len(models)
    detail = ngettext("{n} model on offer", "{n} models on offer", count).format(n=count)
    return Check(ok=True, detail=detail, ms=_since(begun))


def _since(begun: float | None) -> float | None:
    return None if begun is None else (time.perf_counter() - begun) * 1000
