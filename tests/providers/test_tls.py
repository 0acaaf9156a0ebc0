"""A network with a certificate authority of its own."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.status import ResponseStatus
from tests.loopback import Answer, LoopbackServer
from tests.providers.asking import ask, fail, text
from tests.providers.conftest import MakeProvider


@pytest.fixture
def server(certificate: Path) -> Iterator[LoopbackServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, f"{certificate}.key")
    with LoopbackServer(context) as running:
        yield running


async def test_a_certificate_of_ones_own_authority_is_trusted_when_its_file_is_named(
    make_provider: MakeProvider, kind: ProviderKind, server: LoopbackServer, certificate: Path
) -> None:
    server.script("model-a", Answer("over TLS"))
    provider = make_provider(kind, base_url=server.base_url(kind), ca_file=str(certificate))
    assert text(await ask(provider)) == "over TLS"


async def test_an_unknown_authority_is_refused_and_the_remedy_names_ca_file(
    make_provider: MakeProvider, kind: ProviderKind, server: LoopbackServer
) -> None:
    error, _ = await fail(make_provider(kind, base_url=server.base_url(kind)))
    assert error.status is ResponseStatus.UNAVAILABLE
    assert "the connection is not secure (self-signed certificate)" in error.cause
    assert "ca_file" in error.remedy
