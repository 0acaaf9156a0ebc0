"""A model that is not there: the answer names those that are."""

from __future__ import annotations

import pytest

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.ports import Provider
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.providers.suggest import instead, is_about_the_model
from orquix_tui.providers.vendor_text import read_complaint
from tests.loopback import MODELS, Fault, LoopbackServer
from tests.providers.asking import fail, question
from tests.providers.conftest import KEY

GONE = Fault(404, message='The model "llama-3.3-70B" does not exist', type="model_not_found")


async def test_a_missing_model_names_those_on_offer_the_closest_first(
    provider: Provider, kind: ProviderKind, loopback: LoopbackServer
) -> None:
    loopback.models = ["zephyr", "llama-4-scout", "llama-3.3-70b", "m3", "m4", "m5", "m6"]
    loopback.script("llama-3.3-70B", GONE)
    error, _ = await fail(provider, question(model="llama-3.3-70B"))
    assert error.status is ResponseStatus.REJECTED
    assert error.remedy.startswith("Did you mean llama-3.3-70b? vendor offers llama-3.3-70b, zephyr, llama-4")
    assert "and 2 more (`orquix-tui models vendor`)." in error.remedy
    assert ("ollama pull" in error.remedy) is (kind == "ollama")


async def test_when_the_list_cannot_be_had_the_remedy_does_without(
    provider: Provider, loopback: LoopbackServer
) -> None:
    loopback.script("gone", GONE)
    loopback.script(MODELS, Fault(500, echo_key=True))
    error, _ = await fail(provider, question(model="gone"))
    assert "`orquix-tui models vendor` lists the models on offer" in error.remedy
    assert KEY not in str(error)


async def test_another_refusal_asks_for_no_list(provider: Provider, loopback: LoopbackServer) -> None:
    loopback.script(
        "model-a", Fault(400, message="Unsupported parameter: temperature", parameter="temperature")
    )
    await fail(provider)
    assert [request.model for request in loopback.requests] == ["model-a"]


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [
        (404, {"error": {"message": "model: claude-9", "type": "not_found_error"}}, True),
        (404, {"error": {"message": "models/gemini-9 is not found for API version v1beta"}}, True),
        (404, {"error": 'model "llama9" not found, try pulling it first'}, True),
        (400, {"error": {"message": "gpt-99 is not a valid model ID", "code": 400}}, True),
        (400, {"error": {"message": "Model Not Exist", "type": "invalid_request_error"}}, True),
        (400, {"message": "Invalid model: mistral-9", "type": "invalid_model"}, True),
        (404, "404 page not found", False),
        (404, {"detail": "Not Found"}, False),
        (400, {"error": {"message": "max_tokens is too large for this model", "param": "max_tokens"}}, False),
        (401, {"error": {"message": "no such model for this key"}}, False),
    ],
)
def test_vendors_say_it_in_many_ways(code: int, body: object, expected: bool) -> None:
    assert is_about_the_model(code, read_complaint(body)) is expected


def test_a_model_that_is_on_offer_is_not_the_fault() -> None:
    assert instead("p", "openai", "m", ["m", "n"]) == ""
    assert instead("p", "openai", "m", []) == ""


def test_names_from_a_vendor_are_data() -> None:
    assert "\x1b" not in instead("p", "openai", "m", ["\x1b[2Jx\nfoo"])
    assert "Did you mean" not in instead("p", "openai", "m", ["entirely-other"])
