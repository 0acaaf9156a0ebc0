"""The thread that owns a child process: requests wait in line, idleness stops it, death restarts it."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from orquix_tui.children.process import Child, ChildError
from orquix_tui.children.wire import Message

_Job = tuple["Future[Message]", dict[str, Any]]
_URGENT, _USUAL, _LAST = range(3)
_TRIES = 2
"""A request is harmless to repeat: when the process died (the system may kill the largest), ask a new one."""
_RETRY_AFTER_S = 30.0
"""What could not be started is not tried again at every step of every run."""


class Owner:
    """Serves one request at a time. A caller who stops waiting leaves the exchange itself undisturbed.

    `start` makes the process, `wait_until_ready` waits for its first words; both may raise what they like,
    and the caller gets it. A request that takes longer than `timeout_s` costs the process its life.
    """

    def __init__(
        self,
        name: str,
        start: Callable[[], Child],
        wait_until_ready: Callable[[Child], None],
        *,
        timeout_s: float,
        idle_seconds: float,
    ) -> None:
        self._start = start
        self._wait_until_ready = wait_until_ready
        self._timeout_s = timeout_s
        self._idle_seconds = idle_seconds
        self._jobs: queue.PriorityQueue[tuple[int, int, _Job | None]] = queue.PriorityQueue()
        self._turn = itertools.count()
        self._child: Child | None = None
        self._guard = threading.Lock()
        self._closed = False
        self._failed: tuple[float, Exception] | None = None
        # A daemon: the program's end must not wait for it, and the process dies with our pipe.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Of the running process; None while there is none."""
        child = self._child
        return child.pid if child else None

    @property
    def failure(self) -> Exception | None:
        """Why the last start failed, while that is recent."""
        if self._failed is None or time.monotonic() - self._failed[0] > _RETRY_AFTER_S:
            return None
        return self._failed[1]

    def submit(self, request: dict[str, Any], *, urgent: bool = False) -> Future[Message]:
        """The reply to come; fails with ChildError. Cancelled before its turn, it is never sent.

        What is urgent goes before all that waits, but after what is being served.
        """
        future: Future[Message] = Future()
        self._jobs.put((_URGENT if urgent else _USUAL, next(self._turn), (future, request)))
        return future

    def close(self) -> None:
        """Stop at once, also in the middle of a request. What still waits fails. Returns immediately."""
        with self._guard:
            self._closed = True
            if self._child:
                self._child.kill()
        self._jobs.put((_LAST, next(self._turn), None))

    def join(self, seconds: float) -> None:
        """Wait for the thread and the process to end."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            try:
                _, _, job = self._jobs.get(timeout=self._idle_seconds if self._child else None)
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
            child = self._running()
            try:
                return child.ask(request, self._timeout_s)
            except ChildError as error:
                self._stop()
                if error.why == "late":
                    raise
        raise ChildError("died")

    def _running(self) -> Child:
        if self._child is None:
            with self._guard:
                if self._closed:
                    raise ChildError("closed")
                self._child = self._start()
            try:
                self._wait_until_ready(self._child)
            except Exception as error:
                self._failed = (time.monotonic(), error)
                self._stop()
                raise
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.stop()
