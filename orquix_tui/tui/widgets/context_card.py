"""One piece of the context block: what it is, why it was found, who cited it, and its text, folded."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size

from orquix_tui.domain.models import ContextItem, Steer
from orquix_tui.domain.text import clean, one_line, place_name
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.tui import words
from orquix_tui.tui.marking import excerpt, marked
from orquix_tui.tui.widgets.card_list import Card

_FOLDED_ROWS = 3
_SOURCE_WIDTH = 200
_NAME_WIDTH = 60
_MARK_STYLE = "bold underline $text-accent"
_MUTED = "$foreground-muted"

UNCITED = N_("not cited so far"), N_("nobody cited it")
"""What stands in the place of those who cited a piece."""


class CardState(NamedTuple):
    """What a card shows. `number` is 0 for what is left out; `cited` is empty before the answers."""

    item: ContextItem
    today: datetime
    number: int
    steered: Steer | None = None
    cited: str = ""


class ContextCard(Card):
    """Drawn whole at its own height; the list that holds it moves the cursor and opens it."""

    DEFAULT_CLASSES = "context-item"

    def __init__(self, state: CardState) -> None:
        super().__init__()
        self.state = state
        self._open = False

    def show(self, state: CardState) -> None:
        """The same piece, otherwise steered or cited."""
        if state != self.state:
            self.state = state
            self.refresh(layout=True)

    def toggle(self) -> None:
        """Open the whole text, or fold it."""
        self._open = not self._open
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's signature
        """As many rows as it takes."""
        return len(self._rows(width))

    def render(self) -> Content:
        """Head, reason, citations, text."""
        return Content("\n").join(self._rows(self.content_size.width))

    def _rows(self, width: int) -> list[Content]:
        head = [title(self.state), reason(self.state.item, self.state.today)]
        if self.state.cited:
            style = _MUTED if self.state.cited in map(_, UNCITED) else "$text-primary"
            head.append(Content.styled(f"└ {self.state.cited}", style))
        rows = [row for line in head for row in line.wrap(max(width, 1))]
        return rows + self._text(max(width, 1))

    def _text(self, width: int) -> list[Content]:
        item = self.state.item
        text = clean(item.text).strip()
        if not self._open:
            text = excerpt(text, item.words, width * _FOLDED_ROWS * 3 // 4)
        body = highlighted(text, item.words)
        if self.state.number == 0:
            body = body.stylize("dim")
        lines = body.wrap(width)
        if self._open or len(lines) <= _FOLDED_ROWS:
            return lines
        last = lines[_FOLDED_ROWS - 1]
        return [*lines[: _FOLDED_ROWS - 1], last.rstrip().truncate(max(width - 2, 1)) + Content(" …")]


def title(state: CardState) -> Content:
    """Number, source and heading, and in words what is special about it."""
    item = state.item
    source = one_line(item.source, _SOURCE_WIDTH)
    date = f"{item.created_at:%Y-%m-%d} · " if item.created_at else ""
    source = source.removeprefix(date)  # the date has a place of its own
    # The question over an answer stands in the source, perhaps cut.
    place = place_name(source, one_line(item.heading, _SOURCE_WIDTH) if item.path else "")
    left_out = state.number == 0
    return Content.assemble(
        ("[-] " if left_out else f"[{state.number}] ", "bold $text-accent"),
        (source, "dim" if left_out else "bold"),
        (place.removeprefix(source), _MUTED),
        (_(" · not sent") if left_out else "", "bold $text-warning"),
        (_(" · pinned") if state.steered == "pin" or item.pinned else "", "bold $text-success"),
        (_(" · banned") if state.steered == "ban" else "", "bold $text-error"),
        (_(" · ! unverified") if item.unverified else "", "bold $text-warning"),
    )


def reason(item: ContextItem, today: datetime) -> Content:
    """Why it was found, then file, date, size and grade."""
    name = one_line(PurePath(item.path).name, _NAME_WIDTH) if item.path else ""
    facts = [
        name if name not in item.source else "",
        words.when(item.created_at, today) if item.created_at else "",
        _("{tokens} tok").format(tokens=words.count(item.tokens)),
        f"{words.QUALITY_SIGNS[item.quality]} {_(item.quality.value)}" if item.quality else "",
    ]
    return Content.assemble(
        (_("found by {why}").format(why=why(item)), "$text-secondary"),
        ("".join(f" · {fact}" for fact in facts if fact), _MUTED),
    )


def why(item: ContextItem) -> str:
    """`meaning 0.87 · words: filtro, E-4021`; a pin needs no other reason."""
    hit = [one_line(word, 30) for word in item.words]
    ways = [_("meaning {score}").format(score=number(item.score, ".2f"))] if item.score is not None else []
    if hit:
        ways.append(_("words: {words}").format(words=", ".join(hit)))
    return " · ".join(ways) or (_("your pin") if item.pinned else _("words"))


def highlighted(text: str, found: tuple[str, ...]) -> Content:
    """The text with the words that hit made to stand out."""
    content = Content(text)
    for begin, end in marked(text, found):
        content = content.stylize(_MARK_STYLE, begin, end)
    return content
