"""What the two official SDKs have in common: how their clients are made, checked and closed."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from orquix_tui.domain.ports import ChatRequest, Message, ReasoningPart, StreamPart, TextPart
from orquix_tui.providers.base import BaseProvider, Connection, client_options
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.keys import PLACEHOLDER

if TYPE_CHECKING:
    import httpx2

Client = TypeVar("Client", bound="Any")
_TALKATIVE = r"(openai|anthropic|pydantic|orquix_tui\.providers)(\.|$)"
"""The modules whose warnings are not for the person; a warning is laid at its caller's door, ours too."""


class SdkReader(Protocol):
    """Turns one stream's events into parts."""

    def read(self, event: Any) -> Iterator[StreamPart]:
        """The parts of one event. Raises ProviderError for an error inside the stream."""


class SdkProvider(BaseProvider[Client]):
    """An SDK is imported at first use, in a thread: it takes one to four seconds of CPU."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamPart, None]:
        """Yield parts as they come; closing the generator closes the socket. Raises ProviderError."""
        async with (
            self._asking(request) as exchange,
            await self._open(await self._client(), request) as events,
        ):
            await _check(exchange, events.response)
            reader = self._reader(exchange)
            async for event in events:
                exchange.frames += 1
                for part in reader.read(event):
                    exchange.begun = exchange.begun or isinstance(part, TextPart | ReasoningPart)
                    yield part
            if not exchange.frames:
                raise exchange.unreadable()

    async def _open(self, client: Client, request: ChatRequest) -> Any:
        """Send the request; returns the SDK's `AsyncStream`."""
        raise NotImplementedError

    def _reader(self, exchange: Exchange) -> SdkReader:
        raise NotImplementedError

    async def _close(self, client: Client) -> None:
        await client.close()


def sdk_options(connection: Connection) -> dict[str, Any]:
    """The arguments both clients take. Retries are the core's; the key is always given, never guessed."""
    import httpx2

    # What an SDK tells programmers (the date a model retires) would be printed across the screen.
    warnings.filterwarnings("ignore", module=_TALKATIVE)
    options = client_options(connection, httpx2)
    return {
        "api_key": connection.keys.value() or PLACEHOLDER,
        "base_url": connection.base_url,
        "max_retries": 0,
        "timeout": options["timeout"],
        "default_headers": connection.keys.headers,
        "default_query": connection.keys.query,
        # A client of ours, because both SDKs follow redirects and one takes proxies even for loopback.
        "http_client": httpx2.AsyncClient(**options),
    }


async def _check(exchange: Exchange, response: httpx2.Response) -> None:
    """Raise unless server-sent events begin: the SDKs take any 200 for an empty stream."""
    kind = response.headers.get("content-type", "")
    if not kind.startswith("text/event-stream"):
        raise exchange.not_the_protocol(kind, await response.aread())


def rehearsal(event: bytes) -> dict[str, Any]:
    """The arguments of a client whose only answer is this event, without a network.

    The SDKs build hundreds of types when they read their first event, 50-150 ms on the event loop: a
    rehearsal in the thread that imports them spares the screen this pause.
    """
    import httpx2

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=event)

    client = httpx2.Client(transport=httpx2.MockTransport(answer), trust_env=False)
    return {"api_key": PLACEHOLDER, "base_url": "http://127.0.0.1", "max_retries": 0, "http_client": client}


REHEARSED = ChatRequest("rehearsal", (Message("user", "?"),))
"""What is asked in a rehearsal; it goes nowhere."""
