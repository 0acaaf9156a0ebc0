"""An SDK is imported when a run needs it, beside the event loop, and once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.loopback import LoopbackServer

_SCRIPT = """
import asyncio, json, pathlib, sys, threading
from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.providers.registry import ProviderRegistry

kind, url, folder, library = sys.argv[1:]
threads = set()

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == library:
            threads.add(threading.current_thread() is threading.main_thread())

sys.meta_path.insert(0, Watch())

async def main():
    here = pathlib.Path(folder)
    settings = {"p": ProviderSettings(kind=kind, base_url=url)}
    providers = ProviderRegistry(settings, {}, Redactor(), cache_dir=here, log_dir=here)
    provider = providers.get("p")
    told = [library in sys.modules]
    request = ChatRequest("m", (Message("user", "?"),))
    await provider.prepare()
    told.append(library in sys.modules)
    loaded = set(sys.modules)
    assert [part async for part in provider.stream(request)]
    first = set(sys.modules) - loaded
    loaded |= first
    assert [part async for part in provider.stream(request)]
    second = set(sys.modules) - loaded
    await providers.aclose()
    ours = [name for name in first if name.partition(".")[0] == library]
    print(json.dumps({"told": told, "main": sorted(threads), "late": ours, "second": sorted(second)}))

asyncio.run(main())
"""
LIBRARIES = {
    "openai": "openai",
    "anthropic": "anthropic",
    "openai-compatible": "httpx",
    "gemini": "httpx",
    "ollama": "httpx",
}


@pytest.mark.parametrize("kind", LIBRARIES)
def test_a_library_comes_with_the_first_run_in_a_thread_and_the_second_pays_nothing(
    kind: str, loopback: LoopbackServer, tmp_path: Path
) -> None:
    arguments = [kind, loopback.base_url(kind), str(tmp_path), LIBRARIES[kind]]
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["told"] == [False, True], "not before it is needed, and whole when it is prepared"
    assert seen["main"] == [False], "the event loop's thread imported nothing of it"
    assert seen["late"] == []
    assert seen["second"] == []
