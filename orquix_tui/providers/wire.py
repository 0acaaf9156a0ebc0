"""Cuts a byte stream into frames: server-sent events, or one JSON value a line."""

from __future__ import annotations

from typing import Protocol

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a line that never ends must not fill the memory."""


class LineTooLongError(ValueError):
    """More than LONGEST_LINE bytes came without a line's end."""


class Frames(Protocol):
    """Takes bytes as the socket gives them, gives back whole frames as (event name, data)."""

    def feed(self, data: bytes) -> list[tuple[str, str]]:
        """The frames that are whole now. Raises LineTooLongError."""

    def close(self) -> list[tuple[str, str]]:
        """What the end of the stream makes whole."""


class _Lines:
    """Splits on LF, CR LF and CR. Works on bytes, so a character cut by a read is never torn."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[str]:
        if b"\n" not in data and b"\r" not in data and not (self._parts and self._parts[-1][-1:] == b"\r"):
            self._keep(data)
            return []
        lines = b"".join((*self._parts, data)).splitlines(keepends=True)
        self._parts, self._size = [], 0
        if not lines[-1].endswith(b"\n"):  # a lone CR at the end may be half of a CR LF
            self._keep(lines.pop())
        return [line.rstrip(b"\r\n").decode(errors="replace") for line in lines]

    def close(self) -> list[str]:
        rest = b"".join(self._parts)
        self._parts, self._size = [], 0
        return [rest.rstrip(b"\r\n").decode(errors="replace")] if rest else []

    def _keep(self, data: bytes) -> None:
        if not data:
            return
        self._parts.append(data)
        self._size += len(data)
        if self._size > LONGEST_LINE:
            raise LineTooLongError(f"more than {LONGEST_LINE} bytes without a line's end")


class EventStream:
    """Server-sent events as the WHATWG standard has them; ids and retry times mean nothing here."""

    def __init__(self) -> None:
        self._lines = _Lines()
        self._first = True
        self._name = ""
        self._data: list[str] = []

    def feed(self, data: bytes) -> list[tuple[str, str]]:
        """The events that are whole now."""
        return self._take(self._lines.feed(data))

    def close(self) -> list[tuple[str, str]]:
        """An event that lacks only its blank line counts: some servers forget it after the last."""
        return self._take([*self._lines.close(), ""])

    def _take(self, lines: list[str]) -> list[tuple[str, str]]:
        events = []
        for line in lines:
            if self._first:
                self._first = False
                line = line.removeprefix("\ufeff")  # noqa: PLW2901  # the standard drops one BOM
            if not line:
                if self._data:
                    events.append((self._name, "\n".join(self._data)))
                self._name, self._data = "", []
                continue
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "data":
                self._data.append(value)
            elif field == "event":
                self._name = value
        return events


class JsonLines:
    """One JSON value a line; blank lines are nothing."""

    def __init__(self) -> None:
        self._lines = _Lines()

    def feed(self, data: bytes) -> list[tuple[str, str]]:
        """The lines that are whole now."""
        return [("", line) for line in self._lines.feed(data) if line.strip()]

    def close(self) -> list[tuple[str, str]]:
        """The last line may lack its end."""
        return [("", line) for line in self._lines.close() if line.strip()]
