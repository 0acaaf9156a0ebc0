"""A model of one's own machine: a child process on loopback, spoken to like any other server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orquix_tui.domain.errors import ProviderError
from orquix_tui.domain.settings import LOCAL_TIMEOUTS
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.providers.base import Connection
from orquix_tui.providers.chat_completions import ChatCompletions
from orquix_tui.providers.http import HttpProvider
from orquix_tui.providers.keys import names_a_secret
from orquix_tui.providers.weights import RIGHT_FILE, model_name, weights

if TYPE_CHECKING:
    import httpx

SLOTS = 4
CONTEXT_TOKENS = 8192
"""Shared by the slots."""
_START_SECONDS = 180
"""Loading takes 1-3 s for the embedded model and a minute for a large one on a slow disk."""
_STOP_SECONDS = 5
_LOG = "local-model.log"
_LOG_BYTES = 1_000_000
"""A larger log of earlier starts is thrown away."""
_ERROR_LINE = re.compile(r"[\d.]+ E .*?: (.+)")
"""As llama.cpp writes it: time, level, place, words."""
_MAGIC = b"GGUF"
"""How the file of a model begins."""


class LocalProvider(HttpProvider):
    """Kind `local`. The child starts with `prepare` and lives until `aclose`, or until we die."""

    default_concurrency = SLOTS

    def __init__(self, connection: Connection, log_dir: Path) -> None:
        super().__init__(connection, ChatCompletions())
        given = connection.settings.timeouts
        said = {name: getattr(given, name) for name in given.model_fields_set}
        self.timeouts = LOCAL_TIMEOUTS.model_copy(update=said)
        self._log = log_dir / _LOG
        self._children: dict[httpx.AsyncClient, subprocess.Popen[bytes]] = {}

    async def _client(self) -> httpx.AsyncClient:
        making = self._making
        if making and making.done() and self._alive(making) and self._crashed(making.result()):
            self._making = None  # before the first await: only one member tidies up
            await self._close(making.result())
        return await super()._client()

    def _crashed(self, client: httpx.AsyncClient) -> bool:
        return self._children[client].poll() is not None

    async def _close(self, client: httpx.AsyncClient) -> None:
        await client.aclose()
        await asyncio.to_thread(_stop, self._children.pop(client))

    def _build(self) -> httpx.AsyncClient:
        model = weights(self._connection.settings.model_path)
        key = secrets.token_urlsafe(24)
        self._connection.door.redact.add(key)
        order = {
            "model": str(model),
            "name": model_name(model),
            "key": key,
            "slots": self.max_concurrency,
            "context": CONTEXT_TOKENS,
            "threads": max(1, _cores() - 1),  # OpenMP spins on a busy core: all of them are 7x slower
        }
        import httpx

        process, url = self._start(order)
        client = httpx.AsyncClient(
            base_url=f"{url}/v1",
            headers=self._dialect.headers(key),
            trust_env=False,
            verify=False,  # noqa: S501  # plain http on loopback
            timeout=httpx.Timeout(None, connect=self.timeouts.connect),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=self.max_concurrency),
        )
        self._children[client] = process
        return client

    def _start(self, order: dict[str, Any]) -> tuple[subprocess.Popen[bytes], str]:
        """The child and its URL, as soon as it listens. The key goes by stdin, not by argv."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > _LOG_BYTES:
            self._log.unlink()
        with self._log.open("ab") as log:
            self._log.chmod(0o600)
            begin = log.tell()
            process = subprocess.Popen(
                # -P: else it would import what lies in the folder where the person happens to be.
                [sys.executable, "-P", "-m", "orquix_tui.providers.local_server"],
                env={name: value for name, value in os.environ.items() if not names_a_secret(name)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl+C is for us; the child ends when its stdin does
            )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("Popen did not make the pipes that it was asked for")
        late = threading.Timer(_START_SECONDS, process.kill)
        late.start()
        try:
            with suppress(BrokenPipeError):  # it died at once: the empty answer below says so
                process.stdin.write(json.dumps(order).encode() + b"\n")
                process.stdin.flush()
            line = process.stdout.readline()
        finally:
            late.cancel()
        if not line:
            _stop(process)
            raise self._not_started(Path(order["model"]), self._log.read_bytes()[begin:])
        return process, str(json.loads(line)["url"])

    def _not_started(self, model: Path, said: bytes) -> ProviderError:
        """What the child wrote holds the reason: its first error, else its last word."""
        with model.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                cause = _("{path} is not the file of a model.").format(path=model)
                return ProviderError(ResponseStatus.UNAVAILABLE, cause, _(RIGHT_FILE))
        lines = said.decode(errors="replace").strip().splitlines()
        first = next((found[1] for line in lines if (found := _ERROR_LINE.match(line))), None)
        reason = one_line(first or (lines[-1] if lines else _("it said nothing")), 200).rstrip(".")
        remedy = _("Its log is {log}. Perhaps the model takes more memory than is free.").format(
            log=self._log
        )
        return ProviderError(
            ResponseStatus.UNAVAILABLE,
            _("The local model did not start: {reason}.").format(reason=reason),
            remedy,
        )


def _cores() -> int:
    """Those this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 2


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End of its stdin asks it to go; killing makes it."""
    if process.stdin:
        with suppress(BrokenPipeError):
            process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
