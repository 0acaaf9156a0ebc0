"""Anthropic through its official SDK: Messages, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from orquix_tui.domain.models import ModelInfo, Usage
from orquix_tui.domain.ports import ChatRequest, EndPart, ReasoningPart, StreamPart, TextPart, UsagePart
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.sdk import REHEARSED, SdkProvider, rehearsal, sdk_options

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic, AsyncStream
    from anthropic.types import RawMessageStreamEvent

_EVENT = b'event: message_stop\ndata: {"type": "message_stop"}\n\n'
_FEW_TOKENS = 1024
"""`max_tokens` is obligatory here: this is sent after the vendor refused ours as too large."""
_ENDS: dict[str, Literal["length", "filter"]] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "filter",
}


class AnthropicProvider(SdkProvider["AsyncAnthropic"]):
    """Kind `anthropic`."""

    async def models(self) -> list[ModelInfo]:
        """The models on offer. Raises ProviderError."""
        with self._connection.door.exchange():
            client = await self._client()
            listed = client.models.list(limit=1000)
            return [ModelInfo(id=model.id, name=model.display_name or "") async for model in listed]

    async def _open(self, client: AsyncAnthropic, request: ChatRequest) -> AsyncStream[RawMessageStreamEvent]:
        stream: AsyncStream[RawMessageStreamEvent] = await client.messages.create(**_arguments(request))
        return stream

    def _reader(self, exchange: Exchange) -> _Reader:  # noqa: ARG002  # the SDK raises its error events itself
        return _Reader()

    def _build(self) -> AsyncAnthropic:
        options = sdk_options(self._connection)
        from anthropic import Anthropic, AsyncAnthropic

        client = AsyncAnthropic(**options)
        with Anthropic(**rehearsal(_EVENT)) as stage:
            for _ in stage.messages.create(**_arguments(REHEARSED)):
                pass
        return client


def _arguments(request: ChatRequest) -> dict[str, Any]:
    extra = dict(request.extra)
    if request.temperature is not None:  # no longer in the SDK's signature, but some models take it
        extra.setdefault("temperature", request.temperature)
    arguments: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        "max_tokens": request.max_tokens or _FEW_TOKENS,
        "stream": True,
        "extra_body": extra,
    }
    if request.system:
        arguments["system"] = request.system
    return arguments


class _Reader:
    def __init__(self) -> None:
        self._sent: int | None = None
        self._stop_reason: str | None = None

    def read(self, event: Any) -> Iterator[StreamPart]:
        """The parts of one event; what is not text, thought, usage or end means nothing here."""
        if event.type == "content_block_delta":
            if event.delta.type == "text_delta":
                yield TextPart(event.delta.text)
            elif event.delta.type == "thinking_delta":
                yield ReasoningPart(event.delta.thinking)
        elif event.type == "message_start":
            self._sent = _sent(event.message.usage)
        elif event.type == "message_delta":
            self._stop_reason = event.delta.stop_reason
            if event.usage:
                yield UsagePart(Usage(input_tokens=self._sent, output_tokens=event.usage.output_tokens))
        elif event.type == "message_stop" and self._stop_reason:
            yield EndPart(_ENDS.get(self._stop_reason, "stop"))


def _sent(usage: Any) -> int | None:
    """All that was read, cached or not."""
    if usage is None or usage.input_tokens is None:
        return None
    cached = (usage.cache_creation_input_tokens or 0) + (usage.cache_read_input_tokens or 0)
    return int(usage.input_tokens) + cached
