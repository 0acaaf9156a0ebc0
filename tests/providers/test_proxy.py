"""Proxies hold everywhere but on this machine, and no key passes one in the clear without consent."""

from __future__ import annotations

from typing import Any

import pytest

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.ports import Provider
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.providers.check import check
from tests.loopback import Answer, LoopbackServer
from tests.providers.asking import ask, fail, text
from tests.providers.conftest import KEY, MakeProvider

FAR = "http://vendor.invalid"
"""No such machine: whoever answers for it is the proxy."""


def far(loopback: LoopbackServer, kind: ProviderKind) -> str:
    return loopback.base_url(kind).replace(loopback.url, FAR)


async def test_loopback_never_goes_through_a_proxy(
    proxy: LoopbackServer, provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.script("model-a", Answer("direct"))
    assert text(await ask(provider)) == "direct"
    await provider.models()
    assert proxy.connections == 0


async def test_elsewhere_the_proxy_variables_hold(
    proxy: LoopbackServer, make_provider: MakeProvider, kind: ProviderKind
) -> None:
    proxy.script("model-a", Answer("by proxy"))
    provider = make_provider(kind, base_url=far(proxy, kind), allow_insecure=True)
    assert text(await ask(provider)) == "by proxy"
    assert proxy.requests[-1].headers["host"] == "vendor.invalid"
    assert proxy.requests[-1].key == KEY, "the person has consented"


@pytest.mark.parametrize(
    "secret", [{}, {"api_key_env": None, "headers": {"x-api-key": "in-a-header"}}], ids=["key", "header"]
)
async def test_without_consent_nothing_with_a_key_leaves(
    proxy: LoopbackServer, make_provider: MakeProvider, kind: ProviderKind, secret: dict[str, Any]
) -> None:
    provider = make_provider(kind, base_url=far(proxy, kind), **secret)
    error, _ = await fail(provider)
    assert error.status is ResponseStatus.AUTH_ERROR
    assert "orquix-tui providers allow vendor" in str(error)
    assert not (await check(provider)).ok
    assert proxy.connections == 0


async def test_without_a_key_there_is_nothing_to_consent_to(
    proxy: LoopbackServer, make_provider: MakeProvider
) -> None:
    proxy.script("model-a", Answer("no key"))
    provider = make_provider("ollama", base_url=FAR, api_key_env=None)
    assert text(await ask(provider)) == "no key"
    assert proxy.requests[-1].key == ""
