"""What the person must know and can put away: never a dialog, never a toast that vanishes."""

from __future__ import annotations

from typing import Literal

from textual import events
from textual.content import Content

from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _
from orquix_tui.tui.hanging import under
from orquix_tui.tui.keys import first_key
from orquix_tui.tui.widgets.cut_text import HangingText

Weight = Literal["info", "warning", "error"]
_SIGNS: dict[Weight, str] = {"info": "i", "warning": "!", "error": "✗"}
_STYLES: dict[Weight, str] = {
    "info": "$text-primary",
    "warning": "$text-warning",
    "error": "bold $text-error",
}
_SHOWN = 3
_LEAST = 40
"""Cells that a text has beside its sign; with less it goes back to the edge."""


class Notices(HangingText):
    """A few lines above the prompt; the newest errors stand first."""

    def __init__(self) -> None:
        super().__init__(id="notices")
        self._notices: list[tuple[Weight, str]] = []
        self._hint = Content("")
        self._lines: list[tuple[Content, Content]] = []
        """Each with what stands before it."""

    def add(self, text: str, weight: Weight = "info") -> None:
        """One more, unless it stands there already."""
        if (weight, text) not in self._notices:
            self._notices.insert(0, (weight, text))
            self._notices.sort(key=lambda n: ("error", "warning", "info").index(n[0]))
            self._draw()

    def drop(self, *weights: Weight) -> None:
        """Put those of these weights away: warnings belong to one run."""
        self._notices = [n for n in self._notices if n[0] not in weights]
        self._draw()

    def withdraw(self, text: str) -> bool:
        """Put this one away; whether it stood there."""
        left = [n for n in self._notices if n[1] != text]
        there = len(left) < len(self._notices)
        self._notices = left
        self._draw()
        return there

    def dismiss(self) -> None:
        """Put the first away: what had no room behind it comes up."""
        del self._notices[:1]
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """The words that say how are as good as their key; what is told can be selected."""
        if event.y == 0 and event.x < self._hint.cell_length:
            self.dismiss()

    def on_mount(self) -> None:
        """Nothing to say yet."""
        self._draw()

    def reword(self) -> None:
        """The key that puts them away; what was said stays as it was said."""
        self._draw()

    def _draw(self) -> None:
        self.display = bool(self._notices)
        total = len(self._notices)
        self._hint = Content.styled(
            _(" {key} dismisses │ ").format(key=first_key("notices")), "$foreground-disabled"
        )
        self._lines = []
        for n, (weight, text) in enumerate(self._notices[:_SHOWN], 1):
            # Numbered: a long one can fill the room, and the others must not go unnoticed.
            sign = f"{f'{n}/{total} ' if total > 1 else ''}{_SIGNS[weight]} "
            lead, told = (Content.styled(part, _STYLES[weight]) for part in (sign, clean(text)))
            self._lines.append((self._hint + lead if n == 1 else lead, told))
        if total > _SHOWN:
            more = Content.styled(_("and {n} more").format(n=total - _SHOWN), "$foreground-muted")
            self._lines.append((Content(""), more))
        self.update(Content("\n").join(lead + text for lead, text in self._lines))

    def _rows(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for lead, text in self._lines:
            beside = width - lead.cell_length >= _LEAST
            rows += under(lead, text, width) if beside else (lead + text).wrap(max(width, 1))
        return rows
