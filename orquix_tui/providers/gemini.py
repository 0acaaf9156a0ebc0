"""Google's `streamGenerateContent`, as server-sent events."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from urllib.parse import quote

from orquix_tui.domain.models import ModelInfo, Usage
from orquix_tui.domain.ports import ChatRequest, ReasoningPart, StreamPart, TextPart, UsagePart
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.http import Dialect, End, Json, Reader
from orquix_tui.providers.wire import EventStream, Frames

_FILTERS = ("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE")
_ENDS: dict[str, End] = {"STOP": "stop", "MAX_TOKENS": "length", **dict.fromkeys(_FILTERS, "filter")}


class Gemini(Dialect):
    """The Gemini API at `…/v1beta`."""

    models_path = "models"
    models_query = MappingProxyType({"pageSize": "1000"})
    stream_query = MappingProxyType({"alt": "sse"})

    def headers(self, key: str) -> dict[str, str]:
        """The key goes into a header, never into the URL, where logs would keep it."""
        return {"x-goog-api-key": key} if key else {}

    def request(self, request: ChatRequest) -> tuple[str, Json]:
        """POST models/M:streamGenerateContent."""
        turns = [
            {"role": "model" if m.role == "assistant" else "user", "parts": [{"text": m.content}]}
            for m in request.messages
        ]
        settings: Json = {}
        if request.temperature is not None:
            settings["temperature"] = request.temperature
        if request.max_tokens is not None:
            settings["maxOutputTokens"] = request.max_tokens
        extra = dict(request.extra)
        body: Json = {"contents": turns, "generationConfig": settings | extra.pop("generationConfig", {})}
        if request.system:
            body["systemInstruction"] = {"parts": [{"text": request.system}]}
        model = quote(request.model.removeprefix("models/"), safe="")
        return f"models/{model}:streamGenerateContent", body | extra

    def frames(self) -> Frames:
        """Server-sent events; the end of the body is the end of the protocol."""
        return EventStream()

    def reader(self, exchange: Exchange) -> Reader:
        """Reads one stream."""
        return _Reader(exchange)

    def models(self, payload: Json) -> list[ModelInfo]:
        """Those that can generate text."""
        return [
            ModelInfo(
                id=str(m.get("name", "")).removeprefix("models/"),
                name=str(m.get("displayName") or ""),
                context_tokens=m.get("inputTokenLimit"),
            )
            for m in payload.get("models") or []
            if "generateContent" in (m.get("supportedGenerationMethods") or [])
        ]


class _Reader(Reader):
    def read(self, event: str, payload: Json) -> Iterable[StreamPart]:  # noqa: ARG002  # it names none
        if payload.get("error"):
            raise self.exchange.in_stream(payload)
        if usage := payload.get("usageMetadata"):
            yield UsagePart(_usage(usage))
        if (payload.get("promptFeedback") or {}).get("blockReason"):
            self.end = "filter"
        for candidate in (payload.get("candidates") or [])[:1]:
            for piece in (candidate.get("content") or {}).get("parts") or []:
                if text := piece.get("text"):
                    yield ReasoningPart(str(text)) if piece.get("thought") else TextPart(str(text))
            if reason := candidate.get("finishReason"):
                self.end = self._end(reason)

    def _end(self, reason: str) -> End:
        if reason in _ENDS:
            return _ENDS[reason]
        raise self.exchange.in_stream({"message": f"finishReason is {reason}"})


def _usage(usage: Json) -> Usage:
    """What was thought is paid like what was said."""
    said = usage.get("candidatesTokenCount")
    thought = usage.get("thoughtsTokenCount") or 0
    received = None if said is None and not thought else (said or 0) + thought
    return Usage(input_tokens=usage.get("promptTokenCount"), output_tokens=received)
