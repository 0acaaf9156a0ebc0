"""A model hub on loopback: it describes a repository, redirects to its files, and fails when told to."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from orquix_tui.embeddings.hub import GRAPH, REPOSITORY

REVISION = "0123456789abcdef0123456789abcdef01234567"
_DESCRIPTIONS = {f"/api/models/{REPOSITORY}{place}?blobs=true" for place in ("", "/revision/main")}
SMALL_FILES = {
    GRAPH: b"graph" * 200_000,
    "tokenizer.json": b'{"tokenizer": 1}' * 1000,
    "tokenizer_config.json": b'{"model_max_length": 512}',
    "config.json": b"{}",
    "README.md": b"not wanted",
}


class Hub:
    """`files` by name. `cuts`: so many transfers of the graph end half-way; `status`: what everything
    answers; `lies`: the graph has other bytes than announced; `ranges`: whether a transfer can go on."""

    def __init__(self, files: Mapping[str, bytes] = SMALL_FILES) -> None:
        self.files = dict(files)
        self.revision = REVISION
        self.cuts = 0
        self.lies = False
        self.ranges = True
        self.status = 200
        self.body: bytes | None = None
        self.asked: list[tuple[str, str | None]] = []
        """The path and the range of every request."""
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Hub:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def description(self) -> bytes:
        """As the hub's API gives it with `blobs=true`."""
        if self.body is not None:
            return self.body
        siblings = [_entry(name, data) for name, data in self.files.items()]
        return json.dumps({"id": REPOSITORY, "sha": self.revision, "siblings": siblings}).encode()


def _entry(name: str, data: bytes) -> dict[str, Any]:
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    entry: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": blob}
    if len(data) > 10_000:
        entry["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return entry


class _Server(ThreadingHTTPServer):
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """Those who hang up in the middle are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    server: _Server

    def do_GET(self) -> None:
        hub = self.server.hub
        hub.asked.append((self.path, self.headers["Range"]))
        resolve = f"/{REPOSITORY}/resolve/{hub.revision}/"
        if hub.status != HTTPStatus.OK:
            self._send(hub.status, b"no")
        elif self.path in _DESCRIPTIONS:
            self._send(200, hub.description())
        elif self.path.startswith(resolve):
            self._send(302, b"", {"Location": f"/cdn/{self.path.removeprefix(resolve)}"})
        elif (name := self.path.removeprefix("/cdn/")) in hub.files:
            self._send_file(hub, name)
        else:
            self._send(404, b"no")

    def _send_file(self, hub: Hub, name: str) -> None:
        data = hub.files[name]
        if hub.lies and name == GRAPH:
            data = b"x" + data[1:]
        start = 0
        if hub.ranges and (wanted := self.headers["Range"]):
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        rest = data[start:]
        more = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        if hub.cuts and name == GRAPH:
            hub.cuts -= 1
            self._send(206 if start else 200, rest[: len(rest) // 2], more, length=len(rest))
            self.close_connection = True
        else:
            self._send(206 if start else 200, rest, more)

    def _send(
        self, status: int, body: bytes, headers: Mapping[str, str] | None = None, length: int | None = None
    ) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
