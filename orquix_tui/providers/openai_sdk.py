"""OpenAI through its official SDK: the Responses API, streamed, and nothing stored at the vendor's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from orquix_tui.domain.models import ModelInfo, Usage
from orquix_tui.domain.ports import ChatRequest, EndPart, ReasoningPart, StreamPart, TextPart, UsagePart
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.sdk import REHEARSED, SdkProvider, rehearsal, sdk_options

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.responses import Response, ResponseStreamEvent

_EVENT = b'data: {"type": "response.output_text.delta", "delta": "", "sequence_number": 0}\n\n'
_THOUGHTS = {"response.reasoning_text.delta", "response.reasoning_summary_text.delta"}
_ENDS = {"response.completed", "response.incomplete", "response.failed"}


class OpenAIProvider(SdkProvider["AsyncOpenAI"]):
    """Kind `openai`."""

    async def models(self) -> list[ModelInfo]:
        """The models on offer. Raises ProviderError."""
        with self._connection.door.exchange():
            client = await self._client()
            return [ModelInfo(id=model.id) async for model in client.models.list()]

    async def _open(self, client: AsyncOpenAI, request: ChatRequest) -> AsyncStream[ResponseStreamEvent]:
        # `create`, not the helper `stream`: the helper cannot read llama.cpp's events.
        stream: AsyncStream[ResponseStreamEvent] = await client.responses.create(**_arguments(request))
        return stream

    def _reader(self, exchange: Exchange) -> _Reader:
        return _Reader(exchange)

    def _build(self) -> AsyncOpenAI:
        options = sdk_options(self._connection)
        from openai import AsyncOpenAI, OpenAI

        client = AsyncOpenAI(**options)
        if self._connection.settings.base_url:  # the environment's account belongs to the vendor only
            client.organization = client.project = None
        with OpenAI(**rehearsal(_EVENT)) as stage:
            for _ in stage.responses.create(**_arguments(REHEARSED)):
                pass
        return client


def _arguments(request: ChatRequest) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "model": request.model,
        "input": [{"role": m.role, "content": m.content} for m in request.messages],
        "stream": True,
        "store": False,
        "extra_body": request.extra,
    }
    if request.system:
        arguments["instructions"] = request.system
    if request.temperature is not None:
        arguments["temperature"] = request.temperature
    if request.max_tokens is not None:
        arguments["max_output_tokens"] = request.max_tokens
    return arguments


class _Reader:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._refused = False

    def read(self, event: Any) -> Iterator[StreamPart]:
        """The parts of one event; what is not text, thought or end means nothing here."""
        if event.type == "response.output_text.delta":
            yield TextPart(event.delta)
        elif event.type in _THOUGHTS:
            yield ReasoningPart(event.delta)
        elif event.type == "response.refusal.delta":
            self._refused = True
            yield TextPart(event.delta)
        elif event.type == "error":
            raise self._exchange.in_stream({"message": event.message, "code": event.code})
        elif event.type in _ENDS:
            yield from self._end(event.response)

    def _end(self, response: Response) -> Iterator[StreamPart]:
        if response.usage:
            sent, received = response.usage.input_tokens, response.usage.output_tokens
            yield UsagePart(Usage(input_tokens=sent, output_tokens=received))
        if response.status == "failed":
            error = response.error
            said = {"message": error.message, "code": error.code} if error else {}
            raise self._exchange.in_stream(said)
        reason: Literal["stop", "length", "filter"] = "filter" if self._refused else "stop"
        if response.status == "incomplete":
            why = response.incomplete_details.reason if response.incomplete_details else None
            reason = "filter" if why == "content_filter" else "length"
        yield EndPart(reason)
