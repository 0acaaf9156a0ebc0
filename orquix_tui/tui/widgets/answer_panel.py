"""One member's answer: a header that tells the truth, the text as it comes, the failure with its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from orquix_tui.tui import words
from orquix_tui.tui.keys import Place, bindings
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.panel_state import PanelState, Tone
from orquix_tui.tui.passage import Passage
from orquix_tui.tui.widgets.find_bar import FindBar
from orquix_tui.tui.widgets.lines import Line

EMBEDDED_NOTE = "Embedded model: 135 M parameters, English, often wrong"
"""Shown wherever the small model inside the program speaks."""

TONES: dict[Tone, str] = {
    "wait": "$foreground-muted",
    "live": "$text-primary",
    "good": "$text-success",
    "warn": "$text-warning",
    "bad": "$text-error",
}

_SCROLL_KEYS: list[BindingType] = [
    Binding("up", "scroll_text('up')", show=False),
    Binding("down", "scroll_text('down')", show=False),
    Binding("pageup", "scroll_text('page_up')", show=False),
    Binding("pagedown,space", "scroll_text('page_down')", show=False),
    Binding("home", "scroll_text('home')", show=False),
    Binding("end", "scroll_text('end')", show=False),
]
Direction = Literal["up", "down", "page_up", "page_down", "home", "end"]


class AnswerPanel(Vertical, can_focus=True):
    """One seat. It is told what came (`append`, `state_changed`) and says what the person wants."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            b
            for b in bindings(Place.ANSWERS)
            if b.action in {"cancel_member", "copy", "zoom", "find", "thinking"}
        ),
        *_SCROLL_KEYS,
    ]
    PLACE = Place.ANSWERS

    @dataclass
    class CancelWanted(Message):
        """Stop this member."""

        seat: int

    @dataclass
    class ZoomWanted(Message):
        """Give this panel the whole area, or give it back."""

        seat: int

    @dataclass
    class CopyWanted(Message):
        """Put this text on the clipboard."""

        text: str
        what: str

    def __init__(self, state: PanelState, *, embedded: bool) -> None:
        super().__init__(classes="answer-panel")
        self.state = state
        self._embedded = embedded
        self._reasoning = state.reasoning
        self._thinking_open = False
        # Held, not looked up: a key may still reach a panel that is being taken away.
        self._header = Line(classes="panel-header")
        self._thinking = Line(classes="panel-thinking")
        self._reasoning_view = LiveMarkdown(classes="panel-reasoning")
        self._text = LiveMarkdown(classes="panel-text")
        self._failure = Static("", classes="panel-failure", markup=False)
        self._find = FindBar(self._text)

    def compose(self) -> ComposeResult:
        """Header, the note of the embedded model, the thinking, the text, the failure."""
        yield self._header
        if self._embedded:
            yield Static(f"! {EMBEDDED_NOTE}", classes="panel-note", markup=False)
        yield from (self._thinking, self._reasoning_view, self._text, self._find, self._failure)

    def on_mount(self) -> None:
        """Show what is known already: a saved answer, or what came while another run was looked at."""
        self._reasoning_view.display = False
        if self.state.status.final:
            self._text.show(self.state.text)
        else:
            self._text.append(self.state.text)

    # -- told from above -----------------------------------------------------------------------

    def append(self, text: str) -> None:
        """More of the answer."""
        self._text.append(text)

    def append_reasoning(self, text: str) -> None:
        """More of the thinking; rendered only while it is open."""
        self._reasoning += text
        if self._thinking_open:
            self._reasoning_view.append(text)

    def reveal(self, passage: Passage) -> None:
        """Scroll to a passage of the answer and mark it."""
        self._text.reveal(passage)

    def ended(self, now: float) -> None:
        """Nothing more will come."""
        if self._text.source == self.state.response.text:
            self._text.finish()
        else:  # what was saved is the truth
            self._text.show(self.state.response.text)
        self.state_changed(now)

    def state_changed(self, now: float) -> None:
        """Draw the header for this moment of the clock."""
        response = self.state.response
        header = self.state.header(now)
        line = self._header
        mark = "▸" if self.has_focus else " "
        letter = f" [{response.letter}]" if response.letter else ""
        room = line.content_size.width - len(response.label) - len(letter) - 5
        status = header.fit(max(room, 12))
        model = f" · {response.model}" if response.model != response.label else ""
        line.left = (
            (f"{mark}{response.seat + 1} ", "bold $text-accent"),
            (response.label, "bold"),
            (letter + (model if len(status) + len(model) < room else ""), "$foreground-muted"),
        )
        line.right = ((f"{status} ", TONES[header.tone]),)
        self._draw_thinking()
        self._draw_failure()

    def _draw_thinking(self) -> None:
        line = self._thinking
        tokens = self.state.reasoning_tokens
        line.display = tokens > 0
        sign, verb = ("▾", "folds") if self._thinking_open else ("▸", "opens")
        thought = "thought" if self.state.status.final or self.state.chars else "thinking…"
        line.left = ((f" {sign} {thought} ≈{words.count(tokens)} tokens", "italic $foreground-muted"),)
        line.right = ((f"t {verb} ", "$foreground-disabled"),)

    def _draw_failure(self) -> None:
        note = self._failure
        failure = self.state.failure
        trouble = self.state.trouble
        note.display = bool(trouble) or (failure is not None and self.state.status.final)
        # Without an answer the cause stands on top.
        self._text.display = bool(self._text.source) or not note.display
        if trouble:
            note.update(f"↻ {trouble}")
        if failure is None or not self.state.status.final:
            return
        note.update(f"✗ {failure.cause}" + (f"\n→ {failure.remedy}" if failure.remedy else ""))

    # -- what the person does ------------------------------------------------------------------

    def on_focus(self) -> None:
        """The mark in the header follows the focus."""
        self._mark("▸")

    def on_blur(self) -> None:
        """The mark goes with the focus."""
        self._mark(" ")

    def _mark(self, mark: str) -> None:
        if self._header.left:
            (text, style), *rest = self._header.left
            self._header.left = ((mark + text[1:], style), *rest)

    def action_cancel_member(self) -> None:
        """Stop this one."""
        self.post_message(self.CancelWanted(self.state.response.seat))

    def action_zoom(self) -> None:
        """The whole area for this one."""
        self.post_message(self.ZoomWanted(self.state.response.seat))

    def action_copy(self) -> None:
        """The answer, as Markdown."""
        self.post_message(self.CopyWanted(self._text.source, f"the answer of {self.state.response.label}"))

    def action_find(self) -> None:
        """Find words in the answer."""
        self._find.open()

    def on_live_markdown_found(self, event: LiveMarkdown.Found) -> None:
        """The line that finds says how much."""
        event.stop()
        self._find.said(event)

    def on_find_bar_closed(self, event: FindBar.Closed) -> None:
        """Back to the keys of the panel."""
        event.stop()
        self.focus()

    def action_thinking(self) -> None:
        """Open or fold the reasoning."""
        self._thinking_open = not self._thinking_open
        view = self._reasoning_view
        view.display = self._thinking_open
        if self._thinking_open:
            view.clear()
            view.append(self._reasoning)
        self._draw_thinking()

    def action_scroll_text(self, direction: Direction) -> None:
        """Move in the text."""
        view = self._text
        moves = {
            "up": view.scroll_up,
            "down": view.scroll_down,
            "page_up": view.scroll_page_up,
            "page_down": view.scroll_page_down,
            "home": view.scroll_home,
            "end": view.scroll_end,
        }
        moves[direction](animate=False)
