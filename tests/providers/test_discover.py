from __future__ import annotations

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from orquix_tui.config.load import to_settings
from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.vendors import LOCAL_SERVERS, LocalServer
from orquix_tui.providers.catalog import FRESH_SECONDS, Catalog
from orquix_tui.providers.discover import Found, local_servers, servers_on_loopback
from orquix_tui.providers.registry import ProviderRegistry
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


async def test_what_was_found_is_told_with_the_lines_that_make_it_the_council(
    loopback: LoopbackServer, tmp_path: Path
) -> None:
    loopback.models = ['odd"name', "llama3.2", "nomic-embed-text", "qwen3", "phi"]
    env = {"OLLAMA_HOST": loopback.url.removeprefix("http://")}
    (found,) = [f for f in await servers_on_loopback(local_servers(env)) if f.name == "ollama"]
    settings = to_settings(tomllib.loads(found.as_toml()), tmp_path, {})
    assert [m.model for m in settings.councils["default"].members] == ['odd"name', "llama3.2", "qwen3"]
    assert settings.providers["ollama"].base_url == loopback.url
    notice = found.as_notice(tmp_path / "config.toml")
    assert notice.startswith("ollama answers on this machine")
    assert "and 1 more" in notice
    assert found.as_toml() in notice


def test_a_server_without_models_is_told_without_a_council() -> None:
    found = Found("ollama", ProviderSettings(kind="ollama", base_url="http://127.0.0.1:11434"), ())
    assert "no model yet" in found.as_notice(Path("config.toml"))
    assert "councils" not in found.as_toml()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", "http://127.0.0.1:11434"),
        ("127.0.0.1:4000", "http://127.0.0.1:4000"),
        ("http://localhost:4000/", "http://localhost:4000"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("box.example:4000", "http://127.0.0.1:11434"),
        ("127.0.0.1:many", "http://127.0.0.1:11434"),
    ],
)
def test_ollama_is_looked_for_where_it_was_told_to_listen_on_this_machine(given: str, expected: str) -> None:
    servers = {server.name: server.base_url for server in local_servers({"OLLAMA_HOST": given})}
    assert servers["ollama"] == expected
    assert len(servers) == len(LOCAL_SERVERS)


def test_looking_where_nobody_listens_loads_no_library() -> None:
    code = """
import asyncio, sys
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.vendors import LOCAL_SERVERS, LocalServer
from orquix_tui.providers.discover import Found, local_servers, servers_on_loopback
from orquix_tui.providers.registry import ProviderRegistry
assert asyncio.run(servers_on_loopback([LocalServer("x", "ollama", "http://127.0.0.1:9")])) == []
assert not {"httpx", "openai", "anthropic"} & set(sys.modules)"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


async def test_a_server_on_this_machine_is_asked_for_its_list_each_time(
    loopback: LoopbackServer, tmp_path: Path
) -> None:
    settings = {"home": ProviderSettings(kind="ollama", base_url=loopback.url)}
    registry = ProviderRegistry(settings, {}, Redactor(), cache_dir=tmp_path, log_dir=tmp_path)
    await registry.models("home")
    loopback.models = ["just-pulled", "e\x1b[31mvil"]
    assert [m.id for m in await registry.models("home")] == ["just-pulled"]  # the other is no name
    await registry.aclose()


async def test_the_list_of_a_vendor_is_kept_until_it_is_refreshed_or_lives_elsewhere(
    proxy: LoopbackServer, tmp_path: Path
) -> None:
    def at(host: str) -> ProviderRegistry:
        settings = {"far": ProviderSettings(kind="ollama", base_url=f"http://{host}.invalid")}
        return ProviderRegistry(settings, {}, Redactor(), cache_dir=tmp_path, log_dir=tmp_path)

    here, there = at("here"), at("there")
    first = await here.models("far")
    proxy.models = ["newer"]
    assert await here.models("far") == first
    assert [m.id for m in await there.models("far")] == ["newer"]
    assert [m.id for m in await here.models("far", refresh=True)] == ["newer"]
    for registry in (here, there):
        await registry.aclose()


async def test_an_empty_list_is_not_remembered(
    make_provider: MakeProvider, loopback: LoopbackServer, tmp_path: Path
) -> None:
    provider, catalog = make_provider("ollama"), Catalog(tmp_path)
    loopback.models = []
    assert await catalog.models(provider, "here") == []
    loopback.models = ["pulled"]
    assert [m.id for m in await catalog.models(provider, "here")] == ["pulled"]


async def test_a_cache_that_cannot_be_written_withholds_nothing(
    make_provider: MakeProvider, tmp_path: Path
) -> None:
    (tmp_path / "catalog").write_text("in the way")
    assert await Catalog(tmp_path).models(make_provider("ollama"), "here")


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
