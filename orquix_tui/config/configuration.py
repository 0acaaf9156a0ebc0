"""The configuration file as the program's own: read with its origins, changed, read again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orquix_tui.config.consent import read_consents, remember, with_consents
from orquix_tui.config.detect import Effective, complete
from orquix_tui.config.load import overrides, read_file, to_settings
from orquix_tui.config.paths import Paths
from orquix_tui.config.write import write
from orquix_tui.domain.configuring import Change, Put, Reading, as_written, consent_id
from orquix_tui.domain.models import EXTRACTIVE
from orquix_tui.domain.settings import Settings


def in_force(paths: Paths, env: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, bool], Effective]:
    """What stands in the file, what was consented to, and what both with the environment come to.

    Raises ConfigError.
    """
    data = read_file(paths.config_file)
    decided = read_consents(paths.consents_file)
    settings = with_consents(to_settings(data, paths.config_file, env), decided)
    return data, decided, complete(settings, env)


class ConfigFile:
    """Implements `Configuration` on the file of these paths and this environment."""

    def __init__(self, paths: Paths, env: Mapping[str, str]) -> None:
        self._paths = paths
        self._env = env
        self._lock = asyncio.Lock()

    @property
    def file(self) -> Path:
        """The TOML file, whether it is there or not."""
        return self._paths.config_file

    async def read(self) -> Reading:
        """What holds now, as a new start would find it. Raises ConfigError."""
        return await asyncio.to_thread(self._read)

    async def change(self, changes: Sequence[Change]) -> Reading:
        """Write all of these or none, and read again. Raises ConfigError."""
        async with self._lock:
            return await asyncio.to_thread(self._change, changes)

    async def decide(self, provider: str, base_url: str, *, allowed: bool) -> Reading:
        """Keep the answer to whether a key may go there unencrypted. Raises ConfigError."""
        async with self._lock:
            consent = consent_id(provider, base_url)
            await asyncio.to_thread(remember, self._paths.consents_file, consent, allowed=allowed)
        return await self.read()

    def _read(self) -> Reading:
        data, decided, effective = in_force(self._paths, self._env)
        return Reading(effective.settings, self._paths.config_file, data, overrides(self._env), decided)

    def _change(self, changes: Sequence[Change]) -> Reading:
        file = self._paths.config_file
        known = self._read()
        along = [*_providers_named(changes, known), *changes]

        def check(data: Mapping[str, Any]) -> Settings:
            return to_settings(data, file, self._env)

        write(file, along, check)
        return self._read()


def _providers_named(changes: Sequence[Change], known: Reading) -> list[Change]:
    """The providers that a written council names and that were only found: the file must know them too."""
    written = {
        *known.written.get("providers", {}),
        *(c.where[1] for c in changes if c.where[0] == "providers"),
    }
    named: dict[str, None] = {}
    for change in changes:
        if isinstance(change, Put) and change.where[0] == "councils":
            council = change.value if isinstance(change.value, Mapping) else {change.where[-1]: change.value}
            members = council.get("members", ())
            chain = council.get("moderator", ())
            refs = [chain] if isinstance(chain, str) else chain
            named |= dict.fromkeys(member["provider"] for member in members)
            named |= dict.fromkeys(ref.partition(":")[0] for ref in refs if ref != EXTRACTIVE)
    found = known.settings.providers
    return [Put(("providers", n), as_written(found[n])) for n in named if n in found and n not in written]
