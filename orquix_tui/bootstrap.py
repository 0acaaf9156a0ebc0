"""The composition root: one function puts the program together, for people and for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from orquix_tui.config.consent import read_consents, with_consents
from orquix_tui.config.councils import build_councils
from orquix_tui.config.detect import Effective, complete
from orquix_tui.config.load import read_file, to_settings
from orquix_tui.config.paths import Paths, find_paths
from orquix_tui.core.again import Again
from orquix_tui.core.context import ContextManager, Ingest
from orquix_tui.core.desk import Desk, RetryPolicy
from orquix_tui.core.moderator import AIModerator
from orquix_tui.core.orchestrator import AIOrchestrator
from orquix_tui.core.pricing import Pricing
from orquix_tui.core.run import Parts
from orquix_tui.core.services import Services, nothing_found
from orquix_tui.documents.client import FileReader
from orquix_tui.domain.redact import Redactor
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.hub import HubInstaller
from orquix_tui.export.markdown import file_name, to_markdown
from orquix_tui.providers.registry import ProviderRegistry
from orquix_tui.store.duck import DuckStore


@dataclass(frozen=True)
class Setup:
    """Where things are and what is configured: enough for the commands that ask nobody."""

    paths: Paths
    effective: Effective
    env: Mapping[str, str]


def configure(env: Mapping[str, str]) -> Setup:
    """Read the file and the environment; writes nothing. Raises ConfigError."""
    paths = find_paths(env)
    written = to_settings(read_file(paths.config_file), paths.config_file, env)
    settings = with_consents(written, read_consents(paths.consents_file))
    return Setup(paths, complete(settings, env), env)


def build(setup: Setup, *, retry: RetryPolicy | None = None, notices: tuple[str, ...] = ()) -> Services:
    """Everything, joined. Nothing is opened, imported or started until it is used."""
    settings = setup.effective.settings
    redact = Redactor()
    store = DuckStore(setup.paths.data_dir, redact)
    providers = ProviderRegistry(
        settings.providers,
        setup.env,
        redact,
        cache_dir=setup.paths.cache_dir,
        log_dir=setup.paths.log_dir,
    )
    embedder = FastEmbedder(settings.embeddings, setup.paths.cache_dir, setup.paths.log_dir)
    context = ContextManager(store, embedder, settings.context)
    pricing = Pricing(settings.providers)
    desk = Desk(providers, pricing.price, retry or RetryPolicy())
    moderator = AIModerator(desk, embedder, settings.moderator)
    parts = Parts(
        store=store,
        context=context,
        moderator=moderator,
        desk=desk,
        pricing=pricing,
        context_settings=settings.context,
        budget=settings.budget,
        compare_at=settings.moderator.start_when,
        small=frozenset(name for name, p in settings.providers.items() if p.kind == "local"),
    )
    return Services(
        settings=settings,
        store=store,
        providers=providers,
        embedder=embedder,
        installer=HubInstaller(setup.paths.cache_dir, setup.env),
        context=context,
        ingest=Ingest(store, embedder, FileReader(setup.paths.log_dir)),
        orchestrator=AIOrchestrator(parts),
        again=Again(store, moderator, context, desk, settings.moderator),
        councils=build_councils(settings),
        export=lambda interaction: to_markdown(interaction, redact),
        export_name=file_name,
        redact=redact,
        notices=(*notices, *setup.effective.notices),
        look_around=partial(_offers, setup) if setup.effective.nobody else nothing_found,
    )


async def _offers(setup: Setup) -> tuple[str, ...]:
    """A notice for every model server on this machine; whether it is asked is for the person to say."""
    from orquix_tui.providers.discover import local_servers, servers_on_loopback

    found = await servers_on_loopback(local_servers(setup.env))
    return tuple(server.as_notice(setup.paths.config_file) for server in found)
