"""Two interactions side by side: how each went, both texts, and what one has that the other has not."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.compared import facts, texts_of
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.places import Place
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.widgets.cut_text import HangingText
from orquix_tui.tui.widgets.diff_text import DiffText
from orquix_tui.tui.widgets.key_line import KeyLine

_SIDE_BY_SIDE_FROM = 100
"""Cells; below there is one text at a time."""
_QUESTION = 500
_DIFFERENCE = 2


class ComparedText(LiveMarkdown, can_focus=True):
    """One of the two."""


class CompareScreen(SideScreen[None]):
    """The earlier one on the left. Narrow, it shows one at a time: the left, the right, the difference."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TWO)]
    PLACE = Place.TWO
    AUTO_FOCUS = "#compared-0"

    def __init__(self, services: Services, clock: Clock, left: Interaction, right: Interaction) -> None:
        super().__init__(services)
        self._clock = clock
        self._both = left, right
        self._at = 0
        self._wide = True
        self._same = left.prompt == right.prompt
        self._compared = texts_of(left, right)
        self._tabs = Static("", id="compared-tabs", markup=False)
        self._facts = tuple(Static("", classes="compared-facts", markup=False) for _side in self._both)
        self._old, self._new = ComparedText(id="compared-0"), ComparedText(id="compared-1")
        self._difference = DiffText(id="compared-2")
        self._texts: tuple[Widget, ...] = (self._old, self._new, self._difference)
        self._boxes = tuple(Vertical(text, classes="compared-box") for text in self._texts)

    def compose(self) -> ComposeResult:
        """The question if it is the same, the facts, the texts."""
        yield self.notices
        if self._same:
            question = one_line(self._both[0].prompt, _QUESTION)
            asked = Content.assemble((" ❯ ", "bold $text-accent"), (question, "bold"))
            yield Static(asked, id="compared-question")
        with Horizontal(id="compared-head"):
            yield from self._facts
        if self._compared.note:
            note = HangingText(id="compared-note")
            note.update(f"! {self._compared.note}")
            yield note
        yield self._tabs
        with Horizontal(id="compared-texts"):
            yield from self._boxes
        yield KeyLine()

    def on_mount(self) -> None:
        """Both texts, from their beginnings."""
        texts = self._compared
        self._old.show(texts.old or _("*Nothing was answered.*"))
        self._new.show(texts.new or _("*Nothing was answered.*"))
        self._difference.show(texts.old, texts.new)
        for number, box in enumerate(self._boxes[:_DIFFERENCE], 1):
            box.border_title = str(number)

    def on_resize(self, event: events.Resize) -> None:
        """Side by side only where there is room for two."""
        self._wide = event.size.width >= _SIDE_BY_SIDE_FROM
        width = event.size.width // 2 - 3
        for number, (item, told) in enumerate(zip(self._both, self._facts, strict=True), 1):
            head = Content.styled(f"{number}\n", "bold $text-accent")
            told.update(head + facts(item, self._clock.now(), width, question=not self._same))
        self._draw()

    def action_step(self, by: int) -> None:
        """The text on the right, or on the left; narrow, the difference is the third."""
        places = 2 if self._wide else 3
        here = self._at if self._at < places else 0
        self._go((here + by) % places)

    def action_difference(self) -> None:
        """What one has that the other has not, and back."""
        self._go(0 if self._at == _DIFFERENCE else _DIFFERENCE)

    def _go(self, at: int) -> None:
        self._at = at
        self._draw()
        self._texts[at].focus()

    def _draw(self) -> None:
        difference = self._at == _DIFFERENCE
        for number, box in enumerate(self._boxes):
            beside = self._wide and not difference and number != _DIFFERENCE
            box.display = beside or number == self._at
        names = ("1", "2", _("difference"))
        if self._wide:
            texts = _("{key[two.difference]} shows both texts again · + only in 2 · - only in 1")
            apart = _(
                "{key[two.difference]} shows the difference · "
                "{key[two.previous]}{key[two.next]} from text to text"
            )
            self._tabs.update(keyed(texts if difference else apart))
            return
        cells = [(f" {name} ", "reverse bold" if n == self._at else "") for n, name in enumerate(names)]
        turns = _("   {key[two.previous]}{key[two.next]} turns the page")
        self._tabs.update(Content.assemble(*cells, (keyed(turns), "$foreground-muted")))
