"""How the tests ask a provider."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.ports import (
    ChatRequest,
    EndPart,
    Message,
    Provider,
    ReasoningPart,
    StreamPart,
    TextPart,
)


def question(**more: Any) -> ChatRequest:
    """A request to `model-a`."""
    return ChatRequest(**{"model": "model-a", "messages": (Message("user", "Why?"),), **more})


async def ask(provider: Provider, request: ChatRequest | None = None) -> list[StreamPart]:
    """All parts of the answer."""
    async with aclosing(provider.stream(request or question())) as stream:
        return [part async for part in stream]


async def fail(provider: Provider, request: ChatRequest | None = None) -> tuple[ProviderError, str]:
    """The error that the request must end with, and the text that came before it."""
    parts: list[StreamPart] = []
    with pytest.raises(ProviderError) as caught:
        await collect(provider.stream(request or question()), parts)
    return caught.value, text(parts)


async def collect(stream: AsyncGenerator[StreamPart, None], parts: list[StreamPart]) -> None:
    """Into a list of the caller's, who wants what came before an error too."""
    async with aclosing(stream):
        async for part in stream:
            parts.append(part)  # noqa: PERF401  # a comprehension would lose them


def text(parts: list[StreamPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, TextPart))


def thoughts(parts: list[StreamPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, ReasoningPart))


def ends(parts: list[StreamPart]) -> list[str]:
    return [part.reason for part in parts if isinstance(part, EndPart)]
