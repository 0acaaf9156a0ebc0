"""Chooses a theme by looking at it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from orquix_tui.domain.translate import _
from orquix_tui.tui import themes
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.widgets.options import Options


class ChooseTheme(Dialog[str | None]):
    """The one under the cursor is on. Gives back its name; Escape puts back what was, and gives None."""

    TRIES_THEMES = True
    """What is on while this dialog is open was not chosen yet."""

    def __init__(self, held: str) -> None:
        super().__init__()
        self._held = held

    def compose(self) -> ComposeResult:
        """A box at the side, so that the rest can be seen."""
        names = themes.in_order(self.app.available_themes)
        with Vertical(classes="dialog theme-choice") as box:
            box.border_title = Content(_("Theme"))
            box.border_subtitle = Content(keyed(_("{key[dialog.take]} keep · {key[dialog.close]} back")))
            yield Options(
                *(Option(themes.described(self.app.available_themes[name]), id=name) for name in names),
                markup=False,
                compact=True,
            )

    def on_mount(self) -> None:
        """Begin at the one that is on."""
        options = self.query_one(OptionList)
        options.highlighted = options.get_option_index(self.app.theme)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """See it."""
        event.stop()
        if self.is_active and event.option_id:
            self.app.theme = event.option_id

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep it."""
        event.stop()
        if self.is_active:  # not at a second Enter
            self.dismiss(event.option_id)

    def action_give_up(self) -> None:
        """As it was."""
        if self.is_active:
            self.app.theme = self._held if self._held in self.app.available_themes else themes.DEFAULT
            self.dismiss(None)
