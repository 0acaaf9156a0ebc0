"""The wire formats that the loopback server speaks: one answer as frames, errors, and model lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

FrameKind = Literal["start", "reasoning", "text", "end"]
Frame = tuple[FrameKind, bytes]
Finish = Literal["stop", "length", "filter"]
Json = dict[str, Any]


@dataclass(frozen=True)
class Script:
    """One answer, cut into deltas, before a dialect gives it its form."""

    model: str
    reasoning: tuple[str, ...]
    text: tuple[str, ...]
    usage: tuple[int, int] | None
    finish: Finish

    @property
    def whole(self) -> str:
        return "".join(self.text)


def sse(data: Json, event: str = "") -> bytes:
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


class Dialect(Protocol):
    """What a vendor's protocol looks like from the server's side."""

    content_type: str
    garbage: bytes
    """A frame that is no JSON."""
    nothing: bytes
    """An event of the protocol that says nothing."""

    def question(self, body: Json) -> str:
        """The last user turn."""

    def frames(self, script: Script) -> Iterator[Frame]:
        """The answer as it goes over the wire; frames of kind `end` are the protocol's own end."""

    def error_event(self, message: str) -> bytes:
        """An error in mid-stream."""

    def error(self, status: int, message: str, parameter: str | None, kind: str) -> Json:
        """The body of an HTTP error."""


class ChatCompletions:
    """OpenAI's older protocol, which everybody else speaks."""

    content_type = "text/event-stream"
    garbage = b"data: {not json}\n\n"
    nothing = b'data: {"choices": [], "prompt_filter_results": [{"prompt_index": 0}]}\n\n'

    def question(self, body: Json) -> str:
        return str(body["messages"][-1]["content"])

    def frames(self, script: Script) -> Iterator[Frame]:
        def chunk(delta: Json, finish: str | None = None) -> bytes:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            return sse({**base, "choices": [choice]})

        base = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": script.model}
        yield "start", chunk({"role": "assistant", "content": ""})
        for part in script.reasoning:
            yield "reasoning", chunk({"reasoning_content": part})
        for part in script.text:
            yield "text", chunk({"content": part})
        yield "end", chunk({}, {"filter": "content_filter"}.get(script.finish, script.finish))
        if script.usage:
            tokens = {"prompt_tokens": script.usage[0], "completion_tokens": script.usage[1]}
            usage = {**tokens, "total_tokens": sum(script.usage)}
            yield "end", sse({**base, "choices": [], "usage": usage})
        yield "end", b"data: [DONE]\n\n"

    def error_event(self, message: str) -> bytes:
        return sse({"error": {"message": message, "type": "server_error", "code": 503}})

    def error(self, status: int, message: str, parameter: str | None, kind: str) -> Json:
        return {"error": {"message": message, "type": kind, "param": parameter, "code": kind or status}}


class Responses(ChatCompletions):
    """OpenAI's newer protocol."""

    nothing = b'event: keepalive\ndata: {"type": "keepalive", "sequence_number": 0}\n\n'

    def question(self, body: Json) -> str:
        given = body["input"]
        return given if isinstance(given, str) else str(given[-1]["content"])

    def frames(self, script: Script) -> Iterator[Frame]:
        for n, (kind, event) in enumerate(self._events(script)):
            yield kind, sse({**event, "sequence_number": n}, str(event["type"]))

    def _events(self, script: Script) -> Iterator[tuple[FrameKind, Json]]:
        place = {"item_id": "m-1", "output_index": 0}
        at = {**place, "content_index": 0}
        item = {"id": "m-1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
        part = {"type": "output_text", "text": "", "annotations": []}
        yield "start", {"type": "response.created", "response": self._response(script, "in_progress")}
        for delta in script.reasoning:
            kind = "response.reasoning_summary_text.delta"
            yield "reasoning", {"type": kind, **place, "summary_index": 0, "delta": delta}
        yield "start", {"type": "response.output_item.added", "output_index": 0, "item": item}
        yield "start", {"type": "response.content_part.added", **at, "part": part}
        for delta in script.text:
            yield "text", {"type": "response.output_text.delta", **at, "delta": delta, "logprobs": []}
        done = {"type": "response.output_text.done", **at, "text": script.whole, "logprobs": []}
        yield "start", done
        end = "completed" if script.finish == "stop" else "incomplete"
        yield "end", {"type": f"response.{end}", "response": self._response(script, end)}

    def _response(self, script: Script, status: str) -> Json:
        text = {"type": "output_text", "text": script.whole, "annotations": []}
        message = {"id": "m-1", "type": "message", "role": "assistant", "status": status, "content": [text]}
        reason = {"length": "max_output_tokens", "filter": "content_filter"}.get(script.finish)
        response: Json = {
            "id": "r-1",
            "object": "response",
            "created_at": 1,
            "model": script.model,
            "status": status,
            "output": [] if status == "in_progress" else [message],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "incomplete_details": {"reason": reason} if status == "incomplete" else None,
        }
        if script.usage and status != "in_progress":
            sent, received = script.usage
            response["usage"] = {
                "input_tokens": sent,
                "output_tokens": received,
                "total_tokens": sent + received,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                "output_tokens_details": {"reasoning_tokens": 0},
            }
        return response

    def error_event(self, message: str) -> bytes:
        event = {"type": "error", "code": "server_error", "message": message, "param": None}
        return sse({**event, "sequence_number": 9}, "error")


class Messages:
    """Anthropic's protocol."""

    content_type = "text/event-stream"
    garbage = b"event: content_block_delta\ndata: {not json}\n\n"
    nothing = b'event: ping\ndata: {"type": "ping"}\n\n'

    def question(self, body: Json) -> str:
        return str(body["messages"][-1]["content"])

    def frames(self, script: Script) -> Iterator[Frame]:
        for kind, event in self._events(script):
            yield kind, sse(event, str(event["type"]))

    def _events(self, script: Script) -> Iterator[tuple[FrameKind, Json]]:
        sent, received = script.usage or (0, 0)
        message = {"id": "m-1", "type": "message", "role": "assistant", "model": script.model, "content": []}
        empty = {"stop_reason": None, "stop_sequence": None}
        usage = {"input_tokens": sent, "output_tokens": 1}
        yield "start", {"type": "message_start", "message": {**message, **empty, "usage": usage}}
        blocks = [("thinking", script.reasoning), ("text", script.text)]
        for index, (name, parts) in enumerate(b for b in blocks if b[1]):
            block = {"type": name, name: ""} | ({"signature": ""} if name == "thinking" else {})
            kind: FrameKind = "text" if name == "text" else "reasoning"
            yield "start", {"type": "content_block_start", "index": index, "content_block": block}
            for part in parts:
                delta = {"type": f"{name}_delta", name: part}
                yield kind, {"type": "content_block_delta", "index": index, "delta": delta}
            yield "start", {"type": "content_block_stop", "index": index}
        reason = {"stop": "end_turn", "length": "max_tokens", "filter": "refusal"}[script.finish]
        ended: Json = {"stop_reason": reason, "stop_sequence": None}
        yield "end", {"type": "message_delta", "delta": ended, "usage": {"output_tokens": received}}
        yield "end", {"type": "message_stop"}

    def error_event(self, message: str) -> bytes:
        return sse({"type": "error", "error": {"type": "overloaded_error", "message": message}}, "error")

    def error(self, status: int, message: str, parameter: str | None, kind: str) -> Json:
        text = f"{parameter}: {message}" if parameter else message
        return {"type": "error", "error": {"type": kind or f"error_{status}", "message": text}}


class Gemini:
    """Google's protocol."""

    content_type = "text/event-stream"
    garbage = b"data: {not json}\n\n"
    nothing = b'data: {"candidates": [], "usageMetadata": {"promptTokenCount": 11}}\n\n'

    def question(self, body: Json) -> str:
        return str(body["contents"][-1]["parts"][-1]["text"])

    def frames(self, script: Script) -> Iterator[Frame]:
        def chunk(parts: list[Json], **more: object) -> bytes:
            content = {"role": "model", "parts": parts}
            candidate = {"index": 0, "content": content, **more}
            return sse({"candidates": [candidate], "modelVersion": script.model, **usage})

        usage: Json = {}
        for part in script.reasoning:
            yield "reasoning", chunk([{"text": part, "thought": True}])
        for part in script.text:
            yield "text", chunk([{"text": part}])
        if script.usage:
            tokens = {"promptTokenCount": script.usage[0], "candidatesTokenCount": script.usage[1]}
            usage = {"usageMetadata": {**tokens, "totalTokenCount": sum(script.usage)}}
        reason = {"stop": "STOP", "length": "MAX_TOKENS", "filter": "SAFETY"}[script.finish]
        yield "end", chunk([{"text": ""}], finishReason=reason)

    def error_event(self, message: str) -> bytes:
        return sse({"error": {"code": 503, "message": message, "status": "UNAVAILABLE"}})

    def error(self, status: int, message: str, parameter: str | None, kind: str) -> Json:
        text = f'Invalid JSON payload received. Unknown name "{parameter}"' if parameter else message
        return {"error": {"code": status, "message": text, "status": kind.upper()}}


class Ollama:
    """Ollama's protocol: one JSON object a line."""

    content_type = "application/x-ndjson"
    garbage = b"{not json}\n"
    nothing = b'{"model": "m", "message": {"role": "assistant", "content": ""}, "done": false}\n\n'

    def question(self, body: Json) -> str:
        return str(body["messages"][-1]["content"])

    def frames(self, script: Script) -> Iterator[Frame]:
        def line(message: Json, *, done: bool = False, **more: object) -> bytes:
            turn = {"role": "assistant", "content": "", **message}
            return json.dumps({"model": script.model, "message": turn, "done": done, **more}).encode() + b"\n"

        for part in script.reasoning:
            yield "reasoning", line({"thinking": part})
        for part in script.text:
            yield "text", line({"content": part})
        counts: Json = {}
        if script.usage:
            counts = {"prompt_eval_count": script.usage[0], "eval_count": script.usage[1]}
        yield "end", line({}, done=True, done_reason=script.finish, **counts)

    def error_event(self, message: str) -> bytes:
        return json.dumps({"error": message}).encode() + b"\n"

    def error(self, status: int, message: str, parameter: str | None, kind: str) -> Json:
        return {"error": f"invalid option: {parameter}" if parameter else message}


def for_path(path: str) -> Dialect | None:
    """The dialect that is spoken at that path."""
    if ":streamGenerateContent" in path:
        return Gemini()
    known: dict[str, Dialect] = {
        "/v1/chat/completions": ChatCompletions(),
        "/v1/responses": Responses(),
        "/v1/messages": Messages(),
        "/api/chat": Ollama(),
    }
    return known.get(path)


def model_list(path: str, models: list[str], *, anthropic: bool) -> Json:
    """The answer to the request for the models on offer, in the form of that path."""
    if path == "/api/tags":
        return {"models": [{"name": m, "model": m, "size": 1} for m in models]}
    if path == "/v1beta/models":
        able = {"supportedGenerationMethods": ["generateContent"], "inputTokenLimit": 8192}
        return {"models": [{"name": f"models/{m}", "displayName": m, **able} for m in models]}
    if anthropic:
        more = {"type": "model", "created_at": "2026-01-01T00:00:00Z"}
        data = [{"id": m, "display_name": m, **more} for m in models]
        return {"data": data, "has_more": False, "first_id": models[0], "last_id": models[-1]}
    about: Json = {"object": "model", "created": 1, "owned_by": "loopback"}
    return {"object": "list", "data": [{"id": m, **about} for m in models]}
