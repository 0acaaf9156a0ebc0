"""Textual's list of options, for windows that leave it no room."""

from __future__ import annotations

from textual.widgets import OptionList


class Options(OptionList):
    """Without a row it has no lines either: a key for a page would look for one, and take the app down."""

    def action_page_up(self) -> None:
        """A page up, if there is one."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]  # Textual leaves it without types

    def action_page_down(self) -> None:
        """A page down, if there is one."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]  # Textual leaves it without types
