"""What all providers share: who they are, and that they prepare once, off the event loop."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import ModelInfo, ProviderKind
from orquix_tui.domain.ports import ChatRequest
from orquix_tui.domain.settings import ProviderSettings, Timeouts
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.translate import _
from orquix_tui.providers.errors import Door, Exchange
from orquix_tui.providers.keys import KeySource, is_loopback
from orquix_tui.providers.suggest import instead

Client = TypeVar("Client")
_KEPT_ALIVE = 20
_KEEPALIVE_SECONDS = 60.0
_LISTING_SECONDS = 3.0
"""A failed request waits no longer for the names of the models that could be asked instead."""


@dataclass(frozen=True)
class Connection:
    """All that an adapter needs to know of its configuration."""

    name: str
    settings: ProviderSettings
    keys: KeySource
    door: Door

    @property
    def kind(self) -> ProviderKind:
        """The configured kind."""
        return self.settings.kind

    @property
    def base_url(self) -> str:
        """Without a slash at its end."""
        return self.keys.base_url

    def ssl_context(self) -> ssl.SSLContext | bool:
        """What a client verifies with. Plain http needs no certificates, and loading them takes 30 ms."""
        if self.base_url.startswith("http://"):
            return False
        if self.settings.ca_file is None:
            return True
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(cafile=self.settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ProviderError(
                ResponseStatus.REJECTED,
                _("The file ca_file of {name} cannot be used: {error}.").format(name=self.name, error=error),
                _("It must be a PEM file with certificates."),
            ) from error
        return context


def client_options(connection: Connection, library: Any) -> dict[str, Any]:
    """The arguments of an `AsyncClient` of httpx or httpx2 (`library`).

    Only connecting has a clock here: first token, idle and total belong to the core. Redirects are not
    followed: a question goes where the person sent it. Loopback never goes through a proxy.
    """
    return {
        "verify": connection.ssl_context(),
        "trust_env": not is_loopback(connection.base_url),
        "timeout": library.Timeout(None, connect=connection.settings.timeouts.connect),
        "limits": library.Limits(
            max_connections=None,
            max_keepalive_connections=_KEPT_ALIVE,
            keepalive_expiry=_KEEPALIVE_SECONDS,
        ),
        "follow_redirects": False,
    }


class BaseProvider(Generic[Client]):
    """Builds its client once, in a thread, however many members ask at the same time."""

    default_concurrency = 8

    def __init__(self, connection: Connection) -> None:
        settings = connection.settings
        self.name = connection.name
        self.kind: ProviderKind = connection.kind
        self.timeouts: Timeouts = settings.timeouts
        self.max_concurrency = settings.max_concurrency or self.default_concurrency
        self._connection = connection
        self._making: asyncio.Future[Client] | None = None

    async def prepare(self) -> None:
        """Import what is heavy, start what must run. Raises ProviderError."""
        await self._client()

    async def models(self) -> list[ModelInfo]:
        """The models on offer. Raises ProviderError."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Close what was made; may be called twice."""
        making, self._making = self._making, None
        if making is None:
            return
        try:
            client = await making
        except ProviderError:  # there is nothing to close; whoever asked for it was told
            return
        await self._close(client)

    @asynccontextmanager
    async def _asking(self, request: ChatRequest) -> AsyncIterator[Exchange]:
        """The door around one request; whoever asks for a model that is not there is told which are."""
        exchange: Exchange | None = None
        try:
            with self._connection.door.exchange(request.model, request.extra) as exchange:
                yield exchange
        except ProviderError as error:
            if exchange and exchange.unknown_model:
                offered = instead(self.name, self.kind, request.model, await self._offered())
                error.remedy = self._connection.door.redact(offered) or error.remedy
            raise

    async def _offered(self) -> list[str]:
        """The names of the models, or none where they cannot be had quickly."""
        try:
            async with asyncio.timeout(_LISTING_SECONDS):
                return [model.id for model in await self.models()]
        except (ProviderError, TimeoutError):  # the remedy then does without the names
            return []

    async def _client(self) -> Client:
        if self._making is None or not self._alive(self._making):
            self._making = asyncio.ensure_future(asyncio.to_thread(self._build_at_the_door))
            self._making.add_done_callback(_seen)
        return await asyncio.shield(self._making)  # a cancelled member must not stop it for the others

    def _alive(self, making: asyncio.Future[Client]) -> bool:
        """Whether what was made can still be used; a failed attempt is made anew."""
        return not making.done() or not (making.cancelled() or making.exception())

    def _build_at_the_door(self) -> Client:
        with self._connection.door.exchange() as exchange:
            try:
                return self._build()
            except ValueError as error:  # a proxy variable, a header: nobody has been asked yet
                cause = _("{name} was not asked: its settings cannot be used ({error}).").format(
                    name=self.name, error=error
                )
                remedy = _("Check its headers, base_url, and the proxy variables of the environment.")
                raise exchange.error(ResponseStatus.REJECTED, cause, remedy) from None

    def _build(self) -> Client:
        """Make the client; runs in a thread. May raise what the door knows."""
        raise NotImplementedError

    async def _close(self, client: Client) -> None:
        raise NotImplementedError


def _seen(making: asyncio.Future[Any]) -> None:
    """Look at the outcome, so that asyncio does not complain when every member was cancelled."""
    if not making.cancelled():
        making.exception()
