"""Ollama's own protocol: one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable

from orquix_tui.domain.models import ModelInfo, Usage
from orquix_tui.domain.ports import ChatRequest, ReasoningPart, StreamPart, TextPart, UsagePart
from orquix_tui.providers.base import Connection
from orquix_tui.providers.errors import Exchange
from orquix_tui.providers.http import Dialect, HttpProvider, Json, Reader
from orquix_tui.providers.wire import Frames, JsonLines


class OllamaProvider(HttpProvider):
    """Members run one after another unless told otherwise: each may load a model of many gigabytes."""

    default_concurrency = 1

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Ollama())


class Ollama(Dialect):
    """`/api/chat` and `/api/tags`."""

    models_path = "api/tags"
    thinks_aloud = True

    def headers(self, key: str) -> dict[str, str]:
        """None on this machine; a bearer token for a hosted one."""
        return {"authorization": f"Bearer {key}"} if key else {}

    def request(self, request: ChatRequest) -> tuple[str, Json]:
        """POST api/chat."""
        messages = [{"role": m.role, "content": m.content} for m in request.messages]
        if request.system:
            messages.insert(0, {"role": "system", "content": request.system})
        options: Json = {}
        if request.temperature is not None:
            options["temperature"] = request.temperature
        if request.max_tokens is not None:
            options["num_predict"] = request.max_tokens
        extra = dict(request.extra)
        body: Json = {"model": request.model, "messages": messages, "stream": True}
        body["options"] = options | extra.pop("options", {})
        return "api/chat", body | extra

    def frames(self) -> Frames:
        """One JSON object a line."""
        return JsonLines()

    def reader(self, exchange: Exchange) -> Reader:
        """Reads one stream."""
        return _Reader(exchange)

    def models(self, payload: Json) -> list[ModelInfo]:
        """What has been pulled."""
        return [ModelInfo(id=str(m.get("name") or m.get("model"))) for m in payload.get("models") or []]


class _Reader(Reader):
    def read(self, event: str, payload: Json) -> Iterable[StreamPart]:  # noqa: ARG002  # it names none
        if payload.get("error"):
            raise self.exchange.in_stream(payload)
        message = payload.get("message") or {}
        if thought := message.get("thinking"):
            yield ReasoningPart(str(thought))
        if text := message.get("content"):
            yield TextPart(str(text))
        if payload.get("done"):
            self.end = "length" if payload.get("done_reason") == "length" else "stop"
            sent, received = payload.get("prompt_eval_count"), payload.get("eval_count")
            if sent is not None or received is not None:
                yield UsagePart(Usage(input_tokens=sent, output_tokens=received))
