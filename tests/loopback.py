"""A real HTTP server on 127.0.0.1 that speaks every vendor's protocol and fails on demand.

    with LoopbackServer() as server:
        server.script("model-a", Fault(429, retry_after="1"), Answer("Hello"))   # in turn; the last one stays
        ...ProviderSettings(kind="ollama", base_url=server.base_url("ollama"))
        assert server.requests[0].body["model"] == "model-a"

Nothing sleeps for luck: hold an answer with a `Gate` and release its deltas one by one.
"""

from __future__ import annotations

import json
import re
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests import loopback_dialects as dialects
from tests.loopback_script import MODELS, POLL, WHOLE_ANSWERS, Answer, Fault, Gate, Recorded, StreamFault

__all__ = ["MODELS", "Answer", "Fault", "Gate", "LoopbackServer", "Recorded"]


class LoopbackServer:
    """Speaks all dialects on one port; scripted per model name."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Recorded] = []
        self.models = ["model-a", "model-b"]
        self.key: str | None = None
        """When set, requests with another key get a 401."""
        self.connections = 0
        """How many connections were ever accepted."""
        self.stopping = threading.Event()
        self._scripts: dict[str, list[Answer | Fault]] = {}
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._scheme = "https" if tls else "http"
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(POLL,), daemon=True)

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`, or https."""
        return f"{self._scheme}://127.0.0.1:{self._http.server_address[1]}"

    def base_url(self, kind: str) -> str:
        """The base URL as a provider of that kind is configured."""
        return self.url + {"anthropic": "", "ollama": "", "gemini": "/v1beta"}.get(kind, "/v1")

    def script(self, model: str, *turns: Answer | Fault) -> None:
        """What this model does, request by request; the last turn stays for ever."""
        with self._lock:
            self._scripts[model] = list(turns)

    def asked(self, model: str | None = None) -> list[Recorded]:
        """The requests that ask for an answer, of one model or of all."""
        with self._lock:
            return [r for r in self.requests if r.method == "POST" and model in {None, r.model}]

    def forget(self) -> None:
        """Keep nothing of what was asked so far."""
        with self._lock:
            self.requests.clear()

    def turn(self, recorded: Recorded) -> Answer | Fault:
        """Record a request and take its turn from the script."""
        with self._lock:
            self.requests.append(recorded)
            if self.key is not None and recorded.key != self.key:
                return Fault(401, message="Incorrect API key provided", type="invalid_api_key")
            turns = self._scripts.get(recorded.model, [Answer()])
            return turns.pop(0) if len(turns) > 1 else turns[0]

    def __enter__(self) -> LoopbackServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    owner: LoopbackServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the tests; anything else is a bug and is printed."""
        import sys

        if not isinstance(sys.exception(), ConnectionError | _ClientGoneError):
            super().handle_error(request, client_address)


class _ClientGoneError(Exception):
    pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.owner.connections += 1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class has
        """Be quiet."""

    def do_GET(self) -> None:
        recorded = self._record({}, MODELS)
        turn = self.server.owner.turn(recorded)
        try:
            if isinstance(turn, Fault):
                self._fail(turn, recorded, dialects.ChatCompletions())
            elif recorded.path in {"/v1/models", "/v1beta/models", "/api/tags"}:
                anthropic = "anthropic-version" in recorded.headers
                models = self.server.owner.models
                self._reply(200, dialects.model_list(recorded.path, models, anthropic=anthropic))
            else:
                self._reply(404, {"error": {"message": f"no such path: {recorded.path}"}})
        finally:
            recorded.done.set()

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", 0))
        raw = self.rfile.read(size)
        if len(raw) < size:  # it has gone in the middle of its question
            raise _ClientGoneError
        body = json.loads(raw)
        path = urlsplit(self.path).path
        named = re.search(r"/models/(.+):", path)
        recorded = self._record(body, unquote(named[1]) if named else str(body.get("model", "")))
        dialect = dialects.for_path(path)
        if dialect is None:
            self._reply(404, {"error": {"message": f"no such path: {path}"}})
            return
        turn = self.server.owner.turn(recorded)
        try:
            if isinstance(turn, Fault):
                self._fail(turn, recorded, dialect)
            else:
                self._answer(turn, recorded, dialect)
        except (ConnectionError, _ClientGoneError):
            recorded.gone.set()
            self.close_connection = True
        finally:
            recorded.done.set()

    def _record(self, body: dict[str, Any], model: str) -> Recorded:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Recorded(self.command, parts.path, parse_qs(parts.query), headers, body, model)

    # -- what is sent ------------------------------------------------------------------------------

    def _reply(self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self._send_whole(status, "application/json", json.dumps(body).encode(), headers or {})

    def _send_whole(self, status: int, kind: str, data: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _begin(self, dialect: dialects.Dialect, kind: str = "") -> None:
        self.send_response(200)
        self.send_header("content-type", kind or dialect.content_type)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def _send(self, data: bytes) -> None:
        if self._client_gone():
            raise _ClientGoneError
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _finish(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def _script(self, answer: Answer, recorded: Recorded, dialect: dialects.Dialect) -> dialects.Script:
        text = answer.text
        if text is None:
            asked = " ".join(dialect.question(recorded.body).split())[:60]
            text = f"This is {recorded.model}. You asked: {asked}"
        elif callable(text):
            text = text(recorded.body)
        cut = [
            tuple(t[i : i + answer.chunk] for i in range(0, len(t), answer.chunk))
            for t in (answer.reasoning, text)
        ]
        return dialects.Script(recorded.model, cut[0], cut[1], answer.usage, answer.finish)

    def _answer(self, answer: Answer, recorded: Recorded, dialect: dialects.Dialect) -> None:
        script = self._script(answer, recorded, dialect)
        self._begin(dialect)
        if answer.hollow:
            self._send(dialect.nothing)
        for kind, frame in dialect.frames(script):
            if kind == "text":
                self._pace(answer)
            for piece in answer.wire(frame):
                self._send(piece)
        self._finish()

    def _pace(self, answer: Answer) -> None:
        if answer.gate:
            self._hold(answer.gate)
        if answer.delay:
            time.sleep(answer.delay)

    # -- what goes wrong ---------------------------------------------------------------------------

    def _fail(self, fault: Fault, recorded: Recorded, dialect: dialects.Dialect) -> None:
        page = b"<!doctype html><html><head><title>Sign in to the network</title></head></html>"
        if isinstance(fault.kind, int):
            if fault.gate:
                self._hold(fault.gate)
            headers = {"retry-after": fault.retry_after} if fault.retry_after is not None else {}
            message = fault.message or f"scripted fault {fault.kind}"
            if fault.echo_key:
                message += f" (your key: {recorded.key})"
            if fault.html:
                self._send_whole(fault.kind, "text/html", page, headers)
            else:
                self._reply(
                    fault.kind, dialect.error(fault.kind, message, fault.parameter, fault.type), headers
                )
        elif fault.kind == "hang_up":
            self.close_connection = True
        elif fault.kind == "html":
            self._send_whole(200, "text/html; charset=utf-8", page, {})
        elif fault.kind == "prose":
            self._send_whole(200, "text/plain", b"Down for maintenance", {})
        elif fault.kind == "empty":
            self._send_whole(200, dialect.content_type, b"", {})
        else:
            self._fail_in_stream(fault, fault.kind, recorded, dialect)

    def _fail_in_stream(
        self, fault: Fault, kind: StreamFault, recorded: Recorded, dialect: dialects.Dialect
    ) -> None:
        if fault.echo_key:
            fault = replace(fault, message=f"{fault.message} (your key: {recorded.key})")
        if kind == "slow_header":
            self._hold(fault.gate)
        self._begin(dialect, "application/octet-stream" if kind == "mislabelled" else "")
        if kind == "no_first_token":
            self._hold(fault.gate)
        script = self._script(Answer("") if kind == "no_text" else fault.answer, recorded, dialect)
        after = -1 if kind in WHOLE_ANSWERS else fault.after
        sent = 0
        for part, frame in dialect.frames(script):
            if (part == "text" and sent == after) or (part == "end" and after >= 0):
                after = -1
                if self._break_off(fault, kind, dialect, frame):
                    return
            self._send(frame)
            sent += part == "text"
        self._finish()

    def _break_off(self, fault: Fault, kind: StreamFault, dialect: dialects.Dialect, frame: bytes) -> bool:
        """Do what the fault does in mid-stream; True when nothing more is sent."""
        if kind == "stall":
            self._hold(fault.gate)
            return False
        if kind == "error_event":
            message = fault.message or "scripted error event"
            self._send(dialect.error_event(message))
            self._finish()
        elif kind == "garbage":
            self._send(dialect.garbage)
            self._finish()
        elif kind == "end":
            self._finish()
        else:
            if kind == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.wfile.write(b"%x\r\n%s" % (len(frame), frame[: len(frame) // 2]))
            self.close_connection = True
        return True

    def _hold(self, gate: Gate | None) -> None:
        while not (gate.passes() if gate else self.server.owner.stopping.wait(POLL)):
            if self._client_gone() or self.server.owner.stopping.is_set():
                raise _ClientGoneError
        if self._client_gone():
            raise _ClientGoneError

    def _client_gone(self) -> bool:
        if isinstance(self.connection, ssl.SSLSocket):  # it cannot be peeked into
            return False
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
