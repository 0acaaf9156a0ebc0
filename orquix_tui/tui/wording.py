"""Another language, or other keys: what stands on the screens is said again; nothing else of it moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from textual.screen import Screen


@runtime_checkable
class Worded(Protocol):
    """Holds words that it does not draw anew by itself."""

    def reword(self) -> None:
        """Say them again."""


def reword(screens: Iterable[Screen[Any]]) -> None:
    """All of these, and the lines of keys with them."""
    for screen in screens:
        for node in screen.walk_children(with_self=True):
            if isinstance(node, Worded):
                node.reword()
        screen.refresh_bindings()
