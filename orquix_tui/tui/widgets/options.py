"""Textual's list of options, for windows that leave it no room."""

from __future__ import annotations

from textual import events
from textual.widgets import OptionList


class Options(OptionList):
    """Without a row it has no lines either: a key for a page would look for one, and take the app down."""

    async def _on_click(self, event: events.Click) -> None:
        """Not on an option that has just been taken off the list, and is still drawn."""
        at = event.style.meta.get("option")
        if at is not None and at >= self.option_count:
            event.prevent_default()

    def action_page_up(self) -> None:
        """A page up, if there is one."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]  # Textual leaves it without types

    def action_page_down(self) -> None:
        """A page down, if there is one."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]  # Textual leaves it without types
