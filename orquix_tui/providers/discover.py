"""Looks for the servers that people run on their own machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings, Timeouts
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.domain.vendors import LOCAL_SERVERS, LocalServer
from orquix_tui.providers.keys import is_loopback
from orquix_tui.providers.registry import ProviderRegistry

_SECONDS = 2.0
"""A server on this machine lists its models in a few milliseconds, or it is not there."""
_MOST_MEMBERS = 3
"""One machine answers for all of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A provider that could be configured, and the models that it offers now."""

    name: str
    settings: ProviderSettings
    models: tuple[str, ...]

    @property
    def answering(self) -> list[str]:
        """Without the embedding models that people keep there too, as far as names tell."""
        return [model for model in self.models if "embed" not in model.lower()]

    def as_toml(self) -> str:
        """The lines that make it the default council."""
        lines = [
            f"[providers.{self.name}]",
            f'kind = "{self.settings.kind}"',
            f'base_url = "{self.settings.base_url}"',
        ]
        if self.answering:
            seats = (
                f'{{ provider = "{self.name}", model = {json.dumps(model, ensure_ascii=False)} }}'
                for model in self.answering[:_MOST_MEMBERS]
            )
            lines += ["[councils.default]", f"members = [{', '.join(seats)}]"]
        return "\n".join(lines)

    def as_notice(self, config_file: Path) -> str:
        """What the person is told: who is there, and how to ask them."""
        models = ", ".join(one_line(model, 40) for model in self.answering[:_MOST_MEMBERS])
        left = len(self.answering) - _MOST_MEMBERS
        more = _(" and {left} more").format(left=left) if left > 0 else ""
        return _(
            "{name} answers on this machine and offers {models}{more}. To ask it, add to "
            "{config_file}:\n{as_toml}"
        ).format(
            name=self.name,
            models=models or _("no model yet"),
            more=more,
            config_file=config_file,
            as_toml=self.as_toml(),
        )


def local_servers(env: Mapping[str, str]) -> tuple[LocalServer, ...]:
    """The known servers at their usual places; Ollama's at OLLAMA_HOST, when that is on this machine."""
    given = env.get("OLLAMA_HOST", "").strip().rstrip("/")
    url = given if "://" in given else f"http://{given}"
    with suppress(ValueError):  # no port: Ollama itself would refuse it too
        parts = urlsplit(url.replace("//0.0.0.0", "//127.0.0.1"))
        url = f"{parts.scheme}://{parts.hostname}:{parts.port or 11434}"
        if given and is_loopback(url):
            return tuple(s._replace(base_url=url) if s.name == "ollama" else s for s in LOCAL_SERVERS)
    return LOCAL_SERVERS


async def servers_on_loopback(servers: Sequence[LocalServer] = LOCAL_SERVERS) -> list[Found]:
    """The known servers that answer on this machine now, with their own models. Takes 2 s at most.

    Where nothing listens it costs a few system calls and loads no library.
    """
    listening = await asyncio.gather(*(_listens(server.base_url) for server in servers))
    settings = {
        server.name: ProviderSettings(
            kind=server.kind, base_url=server.base_url, timeouts=Timeouts(connect=_SECONDS)
        )
        for server, there in zip(servers, listening, strict=True)
        if there
    }
    nowhere = Path()  # only local models keep files
    registry = ProviderRegistry(settings, {}, Redactor(), cache_dir=nowhere, log_dir=nowhere)
    try:
        offers = await asyncio.gather(*(_models(registry, name) for name in settings))
    finally:
        await registry.aclose()
    named = zip(settings.items(), offers, strict=True)
    return [Found(name, given, offer) for (name, given), offer in named if offer is not None]


async def _listens(base_url: str) -> bool:
    parts = urlsplit(base_url)
    try:
        async with asyncio.timeout(_SECONDS / 2):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def _models(registry: ProviderRegistry, name: str) -> tuple[str, ...] | None:
    """The names of the models; None when nobody (or somebody else) answers there."""
    provider = registry.get(name)
    await provider.prepare()
    try:
        async with asyncio.timeout(_SECONDS / 2):
            return tuple(model.id for model in await provider.models())
    except (ProviderError, TimeoutError):
        return None
