"""What the two official SDKs have in common: how their clients are made, checked and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from orquix_tui.domain.ports import ChatRequest, Message
from orquix_tui.providers.base import BaseProvider, Connection, client_options
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.keys import PLACEHOLDER

if TYPE_CHECKING:
    import httpx2

Client = TypeVar("Client", bound="Any")


class SdkProvider(BaseProvider[Client]):
    """An SDK is imported at first use, in a thread: it takes one to four seconds of CPU."""

    async def _close(self, client: Client) -> None:
        await client.close()


def sdk_options(connection: Connection) -> dict[str, Any]:
    """The arguments both clients take. Retries are the core's; the key is always given, never guessed."""
    import httpx2

    options = client_options(connection, httpx2)
    return {
        "api_key": connection.keys.value() or PLACEHOLDER,
        "base_url": connection.base_url,
        "max_retries": 0,
        "timeout": options["timeout"],
        "default_headers": connection.settings.headers,
        "default_query": connection.settings.query,
        # A client of ours, because both SDKs follow redirects and one takes proxies even for loopback.
        "http_client": httpx2.AsyncClient(**options),
    }


async def check_stream(exchange: Exchange, response: httpx2.Response) -> None:
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
