"""The httpx kinds: one way to send, stream, check and close; what differs is a dialect."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import ModelInfo
from orquix_tui.domain.ports import ChatRequest, EndPart, ReasoningPart, StreamPart, TextPart
from orquix_tui.providers.base import BaseProvider, Connection, client_options
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.thinking import thoughts_apart
from orquix_tui.providers.wire import Frames

if TYPE_CHECKING:
    import httpx

Json = dict[str, Any]
End = Literal["stop", "length", "filter"]
_ERROR_BYTES = 64 * 1024
_DRAIN_SECONDS = 0.1
_NOT_STREAMS = ("text/html", "application/json", "text/xml", "application/xml")


class Reader(ABC):
    """Turns one stream's JSON into parts, and notes the protocol's own end."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.end: End | None = None
        """Set as soon as the protocol has said how the answer ends."""

    @abstractmethod
    def read(self, event: str, payload: Json) -> Iterable[StreamPart]:
        """The parts of one frame. Raises ProviderError for an error inside the stream."""


class Dialect(ABC):
    """How one protocol asks and answers; without state, so one serves all requests."""

    models_path: str
    models_query: Mapping[str, str] = MappingProxyType({})
    stream_query: Mapping[str, str] = MappingProxyType({})
    last_frame: str | None = None
    """The text of a frame after which nothing comes."""
    thinks_aloud = False
    """Whether models may put their thoughts into the text, between `<think>` marks."""

    @abstractmethod
    def headers(self, key: str) -> dict[str, str]:
        """How the key is sent; nothing when there is none."""

    @abstractmethod
    def request(self, request: ChatRequest) -> tuple[str, Json]:
        """Path below the base URL, and the body."""

    @abstractmethod
    def frames(self) -> Frames:
        """How the stream is cut."""

    @abstractmethod
    def reader(self, exchange: Exchange) -> Reader:
        """Reads one stream."""

    @abstractmethod
    def models(self, payload: Json) -> list[ModelInfo]:
        """The list of models."""

    def simpler(self, parameter: str | None, body: Json) -> bool:  # noqa: ARG002  # for those that can
        """Give up an extra of ours that a server refused; True when it is worth another try."""
        return False


class HttpProvider(BaseProvider["httpx.AsyncClient"]):
    """A provider over plain HTTP; one client with keep-alive for all its members."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        super().__init__(connection)
        self._dialect = dialect

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamPart, None]:
        """Yield parts as they come; closing the generator closes the socket. Raises ProviderError."""
        async with self._asking(request) as exchange, self._reply(exchange, request) as response:
            exchange.content_type = response.headers.get("content-type", "")
            reader = self._dialect.reader(exchange)
            async with (
                aclosing(_chunks(response)) as chunks,
                aclosing(self._parts(chunks, reader)) as parts,
                aclosing(thoughts_apart(parts) if self._dialect.thinks_aloud else parts) as told,
            ):
                async for part in told:
                    exchange.begun = exchange.begun or isinstance(part, TextPart | ReasoningPart)
                    yield part
                if reader.end:
                    yield EndPart(reader.end)
                    await _drain(chunks)
            if not exchange.frames:
                raise exchange.unreadable()

    async def models(self) -> list[ModelInfo]:
        """The models on offer. Raises ProviderError."""
        with self._connection.door.exchange() as exchange:
            client = await self._client()
            path, query = self._dialect.models_path, self._dialect.models_query
            response = await _send(client, client.build_request("GET", path, params=query))
            await response.aread()
            if response.status_code != 200:
                raise exchange.status(response.status_code, response.content, response.headers)
            payload = json.loads(response.content)
            with _well_formed():
                return self._dialect.models(payload)

    # -- the inside --------------------------------------------------------------------------------

    @asynccontextmanager
    async def _reply(self, exchange: Exchange, request: ChatRequest) -> AsyncIterator[httpx.Response]:
        client = await self._client()
        while True:
            path, body = self._dialect.request(request)
            query = self._dialect.stream_query
            response = await _send(client, client.build_request("POST", path, json=body, params=query))
            try:
                await _check(exchange, response)
            except ProviderError as error:
                await response.aclose()
                if self._dialect.simpler(error.parameter, body):
                    continue
                raise
            break
        try:
            yield response
        finally:
            await response.aclose()

    async def _parts(self, chunks: AsyncIterator[bytes], reader: Reader) -> AsyncGenerator[StreamPart, None]:
        frames = self._dialect.frames()
        async for data in chunks:
            if not reader.exchange.frames:
                reader.exchange.keep(data)
            for event, text in frames.feed(data):
                if text == self._dialect.last_frame:
                    return
                for part in _read(reader, event, text):
                    yield part
        for event, text in frames.close():
            if text != self._dialect.last_frame:
                for part in _read(reader, event, text):
                    yield part

    def _build(self) -> httpx.AsyncClient:
        key = self._connection.keys.value()
        import httpx

        return httpx.AsyncClient(
            base_url=self._connection.base_url,
            headers={**self._dialect.headers(key), **self._connection.keys.headers},
            params=self._connection.keys.query,
            **client_options(self._connection, httpx),
        )

    async def _close(self, client: httpx.AsyncClient) -> None:
        await client.aclose()


def _read(reader: Reader, event: str, text: str) -> Iterator[StreamPart]:
    payload = json.loads(text)
    if not isinstance(payload, dict):
        raise ValueError(f"a frame is {type(payload).__name__}, not an object")  # noqa: TRY004  # it is data
    reader.exchange.frames += 1
    with _well_formed():
        yield from reader.read(event, payload)


@contextmanager
def _well_formed() -> Iterator[None]:
    """JSON of an unexpected form is the server's fault, not a defect of ours."""
    try:
        yield
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"unexpected form: {error}") from error


async def _send(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    """Send; again at once when a kept connection turns out to have been closed by the server meanwhile."""
    import httpx

    fresh = False

    async def note(event: str, _: Mapping[str, Any]) -> None:
        nonlocal fresh
        fresh = fresh or event.startswith("connection.connect_tcp")

    request.extensions = {**request.extensions, "trace": note}
    while True:
        try:
            return await client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if fresh:  # on a new connection it is a failure like any other
                raise


async def _check(exchange: Exchange, response: httpx.Response) -> None:
    """Raise unless a stream of the protocol begins."""
    kind = response.headers.get("content-type", "")
    if response.status_code == 200 and not kind.startswith(_NOT_STREAMS):
        return
    body = b""
    async with aclosing(_chunks(response)) as chunks:
        async for data in chunks:
            body += data
            if len(body) > _ERROR_BYTES:
                break
    if response.status_code == 200:
        raise exchange.not_the_protocol(kind, body)
    raise exchange.status(response.status_code, body, response.headers)


async def _chunks(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    async for data in response.aiter_bytes():
        yield data


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Read what is left after the protocol's end, briefly: only then can the connection serve again."""
    import httpx

    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for _ in chunks:
                pass
