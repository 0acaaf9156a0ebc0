"""A process that answers like every vendor, without end or pause: the load for the benchmarks of providers.

The model's name is the order: `burst-1000` sends a thousand deltas in large writes, `paced-400` four hundred
of them, each in a write of its own with two milliseconds between them, as fast models do.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from urllib.parse import unquote

from tests.loopback_dialects import Script, for_path

_PAUSE = 0.002
_DELTA = "word "


def _frames(path: str, body: dict[str, object]) -> tuple[list[bytes], bool, str]:
    """The frames of the answer, whether they are paced, and their content type."""
    named = re.search(r"/models/(.+):", path)
    model = unquote(named[1]) if named else str(body["model"])
    how, _, count = model.partition("-")
    dialect = for_path(path)
    if dialect is None:
        raise ValueError(f"no vendor answers at {path}")
    script = Script(model, (), (_DELTA,) * int(count), (11, int(count)), "stop")
    return [frame for _, frame in dialect.frames(script)], how == "paced", dialect.content_type


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    prepared: dict[tuple[str, str], tuple[list[bytes], bool, str]] = {}
    while True:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        path = head.split(" ", 2)[1].partition("?")[0]
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        body = json.loads(await reader.readexactly(int(length[1]))) if length else {}
        order = (path, str(body.get("model")))
        if order not in prepared:
            prepared[order] = _frames(path, body)
        frames, paced, kind = prepared[order]
        writer.write(
            f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n".encode()
        )
        if paced:
            for frame in frames:
                writer.write(_chunk(frame))
                await asyncio.sleep(_PAUSE)
        else:
            writer.write(b"".join(map(_chunk, frames)))
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started us goes


if __name__ == "__main__":
    asyncio.run(_main())
