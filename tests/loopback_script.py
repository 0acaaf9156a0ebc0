"""What a test tells the loopback server: answers, faults and gates, and what it gets back: records."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.loopback_dialects import Finish

MODELS = "*models*"
"""The name under which requests for the list of models are scripted."""
POLL = 0.02
"""Seconds between two looks at whether a waiting client is still there."""

StreamFault = Literal[
    "hang_up",  # the connection is closed without a single byte
    "slow_header",  # nothing at all until the gate opens (or the client goes)
    "no_first_token",  # the header, then silence
    "stall",  # silence after some deltas
    "drop",  # the connection is cut in the middle of a frame
    "reset",  # the same, with a TCP reset
    "end",  # a clean end of the body before the protocol's own end
    "error_event",  # the protocol's own error after some deltas
    "garbage",  # a frame that is no JSON after some deltas
    "html",  # 200 with a captive portal's page
    "prose",  # 200 with a sentence as plain text
    "mislabelled",  # the whole answer, called plain bytes
    "empty",  # 200, the right type, no body
    "no_text",  # the protocol's own end, but no text before it
]
WHOLE_ANSWERS = {"slow_header", "no_first_token", "no_text", "mislabelled"}
"""Those that come to the protocol's own end, if they come to anything."""


class Gate:
    """Holds a stream: each delta needs one permit. Thread-safe; from asyncio call `release` directly."""

    def __init__(self) -> None:
        self._permits = threading.Semaphore(0)
        self._open = threading.Event()
        self.reached = threading.Event()
        """Set as soon as a stream stands before the gate."""

    def release(self, deltas: int = 1) -> None:
        """Let so many deltas pass."""
        self._permits.release(deltas)

    def open(self) -> None:
        """Let everything pass from now on."""
        self._open.set()
        self._permits.release()

    def passes(self) -> bool:
        """Wait a moment for a permit."""
        self.reached.set()
        return self._open.is_set() or self._permits.acquire(timeout=POLL)


Text = str | Callable[[dict[str, Any]], str]
Wire = Callable[[bytes], Iterable[bytes]]


def whole(frame: bytes) -> Iterable[bytes]:
    """A frame in one write."""
    return (frame,)


def bytewise(frame: bytes) -> Iterable[bytes]:
    """A write for every byte, so that every character of more than one is torn."""
    return (frame[i : i + 1] for i in range(len(frame)))


def with_comments(frame: bytes) -> Iterable[bytes]:
    """Server-sent events with the comments that keep a connection alive."""
    return (b": keep-alive\n\n", frame, b":\n\n")


def with_crlf(frame: bytes) -> Iterable[bytes]:
    """Lines end as on a teletype, and a write ends between the two characters."""
    head, end, rest = frame.replace(b"\n", b"\r\n").partition(b"\r\n")
    return (head + end[:1], end[1:] + rest)


def with_many_lines(frame: bytes) -> Iterable[bytes]:
    """Server-sent events whose JSON stands on several `data:` lines."""
    head, mark, data = frame.rstrip(b"\n").partition(b"data: ")
    if not data.startswith(b"{"):
        return (frame,)
    lines = json.dumps(json.loads(data), indent=1, ensure_ascii=False).encode().splitlines()
    return (head + b"".join(mark + line + b"\n" for line in lines) + b"\n",)


@dataclass(frozen=True)
class Answer:
    """What a model says. `text` may be made from the request's JSON; None is a deterministic sentence."""

    text: Text | None = None
    chunk: int = 5
    """Characters per delta."""
    delay: float = 0.0
    """Seconds between two deltas."""
    reasoning: str = ""
    usage: tuple[int, int] | None = (11, 7)
    """Input and output tokens, as the vendor counts them; None says nothing."""
    finish: Finish = "stop"
    gate: Gate | None = None
    wire: Wire = whole
    """How each frame is written to the socket."""
    hollow: bool = False
    """Begin with an event that says nothing."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong: an HTTP status, or a fault of the stream (see `StreamFault`)."""

    kind: int | StreamFault
    after: int = 3
    """Deltas sent before a fault in mid-stream."""
    message: str = ""
    type: str = ""
    """The vendor's own name of the error, for example `insufficient_quota`."""
    retry_after: str | None = None
    parameter: str | None = None
    """The request parameter that a 400 names."""
    echo_key: bool = False
    """The error repeats the key it was sent."""
    html: bool = False
    """An HTTP error with a page instead of the vendor's JSON."""
    gate: Gate | None = None
    """What a silence waits for; without one it lasts until the client goes. A status waits for it too."""
    answer: Answer = Answer()


@dataclass
class Recorded:
    """A request that the server saw."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: dict[str, Any]
    model: str
    at: float = field(default_factory=time.monotonic)
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when the client left before the answer was done."""
    done: threading.Event = field(default_factory=threading.Event)
    """Set when the server has no more to do with it, whatever the outcome."""

    @property
    def key(self) -> str:
        """The key it carried, in whatever header the vendor wants it."""
        bearer = self.headers.get("authorization", "").removeprefix("Bearer ")
        return bearer or self.headers.get("x-api-key", "") or self.headers.get("x-goog-api-key", "")
