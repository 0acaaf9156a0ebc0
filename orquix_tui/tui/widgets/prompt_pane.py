"""Where the question is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

from orquix_tui.domain.models import PROMPT_LIMIT
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.keys import bindings, is_pressed, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.prompt_history import Seek, Walk, distinct
from orquix_tui.tui.readline_keys import ReadlineArea
from orquix_tui.tui.widgets.cut_text import HangingText

_CORNERS = 6
"""Cells of the frame that no text stands on."""
_HINT = N_("Ask your council…  ({key[send]} sends, {key[newline]} makes a new line)")
_HINT_NEWLINE = N_("Ask your council…  ({key[newline]} sends, {key[send]} makes a new line)")


class PromptArea(ReadlineArea):
    """A text area in which Enter may send, and which remembers what was asked."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PROMPT)]
    PLACE = Place.PROMPT

    @dataclass
    class Sent(Message):
        """The person wants this text to go out."""

        text: str

    @dataclass
    class TooMuch(Message):
        """So much was pasted (cleaned) that no prompt takes it; the prompt is as it was."""

        text: str

    @dataclass
    class Seeking(Message):
        """The reverse search went on; None when it is over."""

        seek: Seek | None

    def __init__(self, *, newline_on_enter: bool) -> None:
        super().__init__(
            id="prompt",
            soft_wrap=True,
            highlight_cursor_line=False,
        )
        self.enter_makes_lines(newline_on_enter=newline_on_enter)
        self.past: Callable[[], Sequence[str]] = tuple
        """The questions asked in this project, newest first."""
        self._walk: Walk | None = None
        self._seek: Seek | None = None
        self._sought = ""

    @property
    def seeking(self) -> bool:
        """Whether a reverse search goes on: then the frame is its own."""
        return self._seek is not None

    @property
    def unsent(self) -> str:
        """What was written here and not sent: an earlier question that is only looked at is none."""
        text = self._seek.before if self._seek else self.text
        if self._walk is not None and self._walk.is_untouched(text):
            return self._walk.draft
        return text

    def show(self, text: str) -> None:
        """This stands in the prompt from now on, ready to be changed; Ctrl+Z brings back what stood there."""
        self.put(0, len(self.text), text)

    def forget_walk(self) -> None:
        """What stands here is the draft from now on."""
        self._walk = None
        self._end_seek()

    def enter_makes_lines(self, *, newline_on_enter: bool) -> None:
        """Whether Enter makes a line from now on, or sends: the two keys change places."""
        self._newline_on_enter = newline_on_enter
        self.placeholder = keyed(_(_HINT_NEWLINE if newline_on_enter else _HINT))

    async def _on_key(self, event: events.Key) -> None:
        if self._seek is not None and self._goes_on_seeking(self._seek, event):
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._end_seek()
        text = clean(event.text)
        if len(text) > PROMPT_LIMIT:
            self.post_message(self.TooMuch(text))
        else:
            begin, end = sorted(map(self.index_of, self.selection))
            self.put(begin, end, text)

    def on_blur(self) -> None:
        """A search ends where its keys do not arrive."""
        self._end_seek()

    def action_send(self) -> None:
        """Enter, unless it makes the lines."""
        self._send_or_line(send=not self._newline_on_enter)

    def action_newline(self) -> None:
        """The other keys: a new line, or send when Enter makes the lines."""
        self._send_or_line(send=self._newline_on_enter)

    def _send_or_line(self, *, send: bool) -> None:
        if send:
            self.post_message(self.Sent(self.text))
        else:
            self.insert("\n")

    def action_copy(self) -> None:
        """Without a selection the key goes on to the screen, where it cancels the run."""
        if not self.selected_text:
            raise SkipAction
        super().action_copy()

    # -- earlier questions ---------------------------------------------------------------------

    def action_cursor_up(self, select: bool = False) -> None:
        """On the first line: the question before."""
        first = self.navigator.is_first_wrapped_line(self.cursor_location)
        if select or not self.selection.is_empty or not first or not self._older():
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """On the last line: the question after, at last what was being written."""
        last = self.navigator.is_last_wrapped_line(self.cursor_location)
        if select or not self.selection.is_empty or not last or not self._newer():
            super().action_cursor_down(select)

    def _older(self) -> bool:
        if self._walk is None:
            self._walk = Walk(distinct(self.past()), self.text)
        text = self._walk.older(self.text)
        if text is None:
            return False
        self.show(text)
        # Where the next Up goes on through the questions and not through the lines of this one.
        self.move_cursor(self.navigator.get_location_end((0, 0)))
        return True

    def _newer(self) -> bool:
        text = self._walk.newer(self.text) if self._walk else None
        if text is None:
            self._walk = None
            return False
        self.show(text)
        return True

    def action_seek(self) -> None:
        """Ctrl+R: what is typed from now on is searched for in the earlier questions."""
        self._seek_on(Seek(distinct(self.past()), self.text))

    def _goes_on_seeking(self, seek: Seek, event: events.Key) -> bool:
        """Whether the key belongs to the search; any other ends it and means what it means."""
        if event.is_printable and event.character:
            self._seek_on(seek.typed(event.character))
        elif is_pressed(event.key, "prompt.seek"):
            self._seek_on(seek.older() if seek.words else seek.typed(self._sought))
        elif event.key == "backspace" or is_pressed(event.key, "field.delete_left"):
            self._seek_on(seek.erased())
        elif event.key == "ctrl+c" or is_pressed(event.key, "field.give_up"):
            self._seek_on(seek._replace(at=-1))
            self._end_seek()
        else:
            self._end_seek()
            return event.key == "escape" or is_pressed(event.key, "send")
        return True

    def _seek_on(self, seek: Seek) -> None:
        self._seek, self._sought = seek, seek.words or self._sought
        if self.text != seek.found:
            self.show(seek.found)
        if seek.at >= 0:
            self.move_to(seek.column)
        self.post_message(self.Seeking(seek))

    def _end_seek(self) -> None:
        if self._seek is not None:
            self._seek = None
            self.post_message(self.Seeking(None))


class PromptPane(Vertical):
    """The text area; on its frame what sending takes; under it, when there is any, what is in the way."""

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
        self._forecast: Callable[[int], Content] = lambda _width: Content("")

    def compose(self) -> ComposeResult:
        """The text area above its state and its trouble."""
        yield PromptArea(newline_on_enter=self._newline_on_enter)
        yield HangingText(id="prompt-note")
        yield Static("", id="prompt-trouble", markup=False)

    def enter_makes_lines(self, *, newline_on_enter: bool) -> None:
        """Whether Enter makes a line from now on, or sends."""
        self._newline_on_enter = newline_on_enter
        self.area.enter_makes_lines(newline_on_enter=newline_on_enter)

    def reword(self) -> None:
        """Other keys, or another language."""
        self.enter_makes_lines(newline_on_enter=self._newline_on_enter)

    @property
    def area(self) -> PromptArea:
        """The text area."""
        return self.query_one(PromptArea)

    def sent(self, text: str) -> None:
        """This question was saved and is on its way; what was typed since then stays."""
        if clean(self.area.text).strip() == text.strip():
            self.area.clear()
        self.area.forget_walk()
        self.trouble("")

    def give_back(self, text: str) -> None:
        """Put the question back, unless the person has begun another one."""
        if not self.area.text.strip():
            self.area.show(text)

    def forecast(self, told: Callable[[int], Content]) -> None:
        """Say on the frame what will go out and what it may cost; `told` says it in so many cells."""
        self._forecast = told
        self._draw_frame()

    def note(self, text: str) -> None:
        """Say under the prompt what should be known before sending; an empty text takes it away."""
        self._say("#prompt-note", f"! {text}" if text else "")

    def trouble(self, text: str) -> None:
        """Say under the prompt what went wrong; an empty text takes it away."""
        self._say("#prompt-trouble", f"✗ {text}" if text else "")

    def _say(self, line_id: str, text: str) -> None:
        line = self.query_one(line_id, Static)
        line.display = bool(text)
        if line.content != text:  # an update lays the screen out anew, and this is said with every letter
            line.update(text)

    def thread(self, text: str, *, goes_on: bool) -> None:
        """Say on the frame what the question goes on from."""
        self.area.border_subtitle = Content(text)
        self.area.set_class(goes_on, "-goes-on")

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self.trouble("")
        self.note("")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Others want to know what is being asked."""
        event.stop()
        self.post_message(self.Edited(event.text_area.text))

    def on_prompt_area_seeking(self, message: PromptArea.Seeking) -> None:
        """The search is told where the forecast stands otherwise."""
        message.stop()
        if message.seek is None:
            self._draw_frame()
        else:
            self.area.border_title = told(message.seek)

    def on_resize(self) -> None:
        """There is more room on the frame, or less."""
        self._draw_frame()

    def _draw_frame(self) -> None:
        if not self.area.seeking:
            self.area.border_title = self._forecast(max(self.size.width - _CORNERS, 0))

    def on_prompt_area_sent(self, message: PromptArea.Sent) -> None:
        """Empty questions go nowhere."""
        message.stop()
        if message.text.strip():
            self.post_message(self.Submitted(message.text))


def told(seek: Seek) -> Content:
    """A search that goes on, on one line."""
    state = _("nothing more with “{words}”") if seek.failed else _("search back: “{words}”")
    style = "bold $text-error" if seek.failed else "bold $text-accent"
    keys = keyed(_("{key[prompt.seek]} older · {key[send]} takes it · {key[field.give_up]} gives up"))
    return Content.assemble((state.format(words=seek.words), style), (f" · {keys}", "$foreground-muted"))
