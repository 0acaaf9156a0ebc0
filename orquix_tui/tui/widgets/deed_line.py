"""One line of what can be done here, each with its key: a word to read, to press, or to click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

MORE = "menu"
_MORE_WORD = "⋯"
_GAP = 2


class Deed(NamedTuple):
    """`name` is what is done, `key` how the person spells it."""

    name: str
    key: str
    word: str

    @property
    def width(self) -> int:
        """Cells."""
        return cell_len(self.key) + 1 + cell_len(self.word)


class Fitted(NamedTuple):
    """Those that have room, each with its first column; `more` is the column of the sign of more."""

    shown: tuple[tuple[int, Deed], ...]
    more: int | None


def fitted(deeds: tuple[Deed, ...], width: int) -> Fitted:
    """The first ones that fit; when some do not, the sign of more comes after the last."""
    shown: list[tuple[int, Deed]] = []
    column = 1
    for number, deed in enumerate(deeds):
        last = number == len(deeds) - 1
        room = width - (0 if last else _GAP + cell_len(_MORE_WORD))
        if column + deed.width > room:
            return Fitted(tuple(shown), column if column < width else None)
        shown.append((column, deed))
        column += deed.width + _GAP
    return Fitted(tuple(shown), None)


class DeedLine(Widget):
    """A click does it; on the sign of more it opens the list of all."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "DeedLine { height: 1; width: 1fr; }"

    deeds: reactive[tuple[Deed, ...]] = reactive(())
    pointed: reactive[str] = reactive("")
    lit: reactive[bool] = reactive(False)
    """Whether the keys hold here now."""

    @dataclass
    class Chosen(Message):
        """This is wanted."""

        deed: str

    def render(self) -> Content:
        """The words, as many as fit."""
        fit = fitted(self.deeds, self.content_size.width)
        pieces: list[tuple[str, str]] = []
        column = 0
        for begins, deed in fit.shown:
            pieces.append((" " * (begins - column), ""))
            under = " underline" if deed.name == self.pointed else ""
            key = "bold $text-accent" if self.lit else "$foreground-muted"
            pieces += [(f"{deed.key} ", key + under), (deed.word, "$foreground-muted" + under)]
            column = begins + deed.width
        if fit.more is not None:
            pieces += [(" " * (fit.more - column), ""), (_MORE_WORD, "bold $foreground-muted")]
        return Content.assemble(*pieces)

    def at(self, x: int) -> str:
        """What is under this column; empty when nothing is."""
        fit = fitted(self.deeds, self.content_size.width)
        if fit.more is not None and x >= fit.more:
            return MORE
        return next((deed.name for begins, deed in fit.shown if begins <= x < begins + deed.width), "")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """What a click would do is underlined."""
        self.pointed = self.at(event.x)

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self.pointed = ""

    def on_click(self, event: events.Click) -> None:
        """Do it."""
        deed = self.at(event.x)
        if deed:
            event.stop()
            self.post_message(self.Chosen(deed))
