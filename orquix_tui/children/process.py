"""The app's end of a child process: start, ask, stop. All of it blocks; one thread owns it."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, cast

from orquix_tui.children.wire import Message, read_message, write_message

_STOP_TIMEOUT_S = 5.0
_LOG_LIMIT = 1_000_000
"""Bytes."""
_SECRET = re.compile("KEY|TOKEN|SECRET|PASS", re.IGNORECASE)


class ChildError(Exception):
    """No reply came: the process `died`, was `late` and therefore killed, or its owner was `closed`."""

    def __init__(self, why: Literal["died", "late", "closed"]) -> None:
        super().__init__(why)
        self.why = why


class Child:
    """One process that runs a module of ours; what it prints beside its replies goes to the log.

    Starting it raises OSError.
    """

    def __init__(
        self, module: str, arguments: Sequence[str], log_file: Path, environment: Mapping[str, str]
    ) -> None:
        self._timed_out = False
        with _open_log(log_file) as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own module; no shell, no foreign words
                [sys.executable, "-P", "-m", module, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(environment),
                start_new_session=True,  # Ctrl+C in the terminal is ours to handle
            )
        # Both are there: PIPE was asked for.
        self._requests = cast("BinaryIO", self._process.stdin)
        self._replies = cast("BinaryIO", self._process.stdout)
        self.pid = self._process.pid

    def receive(self, seconds: float) -> Message:
        """The next reply. Raises ChildError; the process is killed when it takes longer."""
        with self._deadline(seconds):
            return self._receive()

    def ask(self, header: dict[str, Any], seconds: float) -> Message:
        """One request and its reply. Raises ChildError; the process is killed when it takes longer."""
        with self._deadline(seconds):
            try:
                write_message(self._requests, header)
            except OSError as error:
                raise ChildError("late" if self._timed_out else "died") from error
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
        if message is None:
            raise ChildError("late" if self._timed_out else "died")
        return message

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kills the process when the block takes longer, which ends the waiting for its reply."""

        def expire() -> None:
            self._timed_out = True
            self._process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def child_environment(**more: str) -> dict[str, str]:
    """Ours without its keys, and `more`."""
    return {**{name: value for name, value in os.environ.items() if not _SECRET.search(name)}, **more}


def _open_log(path: Path) -> IO[bytes]:
    """The log, appended to until it is too long; only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    too_long = path.exists() and path.stat().st_size > _LOG_LIMIT
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if too_long else os.O_APPEND)
    return os.fdopen(os.open(path, flags, 0o600), "wb")
