"""Textual's command palette, for hands that are faster than it."""

from __future__ import annotations

from textual import events
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.widgets import Input
from textual.widgets.option_list import Option
from textual.worker import Worker

from orquix_tui.domain.translate import _
from orquix_tui.tui.readline_keys import LONGEST_LINE


class Palette(CommandPalette):
    """Once it has gone it looks for nothing and closes nothing: keys may come after the last one for it."""

    def on_mount(self) -> None:
        """No megabytes: they would be measured and searched for with every stroke."""
        for line in self.query(Input):  # none, when it has been closed meanwhile
            line.max_length = LONGEST_LINE

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, once."""
        # Textual's own would take away whatever screen is on top by then.
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _start_no_matches_countdown(self, search_value: str) -> None:
        # Textual's own, in the language spoken: it has its words inside.
        self._stop_no_matches_countdown()

        def tell() -> None:
            if search_value:
                text = Content.styled(_("No command is called that"), "$foreground-muted")
                self.query_one(CommandList).add_option(Option(text, id=self._NO_MATCHES, disabled=True))
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, tell)

    def _gather_commands(self, search_value: str) -> Worker[None] | None:  # type: ignore[override]
        # Textual's own would look for its list, which is no longer there, and take the app down.
        return super()._gather_commands(search_value) if self.is_active else None

    def _forward_event(self, event: events.Event) -> None:
        # A click on a command that another letter has just taken off the list: Textual would look it up.
        if isinstance(event, events.Click):
            at = self.get_style_at(event.screen_x, event.screen_y).meta.get("option")
            if at is not None and at >= self.query_one(CommandList).option_count:
                return
        super()._forward_event(event)

    def _action_command_list(self, action: str) -> None:
        # Without a row the list has no lines either: a page's key would look for one, and take the app down.
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
