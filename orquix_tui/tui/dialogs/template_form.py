"""A small form that asks for what a template leaves open."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.readline_keys import LineInput

_NAME = 60


class TemplateForm(Dialog[dict[str, str] | None]):
    """Gives back a value for each name; Enter goes to the next line, on the last one it is done."""

    def __init__(self, title: str, asked: Mapping[str, str]) -> None:
        super().__init__()
        self._title = title
        self._asked = asked

    def compose(self) -> ComposeResult:
        """A line for each, with what the template suggests."""
        with VerticalScroll(classes="dialog", can_focus=False) as box:
            box.border_title = Content(one_line(self._title, _NAME))
            box.border_subtitle = keyed(_("{key[dialog.take]} goes on · {key[dialog.close]} cancels"))
            for name, suggestion in self._asked.items():
                yield Static(one_line(name, _NAME), classes="template-name", markup=False)
                yield LineInput(one_line(suggestion, 1000), select_on_focus=True)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        lines = list(self.query(LineInput))
        if event.input is not lines[-1]:
            self.focus_next(LineInput)
        elif self.is_active:
            self.dismiss(dict(zip(self._asked, (line.value for line in lines), strict=True)))
