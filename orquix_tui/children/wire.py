"""What the app and a child process say to each other: a line of JSON, then raw bytes."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

Message = tuple[dict[str, Any], bytes]
_SIZE = "size"


def write_message(stream: BinaryIO, header: dict[str, Any], payload: bytes = b"") -> None:
    """Send one message. ASCII JSON has no newline of its own and survives lone surrogates."""
    stream.write(json.dumps({**header, _SIZE: len(payload)}).encode("ascii") + b"\n" + payload)
    stream.flush()


def read_message(stream: BinaryIO) -> Message | None:
    """The next message; None at the end of the stream, also when it ends in mid-message."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    header = json.loads(line)
    size = header.pop(_SIZE)
    payload = stream.read(size)
    return (header, payload) if len(payload) == size else None
