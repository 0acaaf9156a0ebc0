"""Which refused parameters are dropped, and for whom they are remembered."""

from __future__ import annotations

from typing import Any

import pytest

from orquix_tui.core.desk import Refusals
from orquix_tui.domain.ports import ChatRequest, Message


def request(model: str = "m", **more: Any) -> ChatRequest:
    given = {"temperature": 0.5, "max_tokens": 100, "extra": {"seed": 3, "top_k": 1}, **more}
    return ChatRequest(model, (Message("user", "Why?"),), **given)


@pytest.mark.parametrize(
    ("parameter", "without"),
    [
        ("temperature", {"temperature": None}),
        ("max_tokens", {"max_tokens": None}),
        ("max_completion_tokens", {"max_tokens": None}),
        ("seed", {"extra": {"top_k": 1}}),
    ],
)
def test_a_refused_parameter_is_left_out_from_then_on(parameter: str, without: dict[str, Any]) -> None:
    refusals = Refusals()
    assert refusals.note("p", request(), parameter)
    assert refusals.reduced("p", request()) == request(**without)


def test_several_are_remembered_together() -> None:
    refusals = Refusals()
    for parameter in ("temperature", "seed", "top_k"):
        assert refusals.note("p", refusals.reduced("p", request()), parameter)
    assert refusals.reduced("p", request()) == request(temperature=None, extra={})


@pytest.mark.parametrize("parameter", [None, "", "messages", "stream"])
def test_what_the_request_does_not_have_is_not_ours_to_drop(parameter: str | None) -> None:
    refusals = Refusals()
    assert not refusals.note("p", request(), parameter)
    assert refusals.reduced("p", request()) == request()


def test_a_parameter_that_was_already_left_out_cannot_be_dropped_again() -> None:
    refusals = Refusals()
    assert refusals.note("p", request(), "temperature")
    assert not refusals.note("p", refusals.reduced("p", request()), "temperature")
    assert not refusals.note("p", request(temperature=None), "temperature")


def test_another_model_and_another_provider_are_asked_with_it() -> None:
    refusals = Refusals()
    refusals.note("p", request(), "temperature")
    assert refusals.reduced("p", request("other")) == request("other")
    assert refusals.reduced("q", request()) == request()
