from __future__ import annotations

from typing import Any

import pytest

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.redact import MASK, Redactor
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.providers.keys import KeySource, is_loopback
from tests.keyrings import FileKeyring

ENV = {"OPENAI_API_KEY": "openai-key", "ANTHROPIC_API_KEY": "anthropic-key", "MY_KEY": "my-own-key"}


def source(kind: ProviderKind, env: dict[str, str] | None = None, **settings: Any) -> KeySource:
    given = ProviderSettings(kind=kind, **settings)
    return KeySource("vendor", given, ENV if env is None else env, Redactor())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.9.9.9", True),
        ("http://localhost:1", True),
        ("http://box.localhost", True),
        ("http://[::1]:80/v1", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost.evil.example", False),
        ("http://user@10.0.0.1", False),
        ("http://127.0.0.1@evil.example/", False),
        ("https://api.example", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_a_vendors_own_key_goes_to_the_vendors_own_address() -> None:
    assert source("openai").value() == "openai-key"
    assert source("openai", base_url="https://api.openai.com/v1/").value() == "openai-key"
    assert source("anthropic").value() == "anthropic-key"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "https://gateway.example/v1"])
def test_a_vendors_own_key_goes_nowhere_else(url: str) -> None:
    assert source("openai", base_url=url).value() == ""
    assert source("openai-compatible", base_url=url).value() == ""


def test_a_key_that_was_named_goes_where_it_was_named() -> None:
    assert (
        source("openai", base_url="https://gateway.example/v1", api_key_env="MY_KEY").value() == "my-own-key"
    )


def test_what_copying_leaves_around_a_key_is_dropped_and_the_impossible_is_refused() -> None:
    assert source("openai", env={"OPENAI_API_KEY": " openai-key\n"}).value() == "openai-key"
    assert "OPENAI_API_KEY" in source("openai", env={"OPENAI_API_KEY": " \n"}).problem()
    for impossible in ("sk-\nsecond-line", "sk-“typographic”"):
        with pytest.raises(ProviderError, match="Copy it again") as caught:
            source("openai", env={"OPENAI_API_KEY": impossible}).value()
        assert "sk-" not in str(caught.value)


def test_a_missing_key_names_its_variable() -> None:
    keys = source("openai", env={})
    assert "OPENAI_API_KEY" in keys.problem()
    with pytest.raises(ProviderError) as caught:
        keys.value()
    assert caught.value.status is ResponseStatus.AUTH_ERROR


def test_a_server_on_this_machine_may_do_without_its_key() -> None:
    keys = source("openai-compatible", env={}, base_url="http://127.0.0.1:9/v1", api_key_env="MY_KEY")
    assert (keys.problem(), keys.value()) == ("", "")


@pytest.mark.parametrize(
    "extra", [{"api_key_env": "MY_KEY"}, {"headers": {"Authorization": "Bearer abcdefgh"}}]
)
def test_no_key_is_sent_unencrypted_without_consent(extra: dict[str, Any]) -> None:
    url = "http://192.168.1.5:8080/v1"
    problem = source("openai-compatible", base_url=url, **extra).problem()
    assert "not encrypted" in problem
    assert "allow_insecure = true" in problem
    assert "orquix-tui providers allow vendor" in problem
    assert source("openai-compatible", base_url=url, allow_insecure=True, **extra).problem() == ""
    assert source("openai-compatible", base_url=url).problem() == "", "without a key there is nothing to lose"


def test_every_key_is_known_to_the_redactor() -> None:
    redact = Redactor()
    settings = ProviderSettings(
        kind="openai-compatible",
        base_url="https://me:in-the-url@x.example/v1",
        query={"api-key": "query-secret", "api-version": "2026-01"},
        api_key_env="MY_KEY",
        headers={"X-Api-Key": "header-secret", "Authorization": "Bearer other-secret", "x-team": "visible"},
    )
    KeySource("vendor", settings, ENV, redact)
    secrets = ["my-own-key", "header-secret", "other-secret", "query-secret", "in-the-url"]
    assert [redact(secret) for secret in secrets] == [MASK] * len(secrets)
    assert redact("visible 2026-01") == "visible 2026-01"


def test_headers_and_query_take_their_secrets_from_the_environment() -> None:
    given = {"headers": {"authorization": "Bearer ${MY_KEY}", "x-team": "blue"}, "query": {"k": "${MY_KEY}"}}
    keys = source("openai-compatible", base_url="https://gateway.example/v1", **given)
    assert keys.headers == {"authorization": "Bearer my-own-key", "x-team": "blue"}
    assert keys.query == {"k": "my-own-key"}
    assert keys.redact("my-own-key") == MASK
    missing = source("openai-compatible", {}, base_url="https://gateway.example/v1", **given)
    assert "MY_KEY" in missing.problem()
    with pytest.raises(ProviderError, match="MY_KEY"):
        missing.value()


def test_without_the_keyring_package_the_remedy_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "orquix-tui[keyring]" in source("openai", api_key_keyring=True).problem()


def test_a_key_comes_from_the_keyring_and_is_masked(ring: FileKeyring) -> None:
    ring.set_password("orquix-tui", "vendor", "from-the-ring")
    keys = source("openai", api_key_keyring=True)
    assert (keys.problem(), keys.value()) == ("", "from-the-ring")
    assert keys.redact("from-the-ring") == MASK


def test_the_keyring_wins_over_a_variable(ring: FileKeyring) -> None:
    ring.set_password("orquix-tui", "vendor", "from-the-ring")
    assert source("openai", api_key_keyring=True, api_key_env="MISSING").value() == "from-the-ring"


def test_a_key_that_the_keyring_lacks_says_how_to_store_it(ring: FileKeyring) -> None:
    with pytest.raises(ProviderError, match="orquix-tui providers set-key vendor") as caught:
        source("openai", api_key_keyring=True).value()
    assert caught.value.status is ResponseStatus.AUTH_ERROR


def test_a_locked_keyring_is_an_error_of_ours(ring: FileKeyring) -> None:
    ring.locked = True
    with pytest.raises(ProviderError, match="it is locked") as caught:
        source("openai", api_key_keyring=True).value()
    assert "api_key_env" in caught.value.remedy


def test_a_key_of_the_keyring_needs_consent_too() -> None:
    keys = source("openai-compatible", base_url="http://10.0.0.5/v1", api_key_keyring=True)
    assert keys.in_the_clear()
    assert "not encrypted" in keys.problem()
