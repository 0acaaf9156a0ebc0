from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.vendors import LocalServer
from orquix_tui.providers.catalog import FRESH_SECONDS, Catalog
from orquix_tui.providers.discover import servers_on_loopback
from tests.loopback import MODELS, Fault, LoopbackServer
from tests.providers.conftest import MakeProvider


async def test_servers_that_answer_on_loopback_are_found_with_their_models(loopback: LoopbackServer) -> None:
    servers = [
        LocalServer("ollama", "ollama", loopback.base_url("ollama")),
        LocalServer("lmstudio", "openai-compatible", loopback.base_url("openai-compatible")),
        LocalServer("nobody", "openai-compatible", "http://127.0.0.1:9/v1"),
    ]
    loopback.models = ["llama", "qwen"]
    found = await servers_on_loopback(servers)
    assert [(f.name, f.models) for f in found] == [
        ("ollama", ("llama", "qwen")),
        ("lmstudio", ("llama", "qwen")),
    ]


async def test_a_list_of_models_is_asked_once_a_day(
    make_provider: MakeProvider, loopback: LoopbackServer, tmp_path: Path
) -> None:
    provider, catalog = make_provider("openai-compatible"), Catalog(tmp_path)
    first = await catalog.models(provider, "here")
    assert await catalog.models(provider, "here") == first
    assert len(loopback.requests) == 1
    await catalog.models(provider, "here", refresh=True)
    assert len(loopback.requests) == 2
    (file,) = (tmp_path / "catalog").glob("vendor-*.json")
    old = time.time() - FRESH_SECONDS - 1
    os.utime(file, (old, old))
    await catalog.models(provider, "here")
    assert len(loopback.requests) == 3


async def test_a_damaged_list_is_asked_again_and_a_failure_is_not_remembered(
    make_provider: MakeProvider, loopback: LoopbackServer, tmp_path: Path
) -> None:
    provider, catalog = make_provider("openai-compatible"), Catalog(tmp_path)
    await catalog.models(provider, "here")
    (file,) = (tmp_path / "catalog").glob("vendor-*.json")
    file.write_text("{not json")
    loopback.script(MODELS, Fault(500))
    with pytest.raises(ProviderError):
        await catalog.models(provider, "here")
    assert file.read_text() == "{not json"
