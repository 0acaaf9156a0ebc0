"""A process that answers like every vendor, without end or pause: the load for the benchmarks of providers.

The model's name is the order: `burst-1000` sends a thousand deltas in large writes, `paced-400` four hundred
of them, each in a write of its own with two milliseconds between them, as fast models do.
`flow-100-2000-9000-7` sends nine thousand pieces of a Markdown text (its seed is 7): two thousand at once,
the rest a hundred a second.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass
from urllib.parse import unquote

from benchmarks.prose import pieces
from tests.loopback_dialects import Script, for_path

_PAUSE = 0.002
_LOOK = 0.005
"""Seconds between two looks at which pieces are due."""
_DELTA = "word "


@dataclass(frozen=True)
class Order:
    """What was asked for: the frames, how they are paced, and their content type."""

    frames: list[bytes]
    content_type: str
    pause: float = 0
    """Seconds after each; 0: all at once."""
    head: int = 0
    """So many at once, and then `rate` a second."""
    rate: int = 0


def _order(path: str, body: dict[str, object]) -> Order:
    named = re.search(r"/models/(.+):", path)
    model = unquote(named[1]) if named else str(body["model"])
    how, *numbers = model.split("-")
    dialect = for_path(path)
    if dialect is None:
        raise ValueError(f"no vendor answers at {path}")
    rate = head = 0
    if how == "flow":
        rate, head, count, seed = map(int, numbers)
        text = pieces(count, seed)
    else:
        count = int(numbers[0])
        text = (_DELTA,) * count
    script = Script(model, (), text, (11, count), "stop")
    frames = [frame for _, frame in dialect.frames(script)]
    return Order(frames, dialect.content_type, _PAUSE if how == "paced" else 0, head, rate)


async def _send(order: Order, writer: asyncio.StreamWriter) -> None:
    if order.rate:
        writer.write(b"".join(map(_chunk, order.frames[: order.head])))
        sent, begun = order.head, time.monotonic()
        # By the clock: a late turn is made up for.
        while sent < len(order.frames) and not writer.is_closing():
            due = order.head + int((time.monotonic() - begun) * order.rate)
            for frame in order.frames[sent:due]:
                writer.write(_chunk(frame))
            sent = max(sent, due)
            await asyncio.sleep(_LOOK)
    elif order.pause:
        for frame in order.frames:
            writer.write(_chunk(frame))
            await asyncio.sleep(order.pause)
    else:
        writer.write(b"".join(map(_chunk, order.frames)))


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    prepared: dict[tuple[str, str], Order] = {}
    while True:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        path = head.split(" ", 2)[1].partition("?")[0]
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        body = json.loads(await reader.readexactly(int(length[1]))) if length else {}
        name = (path, str(body.get("model")))
        if name not in prepared:
            prepared[name] = _order(path, body)
        order = prepared[name]
        writer.write(
            f"HTTP/1.1 200 OK\r\ncontent-type: {order.content_type}\r\n"
            "transfer-encoding: chunked\r\n\r\n".encode()
        )
        try:
            await _send(order, writer)
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        except ConnectionError:  # the client went
            return


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started us goes


if __name__ == "__main__":
    asyncio.run(_main())
