"""The app's end of the model's process: start, ask, stop. All of it blocks; one thread owns it."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.embeddings.wire import Message, read_message, write_message

START_TIMEOUT_S = 120.0
"""Packing takes 3 s and loading 1 to 3 s here; a slow disk and a busy machine get twenty times that."""
REQUEST_TIMEOUT_S = 120.0
"""A request of the client's size takes about half a second."""
_STOP_TIMEOUT_S = 5.0
_LOG_LIMIT = 1_000_000
"""Bytes."""
_SECRET = re.compile("KEY|TOKEN|SECRET|PASS", re.IGNORECASE)


class WorkerDiedError(Exception):
    """The process ended while it was asked; asking a new one may help."""


class WorkerProcess:
    """One process with the model. Starting it raises EmbeddingError; loading the model takes seconds."""

    def __init__(self, arguments: tuple[str, ...], threads: int, log_file: Path) -> None:
        self._log_file = log_file
        self.timed_out = False
        command = [sys.executable, "-P", "-m", "orquix_tui.embeddings.worker"]
        try:
            with _open_log(log_file) as log:
                self._process = subprocess.Popen(  # noqa: S603  # our own module; no shell, no foreign words
                    [*command, *arguments, "--threads", str(threads)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=worker_environment(threads),
                    start_new_session=True,  # Ctrl+C in the terminal is ours to handle
                )
        except OSError as error:
            raise EmbeddingError(
                f"The embedding model's process could not be started: {error.strerror or error}."
            ) from error
        # Both are there: PIPE was asked for.
        self._requests = cast("BinaryIO", self._process.stdin)
        self._replies = cast("BinaryIO", self._process.stdout)
        self.pid = self._process.pid

    def wait_until_ready(self) -> None:
        """Wait for the model to be loaded. Raises EmbeddingError."""
        with self._deadline(START_TIMEOUT_S):
            try:
                self._receive()
            except WorkerDiedError as error:
                raise EmbeddingError(
                    "The embedding model's process ended while it was loading.",
                    f"There may be too little free memory (it takes 0.5 GB); its log is {self._log_file}.",
                ) from error

    def ask(self, header: dict[str, Any]) -> Message:
        """One request and its reply. Raises EmbeddingError, WorkerDiedError."""
        with self._deadline(REQUEST_TIMEOUT_S):
            try:
                write_message(self._requests, header)
            except OSError as error:
                raise WorkerDiedError from error
            return self._receive()

    def kill(self) -> None:
        """End it now. May be called from any thread."""
        self._process.kill()

    def stop(self) -> None:
        """Let it end, make sure that it did, and close the pipes."""
        with contextlib.suppress(OSError):  # what could not be sent any more is of no use to a dead process
            self._requests.close()
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._replies.close()

    def _receive(self) -> Message:
        message = read_message(self._replies)
        if message is None and self.timed_out:
            raise EmbeddingError(
                "The embedding model did not answer in time and was stopped.",
                f"Its log is {self._log_file}.",
            )
        if message is None:
            raise WorkerDiedError
        if "error" in message[0]:
            raise EmbeddingError(message[0]["error"], message[0].get("remedy", ""))
        return message

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kills the process when the block takes longer, which ends the waiting for its reply."""

        def expire() -> None:
            self.timed_out = True
            self._process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def worker_environment(threads: int) -> dict[str, str]:
    """Ours without its keys, every door to the network shut, no library taking more threads than allowed."""
    return {
        **{name: value for name, value in os.environ.items() if not _SECRET.search(name)},
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": "1",
    }


def _open_log(path: Path) -> IO[bytes]:
    """The log, appended to until it is too long; only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    too_long = path.exists() and path.stat().st_size > _LOG_LIMIT
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if too_long else os.O_APPEND)
    return os.fdopen(os.open(path, flags, 0o600), "wb")
