"""What a person is told about a provider's key, and that a test really asks."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from orquix_tui.domain.errors import ConfigError
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.surroundings import KeyState
from orquix_tui.providers import surroundings
from orquix_tui.providers.surroundings import ProviderSurroundings
from tests.keyrings import FileKeyring
from tests.loopback import LoopbackServer

FAR = "http://10.0.0.5:8080/v1"
ENV = {"BOX": "planted-key-0123456789", "GROQ_API_KEY": "x", "OLLAMA_HOST": "127.0.0.1:9"}


def _look(tmp_path: Path) -> ProviderSurroundings:
    return ProviderSurroundings(ENV, Redactor(), tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("settings", "state", "source"),
    [
        ({"base_url": "https://box/v1", "api_key_env": "BOX"}, KeyState.FOUND, "BOX"),
        ({"base_url": "https://box/v1", "api_key_env": "NONE"}, KeyState.MISSING, "NONE"),
        ({"base_url": "https://box/v1", "api_key_keyring": True}, KeyState.IN_KEYRING, "keyring"),
        ({"base_url": FAR, "api_key_env": "BOX"}, KeyState.REFUSED, "BOX"),
        ({"base_url": FAR, "api_key_env": "BOX", "allow_insecure": True}, KeyState.FOUND, "BOX"),
        ({"base_url": FAR}, KeyState.NOT_NEEDED, ""),
        ({"base_url": "http://127.0.0.1:1/v1", "api_key_env": "NONE"}, KeyState.NOT_NEEDED, "NONE"),
    ],
)
def test_the_state_of_a_key_is_told_and_never_the_key(
    tmp_path: Path, settings: dict[str, object], state: KeyState, source: str
) -> None:
    given = ProviderSettings.model_validate({"kind": "openai-compatible", **settings})
    report = _look(tmp_path).key("box", given)

    assert (report.state, report.source) == (state, source)
    assert report.in_the_clear == (given.base_url == FAR and source == "BOX")
    assert ENV["BOX"] not in repr(report)


async def test_a_test_asks_the_provider_and_tells_what_came(tmp_path: Path, loopback: LoopbackServer) -> None:
    look = _look(tmp_path)
    url = loopback.base_url("openai-compatible")
    good = ProviderSettings(kind="openai-compatible", base_url=url, api_key_env="BOX")
    nobody = ProviderSettings(kind="ollama", base_url="http://127.0.0.1:9")

    assert (await look.test("box", good)).ok
    assert not (await look.test("home", nobody)).ok
    assert look.vendors() == {"groq": "GROQ_API_KEY"}
    assert [s for s in await look.servers() if s.name == "ollama"] == []


async def test_a_key_goes_into_the_keyring(tmp_path: Path, ring: FileKeyring) -> None:
    look = _look(tmp_path)

    assert look.keyring_problem() == ""
    assert await look.keep_key("box", "  planted-ring-key-0123 \n")
    assert ring.get_password("orquix-tui", "box") == "planted-ring-key-0123"
    for nonsense in ("", "schlüssel", "two\nlines"):
        with pytest.raises(ConfigError, match="no key"):
            await look.keep_key("box", nonsense)


async def test_an_installer_is_followed_line_by_line_and_ends_when_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs(code: str) -> None:
        monkeypatch.setattr(surroundings, "install_command", lambda: [sys.executable, "-c", code])

    look, told = _look(tmp_path), list[str]()
    runs("print('one'); print('two')")
    await look.install_embedded(told.append)
    assert told == ["one", "two"]

    runs("import sys; print('no network'); sys.exit(3)")
    with pytest.raises(ConfigError, match="no network"):
        await look.install_embedded(told.append)

    begun = asyncio.Event()

    def follow(line: str) -> None:
        told.append(line)
        begun.set()

    runs("import os, time; print(os.getpid(), flush=True); time.sleep(60)")
    work = asyncio.create_task(look.install_embedded(follow))
    await asyncio.wait_for(begun.wait(), 10)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    with pytest.raises(ProcessLookupError):
        os.kill(int(told[-1]), 0)
