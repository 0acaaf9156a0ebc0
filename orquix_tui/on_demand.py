"""Parts of the program that are imported and made when first used: what nobody asks for costs no start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

Part = TypeVar("Part")


class _OnDemand:
    """Stands for the part. Whatever is asked of it but its end makes it."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)

    async def aclose(self) -> None:
        """What was never made has nothing to close."""
        if self._made is not None:
            await self._made.aclose()


def on_demand(make: Callable[[], Part]) -> Part:
    """What `make` returns, made at the first use. `make` imports what it needs by itself."""
    return cast("Part", _OnDemand(make))
