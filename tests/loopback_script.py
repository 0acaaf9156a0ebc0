"""What a test tells the loopback server: answers, faults and gates, and what it gets back: records."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
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
    "empty",  # 200, the right type, no body
    "no_text",  # the protocol's own end, but no text before it
]


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
    """What a silence waits for; without one it lasts until the client goes."""
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
