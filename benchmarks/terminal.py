"""A program in a real pseudo-terminal, watched from outside: keys, frames, CPU and memory.

Whoever measures on a shared machine waits for others, too. The kernel tells for each thread how long it stood
ready without a processor (`schedstat`); what is measured in milliseconds here is without that time, so that
it is what a processor of one's own would show. CPU figures need no such care.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.harness import cpu_seconds
from tests.terminal import Terminal

LETTERS = [chr(code) for first, last in ((0x430, 0x44F), (0x3B1, 0x3C9)) for code in range(first, last + 1)]
"""To type: of one cell each, and never in the texts that stream."""
_ONE_FRAME_S = 0.004
"""Bytes that come so soon after others belong to the same frame."""


def waited(pid: int) -> float:
    """Seconds that the threads of that process stood ready and had no processor.

    All of them: while one that holds the interpreter's lock waits, so do the others.
    """
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[1])
        except OSError:  # it has ended
            continue
    return total / 1e9


def memory(pid: int) -> float:
    """Resident megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@dataclass
class Watched:
    """What a program did in a while."""

    seconds: float = 0
    cpu: float = 0
    """Seconds."""
    frames: list[float] = field(default_factory=list)
    """When each was begun, on a clock without the time that others took."""
    key_to_frame: list[float] = field(default_factory=list)
    """Milliseconds."""
    typed: list[tuple[str, float, float]] = field(default_factory=list)
    """Letter, when (monotonic), and how long the program had waited until then."""

    @property
    def gaps(self) -> list[float]:
        """Milliseconds between frames."""
        return [max(later - sooner, 0) * 1000 for sooner, later in pairwise(self.frames)]


class Watch(Terminal):
    """A terminal whose screen need not be emulated all the time: bytes are enough to see a letter come."""

    def raw(self, seconds: float) -> bytes:
        """What was written meanwhile; empty when nothing was."""
        ready, _, _ = select.select([self._master], [], [], max(seconds, 0))
        return os.read(self._master, 1 << 18) if ready else b""

    def skip(self, seconds: float) -> None:
        """Let it work; what it writes is read and thrown away."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.raw(left)

    def watch(self, seconds: float, letters: Sequence[str] = (), every: float = 0.1) -> Watched:
        """Frames and CPU, while these letters are typed, each taken back as soon as it is seen."""
        pid, ours = self.process.pid, os.getpid()
        seen = Watched()
        pending: tuple[str, float, float] | None = None
        left = iter(letters)
        begun, used = time.monotonic(), cpu_seconds(pid)

        def others() -> float:
            return waited(pid) + waited(ours)

        next_key, last_bytes, tail = begun + every, 0.0, b""
        while (now := time.monotonic()) < begun + seconds:
            if pending is None and now >= next_key and (letter := next(left, None)):
                pending = (letter, now, others())
                seen.typed.append((letter, now, waited(pid)))
                self.send(letter)
            data = self.raw(min(0.02, begun + seconds - now))
            if not data:
                continue
            now = time.monotonic()
            if now - last_bytes > _ONE_FRAME_S:
                seen.frames.append(now - others())
            last_bytes = now
            tail = tail[-8:] + data  # a letter may be cut in two
            if pending and pending[0].encode() in tail:
                seen.key_to_frame.append(max(now - pending[1] - (others() - pending[2]), 0) * 1000)
                pending, next_key = None, now + every
                self.send("\x7f")
        seen.seconds = time.monotonic() - begun
        seen.cpu = cpu_seconds(pid) - used
        return seen


@contextmanager
def vendor() -> Iterator[int]:
    """The port of a vendor's server in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.vendor_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
