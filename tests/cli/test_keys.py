"""Keys: stored unseen, forgotten, and sent in the clear only where the person said so, once."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from orquix_tui.cli.main import run
from tests.house import NO_MODEL, House
from tests.keyrings import FILE, FileKeyring
from tests.loopback import Answer, LoopbackServer
from tests.terminal import Terminal

KEY = "planted-key-for-the-ring-42"
APP = ["-m", "orquix_tui"]


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture
def home(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The program's folders in this process's environment, with a provider called far."""
    write(house, 'api_key_env = "FAR_KEY"')
    monkeypatch.setenv("ORQUIX_HOME", str(house.home))
    return house


def write(house: House, key: str) -> None:
    """A council of one member, far away and without encryption."""
    file = house.home / "config" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    seat = '[councils.default]\nmoderator = "extractive"\nmembers = [{ provider = "far", model = "m" }]\n'
    far = '[providers.far]\nkind = "openai-compatible"\nbase_url = "http://vendor.invalid/v1"\n'
    file.write_text(f"{NO_MODEL}{far}{key}\n{seat}", "utf-8")


def test_a_key_is_piped_in_stored_and_forgotten_and_never_printed(
    home: House, ring: FileKeyring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, f"  {KEY}\n")
    assert run(["providers", "set-key", "far"]) == 0
    assert ring.get_password("orquix-tui", "far") == KEY
    printed = capsys.readouterr()
    assert "[providers.far]\napi_key_keyring = true\n" in printed.out
    assert run(["providers", "forget-key", "far"]) == 0
    assert ring.get_password("orquix-tui", "far") is None
    assert run(["providers", "forget-key", "far"]) == 0
    printed_later = capsys.readouterr()
    assert "holds no key" in printed_later.out
    assert KEY not in f"{printed}{printed_later}"


def test_a_vendor_that_is_not_configured_yet_is_told_whole(
    home: House, ring: FileKeyring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, KEY)
    assert run(["providers", "set-key", "groq"]) == 0
    expected = '[providers.groq]\nkind = "openai-compatible"\nbase_url = "https://api.groq.com/openai/v1"\n'
    assert expected + "api_key_keyring = true" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("nobody", KEY, 'no provider "nobody"'),
        ("embedded", KEY, "needs no key"),
        ("far", "", "No key was given"),
        ("far", "schlüssel", "characters that no key has"),
    ],
)
def test_what_cannot_be_stored_is_refused(
    name: str,
    given: str,
    says: str,
    home: House,
    ring: FileKeyring,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pipe(monkeypatch, given)
    assert run(["providers", "set-key", name]) == 2
    assert says in capsys.readouterr().err
    assert ring._read() == {}


@pytest.mark.parametrize("backend", ["fail", "null"])
def test_without_a_usable_keyring_the_remedy_is_told(
    backend: str, home: House, ring: FileKeyring, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    import importlib

    import keyring

    keyring.set_keyring(importlib.import_module(f"keyring.backends.{backend}").Keyring())
    pipe(monkeypatch, KEY)
    assert run(["providers", "set-key", "far"]) == 2
    said = capsys.readouterr().err
    assert "api_key_env" in said
    assert KEY not in said


def test_without_the_package_the_remedy_names_the_extra(
    home: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    pipe(monkeypatch, KEY)
    assert run(["providers", "set-key", "far"]) == 2
    assert 'pip install "orquix-tui[keyring]"' in capsys.readouterr().err


def test_a_locked_keyring_never_repeats_the_key(
    home: House, ring: FileKeyring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ring.locked = True
    pipe(monkeypatch, KEY)
    assert run(["providers", "set-key", "far"]) == 2
    assert "it is locked" in capsys.readouterr().err


def test_consent_is_given_and_taken_back(
    home: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAR_KEY", KEY)

    def state() -> str:
        run(["providers", "--json"])
        rows = {row["provider"]: row for row in json.loads(capsys.readouterr().out)}
        return str(rows["far"]["state"])

    assert "not encrypted" in state()
    pipe(monkeypatch, "y\n")
    assert run(["providers", "allow", "far"]) == 2, "there is no terminal to ask on"
    assert "--yes" in capsys.readouterr().err
    assert run(["providers", "allow", "far", "--yes"]) == 0
    capsys.readouterr()
    assert state() == "configured"
    assert run(["providers", "allow", "far", "--yes"]) == 0
    assert "needs no consent" in capsys.readouterr().out
    assert run(["providers", "allow", "far", "--undo"]) == 0
    capsys.readouterr()
    assert "not encrypted" in state()
    assert run(["providers", "allow", "nobody"]) == 2


def environment(house: House, tmp_path: Path, proxy: LoopbackServer) -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    return {
        **house.env,
        "HTTP_PROXY": proxy.url,
        "PYTHONPATH": root,
        "PYTHON_KEYRING_BACKEND": "tests.keyrings.FileKeyring",
        FILE: str(tmp_path / "ring.json"),
    }


def test_in_a_terminal_a_key_is_typed_unseen_and_its_way_in_the_clear_is_asked_once(
    house: House, loopback: LoopbackServer, tmp_path: Path
) -> None:
    write(house, "api_key_keyring = true")
    env = environment(house, tmp_path, loopback)
    loopback.script("m", Answer("Rain in winter."))

    with Terminal([*APP, "providers", "set-key", "far"], env, (100, 30)) as terminal:
        terminal.wait_for("it is not shown")
        terminal.send(f"{KEY}\r")
        screen = terminal.wait_for("Stored in the keyring")
        assert KEY not in screen
        assert terminal.wait_end() == 0

    ask = [*APP, "ask", "Why?", "--no-save", "--no-context", "--no-moderate"]
    with Terminal(ask, env, (100, 30)) as terminal:
        terminal.wait_for("Send the key there? [y/N]")
        assert loopback.connections == 0
        terminal.send("y\r")
        terminal.wait_for("Rain in winter.")
        assert terminal.wait_end() == 0
    assert loopback.requests[-1].key == KEY

    with Terminal(ask, env, (100, 30)) as terminal:
        screen = terminal.wait_for("Rain in winter.")
        assert "[y/N]" not in screen
        assert terminal.wait_end() == 0


def test_in_a_terminal_a_no_is_remembered_and_nothing_leaves(
    house: House, loopback: LoopbackServer, tmp_path: Path
) -> None:
    write(house, 'api_key_env = "FAR_KEY"')
    env = {**environment(house, tmp_path, loopback), "FAR_KEY": KEY}
    ask = [*APP, "ask", "Why?", "--no-save", "--no-context"]

    with Terminal(ask, env, (160, 30)) as terminal:
        terminal.wait_for("[y/N]")
        terminal.send("n\r")
        terminal.wait_for("orquix-tui providers allow far")
        assert terminal.wait_end() != 0
    with Terminal(ask, env, (160, 30)) as terminal:
        screen = terminal.wait_for("orquix-tui providers allow far")
        assert "[y/N]" not in screen
        assert terminal.wait_end() != 0
    assert loopback.connections == 0
