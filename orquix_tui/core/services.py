"""All that a front end needs, put together by `bootstrap` and handed over as one value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from orquix_tui.core.context import ContextManager
from orquix_tui.core.orchestrator import AIOrchestrator
from orquix_tui.domain.models import Council, Interaction
from orquix_tui.domain.ports import Embedder, Providers, Store
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import Settings


async def nothing_found() -> tuple[str, ...]:
    """No further notices."""
    return ()


@dataclass(frozen=True)
class Services:
    """The core and its ports. `notices` is what the start wants the person to know."""

    settings: Settings
    store: Store
    providers: Providers
    embedder: Embedder
    context: ContextManager
    orchestrator: AIOrchestrator
    councils: Mapping[str, Council]
    export: Callable[[Interaction], str]
    export_name: Callable[[Interaction], str]
    redact: Redactor
    notices: tuple[str, ...] = ()
    look_around: Callable[[], Awaitable[tuple[str, ...]]] = nothing_found
    """More notices, that take up to two seconds to find: for after the first paint, beside other work."""

    def is_embedded(self, provider: str) -> bool:
        """Whether this provider is the small model inside the program, which is often wrong."""
        settings = self.settings.providers.get(provider)
        return settings is not None and settings.kind == "local" and settings.model_path is None

    async def aclose(self) -> None:
        """Close all that was opened; each part tolerates being closed twice."""
        await self.providers.aclose()
        await self.embedder.aclose()
        await self.store.aclose()
