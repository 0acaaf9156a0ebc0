from __future__ import annotations

import inspect
import types
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import anthropic
import httpx
import httpx2
import openai
import pytest

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import now
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import ResponseStatus as Status
from orquix_tui.providers.errors import Door, Exchange
from orquix_tui.providers.transport import TRANSPORT
from orquix_tui.providers.vendor_text import read_complaint

DOOR = Door(
    "vendor", "openai-compatible", "https://api.example/v1", "set VENDOR_KEY", Redactor(["secret-4711"])
)


def foreign(*modules: types.ModuleType) -> list[type[Exception]]:
    found = {
        thing
        for module in modules
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, Exception) and not issubclass(thing, Warning)
    }
    return sorted(found, key=lambda c: (c.__module__, c.__name__))


CLASSES = foreign(httpx, httpx2, openai, anthropic, openai._exceptions, anthropic._exceptions)
STATUS_ERRORS = (openai.APIStatusError, anthropic.APIStatusError)


@pytest.mark.parametrize("foreign_class", CLASSES, ids=lambda c: f"{c.__module__}.{c.__name__}")
def test_every_exception_of_the_libraries_has_its_place(foreign_class: type[Exception]) -> None:
    if issubclass(foreign_class, STATUS_ERRORS):
        return  # their status code decides, tested below
    assert any(c.__name__ in TRANSPORT for c in foreign_class.__mro__), "add it to TRANSPORT"
    try:
        raised = foreign_class("it broke")
    except TypeError:  # it wants a response or the like: its class is enough here
        raised = foreign_class.__new__(foreign_class)
    error = Exchange(DOOR, "m").translate(raised)
    assert isinstance(error, ProviderError)
    assert error.cause
    assert error.remedy


@pytest.mark.parametrize(
    ("raised", "begun", "told"),
    [
        (httpx.RemoteProtocolError("peer closed connection (incomplete chunked read)"), True, "broke in the"),
        (httpx.RemoteProtocolError("Server disconnected secret-4711"), False, "it hung up without an answer"),
        (httpx.ReadError("[Errno 104] ECONNRESET"), False, "the connection failed"),
        (ValueError("Expecting property name: line 1 column 2 (char 1)"), True, "sent broken data"),
    ],
)
def test_the_words_of_a_library_are_for_the_log_and_not_for_the_person(
    raised: Exception, begun: bool, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "orquix_tui.providers")
    error = Exchange(DOOR, "m", begun=begun, frames=int(begun)).translate(raised)
    assert error is not None
    assert told in error.cause
    assert "(" not in error.cause
    assert str(raised).replace("secret-4711", "")[:20] in caplog.text
    assert "secret-4711" not in caplog.text


@pytest.mark.parametrize("sdk", [openai, anthropic], ids=["openai", "anthropic"])
@pytest.mark.parametrize(
    ("code", "status"), [(401, Status.AUTH_ERROR), (429, Status.RATE_LIMITED), (503, Status.UNAVAILABLE)]
)
def test_an_sdks_status_error_is_read_by_its_code(sdk: Any, code: int, status: Status) -> None:
    response = httpx2.Response(
        code, headers={"retry-after": "3"}, request=httpx2.Request("POST", "https://x")
    )
    error = Exchange(DOOR, "m").translate(
        sdk.APIStatusError("no", response=response, body={"message": "Busy"})
    )
    assert error is not None
    assert (error.status, error.retry_after) == (status, 3)
    assert "Busy" in error.cause


def test_our_own_errors_and_our_defects_pass_through_the_door_as_they_are() -> None:
    ours = ProviderError(Status.TIMEOUT, "late")
    for error in (ours, AttributeError("a defect")):
        with pytest.raises(type(error)) as caught, DOOR.exchange():
            raise error
        assert caught.value is error


def test_the_foreign_text_does_not_hang_on_the_error() -> None:
    with pytest.raises(ProviderError) as caught, DOOR.exchange():
        raise OSError("the key is secret-4711")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "secret-4711" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "A"}}, "A"),
        ({"error": "B"}, "B"),
        ({"message": "C"}, "C"),
        ({"detail": "D"}, "D"),
        ({"detail": [{"msg": "E", "loc": ["body"]}, {"msg": "F"}]}, "E; F"),
        ([{"error": {"message": "G"}}], "G"),
        (b'{"error": {"message": "H"}}', "H"),
        ("plain words", "plain words"),
        (b"<html><head><title>\n I </title></head></html>", "a web page: I"),
        (b"<!DOCTYPE html><body>no title", "a web page"),
        (b"", ""),
        (None, ""),
        ({"error": {}}, ""),
        (b"\xff\xfe", "\ufffd\ufffd"),
    ],
)
def test_the_message_is_found_in_whatever_form_it_comes(body: object, message: str) -> None:
    assert read_complaint(body).message == message


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"retry-after": "12"}, {}, 12),
        ({"retry-after": "0"}, {}, 0),
        ({"retry-after-ms": "1500"}, {}, 1.5),
        ({"retry-after": "soon"}, {}, None),
        ({"retry-after": "-5"}, {}, None),
        ({"retry-after": "nan"}, {}, None),
        ({}, {"error": {"details": [{"@type": "x"}, {"retryDelay": "17s"}]}}, 17),
        ({}, {}, None),
    ],
)
def test_the_wait_is_read_from_wherever_it_stands(
    headers: dict[str, str], body: dict[str, Any], seconds: float | None
) -> None:
    assert read_complaint(body, headers).retry_after == seconds


def test_a_date_to_wait_for_becomes_seconds() -> None:
    later = format_datetime(now() + timedelta(seconds=90), usegmt=True)
    waited = read_complaint({}, {"retry-after": later}).retry_after
    assert waited is not None
    assert 80 < waited <= 90


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"error": {"message": "Unsupported parameter", "param": "temperature"}}, "temperature"),
        ({"error": {"message": "Unsupported parameter: 'max_tokens'"}}, "max_tokens"),
        ({"error": {"message": "temperature: Extra inputs are not permitted"}}, "temperature"),
        ({"error": {"message": 'Unknown name "maxOutputTokens" at generation_config'}}, "max_tokens"),
        ({"error": {"message": "no", "param": "generation_config.temperature"}}, "temperature"),
        ({"error": {"message": "no", "param": "my_own_extra"}}, "my_own_extra"),
        ({"error": {"message": "Your request is bad"}}, None),
    ],
)
def test_the_parameter_that_was_refused_is_found(body: dict[str, Any], parameter: str | None) -> None:
    error = Exchange(DOOR, "m").status(400, body)
    assert (error.status, error.parameter) == (Status.REJECTED, parameter)


@pytest.mark.parametrize(
    ("code", "body", "status"),
    [
        (400, {"error": {"message": "API key not valid. Please pass a valid API key."}}, Status.AUTH_ERROR),
        (400, {"error": "Incorrect API key provided"}, Status.AUTH_ERROR),
        (403, {"error": {"message": "Your credit balance is too low"}}, Status.QUOTA_EXCEEDED),
        (429, {"error": {"code": "insufficient_quota", "message": "x"}}, Status.QUOTA_EXCEEDED),
        (302, "", Status.FAILED),
        (418, "", Status.REJECTED),
    ],
)
def test_the_words_can_say_more_than_the_code(code: int, body: object, status: Status) -> None:
    assert Exchange(DOOR, "m").status(code, body).status is status


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"error": {"message": "x", "code": 402}}, Status.QUOTA_EXCEEDED),
        ({"error": {"message": "x", "type": "rate_limit_error"}}, Status.RATE_LIMITED),
        ({"error": {"message": "x", "type": "invalid_api_key"}}, Status.AUTH_ERROR),
        ({"error": "x"}, Status.INTERRUPTED),
    ],
)
def test_an_error_inside_a_stream_counts_by_its_code_only_before_the_first_word(
    payload: dict[str, Any], status: Status
) -> None:
    assert Exchange(DOOR, "m").in_stream(payload).status is status
    assert Exchange(DOOR, "m", begun=True).in_stream(payload).status is Status.INTERRUPTED


def test_a_question_that_is_too_long_says_how_to_ask_less() -> None:
    error = Exchange(DOOR, "m").status(
        400, {"error": {"message": "This model's maximum context length is 10"}}
    )
    assert "shorter question" in error.remedy
