"""The child's end: requests from standard input, replies on standard output, and gone with its parent."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from orquix_tui.children.wire import Message, read_message

Requests = Callable[[], Message]


def open_pipes() -> tuple[Requests, BinaryIO]:
    """Waits for the next request, and where replies go; whatever else is printed goes to the log."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    return requests.get, replies


def _listen(stream: BinaryIO, requests: queue.SimpleQueue[Message]) -> None:
    """Hands requests on; the end of the stream ends the process, whatever it is doing."""
    while (message := read_message(stream)) is not None:
        requests.put(message)
    os._exit(0)
