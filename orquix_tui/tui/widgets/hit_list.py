"""What a search found: a few lines for each hit, and the whole of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk
from orquix_tui.domain.text import clean, one_line, place_name
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.tui import words
from orquix_tui.tui.hanging import under
from orquix_tui.tui.marking import marked
from orquix_tui.tui.widgets.options import Options

WORD = "bold reverse"
"""How a word that hit stands out: also without colours."""
_NARROWEST = 30
_ROWS = 2
"""Rows of a snippet."""
_BEFORE = 30
"""Characters of a snippet before the first word that hit."""
_KINDS = {"document": N_("document"), "learned": N_("answer"), "record": N_("said in a run")}


@dataclass(frozen=True, slots=True)
class Looking:
    """How hits are shown: on which day, and whether they come from several projects."""

    today: datetime
    everywhere: bool = False


class HitList(Options):
    """The hits, best first."""

    @dataclass
    class Chosen(Message):
        """Open this hit."""

        at: int

    def __init__(self) -> None:
        super().__init__(id="hits", markup=False, compact=True)
        self._shown: tuple[Sequence[Hit], Looking] | None = None

    def on_resize(self) -> None:
        """Snippets are cut to the width: cut them again."""
        if self._shown is not None and self.size.width:
            at = self.highlighted
            self.show(*self._shown)
            self.highlighted = at

    def show(self, hits: Sequence[Hit], looking: Looking) -> None:
        """List these; the cursor stands on the best."""
        self._shown = (hits, looking)
        room = max(self.scrollable_content_region.width - 4, _NARROWEST)
        self.clear_options()
        self.add_options([Option(lines(hit, looking, room)) for hit in hits])
        self.highlighted = 0 if hits else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click opens."""
        event.stop()
        self.post_message(self.Chosen(event.option_index))


class Preview(VerticalScroll):
    """The whole chunk under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="preview")

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", id="preview-text", markup=False)

    def show(self, hit: Hit | None, looking: Looking) -> None:
        """This one, from its top."""
        self.query_one("#preview-text", Static).update(whole(hit, looking) if hit else "")
        self.scroll_home(animate=False)


def lines(hit: Hit, looking: Looking, room: int) -> Content:
    """Source, facts and a snippet; `room` is the width in cells."""
    head = Content.styled(one_line(title(hit.chunk), room), "bold")
    space = Content("  ")
    said = [
        under(space, text, room) for text in (facts(hit, looking), snippet(hit.chunk.text, hit.words, room))
    ]
    return Content("\n").join([head, *said[0], *said[1], Content("")])


def whole(hit: Hit, looking: Looking) -> Content:
    """Source, facts and all of the text."""
    text = clean(hit.chunk.text)
    return Content.assemble(
        (title(hit.chunk), "bold $text-accent"),
        "\n",
        facts(hit, looking),
        "\n\n",
        highlighted(text, hit.words),
    )


def title(chunk: Chunk) -> str:
    """The source; of a document also the titles above the place."""
    source, heading = one_line(chunk.source, 200), one_line(chunk.heading, 200)
    if chunk.kind == "record":
        heading = heading.partition(" · ")[0]  # who said it; the question stands in the source
    return source if chunk.kind == "learned" else place_name(source, heading)


def facts(hit: Hit, looking: Looking) -> Content:
    """Where it comes from, when, how near, and whether it was ever confirmed."""
    chunk = hit.chunk
    how = _("by words") if hit.score is None else _("score {score}").format(score=number(hit.score, ".3f"))
    if hit.score is not None and hit.words:
        how += _(" + words")
    date = words.when(chunk.created_at, looking.today)
    known = [hit.project if looking.everywhere else "", _(_KINDS[chunk.kind]), date, how]
    unverified = (_(" · unverified"), "bold $text-warning") if chunk.unverified else ""
    return Content.assemble((" · ".join(part for part in known if part), "$foreground-muted"), unverified)


def snippet(text: str, hit_words: Sequence[str], room: int) -> Content:
    """Some rows around the first word that hit, else the beginning; `room` is the width in cells."""
    flat = " ".join(clean(text).split())
    size = room * _ROWS - 4
    first = next((begin for begin, _ in marked(flat, hit_words)), 0)
    begin = 0
    if first > size // 2:
        begin = flat.rfind(" ", 0, max(first - _BEFORE, 1)) + 1
    piece = flat[begin : begin + size]
    before, behind = ("… " if begin else ""), ("…" if begin + size < len(flat) else "")
    return Content.assemble(before, highlighted(piece, hit_words), behind)


def highlighted(text: str, hit_words: Sequence[str]) -> Content:
    """The text with the words that hit marked; nothing in it is taken for markup."""
    content = Content(text)
    for begin, end in marked(text, hit_words):
        content = content.stylize(WORD, begin, end)
    return content
