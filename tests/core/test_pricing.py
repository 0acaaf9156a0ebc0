"""Unknown is unknown, never 0; the embedded model is free."""

from __future__ import annotations

import pytest

from orquix_tui.core.pricing import Pricing, estimate_tokens
from orquix_tui.domain.models import Council, Member, Usage
from orquix_tui.domain.settings import ProviderSettings

PRICING = Pricing(
    {
        "openai": ProviderSettings(kind="openai"),
        "router": ProviderSettings(kind="openai-compatible", base_url="https://openrouter.ai/api/v1"),
        "home": ProviderSettings(kind="openai-compatible", base_url="http://127.0.0.1:1/v1"),
        "ollama": ProviderSettings(kind="ollama"),
        "embedded": ProviderSettings(kind="local"),
    }
)
USED = Usage(input_tokens=1_000_000, output_tokens=1_000_000)


def test_a_known_model_has_its_price() -> None:
    # 0.15 and 0.60 dollars per million tokens since the model came out.
    assert PRICING.price("openai", "gpt-4o-mini", USED) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("provider", "model"),
    [("openai", "no-such-model"), ("home", "gpt-4o-mini"), ("ollama", "llama3.2"), ("gone", "gpt-4o-mini")],
)
def test_what_is_not_known_is_none(provider: str, model: str) -> None:
    assert PRICING.price(provider, model, USED) is None


def test_without_a_count_there_is_no_price() -> None:
    assert PRICING.price("openai", "gpt-4o-mini", Usage()) is None


def test_the_embedded_model_costs_nothing() -> None:
    assert PRICING.price("embedded", "smollm2-135m", USED) == 0.0


def test_the_estimate_reserves_the_moderator_s_share() -> None:
    member = Member(provider="openai", model="gpt-4o-mini", label="m", max_tokens=1000)
    alone = Council(name="c", members=(member, member), moderator=("extractive",))
    moderated = alone.model_copy(update={"moderator": ("openai:gpt-4o-mini",)})

    without, _ = PRICING.estimate(alone, 1000, None)
    # Reads the prompt and what two members may write, and writes as much as one of them.
    share = PRICING.price("openai", "gpt-4o-mini", Usage(input_tokens=3000, output_tokens=1000))

    assert share is not None
    cost, unknown = PRICING.estimate(moderated, 1000, None)
    assert cost == pytest.approx(without + share)
    assert unknown == ()


def test_the_estimate_names_the_models_without_a_price() -> None:
    members = tuple(Member(provider="home", model=m, label=m) for m in ("a", "a", "b"))

    assert PRICING.estimate(Council(name="c", members=members), 10, None) == (0.0, ("home:a", "home:b"))


def test_tokens_are_estimated_by_the_rule_of_thumb() -> None:
    assert [estimate_tokens(t) for t in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]
