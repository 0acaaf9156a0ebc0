"""Fixtures for the tests of the providers."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.ports import Provider
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.providers.registry import ProviderRegistry
from tests.loopback import LoopbackServer

KEY = "planted-key-4711-do-not-show"
MakeProvider = Callable[..., Provider]


@pytest.fixture(params=["openai", "anthropic", "openai-compatible", "gemini", "ollama"])
def kind(request: pytest.FixtureRequest) -> ProviderKind:
    """Each of the kinds that speak over a network."""
    kind: ProviderKind = request.param
    return kind


@pytest.fixture
async def make_provider(tmp_path: Path, loopback: LoopbackServer) -> AsyncIterator[MakeProvider]:
    """Makes a provider of a kind for the loopback server, closed at the end."""
    registries = []

    def make(kind: ProviderKind, **settings: Any) -> Provider:
        given = {"base_url": loopback.base_url(kind), "api_key_env": "TEST_KEY", **settings}
        registry = ProviderRegistry(
            {"vendor": ProviderSettings(kind=kind, **given)},
            {"TEST_KEY": KEY},
            Redactor(),
            cache_dir=tmp_path / "cache",
            log_dir=tmp_path / "log",
        )
        registries.append(registry)
        return registry.get("vendor")

    yield make
    for registry in registries:
        await registry.aclose()


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """A proxy for http that the environment names; it answers itself, whatever it is asked for."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with LoopbackServer() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, server.url)
        yield server


@pytest.fixture
def provider(make_provider: MakeProvider, kind: ProviderKind) -> Provider:
    """A provider of each kind, connected to the loopback server."""
    return make_provider(kind)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate with its key, in one PEM file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    order = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=loopback"
        f" -addext subjectAltName=IP:127.0.0.1 -keyout {path}.key -out {path}"
    )
    subprocess.run(shlex.split(order), check=True, capture_output=True)
    return path
