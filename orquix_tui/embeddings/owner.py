"""The thread that owns the model's process: requests wait in line, idleness stops it, death restarts it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.embeddings.process import WorkerDiedError, WorkerProcess
from orquix_tui.embeddings.wire import Message

_Job = tuple["Future[Message]", dict[str, Any]]
_TRIES = 2
"""A request is harmless to repeat: when the process died (the system may kill the largest), ask a new one."""
_RETRY_AFTER_S = 30.0
"""A model that could not be started is not tried again at every step of every run."""


class Owner:
    """Serves one request at a time. A caller who stops waiting leaves the exchange itself undisturbed."""

    def __init__(self, start: Callable[[], WorkerProcess], idle_seconds: float) -> None:
        self._start = start
        self._idle_seconds = idle_seconds
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._worker: WorkerProcess | None = None
        self._guard = threading.Lock()
        self._closed = False
        self._failed: tuple[float, EmbeddingError] | None = None
        # A daemon: the program's end must not wait for it, and the process dies with our pipe.
        self._thread = threading.Thread(target=self._run, name="embeddings", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Of the running process; None while there is none."""
        worker = self._worker
        return worker.pid if worker else None

    @property
    def failure(self) -> EmbeddingError | None:
        """Why the last start failed, while that is recent."""
        if self._failed is None or time.monotonic() - self._failed[0] > _RETRY_AFTER_S:
            return None
        return self._failed[1]

    def submit(self, request: dict[str, Any]) -> Future[Message]:
        """The reply to come; fails with EmbeddingError. Cancelled before its turn, it is never sent."""
        future: Future[Message] = Future()
        self._jobs.put((future, request))
        return future

    def close(self) -> None:
        """Stop at once, also in the middle of a request. What still waits fails. Returns immediately."""
        with self._guard:
            self._closed = True
            if self._worker:
                self._worker.kill()
        self._jobs.put(None)

    def join(self, seconds: float) -> None:
        """Wait for the thread and the process to end."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._idle_seconds if self._worker else None)
            except queue.Empty:
                self._stop()
                continue
            if job is None:
                self._stop()
                return
            self._serve(*job)

    def _serve(self, future: Future[Message], request: dict[str, Any]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(self._ask(request))
        except Exception as error:  # noqa: BLE001  # the boundary of the thread: the caller gets it
            future.set_exception(error)

    def _ask(self, request: dict[str, Any]) -> Message:
        for _ in range(_TRIES):
            try:
                return self._running().ask(request)
            except WorkerDiedError:
                self._stop()
            except EmbeddingError:
                if self._worker and self._worker.timed_out:
                    self._stop()
                raise
        raise EmbeddingError(
            "The embedding model's process ended unexpectedly, twice.",
            "There may be too little free memory for it (0.5 GB).",
        )

    def _running(self) -> WorkerProcess:
        if self._worker is None:
            with self._guard:
                if self._closed:
                    raise EmbeddingError("The embedding model was stopped.")
                self._worker = self._start()
            try:
                self._worker.wait_until_ready()
            except EmbeddingError as error:
                self._failed = (time.monotonic(), error)
                self._stop()
                raise
        return self._worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.stop()
