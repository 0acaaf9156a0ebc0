"""What every kind must do, whatever protocol it speaks."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from orquix_tui.domain.models import ProviderKind, Usage
from orquix_tui.domain.ports import Message, Provider, TextPart, UsagePart
from tests.loopback import MODELS, Answer, Fault, Gate, LoopbackServer
from tests.providers.asking import ask, ends, fail, question, text, thoughts
from tests.providers.conftest import KEY, MakeProvider

LONG = "Ünïcödé 🐦 — línea uno\n\n```python\nprint('two')\n```\n" * 20


async def test_the_deltas_joined_are_the_text_and_there_is_one_end(
    provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.script("model-a", Answer(LONG, chunk=7))
    parts = await ask(provider)
    assert text(parts) == LONG
    assert ends(parts) == ["stop"]
    assert len([p for p in parts if isinstance(p, TextPart)]) > 20
    assert loopback.requests[0].key == KEY


@pytest.mark.parametrize("reason", ["stop", "length", "filter"])
async def test_the_end_says_why(
    provider: Provider, kind: ProviderKind, loopback: LoopbackServer, reason: str
) -> None:
    loopback.script("model-a", Answer("cut", finish=reason))  # type: ignore[arg-type]  # a literal by parametrize
    expected = "stop" if (kind, reason) == ("ollama", "filter") else reason  # Ollama has no filter
    assert ends(await ask(provider)) == [expected]


async def test_the_vendors_count_of_tokens_is_taken(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script("model-a", Answer("hello", usage=(123, 45)))
    usages = [part.usage for part in await ask(provider) if isinstance(part, UsagePart)]
    assert usages[-1] == Usage(input_tokens=123, output_tokens=45)


async def test_reasoning_is_kept_apart_from_the_text(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script("model-a", Answer("The answer.", reasoning="Let me think about that."))
    parts = await ask(provider)
    assert (text(parts), thoughts(parts)) == ("The answer.", "Let me think about that.")


async def test_closing_the_generator_closes_the_socket(provider: Provider, loopback: LoopbackServer) -> None:
    gate = Gate()
    gate.release(2)
    loopback.script("model-a", Answer("one two three four", chunk=4, gate=gate))
    async with aclosing(provider.stream(question())) as stream:
        async for part in stream:
            if isinstance(part, TextPart):
                break
    assert await asyncio.to_thread(loopback.requests[-1].gone.wait, 20)


async def test_cancelling_one_member_leaves_the_other(provider: Provider, loopback: LoopbackServer) -> None:
    gate, other = Gate(), Gate()
    loopback.script("model-a", Answer("never", gate=gate))
    loopback.script("model-b", Answer("the other answer", gate=other))
    first = asyncio.create_task(ask(provider))
    second = asyncio.create_task(ask(provider, question(model="model-b")))
    for held in (gate, other):
        assert await asyncio.to_thread(held.reached.wait, 20)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    other.open()
    assert text(await second) == "the other answer"
    assert await asyncio.to_thread(loopback.asked("model-a")[0].gone.wait, 20)


async def test_the_whole_conversation_is_sent(provider: Provider, loopback: LoopbackServer) -> None:
    turns = (Message("user", "First?"), Message("assistant", "Yes."), Message("user", "And then?"))
    request = question(messages=turns, system="Be brief.", temperature=0.5, max_tokens=77, extra={"seed": 3})
    await ask(provider, request)
    body = loopback.requests[-1].body
    sent = str(body)
    assert all(words in sent for words in ("First?", "Yes.", "And then?", "Be brief.", "0.5", "77"))
    assert body["seed"] == 3
    assert sent.index("First?") < sent.index("Yes.") < sent.index("And then?")


async def test_without_temperature_and_limit_neither_is_sent(
    provider: Provider, kind: ProviderKind, loopback: LoopbackServer
) -> None:
    await ask(provider, question(max_tokens=None))
    sent = str(loopback.requests[-1].body)
    assert "temperature" not in sent
    if kind != "anthropic":  # there the limit is obligatory
        assert "max" not in sent
        assert "num_predict" not in sent


async def test_headers_and_query_of_the_configuration_are_sent(
    make_provider: MakeProvider, kind: ProviderKind, loopback: LoopbackServer
) -> None:
    provider = make_provider(kind, headers={"x-team": "${TEST_KEY}"}, query={"api-version": "2026"})
    await ask(provider)
    seen = loopback.requests[-1]
    assert seen.headers["x-team"] == KEY
    assert seen.query["api-version"] == ["2026"]
    assert seen.query.get("alt") == (["sse"] if kind == "gemini" else None)
    await provider.models()
    assert loopback.requests[-1].query["api-version"] == ["2026"]


async def test_an_odd_model_name_arrives_as_it_is(provider: Provider, loopback: LoopbackServer) -> None:
    name = "org/größe:7b?x#y %41"
    loopback.script(name, Answer("odd"))
    assert text(await ask(provider, question(model=name))) == "odd"


async def test_the_models_on_offer_are_listed(provider: Provider, loopback: LoopbackServer) -> None:
    assert [model.id for model in await provider.models()] == ["model-a", "model-b"]
    assert loopback.requests[-1].key == KEY
    assert loopback.requests[-1].model == MODELS


async def test_a_connection_serves_again_after_an_answer(
    provider: Provider, loopback: LoopbackServer
) -> None:
    for _ in range(3):
        await ask(provider)
    assert loopback.connections == 1


async def test_members_that_begin_together_prepare_once(provider: Provider, loopback: LoopbackServer) -> None:
    gate = Gate()
    loopback.script("model-a", Answer("together", gate=gate))
    asked = [asyncio.create_task(ask(provider)) for _ in range(4)]
    assert await asyncio.to_thread(gate.reached.wait, 10)
    gate.open()
    assert [text(parts) for parts in await asyncio.gather(*asked)] == ["together"] * 4


async def test_a_closed_provider_can_be_closed_again(provider: Provider) -> None:
    await ask(provider)
    await provider.aclose()
    await provider.aclose()


async def test_a_redirect_is_not_followed(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script("model-a", Fault(307, message="elsewhere"))
    error, _ = await fail(provider)
    assert error.status == "failed"
    assert len(loopback.asked()) == 1
