"""The fault matrix as data: the answers of HTTP, the network's faults, the clocks."""

from __future__ import annotations

from orquix_tui.domain.status import ResponseStatus as Status
from tests.loopback import Answer, Fault
from tests.providers.matrix.cell import Row, Turns

TEXT = "one two three four five"
"""What the model says where nothing else is written; it comes in deltas of four characters."""
GOOD = Answer(TEXT, chunk=4)
PART = "one two thre"
"""What has come when a fault begins after three deltas."""
SHORT = 0.3
LONG_ENOUGH = 1.0
"""For the first half of an answer to come, on a busy machine too."""
"""Seconds of a clock that is meant to run out."""
PAST = "Wed, 21 Oct 2015 07:28:00 GMT"


def _too_long(kind: str) -> Turns:
    said = {
        "openai": "Your input exceeds the context window of this model.",
        "anthropic": "prompt is too long: 210000 tokens > 200000 maximum",
        "gemini": "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        "ollama": "the input length exceeds the context length",
    }
    return (Fault(400, message=said.get(kind, "This model's maximum context length is 8192 tokens.")),)


def _quota(kind: str) -> Turns:
    if kind == "anthropic":
        return (
            Fault(400, message="Your credit balance is too low to access the API.", type="billing_error"),
        )
    said = "Insufficient credits" if kind == "ollama" else "You ran out."  # its errors have no type
    return (Fault(429, message=said, type="insufficient_quota"),)


def _status(code: int, status: Status, name: str, said: str, asked: int = 1) -> Row:
    return Row(f"{code} {name}", status, (Fault(code, message=said),), asked=asked)


NO_TEMPERATURE = Fault(400, message="temperature is not supported", parameter="temperature")
BUSY = "Slow down, please"

HTTP = (
    Row("400 naming a parameter", Status.COMPLETE, (NO_TEMPERATURE, GOOD), 2, TEXT, temperature=0.5),
    Row("400 naming it again and again", Status.REJECTED, (NO_TEMPERATURE,), 2, temperature=0.5),
    Row("400 naming a parameter that was not sent", Status.REJECTED, (NO_TEMPERATURE,)),
    Row("400 context too long", Status.REJECTED, _too_long),
    _status(401, Status.AUTH_ERROR, "wrong key", "No such key"),
    Row(
        "401 echoing the key",
        Status.AUTH_ERROR,
        (Fault(401, message="Incorrect API key provided", echo_key=True),),
    ),
    _status(402, Status.QUOTA_EXCEEDED, "nothing left to pay with", "Payment required"),
    Row("quota used up", Status.QUOTA_EXCEEDED, _quota),
    _status(403, Status.AUTH_ERROR, "not allowed", "Your team may not use this model"),
    _status(404, Status.REJECTED, "no such model", "The model `model-a` does not exist"),
    _status(408, Status.TIMEOUT, "the server gave up waiting", "Request timed out"),
    _status(413, Status.REJECTED, "too large", "Request exceeds the maximum size"),
    _status(422, Status.REJECTED, "cannot be processed", "Input should be a valid string"),
    Row("429 once", Status.COMPLETE, (Fault(429, message=BUSY), GOOD), 2, TEXT),
    Row("429 once, with Retry-After", Status.COMPLETE, (Fault(429, retry_after="0"), GOOD), 2, TEXT),
    Row(
        "429 once, with Retry-After as a date",
        Status.COMPLETE,
        (Fault(429, retry_after=PAST), GOOD),
        2,
        TEXT,
    ),
    Row("429 for ever", Status.RATE_LIMITED, (Fault(429, message=BUSY),), 3),
    Row(
        "429 for ever, with Retry-After",
        Status.RATE_LIMITED,
        (Fault(429, message=BUSY, retry_after="0"),),
        3,
    ),
    Row(
        "429 asking for an hour",
        Status.RATE_LIMITED,
        (Fault(429, message=BUSY, retry_after="3600"),),
        note="Nobody waits that long: it is said at once.",
    ),
    _status(500, Status.UNAVAILABLE, "for ever", "Internal error", 3),
    Row("500 with a web page", Status.UNAVAILABLE, (Fault(500, html=True),), 3),
    _status(503, Status.UNAVAILABLE, "for ever", "Service unavailable", 3),
    Row("503 twice", Status.COMPLETE, (Fault(503), Fault(503), GOOD), 3, TEXT),
    _status(529, Status.UNAVAILABLE, "overloaded", "Overloaded", 3),
)

NETWORK = (
    Row("connection refused", Status.UNAVAILABLE, asked=3, where="refused"),
    Row("no such host", Status.UNAVAILABLE, asked=3, where="unknown host"),
    Row("TLS to a server without it", Status.UNAVAILABLE, asked=3, where="not TLS"),
    Row("TLS with an unknown authority", Status.UNAVAILABLE, asked=3, where="own authority"),
    Row(
        "connecting takes too long",
        Status.TIMEOUT,
        asked=1,
        where="no accept",
        timeouts={"connect": SHORT},
    ),
    Row("hung up without a word", Status.UNAVAILABLE, (Fault("hang_up"),), 3, alone=True),
    Row("hung up once", Status.COMPLETE, (Fault("hang_up"), GOOD), 2, TEXT, alone=True),
)

CLOCKS = (
    Row("slow header", Status.TIMEOUT, (Fault("slow_header"),), timeouts={"first_token": SHORT}),
    Row("no first token", Status.TIMEOUT, (Fault("no_first_token"),), timeouts={"first_token": SHORT}),
    Row(
        "silence in mid-stream",
        Status.TIMEOUT,
        (Fault("stall", answer=GOOD),),
        text=PART,
        timeouts={"idle": LONG_ENOUGH},
    ),
    Row(
        "longer than the total",
        Status.TIMEOUT,
        (Fault("stall", answer=GOOD),),
        text=PART,
        timeouts={"total": LONG_ENOUGH},
    ),
    Row(
        "a slow drip that is healthy",
        Status.COMPLETE,
        (Answer("drip " * 12, chunk=5, delay=0.1),),
        text="drip " * 12,
        timeouts={"idle": 1.0},
        note="Each silence is shorter than the idle clock, all together are longer.",
    ),
    Row("cancelled before the first token", Status.CANCELLED, (Fault("no_first_token"),), cancel=True),
    Row("cancelled before the header", Status.CANCELLED, (Fault("slow_header"),), cancel=True),
    Row(
        "cancelled in mid-stream",
        Status.CANCELLED,
        (Fault("stall", answer=GOOD),),
        text=PART,
        cancel=True,
        note="The server sees the connection close within a second.",
    ),
)
