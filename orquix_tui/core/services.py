"""All that a front end needs, put together by `bootstrap` and handed over as one value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from orquix_tui.domain.configuring import Configuration
from orquix_tui.domain.desk_ports import Drafts, Templates
from orquix_tui.domain.memory import Embedder, ModelInstaller
from orquix_tui.domain.models import Council, Interaction, RunRequest
from orquix_tui.domain.ports import Emit, Providers, Store
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import Settings
from orquix_tui.domain.surroundings import Surroundings
from orquix_tui.domain.translate import _

if TYPE_CHECKING:  # named, not needed: each is imported when it is first used
    from orquix_tui.core.again import Again
    from orquix_tui.core.asking_again import AskingAgain
    from orquix_tui.core.context.ingest import Ingest
    from orquix_tui.core.context.manager import ContextManager
    from orquix_tui.core.exporter import Exporter
    from orquix_tui.core.forecast import Forecaster
    from orquix_tui.core.leaving import Leaving
    from orquix_tui.core.orchestrator import AIOrchestrator, Run


async def nothing_found() -> tuple[str, ...]:
    """No further notices."""
    return ()


async def as_before(_language: str) -> None:
    """In the language of the start."""


class Closable(Protocol):
    """What is closed at the end."""

    async def aclose(self) -> None:
        """May be called twice."""


@dataclass
class Services:
    """The core and its ports. Everybody shares one value; only `become` changes it.

    `notices` is what the start wants the person to know, `situation` how the council came about.
    """

    settings: Settings
    store: Store
    providers: Providers
    embedder: Embedder
    installer: ModelInstaller
    context: ContextManager
    leaving: Leaving
    ingest: Ingest
    orchestrator: AIOrchestrator
    again: Again
    asking_again: AskingAgain
    councils: Mapping[str, Council]
    export: Callable[[Interaction], str]
    export_name: Callable[[Interaction], str]
    exporter: Exporter
    redact: Redactor
    forecaster: Forecaster
    drafts: Drafts
    templates: Templates
    configuration: Configuration
    surroundings: Surroundings
    rebuild: Callable[[Services], Awaitable[Services]]
    """The services as the configuration is now, with what goes on of the old ones. Raises ConfigError."""
    speak: Callable[[str], Awaitable[None]] = as_before
    """From now on in this language (`auto`, `en` or `es`), as a start would choose it."""
    notices: tuple[str, ...] = ()
    situation: tuple[str, ...] = ()
    look_around: Callable[[], Awaitable[tuple[str, ...]]] = nothing_found
    """More notices, that take up to two seconds to find: for after the first paint, beside other work."""

    def is_embedded(self, provider: str) -> bool:
        """Whether this provider is the small model inside the program, which is often wrong."""
        settings = self.settings.providers.get(provider)
        return settings is not None and settings.kind == "local" and settings.model_path is None

    async def start(self, request: RunRequest, emit: Emit) -> Run:
        """Begin a run, with the orchestrator of now. Raises InputError, BudgetError."""
        return await self.orchestrator.start(request, emit)

    def become(self, other: Services) -> Services:
        """Take the parts of another value over, for all who hold this one; returns those held before."""
        before = replace(self)
        vars(self).update(vars(other))
        return before

    async def aclose(self, *, goes_on: Services | None = None) -> tuple[str, ...]:
        """Close all that was opened, each part whatever the others do; sentences about what failed.

        Each part tolerates being closed twice. What `goes_on` shares stays open.
        """
        problems: list[str] = []
        parts: dict[str, Closable] = {
            _("last run"): self.orchestrator,
            _("providers"): self.providers,
            _("embedding model"): self.embedder,
            _("reader of documents"): self.ingest,
            _("store"): self.store,
        }
        shared = {id(part) for part in vars(goes_on).values()} if goes_on else set()
        for name, part in parts.items():
            if id(part) in shared:
                continue
            try:
                await part.aclose()
            except Exception as error:  # noqa: BLE001  # the boundary: a failed clean-up must not stop the next
                problems.append(
                    self.redact(
                        _("Closing the {name} failed ({kind}: {error}).").format(
                            name=name, kind=type(error).__name__, error=error
                        )
                    )
                )
        return tuple(problems)
