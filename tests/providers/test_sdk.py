"""What only the official SDKs do."""

from __future__ import annotations

import warnings

import pytest

from orquix_tui.domain.ports import Provider
from tests.loopback import Answer, LoopbackServer
from tests.providers.asking import ask, question, text
from tests.providers.conftest import MakeProvider

RETIRING = "claude-sonnet-4-0"


async def test_a_model_that_the_sdk_warns_about_answers_and_prints_nothing(
    make_provider: MakeProvider, loopback: LoopbackServer, capfd: pytest.CaptureFixture[str]
) -> None:
    from anthropic.resources.messages.messages import DEPRECATED_MODELS

    assert RETIRING in DEPRECATED_MODELS, "take another"
    provider: Provider = make_provider("anthropic")
    loopback.script(RETIRING, Answer("still here"))
    thinking = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        parts = await ask(provider, question(model=RETIRING, extra=thinking))
    assert text(parts) == "still here"
    assert capfd.readouterr().err == ""
