"""What Ctrl+X begins: a list of deeds, each a letter away. It works in text fields too."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import first_key

_COLUMN = 30
_AROUND = 6
"""Cells of a chord before and behind what it does."""


class Chords(ModalScreen[str | None]):
    """Gives back the action of the letter; any other key closes it. Ctrl may stay down for the letter."""

    def compose(self) -> ComposeResult:
        """A box at the foot of the screen."""
        with Vertical(classes="chords") as box:
            box.border_title = first_key("chord")
            box.border_subtitle = _("a letter · any other key closes")
            yield Static(markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """As many columns as there is room for."""
        room = event.size.width - 4
        widest = max(cell_len(name) for row in laid_out(1) for _letter, name in row) + _AROUND
        self._columns = max(room // widest, min(room // _COLUMN, 2), 1)  # one alone is too high
        self._width = room // self._columns
        self.query_one(Static).update(chord_list(self._columns, self._width))

    _columns = _width = 1

    def on_click(self, event: events.Click) -> None:
        """A line is as good as its letter; a click beside the box closes it."""
        event.stop()
        place = event.get_content_offset(self.query_one(Static))
        rows = laid_out(self._columns)
        if place is None or place.y >= len(rows):  # the box may still be as high as before another size
            self._do()
        else:
            at = place.x // self._width
            self._do(*(letter for letter, _name in rows[place.y][at : at + 1]))

    def on_key(self, event: events.Key) -> None:
        """The letter decides."""
        event.stop()
        self._do(event.key.removeprefix("ctrl+"), event.character)

    def _do(self, *letters: str | None) -> None:
        chosen = (key.action for key in KEYS if key.chord and key.chord in letters)
        if self.is_active:  # not at a key that came before the box was gone
            self.dismiss(next(chosen, None))


def laid_out(columns: int) -> list[list[tuple[str, str]]]:
    """All chords with what they do, letter by letter, in so many columns read downwards; row by row."""
    # What stands in brackets is about the key of one stroke, not about the chord.
    chords = sorted((key.chord, key.said.partition(" (")[0]) for key in KEYS if key.chord)
    rows = -(-len(chords) // columns)
    return [chords[row::rows] for row in range(rows)]


def chord_list(columns: int, width: int = _COLUMN) -> Content:
    """All chords in so many columns of so many cells."""
    lines = []
    for row in laid_out(columns):
        cells = [
            Content.assemble(
                (f"{letter:>2}  ", "bold $text-accent"), f"{one_line(name, width - _AROUND):<{width - 4}}"
            )
            for letter, name in row
        ]
        lines.append(Content("").join(cells))
    return Content("\n").join(lines)
