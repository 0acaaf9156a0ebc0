"""How each kind reports what goes wrong. The status table is the product's; the faults are real."""

from __future__ import annotations

import asyncio
import socket

import pytest

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.ports import Provider
from orquix_tui.domain.status import ResponseStatus as Status
from tests.loopback import MODELS, Answer, Fault, Gate, LoopbackServer
from tests.loopback_script import StreamFault
from tests.providers.asking import ask, ends, fail, question, text
from tests.providers.conftest import KEY, MakeProvider

STATUSES = {
    400: Status.REJECTED,
    401: Status.AUTH_ERROR,
    402: Status.QUOTA_EXCEEDED,
    403: Status.AUTH_ERROR,
    404: Status.REJECTED,
    408: Status.TIMEOUT,
    409: Status.REJECTED,
    413: Status.REJECTED,
    422: Status.REJECTED,
    429: Status.RATE_LIMITED,
    500: Status.UNAVAILABLE,
    502: Status.UNAVAILABLE,
    503: Status.UNAVAILABLE,
    504: Status.UNAVAILABLE,
    529: Status.UNAVAILABLE,
}


@pytest.mark.parametrize("code", STATUSES)
async def test_an_http_status_becomes_ours_and_names_the_vendors_words(
    provider: Provider, loopback: LoopbackServer, code: int
) -> None:
    loopback.script("model-a", Fault(code, message="The vendor says so"))
    error, came = await fail(provider)
    assert error.status is STATUSES[code]
    assert "vendor" in error.cause
    assert str(code) in error.cause
    assert "The vendor says so" in error.cause
    assert error.remedy
    assert came == ""
    assert len(loopback.asked()) == 1, "the SDKs must not try again by themselves"


async def test_the_wait_that_is_asked_for_is_passed_on(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script("model-a", Fault(429, retry_after="7"), Fault(429), Answer("at last"))
    assert (await fail(provider))[0].retry_after == 7
    assert (await fail(provider))[0].retry_after is None
    assert text(await ask(provider)) == "at last"


async def test_a_page_with_an_error_status_gives_its_title(
    provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.script("model-a", Fault(502, html=True))
    error, _ = await fail(provider)
    assert error.status is Status.UNAVAILABLE
    assert "Sign in to the network" in error.cause
    assert "<" not in error.cause


async def test_a_key_that_the_vendor_echoes_is_masked(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script("model-a", Fault(401, message="Incorrect API key provided", echo_key=True))
    error, _ = await fail(provider)
    assert KEY not in f"{error!r} {error} {error.__dict__}"
    assert "[key removed]" in error.cause
    assert "TEST_KEY" in error.remedy


async def test_escape_sequences_of_a_vendor_do_not_pass(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script("model-a", Fault(500, message="\x1b[31mred\x1b[0m\nnext\x07 " + "x" * 5000))
    error, _ = await fail(provider)
    assert "red next" in error.cause
    assert error.cause.isprintable()
    assert len(error.cause) <= 400


async def test_a_refused_parameter_is_named(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script("model-a", Fault(400, message="not supported", parameter="temperature"))
    error, _ = await fail(provider, question(temperature=1.5))
    assert (error.status, error.parameter) == (Status.REJECTED, "temperature")


async def test_a_refused_parameter_of_the_members_own_is_named(
    provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.script("model-a", Fault(400, message="I do not know verbosity_level"))
    error, _ = await fail(provider, question(extra={"seed": 1, "verbosity_level": "low"}))
    assert error.parameter == "verbosity_level"


@pytest.mark.parametrize("silence", ["slow_header", "no_first_token", "stall"])
async def test_a_silence_is_waited_out_because_the_clocks_are_the_cores(
    make_provider: MakeProvider, kind: ProviderKind, loopback: LoopbackServer, silence: StreamFault
) -> None:
    gate = Gate()
    loopback.script("model-a", Fault(silence, after=1, gate=gate, answer=Answer("late but whole")))
    provider = make_provider(kind, timeouts={"first_token": 0.01, "idle": 0.01})
    asked = asyncio.create_task(ask(provider))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    await asyncio.wait([asked], timeout=0.15)  # longer than the clocks above
    gate.open()
    assert text(await asked) == "late but whole"


async def test_no_such_model_points_to_the_list_of_models(
    provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.script("model-a", Fault(404, message="The model `model-a` does not exist"))
    error, _ = await fail(provider)
    assert "orquix-tui models vendor" in error.remedy


async def test_used_up_credit_is_no_rate_limit(provider: Provider, loopback: LoopbackServer) -> None:
    message = "Your credit balance is too low"
    loopback.script(
        "model-a", Fault(429, message=message, type="insufficient_quota"), Fault(400, message=message)
    )
    assert (await fail(provider))[0].status is Status.QUOTA_EXCEEDED
    assert (await fail(provider))[0].status is Status.QUOTA_EXCEEDED


@pytest.mark.parametrize("fault", ["html", "empty"])
async def test_a_200_that_is_not_the_protocol_says_what_came(
    provider: Provider, loopback: LoopbackServer, fault: StreamFault
) -> None:
    loopback.script("model-a", Fault(fault))
    error, _ = await fail(provider)
    assert error.status is Status.FAILED
    assert ("Sign in" if fault == "html" else "empty") in error.cause
    assert "base_url" in error.remedy


@pytest.mark.parametrize("fault", ["drop", "reset", "error_event", "garbage"])
async def test_a_break_in_mid_stream_keeps_the_text_and_says_interrupted(
    provider: Provider, loopback: LoopbackServer, fault: StreamFault
) -> None:
    answer = Answer("one two three four five", chunk=4)
    loopback.script("model-a", Fault(fault, after=3, answer=answer))
    error, came = await fail(provider)
    assert error.status is Status.INTERRUPTED
    assert came == "one two thre"
    if fault == "error_event":
        assert "scripted error event" in error.cause


@pytest.mark.parametrize("after", [2, 10_000])
async def test_an_end_without_the_protocols_own_is_no_end(
    provider: Provider, loopback: LoopbackServer, after: int
) -> None:
    loopback.script("model-a", Fault("end", after=after, answer=Answer("one two", chunk=2)))
    parts = await ask(provider)
    assert ends(parts) == []
    assert text(parts) == ("one " if after == 2 else "one two")


async def test_an_error_event_before_the_first_word_keeps_its_own_meaning(
    provider: Provider, kind: ProviderKind, loopback: LoopbackServer
) -> None:
    loopback.script("model-a", Fault("error_event", after=0))
    error, _ = await fail(provider)
    assert error.status is (Status.INTERRUPTED if kind == "ollama" else Status.UNAVAILABLE)


async def test_nothing_listening_says_so(make_provider: MakeProvider, kind: ProviderKind) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody else can listen there either
        provider = make_provider(kind, base_url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        error, _ = await fail(provider)
    assert error.status is Status.UNAVAILABLE
    assert "nothing listens at http://127.0.0.1" in error.cause
    assert ("ollama serve" in error.remedy) == (kind == "ollama")


async def test_a_server_that_hangs_up_without_a_word_is_unavailable(
    provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.script("model-a", Fault("hang_up"))
    error, _ = await fail(provider)
    assert error.status is Status.UNAVAILABLE
    assert len(loopback.asked()) == 1


@pytest.mark.parametrize("kind", ["openai-compatible", "gemini", "ollama"])
async def test_a_kept_connection_that_went_stale_costs_nothing(
    make_provider: MakeProvider, kind: ProviderKind, loopback: LoopbackServer
) -> None:
    provider = make_provider(kind)
    loopback.script("model-a", Answer("first"), Fault("hang_up"), Answer("second"))
    loopback.script(MODELS, Fault("hang_up"), Answer())
    assert text(await ask(provider)) == "first"
    assert text(await ask(provider)) == "second"
    assert loopback.connections == 2
    assert len(await provider.models()) == 2
    assert loopback.connections == 3


async def test_an_unknown_host_is_named(
    make_provider: MakeProvider, kind: ProviderKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    provider = make_provider(kind, base_url="https://no-such-host.invalid/v1")
    error, _ = await fail(provider)
    assert error.status is Status.UNAVAILABLE
    assert "no-such-host.invalid" in error.cause


async def test_tls_to_a_server_without_it_names_the_mistake(
    make_provider: MakeProvider, kind: ProviderKind, loopback: LoopbackServer
) -> None:
    provider = make_provider(kind, base_url=loopback.base_url(kind).replace("http:", "https:"))
    error, _ = await fail(provider)
    assert error.status is Status.UNAVAILABLE
    assert "no encrypted connection" in error.cause
    assert "TLS" in error.remedy
    assert "http://" in error.remedy


async def test_the_list_of_models_fails_in_the_same_words(
    provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.key = "another"
    from orquix_tui.domain.errors import ProviderError

    with pytest.raises(ProviderError) as caught:
        await provider.models()
    assert caught.value.status is Status.AUTH_ERROR
    assert "TEST_KEY" in caught.value.remedy


async def test_a_server_without_the_responses_api_points_to_the_other_kind(
    make_provider: MakeProvider, loopback: LoopbackServer
) -> None:
    provider = make_provider("openai", base_url=f"{loopback.url}/elsewhere")
    error, _ = await fail(provider)
    assert 'kind = "openai-compatible"' in error.remedy


async def test_a_server_that_refuses_stream_options_is_asked_without_them(
    make_provider: MakeProvider, loopback: LoopbackServer
) -> None:
    refusal = Fault(400, message="extra fields not permitted", parameter="stream_options")
    loopback.script("model-a", refusal, Answer("fine"))
    provider = make_provider("openai-compatible")
    assert text(await ask(provider)) == "fine"
    assert ["stream_options" in r.body for r in loopback.requests] == [True, False]
