"""Textual's command palette, for hands that are faster than it."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.worker import Worker


class Palette(CommandPalette):
    """Looks for nothing once it has gone: the last letters may come after Enter or Escape has closed it."""

    def _gather_commands(self, search_value: str) -> Worker[None] | None:  # type: ignore[override]
        # Textual's own would look for its list, which is no longer there, and take the app down.
        return super()._gather_commands(search_value) if self.is_current else None
