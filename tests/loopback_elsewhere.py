"""The loopback server in a process of its own: what it holds and burns is not the program's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from typing import cast

from tests.loopback import LoopbackServer


class _Apart(LoopbackServer):
    """Told from afar: only calls reach it, no attributes."""

    def begin(self) -> None:
        self.__enter__()

    def end(self) -> None:
        self.__exit__(None, None, None)


class _Manager(BaseManager):
    """Starts the process."""


_Manager.register("apart", _Apart, exposed=("begin", "end", "base_url", "script", "forget"))


@contextmanager
def elsewhere() -> Iterator[LoopbackServer]:
    """`script`, `base_url` and `forget` can be called; gates and what it recorded stay over there."""
    with _Manager(ctx=get_context("spawn")) as manager:
        apart = manager.apart()  # type: ignore[attr-defined]  # registered by name
        apart.begin()
        try:
            yield cast(LoopbackServer, apart)
        finally:
            apart.end()
