"""Remembers for a day which models a provider offers, so that a list opens at once."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import time
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from orquix_tui.domain.models import ModelInfo
from orquix_tui.domain.ports import Provider

FRESH_SECONDS = 24 * 3600.0
_MODELS = TypeAdapter(list[ModelInfo])


class Catalog:
    """Lists of models, one file per provider in the cache; any of them may be deleted at any time."""

    def __init__(self, cache_dir: Path) -> None:
        self._folder = cache_dir / "catalog"

    async def models(self, provider: Provider, address: str, *, refresh: bool = False) -> list[ModelInfo]:
        """The models on offer, asked at most once a day unless `refresh`. Raises ProviderError.

        `address` is where the provider is: a list of another place is another list.
        """
        safe = re.sub(r"[^A-Za-z0-9_-]", "_", provider.name)
        digest = hashlib.sha256(f"{provider.kind} {address}".encode()).hexdigest()[:8]
        path = self._folder / f"{safe}-{digest}.json"
        known = None if refresh else await asyncio.to_thread(_read, path)
        if known is not None:
            return known
        models = await provider.models()
        if models:  # an empty list is soon out of date: whoever has no models fetches one
            await asyncio.to_thread(_write, path, models)
        return models


def _read(path: Path) -> list[ModelInfo] | None:
    """What the file says; None when it is missing, old or damaged."""
    try:
        if time.time() - path.stat().st_mtime > FRESH_SECONDS:
            return None
        return _MODELS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _write(path: Path, models: list[ModelInfo]) -> None:
    """Whole or not at all: two windows may write at once."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):  # a cache that cannot be written is no reason not to give the list
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(_MODELS.dump_json(models))
        draft.replace(path)
