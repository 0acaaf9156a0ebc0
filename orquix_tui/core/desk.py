"""What all who ask share, members and moderators: providers, queues, prices, retries, refused parameters."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.models import Usage
from orquix_tui.domain.ports import ChatRequest, Provider, Providers
from orquix_tui.domain.status import ResponseStatus

Price = Callable[[str, str, Usage], float | None]
"""US dollars for the usage of a provider's model; None when it is not known."""

_PASSING = {ResponseStatus.RATE_LIMITED, ResponseStatus.UNAVAILABLE, ResponseStatus.INTERRUPTED}
"""What may be gone a moment later."""


@dataclass(frozen=True)
class RetryPolicy:
    """Waits of `base_s * 2**n` seconds with jitter, or what the vendor asks if it is at most `cap_s`."""

    attempts: int = 3
    base_s: float = 0.5
    cap_s: float = 60.0

    def after(self, attempt: int, error: ProviderError) -> float | None:
        """Seconds until the next attempt; None when there is none."""
        if error.status not in _PASSING:
            return None
        return self.wait(attempt, error.retry_after)

    def wait(self, attempt: int, asked: float | None) -> float | None:
        """The same for a passing failure. Jitter keeps members from coming back all at once."""
        if attempt >= self.attempts or (asked is not None and asked > self.cap_s):
            return None
        if asked is not None:  # never earlier than asked
            return asked + random.uniform(0, self.base_s)  # noqa: S311  # spreads retries; nothing secret
        jitter = random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries; nothing secret
        return min(self.base_s * 2.0 ** (attempt - 1) * jitter, self.cap_s)


class Refusals:
    """The parameters that models refused: dropped for as long as the program runs, whoever asks."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], set[str]] = {}

    def reduced(self, provider: str, request: ChatRequest) -> ChatRequest:
        """The request without the parameters that this model refused before."""
        for name in self._names.get((provider, request.model), ()):
            request = _without(request, name)
        return request

    def note(self, provider: str, request: ChatRequest, parameter: str | None) -> bool:
        """Remember a parameter of this request that was refused; False when it has no such parameter."""
        if parameter is None or _without(request, parameter) == request:
            return False
        self._names.setdefault((provider, request.model), set()).add(parameter)
        return True


@dataclass
class Desk:
    """One for the whole program, so that runs wait for each other where they must."""

    providers: Providers
    price: Price
    retry: RetryPolicy = RetryPolicy()
    refusals: Refusals = field(default_factory=Refusals)
    queues: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def queue(self, provider: Provider) -> asyncio.Semaphore:
        """The places at a provider, shared by all runs."""
        return self.queues.setdefault(provider.name, asyncio.Semaphore(provider.max_concurrency))

    async def breathe(self) -> None:
        """Give the loop back for a turn, in the middle of much that has come at once. Those who do so go on
        one by one: eight members that all go on in the next turn would hold it up as long as before."""
        async with self._turn:
            await asyncio.sleep(0)


def _without(request: ChatRequest, name: str) -> ChatRequest:
    if name in request.extra:
        return replace(request, extra={k: v for k, v in request.extra.items() if k != name})
    if name == "temperature":
        return replace(request, temperature=None)
    if name.startswith("max_"):  # every vendor has its own word for the limit
        return replace(request, max_tokens=None)
    return request
