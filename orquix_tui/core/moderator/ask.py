"""One exchange with a moderator that is a language model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from orquix_tui.core.clocks import timed
from orquix_tui.core.desk import Desk
from orquix_tui.core.pricing import estimate_usage
from orquix_tui.domain.errors import ModerationError, ProviderError
from orquix_tui.domain.models import Usage
from orquix_tui.domain.ports import ChatRequest, EndPart, Provider, TextPart, UsagePart
from orquix_tui.domain.text import Cleaner
from orquix_tui.domain.translate import _


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came back: the whole text, cleaned; `cut` when it stopped at the length limit."""

    text: str
    cut: bool
    usage: Usage


async def exchange(
    desk: Desk,
    provider: Provider,
    request: ChatRequest,
    on_text: Callable[[str], None],
    on_wait: Callable[[ProviderError, float], None],
) -> Exchange:
    """Stream one answer, in the same queue as the members; `on_text` gets its cleaned text piece by piece.

    A passing failure before the first text is waited out, as with a member: `on_wait` is told of it.
    A parameter that the vendor refuses is dropped, and the request sent again without it.
    Raises ProviderError (clocks, broken streams and empty answers too); ModerationError when filtered.
    """
    attempt, begun = 1, False

    def take(text: str) -> None:
        nonlocal begun
        begun = True
        on_text(text)

    async with desk.queue(provider):
        await provider.prepare()
        while True:
            allowed = desk.refusals.reduced(provider.name, request)
            try:
                return await _attempt(provider, allowed, take)
            except ProviderError as error:
                if begun:
                    raise
                if desk.refusals.note(provider.name, allowed, error.parameter):
                    continue
                wait = desk.retry.after(attempt, error)
                if wait is None:
                    raise
                attempt += 1
                on_wait(error, wait)
                await asyncio.sleep(wait)


async def _attempt(provider: Provider, request: ChatRequest, on_text: Callable[[str], None]) -> Exchange:
    cleaner = Cleaner()
    pieces: list[str] = []
    usage: Usage | None = None
    end: EndPart | None = None

    def take(text: str) -> None:
        if text:
            pieces.append(text)
            on_text(text)

    async with aclosing(timed(provider.stream(request), provider.timeouts)) as parts:
        async for part in parts:
            match part:
                case TextPart(text):
                    take(cleaner.feed(text))
                case UsagePart(counted):
                    usage = counted
                case EndPart():
                    end = part
    take(cleaner.feed("", last=True))
    if end is not None and end.reason == "filter":
        raise ModerationError(_("The provider's content filter stopped the moderation."))
    text = "".join(pieces)
    return Exchange(text, end is not None and end.reason == "length", usage or estimate_usage(request, text))


def added(first: Usage, second: Usage) -> Usage:
    """The usage of two exchanges together; unknown plus something is unknown."""

    def total(one: int | None, other: int | None) -> int | None:
        return None if one is None or other is None else one + other

    return Usage(
        input_tokens=total(first.input_tokens, second.input_tokens),
        output_tokens=total(first.output_tokens, second.output_tokens),
        estimated=first.estimated or second.estimated,
    )
