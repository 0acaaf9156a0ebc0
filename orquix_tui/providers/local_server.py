"""The child process of a local model: reads one order from stdin, serves on loopback, goes when stdin ends.

Its stdin is the parent's hand: it closes when the parent dies, however it dies. Native code runs here, so
a crash takes nothing else along.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from typing import Any


def main() -> None:
    """Read the order, load the model, print `{"url": …}`, and wait."""
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()
    try:
        server = _serve(order)
    except Exception:  # noqa: BLE001  # the boundary of the process: the log keeps it, the parent reads it
        traceback.print_exc()
        os._exit(1)  # at once: waiting for the thread above would end in a crash that hides the reason
    print(json.dumps({"url": server.listening_address}), flush=True)  # noqa: T201  # our one line to the parent
    threading.Event().wait()


def _leave_with_the_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)  # at once: the native threads do not take part in Python's way of ending


def _serve(order: dict[str, Any]) -> Any:
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = order["model"]
    settings.model_alias = {order["name"]}
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    settings.api_keys = [order["key"]]
    settings.n_ctx = order["context"]
    settings.n_parallel = order["slots"]
    settings.kv_unified = True
    settings.cpuparams.n_threads = order["threads"]
    settings.cpuparams_batch.n_threads = order["threads"]
    settings.ui = False
    settings.endpoint_slots = False
    return xllamacpp.Server(settings)


if __name__ == "__main__":
    main()
