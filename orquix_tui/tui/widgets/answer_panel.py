"""One member's answer: a header that tells the truth, the text as it comes, the failure with its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from orquix_tui.domain.models import Response
from orquix_tui.domain.status import ResponseStatus as S
from orquix_tui.domain.translate import N_, _, ngettext
from orquix_tui.tui import words
from orquix_tui.tui.keys import bindings, first_key
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.offers import of_panel
from orquix_tui.tui.panel_state import Header, PanelState, Tone
from orquix_tui.tui.passage import Passage
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.cut_text import CutText, HangingText
from orquix_tui.tui.widgets.deed_line import Deed, DeedLine
from orquix_tui.tui.widgets.find_bar import FindBar
from orquix_tui.tui.widgets.lines import Line, Piece

WORDS = {
    "cancel": N_("cancel"),
    "retry": N_("ask again"),
    "leave": N_("leave out"),
    "add": N_("add a member"),
    "zoom": N_("zoom"),
    "copy": N_("copy"),
    "code": N_("code"),
    "pager": N_("pager"),
    "save": N_("save"),
    "find": N_("find"),
    "thinking": N_("thinking"),
}
"""The deeds by the names of their keys."""
_ROOM_FOR_DEEDS = 9
"""Rows from which a panel has one to spare for what can be done with it."""
_LEAST_NAME, _LEAST_MODEL = 8, 16

EMBEDDED_NOTE = N_("Embedded model: 135 M parameters, English, often wrong")
"""Shown wherever the small model inside the program speaks."""

TONES: dict[Tone, str] = {
    "wait": "$foreground-muted",
    "live": "$text-primary",
    "good": "$text-success",
    "warn": "$text-warning",
    "bad": "$text-error",
}

Direction = Literal["up", "down", "page_up", "page_down", "home", "end"]


class AnswerPanel(Vertical, can_focus=True):
    """One seat. It is told what came (`append`, `state_changed`) and says what the person wants."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TEXT)]
    PLACE = Place.TEXT

    @dataclass
    class CopyWanted(Message):
        """Put this text on the clipboard."""

        text: str
        what: str

    def __init__(self, state: PanelState, *, embedded: bool) -> None:
        super().__init__(classes="answer-panel")
        self._stale = state.before is not None and not state.texts
        """Whether the text is that of the asking before."""
        self.state = state
        self.live = self.alone = False
        """Whether its run goes on, and whether it is the only answer."""
        self._embedded = embedded
        self._reasoning = state.reasoning
        self._thinking_open = False
        self._noted, self._drawn_at = "", 0.0
        # Held, not looked up: a key may still reach a panel that is being taken away.
        self._header = Line(classes="panel-header")
        self._thinking = Line(classes="panel-thinking")
        self._reasoning_view = LiveMarkdown(classes="panel-reasoning")
        self._text = LiveMarkdown(classes="panel-text")
        self._failure = CutText("panel.zoom", classes="panel-failure")
        self._find = FindBar(self._text, self)
        self._deeds = DeedLine(classes="panel-deeds")
        self._note = HangingText(classes="panel-note")
        self.reword()

    def compose(self) -> ComposeResult:
        """Header, the note of the embedded model, the thinking, the text, the failure."""
        yield self._header
        if self._embedded:
            yield self._note
        yield from (self._thinking, self._reasoning_view, self._text, self._find, self._failure, self._deeds)

    def on_mount(self) -> None:
        """Show what is known already: a saved answer, or what came while another run was looked at."""
        self._reasoning_view.display = False
        if self.state.status.final:
            self._text.show(self.state.text)
        else:
            self._text.append(self.state.text)

    def reword(self) -> None:
        """See `wording`; the rest is drawn with the header."""
        self._note.update(f"! {_(EMBEDDED_NOTE)}")

    def on_resize(self) -> None:
        """As much of the header as fits now, also under a dialog."""
        if self._drawn_at:
            self._draw_header()

    def allow_focus(self) -> bool:
        """Not behind another tab: there the focus would bring this one to the front again."""
        return self.can_focus and all(node.display for node in self.ancestors_with_self)

    # -- told from above -----------------------------------------------------------------------

    @property
    def code_blocks(self) -> list[str]:
        """The code in the answer, block by block."""
        return self._text.code_blocks()

    @property
    def deeds(self) -> tuple[str, ...]:
        """What can be done with it now, by the names of the keys, most useful first."""
        code = self.state.status.final and bool(self.code_blocks)
        return of_panel(self.state, live=self.live, alone=self.alone, code=code)

    @property
    def source(self) -> str:
        """The answer, as Markdown."""
        return self._text.source

    def asked_again(self, now: float) -> None:
        """A new asking begins; the text of the one before stays until something comes."""
        self._stale = True
        self._reasoning = ""
        self._reasoning_view.clear()
        self.state_changed(now)

    def append(self, text: str) -> None:
        """More of the answer."""
        if self._stale:
            self._stale = False
            self._text.clear()
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
        self._stale = False
        if self._text.source == self.state.response.text:
            self._text.finish()
        else:  # what was saved is the truth
            self._text.show(self.state.response.text)
        self.state_changed(now)

    def state_changed(self, now: float) -> None:
        """Draw the header for this moment of the clock, and what else follows from the state."""
        self._drawn_at = now
        self._draw_header()
        self._draw_thinking()
        self._draw_failure()
        self._draw_deeds()

    def _draw_header(self) -> None:
        line, header = self._header, self.state.header(self._drawn_at)
        mark = "▸" if self.has_focus else " "
        response = self.state.response
        line.left, line.right = title(response, header, mark, line.content_size.width)
        whole = (response.label, f"{response.provider}:{response.model}", *header.parts)
        line.tooltip = Content(" · ".join(whole)) if line.left[1][0] != response.label else None

    def _draw_thinking(self) -> None:
        line = self._thinking
        tokens = self.state.reasoning_tokens
        line.display = tokens > 0
        sign, verb = ("▾", _("folds")) if self._thinking_open else ("▸", _("opens"))
        thought = _("thought") if self.state.status.final or self.state.chars else _("thinking…")
        counted = ngettext("≈{n} token", "≈{n} tokens", tokens).format(n=words.count(tokens))
        line.left = ((f" {sign} {thought} {counted}", "italic $foreground-muted"),)
        line.right = ((f"{self._key('thinking')} {verb} ", "$foreground-disabled"),)

    def _draw_failure(self) -> None:
        note = self.state.note(self._key("retry"))
        self._failure.display = bool(note)
        # Without an answer the cause stands on top.
        self._text.display = bool(self._text.source) or not note
        if note != self._noted:
            self._noted = note
            self._failure.update(note)
        status = self.state.status
        self._failure.set_class(status.usable or not status.final or status is S.CANCELLED, "-mild")
        self._failure.set_class(not self._text.display, "-alone")

    def _draw_deeds(self, *, held: bool | None = None) -> None:
        line, state = self._deeds, self.state
        line.lit = self.has_focus if held is None else held
        line.display = self.size.height >= _ROOM_FOR_DEEDS or line.lit
        code = len(self.code_blocks) if state.status.final else 0
        said = {"leave": _("take in") if state.left_out else _("leave out"), "code": _("code") + f" ({code})"}
        line.deeds = tuple(
            Deed(name, self._key(name), said.get(name) or _(WORDS[name])) for name in self.deeds
        )

    def _key(self, deed: str) -> str:
        return first_key(f"panel.{deed}")

    # -- what the person does ------------------------------------------------------------------

    def on_focus(self) -> None:
        """The mark in the header follows the focus."""
        self._mark("▸")
        self._draw_deeds(held=True)  # Textual's own flag follows after this

    def on_blur(self) -> None:
        """The mark goes with the focus."""
        self._mark(" ")
        self._draw_deeds(held=False)

    def _mark(self, mark: str) -> None:
        if self._header.left:
            (text, style), *rest = self._header.left
            self._header.left = ((mark + text[1:], style), *rest)

    async def on_deed_line_chosen(self, event: DeedLine.Chosen) -> None:
        """A click on a word is as good as its key."""
        event.stop()
        self.focus()
        await self.run_action(f"screen.answer('{event.deed}')")

    def find(self) -> None:
        """Find words in the answer."""
        self._find.open()

    def turn_thinking(self) -> None:
        """Open or fold the reasoning."""
        self._thinking_open = not self._thinking_open
        view = self._reasoning_view
        view.display = self._thinking_open
        if self._thinking_open:
            view.clear()
            view.append(self._reasoning)
        self._draw_thinking()

    def half_page(self, by: int) -> None:
        """Half of what is seen of the text."""
        self._text.scroll_relative(y=by * max(self._text.size.height // 2, 1), animate=False)

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


def title(
    response: Response, header: Header, mark: str, width: int
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The two ends of a panel's header: who, and how it stands. Long names are shortened in the middle."""
    number = f"{mark}{response.seat + 1} "
    letter = f" [{response.letter}]" if response.letter else ""
    fixed = cell_len(number) + cell_len(letter) + 2
    first = cell_len(f"{header.sign} {header.parts[0]}")
    share = min(width * 2 // 5, width - fixed - first)  # the name, then the figures
    least = min(cell_len(response.label), max(share, _LEAST_NAME))
    status = header.fit(max(width - fixed - least, 1))
    room = width - fixed - cell_len(status)
    label = words.middle(response.label, max(room, least))
    named = response.model.rsplit("/", 1)[-1] == response.label
    model, left = "" if named else f" · {response.model}", room - cell_len(label)
    if cell_len(model) > left:  # of a name that is cut short nothing is left to know it by
        model = words.middle(model, left) if left >= max(_LEAST_MODEL, cell_len(model) * 2 // 3) else ""
    left_pieces = ((number, "bold $text-accent"), (label, "bold"), (letter + model, "$foreground-muted"))
    return left_pieces, ((f"{status} ", TONES[header.tone]),)
