"""Parts of the program that are imported and made when first used: what nobody asks for costs no start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

Part = TypeVar("Part")


class _OnDemand:
    """Stands for the part in everything: whatever is asked of it but its end makes it."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], object]) -> None:
        object.__setattr__(self, "_make", make)
        object.__setattr__(self, "_made", None)

    def _part(self) -> Any:
        if self._made is None:
            object.__setattr__(self, "_made", self._make())
        return self._made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part(), name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._part(), name, value)

    async def aclose(self) -> None:
        """What was never made has nothing to close."""
        if self._made is not None:
            await self._made.aclose()


def on_demand(make: Callable[[], Part]) -> Part:
    """What `make` returns, made at the first use. `make` imports what it needs by itself."""
    return cast("Part", _OnDemand(make))
