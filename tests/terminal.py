"""A real terminal for tests: the program in a pty of its own, its screen kept by an emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

# Mode queries and keyboard protocol requests that the emulator would print instead of ignoring.
_UNKNOWN = re.compile(rb"\x1b\[[?>=<][0-9;]*(?:\$p|[uq])")
_SLICE = 0.05
"""Seconds to wait for more output at a time."""


class Terminal:
    """The program `argv` on a screen of `size` (columns, rows)."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        size: tuple[int, int],
        *,
        program: str = sys.executable,
    ) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        self._set_size(size)
        self.process = subprocess.Popen(
            [program, *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"], **env},
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        os.close(self._master)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size; the program is told as a terminal tells it."""
        self._screen.resize(lines=size[1], columns=size[0])
        self._set_size(size)
        # The pty is not the session's controlling terminal: the kernel has nobody to tell.
        os.killpg(self.process.pid, signal.SIGWINCH)

    def send(self, text: str) -> None:
        """Type."""
        os.write(self._master, text.encode())

    def text(self) -> str:
        """What the screen shows now."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, wanted: str, seconds: float = 60) -> str:
        """Read until the screen shows `wanted`; returns the screen."""
        deadline = time.monotonic() + seconds
        while wanted not in self.text():
            ended = self.process.poll() is not None
            self.read()
            if wanted in self.text():
                break
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} did not appear (ended: {ended}):\n{self.text()}")
        return self.text()

    def wait_end(self, seconds: float = 60) -> int:
        """Read until the program ends; returns its exit code."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            self.read()
            assert time.monotonic() < deadline, self.text()
        return self.process.returncode

    def read(self) -> None:
        """Take in what the program has written, if anything, within a moment."""
        ready, _, _ = select.select([self._master], [], [], _SLICE)
        if ready:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # the program has closed its side
                return
            self._stream.feed(_UNKNOWN.sub(b"", data))

    def _set_size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
