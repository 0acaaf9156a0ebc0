"""Where the question is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from orquix_tui.tui.keys import Place, bindings

_HINT = "Ask your council…  (Enter sends, Ctrl+J makes a new line)"
_HINT_NEWLINE = "Ask your council…  (Ctrl+J sends, Enter makes a new line)"


class PromptArea(TextArea):
    """A text area in which Enter may send."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PROMPT)]
    PLACE = Place.PROMPT

    @dataclass
    class Sent(Message):
        """The person wants this text to go out."""

        text: str

    def __init__(self, *, newline_on_enter: bool) -> None:
        super().__init__(
            id="prompt",
            soft_wrap=True,
            placeholder=_HINT_NEWLINE if newline_on_enter else _HINT,
            highlight_cursor_line=False,
        )
        self._newline_on_enter = newline_on_enter

    async def _on_key(self, event: events.Key) -> None:
        # Enter is taken by the text area itself before bindings are asked: here it is kept from it.
        if event.key == "enter":
            event.prevent_default()
            if self._newline_on_enter:
                event.stop()
                self.insert("\n")

    def action_send(self) -> None:
        """Enter, when it was not taken for a new line."""
        self.post_message(self.Sent(self.text))

    def action_newline(self) -> None:
        """The other keys: a new line, or send when Enter makes the lines."""
        if self._newline_on_enter:
            self.action_send()
        else:
            self.insert("\n")

    def action_copy(self) -> None:
        """Without a selection the key goes on to the screen, where it cancels the run."""
        if not self.selected_text:
            raise SkipAction
        super().action_copy()


class PromptPane(Vertical):
    """The text area and, under it, why the last sending did not work."""

    @dataclass
    class Submitted(Message):
        """A question that is not empty."""

        text: str

    @dataclass
    class Edited(Message):
        """The text is another one now."""

        text: str

    def __init__(self, *, newline_on_enter: bool) -> None:
        super().__init__(id="prompt-pane")
        self._newline_on_enter = newline_on_enter

    def compose(self) -> ComposeResult:
        """The text area above its trouble."""
        yield PromptArea(newline_on_enter=self._newline_on_enter)
        yield Static("", id="prompt-trouble", markup=False)

    @property
    def area(self) -> PromptArea:
        """The text area."""
        return self.query_one(PromptArea)

    def sent(self, text: str) -> None:
        """This question was saved and is on its way; what was typed since then stays."""
        if self.area.text == text:
            self.area.clear()
        self.trouble("")

    def give_back(self, text: str) -> None:
        """Put the question back, unless the person has begun another one."""
        if not self.area.text.strip():
            self.area.load_text(text)
            self.area.move_cursor(self.area.document.end)

    def trouble(self, text: str) -> None:
        """Say under the prompt what went wrong; an empty text takes it away."""
        note = self.query_one("#prompt-trouble", Static)
        note.update(f"✗ {text}" if text else "")
        note.display = bool(text)

    def thread(self, text: str, *, goes_on: bool) -> None:
        """Say on the frame what the question goes on from."""
        self.area.border_subtitle = Content(text)
        self.area.set_class(goes_on, "-goes-on")

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self.trouble("")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Others want to know what is being asked."""
        event.stop()
        self.post_message(self.Edited(event.text_area.text))

    def on_prompt_area_sent(self, message: PromptArea.Sent) -> None:
        """Empty questions go nowhere."""
        message.stop()
        if message.text.strip():
            self.post_message(self.Submitted(message.text))
