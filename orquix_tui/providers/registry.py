"""All configured providers, made at first use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.models import ModelInfo
from orquix_tui.domain.ports import Provider
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.providers.keys import KeySource, is_loopback
from orquix_tui.providers.weights import missing_for

if TYPE_CHECKING:  # needed once somebody is asked
    from orquix_tui.providers.base import Connection


class ProviderRegistry:
    """Implements `Providers`. Making a provider costs nothing: libraries come with `prepare`."""

    def __init__(
        self,
        settings: Mapping[str, ProviderSettings],
        env: Mapping[str, str],
        redact: Redactor,
        *,
        cache_dir: Path,
        log_dir: Path,
    ) -> None:
        self._settings = dict(settings)
        self._redact = redact
        self._cache_dir = cache_dir
        self._log_dir = log_dir
        # Made at once, so that every key in use is known to the redactor from the start.
        self._keys = {name: KeySource(name, s, env, redact) for name, s in self._settings.items()}
        self._made: dict[str, Provider] = {}

    def names(self) -> list[str]:
        """The configured names, in the order of the configuration."""
        return list(self._settings)

    def get(self, name: str) -> Provider:
        """The provider of that name. Raises ConfigError."""
        if name not in self._settings:
            known = ", ".join(self._settings) or _("none")
            raise ConfigError(
                _('There is no provider "{name}" (known: {known}).').format(name=name, known=known),
                _("Add [providers.{name}] to the configuration, or use one of the known.").format(name=name),
            )
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def can_run(self, name: str) -> str:
        """Empty when the provider could be asked, else why not. Cheap: no imports, no network."""
        if name not in self._settings:
            return _('There is no provider "{name}" in the configuration.').format(name=name)
        settings = self._settings[name]
        if settings.kind == "local":
            return missing_for(settings.model_path)
        return self._keys[name].problem()

    async def models(self, name: str, *, refresh: bool = False) -> list[ModelInfo]:
        """What a provider offers, remembered for a day; a name that no terminal can show is none.

        Raises ConfigError, ProviderError.
        """
        from orquix_tui.providers.catalog import Catalog

        provider = self.get(name)
        address = self._keys[name].base_url
        if is_loopback(address):  # asking costs nothing, and people add and remove models there
            offered = await provider.models()
        else:
            where = address or self._settings[name].model_path or ""
            offered = await Catalog(self._cache_dir).models(provider, where, refresh=refresh)
        return [model for model in offered if one_line(model.id, len(model.id)) == model.id]

    async def aclose(self) -> None:
        """Close every provider that was made; all are closed even when one fails to."""
        made, self._made = self._made, {}
        failures: list[Exception] = []
        for provider in made.values():
            try:
                await provider.aclose()
            except Exception as error:  # noqa: BLE001  # the others must be closed first; it is raised below
                failures.append(error)
        if failures:
            raise ExceptionGroup("providers that could not be closed", failures)

    def _make(self, name: str) -> Provider:
        connection = self._connection(name)
        match connection.kind:
            case "openai":
                from orquix_tui.providers.openai_sdk import OpenAIProvider

                return OpenAIProvider(connection)
            case "anthropic":
                from orquix_tui.providers.anthropic_sdk import AnthropicProvider

                return AnthropicProvider(connection)
            case "ollama":
                from orquix_tui.providers.ollama import OllamaProvider

                return OllamaProvider(connection)
            case "local":
                from orquix_tui.providers.local import LocalProvider

                return LocalProvider(connection, self._log_dir)
            case "gemini":
                from orquix_tui.providers.gemini import Gemini
                from orquix_tui.providers.http import HttpProvider

                return HttpProvider(connection, Gemini())
            case "openai-compatible":
                from orquix_tui.providers.chat_completions import ChatCompletions
                from orquix_tui.providers.http import HttpProvider

                return HttpProvider(connection, ChatCompletions())

    def _connection(self, name: str) -> Connection:
        from orquix_tui.providers.base import Connection
        from orquix_tui.providers.errors import Door

        settings, keys = self._settings[name], self._keys[name]
        door = Door(name, settings.kind, keys.base_url or _("its own process"), keys.hint, self._redact)
        return Connection(name, settings, keys, door)
