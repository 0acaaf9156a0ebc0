from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orquix_tui.domain.errors import ConfigError, ProviderError
from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.vendors import BASE_URL, KEY_ENV, VENDORS
from orquix_tui.providers.check import check
from orquix_tui.providers.registry import ProviderRegistry
from tests.loopback import MODELS, Fault, LoopbackServer
from tests.providers.asking import fail
from tests.providers.conftest import KEY, MakeProvider


def registry(tmp_path: Path, **settings: ProviderSettings) -> ProviderRegistry:
    return ProviderRegistry(settings, {}, Redactor(), cache_dir=tmp_path, log_dir=tmp_path)


def test_names_keep_the_order_of_the_configuration(tmp_path: Path) -> None:
    ollama = ProviderSettings(kind="ollama")
    assert registry(tmp_path, zeta=ollama, alpha=ollama).names() == ["zeta", "alpha"]


def test_a_provider_is_made_once(tmp_path: Path) -> None:
    providers = registry(tmp_path, home=ProviderSettings(kind="ollama"))
    assert providers.get("home") is providers.get("home")


def test_an_unknown_name_lists_the_known(tmp_path: Path) -> None:
    providers = registry(tmp_path, home=ProviderSettings(kind="ollama"))
    with pytest.raises(ConfigError, match="home"):
        providers.get("nowhere")
    assert "nowhere" in providers.can_run("nowhere")


async def test_a_provider_without_its_key_is_not_asked(tmp_path: Path) -> None:
    providers = registry(tmp_path, cloud=ProviderSettings(kind="openai"))
    assert "OPENAI_API_KEY" in providers.can_run("cloud")
    error, _ = await fail(providers.get("cloud"))
    assert error.status is ResponseStatus.AUTH_ERROR
    with pytest.raises(ProviderError):
        await providers.get("cloud").prepare()
    await providers.aclose()


def test_ollama_members_queue_and_others_do_not(tmp_path: Path) -> None:
    asked = ProviderSettings(kind="ollama", max_concurrency=3)
    providers = registry(
        tmp_path, home=ProviderSettings(kind="ollama"), big=asked, cloud=ProviderSettings(kind="gemini")
    )
    assert [providers.get(n).max_concurrency for n in ("home", "big", "cloud")] == [1, 3, 8]


def test_a_missing_model_file_is_named(tmp_path: Path) -> None:
    providers = registry(tmp_path, local=ProviderSettings(kind="local", model_path="/nowhere/x.gguf"))
    assert "/nowhere/x.gguf" in providers.can_run("local")


def test_what_is_missing_for_local_models_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    providers = registry(tmp_path, local=ProviderSettings(kind="local"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name if name == "xllamacpp" else None)
    assert "orquix-tui models install embedded" in providers.can_run("local")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert 'pip install "orquix-tui[local]"' in providers.can_run("local")


async def test_a_check_tells_reachable_key_and_time(
    make_provider: MakeProvider, loopback: LoopbackServer
) -> None:
    provider = make_provider("openai-compatible")
    good = await check(provider)
    assert (good.ok, good.detail) == (True, "2 models on offer")
    assert good.ms is not None
    assert good.ms > 0
    loopback.script(MODELS, Fault(401, echo_key=True))
    bad = await check(provider)
    assert not bad.ok
    assert KEY not in f"{bad}"
    assert "TEST_KEY" in bad.remedy


async def test_a_ca_file_that_is_none_is_named(make_provider: MakeProvider, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    provider = make_provider(
        "gemini", base_url="https://127.0.0.1:9/v1beta", ca_file=str(tmp_path / "ca.pem")
    )
    error, _ = await fail(provider)
    assert error.status is ResponseStatus.REJECTED
    assert "ca_file" in error.cause


async def test_settings_that_a_library_refuses_are_named(
    make_provider: MakeProvider, kind: ProviderKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "carrier-pigeon://loft")
    monkeypatch.setenv("https_proxy", "carrier-pigeon://loft")
    error, _ = await fail(make_provider(kind, base_url="https://vendor.invalid/v1"))
    assert error.status is ResponseStatus.REJECTED
    assert "was not asked" in error.cause
    assert "proxy" in error.remedy


def test_the_table_of_vendors_can_be_configured() -> None:
    assert len({v.name for v in VENDORS}) == len(VENDORS)
    for vendor in VENDORS:
        ProviderSettings(kind=vendor.kind, base_url=vendor.base_url, api_key_env=vendor.key_env)
        assert vendor.base_url or vendor.kind in BASE_URL
        assert vendor.base_url or KEY_ENV[vendor.kind] == vendor.key_env
        assert all(vendor.models)


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_importing_the_registry_loads_no_library() -> None:
    loaded = loaded_after("import orquix_tui.providers.registry")
    assert not loaded & {"openai", "anthropic", "httpx", "httpx2", "xllamacpp"}


@pytest.mark.parametrize("kind", ["openai-compatible", "gemini", "ollama"])
def test_a_provider_over_plain_http_loads_no_sdk(kind: str, loopback: LoopbackServer, tmp_path: Path) -> None:
    code = f"""
import asyncio, pathlib
from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.providers.registry import ProviderRegistry
async def main():
    settings = ProviderSettings(kind={kind!r}, base_url={loopback.base_url(kind)!r})
    here = pathlib.Path({str(tmp_path)!r})
    providers = ProviderRegistry({{"p": settings}}, {{}}, Redactor(), cache_dir=here, log_dir=here)
    request = ChatRequest("m", (Message("user", "?"),))
    assert len([part async for part in providers.get("p").stream(request)]) > 2
    await providers.aclose()
asyncio.run(main())"""
    loaded = loaded_after(code)
    assert "httpx" in loaded
    assert not loaded & {"openai", "anthropic", "httpx2"}
