"""Asks one member: waits its turn, keeps the clocks, retries before the first word, and reports."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing

from orquix_tui.core.clocks import timed
from orquix_tui.core.desk import Desk
from orquix_tui.core.pricing import estimate_usage
from orquix_tui.domain.errors import ConfigError, ProviderError
from orquix_tui.domain.events import (
    ReasoningDelta,
    ResponseDelta,
    ResponseEnded,
    ResponseRetrying,
    ResponseStarted,
)
from orquix_tui.domain.models import Failure, Response, Usage
from orquix_tui.domain.ports import ChatRequest, Emit, EndPart, Provider, ReasoningPart, TextPart, UsagePart
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.text import Cleaner
from orquix_tui.domain.translate import _

_ENDED = {
    "stop": ResponseStatus.COMPLETE,
    "length": ResponseStatus.TRUNCATED,
    "filter": ResponseStatus.FILTERED,
}

_AT_ONCE = 32
"""Parts after which others have a turn: a busy machine leaves hundreds to be read at once."""


class MemberRun:
    """One seat of one run. Yields exactly one ResponseEnded, and no delta after it."""

    def __init__(self, blank: Response, request: ChatRequest, desk: Desk, emit: Emit) -> None:
        self._blank = blank
        self._request = request
        self._desk = desk
        self._emit = emit
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._usage: Usage | None = None
        self._sent: float | None = None
        self._first: float | None = None
        self._attempts = 1
        self._parts = 0

    async def ask(self) -> Response:
        """The final response. A failure or a cancellation is a response too, with the text so far."""
        failure: Failure | None = None
        try:
            status = await self._ask()
            if status is ResponseStatus.FILTERED:
                failure = Failure(
                    cause=_("The provider's content filter stopped this answer."),
                    remedy=_("Rephrase the question, or ask this member with another model."),
                )
        except ProviderError as error:
            status, failure = error.status, Failure(cause=error.cause, remedy=error.remedy)
        except ConfigError as error:
            status, failure = ResponseStatus.REJECTED, Failure(cause=error.cause, remedy=error.remedy)
        except asyncio.CancelledError:  # only the run cancels a member; the text so far is kept
            status = ResponseStatus.CANCELLED
        except Exception as error:  # noqa: BLE001  # the boundary: a defect in one adapter must not end the others
            status = ResponseStatus.FAILED
            failure = Failure(
                cause=_("Orquix could not read the answer ({kind}: {error}).").format(
                    kind=type(error).__name__, error=error
                ),
                remedy=_("This is a defect in Orquix: please report it. The other answers are not affected."),
            )
        response = self._response(status, failure)
        self._emit(ResponseEnded(response))
        return response

    async def _ask(self) -> ResponseStatus:
        provider = self._desk.providers.get(self._blank.provider)
        async with self._desk.queue(provider):
            await provider.prepare()
            while True:
                request = self._desk.refusals.reduced(provider.name, self._request)
                try:
                    return await self._attempt(provider, request)
                except ProviderError as error:
                    if self._first is not None:
                        raise
                    if self._desk.refusals.note(provider.name, request, error.parameter):
                        continue
                    wait = self._desk.retry.after(self._attempts, error)
                    if wait is None:
                        raise
                    self._attempts += 1
                    failure = Failure(cause=error.cause, remedy=error.remedy)
                    self._emit(ResponseRetrying(self._blank.seat, self._attempts, wait, failure))
                    await asyncio.sleep(wait)

    async def _attempt(self, provider: Provider, request: ChatRequest) -> ResponseStatus:
        cleaner, thought = Cleaner(), Cleaner()
        end: EndPart | None = None
        self._sent = time.perf_counter()
        self._emit(ResponseStarted(self._blank.seat))
        try:
            async with aclosing(timed(provider.stream(request), provider.timeouts)) as parts:
                async for part in parts:
                    self._parts += 1
                    if self._parts % _AT_ONCE == 0:
                        await self._desk.breathe()
                    match part:
                        case TextPart(text):
                            self._take_text(cleaner.feed(text))
                        case ReasoningPart(text):
                            self._take_reasoning(thought.feed(text))
                        case UsagePart(usage):
                            self._usage = usage
                        case EndPart():
                            end = part
        finally:  # what the cleaners held back is part of the text, however the stream ended
            self._take_text(cleaner.feed("", last=True))
            self._take_reasoning(thought.feed("", last=True))
        return _ENDED[end.reason] if end else ResponseStatus.INTERRUPTED

    def _take_text(self, text: str) -> None:
        if text:
            self._mark_first()
            self._text.append(text)
            self._emit(ResponseDelta(self._blank.seat, text))

    def _take_reasoning(self, text: str) -> None:
        if text:
            self._mark_first()
            self._reasoning.append(text)
            self._emit(ReasoningDelta(self._blank.seat, text))

    def _mark_first(self) -> None:
        if self._first is None:
            self._first = time.perf_counter()

    def _response(self, status: ResponseStatus, failure: Failure | None) -> Response:
        ended = time.perf_counter()
        text = "".join(self._text)
        usage = self._counted(text)
        return self._blank.model_copy(
            update={
                "status": status,
                "text": text,
                "reasoning": "".join(self._reasoning),
                "usage": usage,
                "cost_usd": self._desk.price(self._blank.provider, self._blank.model, usage),
                "ttft_ms": _ms(self._sent, self._first),
                "latency_ms": _ms(self._sent, ended),
                "attempts": self._attempts,
                "error": failure,
            }
        )

    def _counted(self, text: str) -> Usage:
        """The vendor's count; what it did not say is estimated, and then the whole is marked so."""
        said = self._usage or Usage()
        if None not in (said.input_tokens, said.output_tokens) or not (text or self._reasoning):
            return said
        ours = estimate_usage(self._request, text + "".join(self._reasoning))
        return Usage(
            input_tokens=ours.input_tokens if said.input_tokens is None else said.input_tokens,
            output_tokens=ours.output_tokens if said.output_tokens is None else said.output_tokens,
            estimated=True,
        )


def _ms(begin: float | None, end: float | None) -> float | None:
    return None if begin is None or end is None else (end - begin) * 1000
