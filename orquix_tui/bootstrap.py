"""The composition root: one function puts the program together, for people and for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from orquix_tui.config.configuration import ConfigFile, in_force
from orquix_tui.config.councils import build_councils
from orquix_tui.config.detect import Effective
from orquix_tui.config.language import speak
from orquix_tui.config.paths import Paths, find_paths
from orquix_tui.config.prompt_templates import TemplateFolder
from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.leaving import Leaving
from orquix_tui.core.pricing import Pricing
from orquix_tui.core.services import Services, nothing_found
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.ports import Store
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import Settings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.sources import locate
from orquix_tui.on_demand import on_demand
from orquix_tui.providers.registry import ProviderRegistry
from orquix_tui.store.drafts import DraftFolder
from orquix_tui.store.duck import DuckStore

if TYPE_CHECKING:
    from orquix_tui.core.again import Again
    from orquix_tui.core.asking_again import AskingAgain
    from orquix_tui.core.context.ingest import Ingest
    from orquix_tui.core.context.manager import ContextManager
    from orquix_tui.core.exporter import Exporter
    from orquix_tui.core.forecast import Forecaster
    from orquix_tui.core.moderator import AIModerator
    from orquix_tui.core.orchestrator import AIOrchestrator
    from orquix_tui.core.parts import Parts
    from orquix_tui.domain.memory import Embedder, ModelInstaller
    from orquix_tui.domain.ports import Providers
    from orquix_tui.domain.surroundings import Surroundings


@dataclass(frozen=True)
class Setup:
    """Where things are and what is configured: enough for the commands that ask nobody."""

    paths: Paths
    effective: Effective
    env: Mapping[str, str]


def configure(env: Mapping[str, str]) -> Setup:
    """Read the file and the environment; writes nothing. Raises ConfigError."""
    paths = find_paths(env)
    _data, _decided, effective = in_force(paths, env)
    return Setup(paths, effective, env)


def build(
    setup: Setup,
    *,
    retry: RetryPolicy | None = None,
    notices: tuple[str, ...] = (),
    keep: Services | None = None,
) -> Services:
    """Everything, joined. Nothing is opened, imported or started until it is used.

    `keep` is what was built before another configuration: its parts go on where nothing changes for them.
    """
    settings, paths = setup.effective.settings, setup.paths
    before = keep.settings if keep else None
    redact = keep.redact if keep else Redactor()
    store: Store = keep.store if keep else DuckStore(paths.data_dir, redact)
    if keep and before and before.providers == settings.providers:
        providers: Providers = keep.providers
    else:
        providers = ProviderRegistry(
            settings.providers, setup.env, redact, cache_dir=paths.cache_dir, log_dir=paths.log_dir
        )
    if keep and before and before.embeddings == settings.embeddings and _still_there(keep, paths):
        embedder: Embedder = keep.embedder
        ingest = keep.ingest
    else:
        embedder = FastEmbedder(settings.embeddings, paths.cache_dir, paths.log_dir)
        ingest = on_demand(partial(_ingest, store, embedder, paths))
    leaving = keep.leaving if keep else Leaving(store)
    context = on_demand(partial(_context, store, embedder, settings, leaving))
    pricing = Pricing(settings.providers)
    desk = Desk(providers, pricing.price, retry or RetryPolicy())
    thinking = _Thinking(store, embedder, context, pricing, desk, settings)
    return Services(
        settings=settings,
        store=store,
        providers=providers,
        embedder=embedder,
        installer=on_demand(partial(_installer, setup)),
        context=context,
        leaving=leaving,
        ingest=ingest,
        orchestrator=on_demand(thinking.orchestrator),
        again=on_demand(thinking.again),
        asking_again=on_demand(thinking.asking_again),
        councils=build_councils(settings),
        export=partial(_export, redact),
        export_name=_export_name,
        exporter=on_demand(partial(_exporter, store, leaving, redact)),
        redact=redact,
        forecaster=on_demand(partial(_forecaster, pricing, settings)),
        drafts=keep.drafts if keep else DraftFolder(paths.data_dir, redact),
        templates=TemplateFolder(paths.prompts_dir),
        notices=notices,
        situation=setup.effective.notices,
        look_around=partial(_offers, setup) if setup.effective.nobody else nothing_found,
        configuration=ConfigFile(paths, setup.env),
        surroundings=on_demand(partial(_surroundings, setup, redact)),
        rebuild=partial(_rebuild, setup.env, retry),
        speak=partial(speak, setup.env),
    )


def _still_there(services: Services, paths: Paths) -> bool:
    """Whether the embedding model in use is the one that a start would find: another may be there since."""
    return locate(services.settings.embeddings, paths.cache_dir).model_id == services.embedder.model_id


async def _rebuild(env: Mapping[str, str], retry: RetryPolicy | None, old: Services) -> Services:
    return build(await asyncio.to_thread(configure, env), retry=retry, keep=old)


def _ingest(store: Store, embedder: Embedder, paths: Paths) -> Ingest:
    from orquix_tui.core.context.ingest import Ingest
    from orquix_tui.documents.client import FileReader

    return Ingest(store, embedder, FileReader(paths.log_dir))


def _context(store: Store, embedder: Embedder, settings: Settings, leaving: Leaving) -> ContextManager:
    from orquix_tui.core.context.manager import ContextManager

    return ContextManager(store, embedder, settings.context, leaving)


def _forecaster(pricing: Pricing, settings: Settings) -> Forecaster:
    from orquix_tui.core.forecast import Forecaster

    small = [name for name, p in settings.providers.items() if p.kind == "local"]
    return Forecaster(pricing, settings.context, settings.budget, small)


def _surroundings(setup: Setup, redact: Redactor) -> Surroundings:
    from orquix_tui.providers.surroundings import ProviderSurroundings

    return ProviderSurroundings(setup.env, redact, setup.paths.cache_dir, setup.paths.log_dir)


@dataclass(frozen=True)
class _Thinking:
    """What asking and comparing take: imported with the first question."""

    store: Store
    embedder: Embedder
    context: ContextManager
    pricing: Pricing
    desk: Desk
    settings: Settings

    @cached_property
    def _moderator(self) -> AIModerator:
        from orquix_tui.core.moderator import AIModerator

        return AIModerator(self.desk, self.embedder, self.settings.moderator)

    def again(self) -> Again:
        """Comparing once more."""
        from orquix_tui.core.again import Again

        return Again(self.store, self._moderator, self.context, self.desk, self.settings.moderator)

    def orchestrator(self) -> AIOrchestrator:
        """A whole run."""
        from orquix_tui.core.orchestrator import AIOrchestrator

        return AIOrchestrator(self._parts)

    def asking_again(self) -> AskingAgain:
        """Members of a run that is over."""
        from orquix_tui.core.asking_again import AskingAgain

        return AskingAgain(self._parts)

    @cached_property
    def _parts(self) -> Parts:
        from orquix_tui.core.parts import Parts

        settings = self.settings
        return Parts(
            store=self.store,
            context=self.context,
            moderator=self._moderator,
            desk=self.desk,
            pricing=self.pricing,
            context_settings=settings.context,
            budget=settings.budget,
            compare_at=settings.moderator.start_when,
            small=frozenset(name for name, p in settings.providers.items() if p.kind == "local"),
        )


def _installer(setup: Setup) -> ModelInstaller:
    from orquix_tui.embeddings.hub import HubInstaller

    return HubInstaller(setup.paths.cache_dir, setup.env)


def _export(redact: Redactor, interaction: Interaction) -> str:
    from orquix_tui.export.markdown import to_markdown

    return to_markdown(interaction, redact)


def _export_name(interaction: Interaction) -> str:
    from orquix_tui.export.markdown import file_name

    return file_name(interaction)


def _exporter(store: Store, leaving: Leaving, redact: Redactor) -> Exporter:
    from orquix_tui.core.exporter import Exporter
    from orquix_tui.export.folder import folder_name, put
    from orquix_tui.export.markdown import file_name, to_markdown

    def document(item: Interaction) -> tuple[str, str]:
        return file_name(item), to_markdown(item, redact)

    return Exporter(store, leaving, document, folder_name, put)


async def _offers(setup: Setup) -> tuple[str, ...]:
    """A notice for every model server on this machine; whether it is asked is for the person to say."""
    from orquix_tui.providers.discover import local_servers, servers_on_loopback

    found = await servers_on_loopback(local_servers(setup.env))
    return tuple(server.as_notice(setup.paths.config_file) for server in found)
