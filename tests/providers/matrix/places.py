"""Where a cell's provider is asked: the loopback server, or an address at which something is wrong."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import LoopbackServer
from tests.providers.matrix.cell import Where

HOST = "no-such-host.invalid"


@contextmanager
def address(where: Where, kind: str, server: LoopbackServer, certificate: Path) -> Iterator[str]:
    """The base URL of a provider of that kind at that place."""
    good = server.base_url(kind)
    path = good.removeprefix(server.url)
    with ExitStack() as stack:
        match where:
            case "loopback":
                yield good
            case "not TLS":
                yield good.replace("http:", "https:")
            case "own authority":
                yield stack.enter_context(_with_certificate(certificate)).base_url(kind)
            case "unknown host":
                stack.enter_context(_nobody_resolves())
                yield f"https://{HOST}{path}"
            case "refused":
                yield f"http://127.0.0.1:{stack.enter_context(_bound()).getsockname()[1]}{path}"
            case "no accept":
                yield f"http://127.0.0.1:{stack.enter_context(_full())}{path}"


@contextmanager
def _nobody_resolves() -> Iterator[None]:
    """No question about the name leaves this machine."""
    really = socket.getaddrinfo

    def resolve(host: Any, *more: Any, **named: Any) -> Any:
        if HOST in str(host):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return really(host, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        yield


@contextmanager
def _with_certificate(certificate: Path) -> Iterator[LoopbackServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, f"{certificate}.key")
    with LoopbackServer(context) as running:
        yield running


def _bound() -> socket.socket:
    """Bound but not listening: nobody else can listen there either."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    return taken


@contextmanager
def _full() -> Iterator[int]:
    """The port of a server that accepts nobody and whose queue is full: a new connection just hangs."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.1)
            try:
                waiting.connect(server.getsockname())
            except TimeoutError:
                break
        yield server.getsockname()[1]
