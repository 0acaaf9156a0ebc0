"""Chat Completions: OpenAI's older protocol, which most other vendors and servers speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from orquix_tui.domain.models import ModelInfo, Usage
from orquix_tui.domain.ports import ChatRequest, ReasoningPart, StreamPart, TextPart, UsagePart
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.http import Dialect, End, Json, Reader
from orquix_tui.providers.wire import EventStream, Frames

_WITH_USAGE = {"include_usage": True}
_ENDS: dict[str, End] = {
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "content_filter": "filter",
}


class ChatCompletions(Dialect):
    """OpenRouter, Groq, Mistral, DeepSeek, xAI, Together, vLLM, LM Studio, llama.cpp, gateways."""

    models_path = "models"
    last_frame = "[DONE]"
    thinks_aloud = True

    def __init__(self) -> None:
        self._ask_for_usage = True

    def headers(self, key: str) -> dict[str, str]:
        """A bearer token."""
        return {"authorization": f"Bearer {key}"} if key else {}

    def request(self, request: ChatRequest) -> tuple[str, Json]:
        """POST chat/completions."""
        messages = [{"role": m.role, "content": m.content} for m in request.messages]
        if request.system:
            messages.insert(0, {"role": "system", "content": request.system})
        body: Json = {"model": request.model, "messages": messages, "stream": True}
        if self._ask_for_usage:
            body["stream_options"] = _WITH_USAGE
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.max_tokens is not None:
            body["max_tokens"] = request.max_tokens
        return "chat/completions", body | request.extra

    def frames(self) -> Frames:
        """Server-sent events."""
        return EventStream()

    def reader(self, exchange: Exchange) -> Reader:
        """Reads one stream."""
        return _Reader(exchange)

    def models(self, payload: Json) -> list[ModelInfo]:
        """`data`, with the context window where the server tells it."""
        listed = [m for m in payload.get("data") or [] if isinstance(m, dict) and m.get("id")]
        return [
            ModelInfo(
                id=str(m["id"]),
                name=str(m.get("name") or ""),
                context_tokens=next((m[k] for k in _WINDOWS if isinstance(m.get(k), int)), None),
            )
            for m in listed
        ]

    def simpler(self, parameter: str | None, body: Json) -> bool:
        """Some servers do not know `stream_options`: we can live without, and count ourselves."""
        if parameter != "stream_options" or body.get(parameter) is not _WITH_USAGE:
            return False
        self._ask_for_usage = False
        return True


_WINDOWS = ("context_length", "context_window", "max_context_length", "max_model_len")


class _Reader(Reader):
    refused = False

    def read(self, event: str, payload: Json) -> Iterable[StreamPart]:
        if payload.get("error") or event == "error":
            raise self.exchange.in_stream(payload)
        usage = payload.get("usage") or (payload.get("x_groq") or {}).get("usage")
        if usage:
            yield UsagePart(
                Usage(input_tokens=usage.get("prompt_tokens"), output_tokens=usage.get("completion_tokens"))
            )
        for choice in payload.get("choices") or []:
            if choice.get("index", 0) == 0:
                yield from self._choice(choice)

    def _choice(self, choice: Json) -> Iterator[StreamPart]:
        delta = choice.get("delta") or {}
        if thought := delta.get("reasoning_content") or delta.get("reasoning"):
            yield ReasoningPart(str(thought))
        if content := delta.get("content"):
            yield from _content(content)
        if refusal := delta.get("refusal"):
            self.refused = True
            yield TextPart(str(refusal))
        if reason := choice.get("finish_reason"):
            if reason == "error":  # OpenRouter's word for an upstream that broke
                raise self.exchange.in_stream(choice)
            self.end = "filter" if self.refused else _ENDS.get(reason, "stop")


def _content(content: Any) -> Iterator[StreamPart]:
    """Text, or Mistral's list of typed pieces."""
    if isinstance(content, str):
        yield TextPart(content)
        return
    for piece in content:
        if piece.get("type") == "thinking":
            thought = piece.get("thinking") or []
            yield ReasoningPart("".join(t.get("text", "") for t in thought))
        elif piece.get("text"):
            yield TextPart(str(piece["text"]))
