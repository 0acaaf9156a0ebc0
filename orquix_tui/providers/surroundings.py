"""Looks at providers, the keyring and this machine for the person who sets things up."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.surroundings import Check, FoundServer, KeyReport, KeyState
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.domain.vendors import VENDORS
from orquix_tui.providers import ring
from orquix_tui.providers.keys import KeySource, is_loopback
from orquix_tui.providers.weights import WEIGHTS, install_command, missing_for

_KEYRING = "keyring"


class ProviderSurroundings:
    """Implements `Surroundings`. Everything that is imported for it is imported when it is asked."""

    def __init__(self, env: Mapping[str, str], redact: Redactor, cache_dir: Path, log_dir: Path) -> None:
        self._env = env
        self._redact = redact
        self._cache_dir = cache_dir
        self._log_dir = log_dir

    def key(self, name: str, settings: ProviderSettings) -> KeyReport:
        """What is known of its key. Cheap: no network, and the keyring is not opened."""
        if settings.kind == "local":
            return KeyReport(
                KeyState.NOT_NEEDED, "", missing_for(settings.model_path), "", in_the_clear=False
            )
        source = KeySource(name, settings, self._env, self._redact)
        problem, clear = source.problem(), source.in_the_clear()
        variable = source.variable
        if clear and not settings.allow_insecure:
            state = KeyState.REFUSED
        elif settings.api_key_keyring:
            state = KeyState.IN_KEYRING
        elif variable and self._env.get(variable, "").strip():
            state = KeyState.FOUND
        elif variable and not is_loopback(source.base_url):
            state = KeyState.MISSING
        else:
            state = KeyState.NOT_NEEDED
        where = _KEYRING if settings.api_key_keyring else variable
        return KeyReport(state, where, self._redact(problem), source.base_url, in_the_clear=clear)

    async def test(self, name: str, settings: ProviderSettings) -> Check:
        """Ask that provider for its models, as these settings say."""
        from orquix_tui.providers.check import check
        from orquix_tui.providers.registry import ProviderRegistry

        registry = ProviderRegistry(
            {name: settings}, self._env, self._redact, cache_dir=self._cache_dir, log_dir=self._log_dir
        )
        try:
            found = await check(registry.get(name))
        finally:
            await registry.aclose()
        return Check(found.ok, self._redact(found.detail), self._redact(found.remedy), found.ms)

    async def servers(self) -> Sequence[FoundServer]:
        """The model servers that answer on this machine now. Takes 2 s at most."""
        from orquix_tui.providers.discover import local_servers, servers_on_loopback

        found = await servers_on_loopback(local_servers(self._env))
        return [FoundServer(server.name, server.settings, tuple(server.answering)) for server in found]

    def vendors(self) -> Mapping[str, str]:
        """The vendors whose key is in the environment, with the variable that holds it."""
        return {v.name: v.key_env for v in VENDORS if self._env.get(v.key_env, "").strip()}

    def keyring_problem(self) -> str:
        """Empty when keys can be kept in the system's keyring, else why not. Cheap."""
        return "" if ring.installed() else ring.INSTALL

    async def keep_key(self, name: str, key: str) -> str:
        """Put the provider's key into the keyring; returns the keyring's name. Raises ConfigError."""
        key = key.strip()
        if not (key and key.isascii() and key.isprintable()):
            raise ConfigError(_("That is no key."), _("Copy it again, whole and by itself."))
        self._redact.add(key)
        return await asyncio.to_thread(ring.store, name, key)

    def embedded_missing(self) -> str:
        """Empty when the embedded model could answer, else what is missing and how to get it."""
        return missing_for(None)

    async def install_embedded(self, report: Callable[[str], None]) -> None:
        """Fetch the embedded model's weights; `report` is told what goes on. Raises ConfigError.

        Cancelling it ends the installer.
        """
        process = await asyncio.create_subprocess_exec(
            *install_command(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        if process.stdout is None:
            raise RuntimeError("the pipe that was asked for was not made")
        last = ""
        try:
            async for line in process.stdout:
                last = one_line(line.decode(errors="replace"), 200) or last
                report(last)
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
        if code != 0:
            cause = _("{package} could not be installed: {reason}").format(package=WEIGHTS, reason=last)
            raise ConfigError(cause, _("Look at the network, and try again."))
        importlib.invalidate_caches()  # else what was not there stays so for this process
