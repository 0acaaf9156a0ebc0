"""The keys of readline in every text field: one meaning in the prompt and in the dialogs' lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import BindingType
from textual.document._document_navigator import DocumentNavigator
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Selection

from orquix_tui.domain.text import clean
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.long_lines import LongLine, LongLines, is_long
from orquix_tui.tui.places import Place

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events
    from textual.app import App
    from textual.dom import DOMNode
    from textual.screen import Screen
    from textual.signal import Signal
    from textual.strip import Strip

LONGEST_LINE = 10_000
"""Characters of one line that are pasted."""


class Killed:
    """What was cut last, for Ctrl+Y. Cuts in a row are joined, as readline joins them."""

    def __init__(self) -> None:
        self.text = ""
        self._after: object = None

    def add(self, text: str, before: object, after: object, *, leftwards: bool) -> None:
        """`before` and `after` tell the state of the field around the cut: the next one joins this one when
        nothing happened between them."""
        if before != self._after:
            self.text = text
        else:
            self.text = text + self.text if leftwards else self.text + text
        self._after = after


def line_start(text: str, at: int) -> int:
    """Where the line of this place begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where it ends."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def word_left(text: str, at: int) -> int:
    """The beginning of the word before this place; words are letters and digits."""
    while at > 0 and not text[at - 1].isalnum():
        at -= 1
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    return at


def word_right(text: str, at: int) -> int:
    """The end of the word behind this place."""
    while at < len(text) and not text[at].isalnum():
        at += 1
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def blank_left(text: str, at: int) -> int:
    """The beginning of what stands between blanks before this place: what Ctrl+W takes."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def kill_end(text: str, at: int) -> int:
    """What Ctrl+K takes: the rest of the line; at its end the line's end itself."""
    end = line_end(text, at)
    return end if end > at or end == len(text) else end + 1


def transposed(text: str, at: int) -> tuple[int, str] | None:
    """Where to put which two characters to swap those around the cursor; at the line's end the last two."""
    if at == line_end(text, at):
        at -= 1
    begin = at - 1
    if begin < line_start(text, max(at, 0)):
        return None
    return begin, text[at] + text[begin]


class ReadlineKeys:
    """The actions, over a text and a place in it. The field says how to read and change them."""

    if TYPE_CHECKING:
        app: App[Any]
        screen: Screen[Any]

    killed: ClassVar[Killed] = Killed()
    """One for all fields: what is cut in one is yanked in another."""

    def read_field(self) -> tuple[str, int]:
        """The whole text and where the cursor is, characters from the start."""
        raise NotImplementedError

    def move_to(self, at: int) -> None:
        """Put the cursor there, with nothing selected."""
        raise NotImplementedError

    def put(self, begin: int, end: int, text: str) -> None:
        """Replace that part; the cursor comes behind it."""
        raise NotImplementedError

    async def _on_key(self, event: events.Key) -> None:
        """At once: a binding is looked up when the key has gone all the way up to the app, and what was typed
        behind it would be written before it is done."""
        field = cast("DOMNode", self)
        active = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if active is None or active.node is not field:
            return
        if await self.app.run_action(active.binding.action, field):
            event.stop()
            event.prevent_default()

    def action_to_line_start(self) -> None:
        """Ctrl+A."""
        self.move_to(line_start(*self.read_field()))

    def action_to_line_end(self) -> None:
        """Ctrl+E."""
        self.move_to(line_end(*self.read_field()))

    def action_to_word_left(self) -> None:
        """Alt+B."""
        self.move_to(word_left(*self.read_field()))

    def action_to_word_right(self) -> None:
        """Alt+F."""
        self.move_to(word_right(*self.read_field()))

    def action_kill(self, what: str) -> None:
        """Cut from the cursor to there: `start`, `end`, `word_left`, `word_right` or `blank_left`."""
        text, at = self.read_field()
        reach = {
            "start": line_start,
            "end": kill_end,
            "word_left": word_left,
            "word_right": word_right,
            "blank_left": blank_left,
        }[what](text, at)
        begin, end = min(at, reach), max(at, reach)
        if begin == end:
            return
        self.put(begin, end, "")
        if self.keeps_secrets:
            return
        left = len(text) - (end - begin)
        states = (id(self), at, len(text)), (id(self), begin, left)
        self.killed.add(text[begin:end], *states, leftwards=reach < at)

    def action_yank(self) -> None:
        """Ctrl+Y: what was cut last."""
        _, at = self.read_field()
        self.put(at, at, self.killed.text)

    def action_transpose(self) -> None:
        """Ctrl+T."""
        swapped = transposed(*self.read_field())
        if swapped is not None:
            begin, text = swapped
            self.put(begin, begin + 2, text)

    def action_redraw(self) -> None:
        """Ctrl+L: whatever else wrote on the terminal goes."""
        self.app.refresh(repaint=True, layout=True)

    def action_give_up(self) -> None:
        """Ctrl+G: nothing selected any more."""
        self.move_to(self.read_field()[1])

    def action_arrow(self, key: str) -> None:
        """Ctrl+P, Ctrl+N: in a line whatever the arrow does there, for example in the list below it."""
        self.app.simulate_key(key)

    def action_nothing(self) -> None:
        """A key that must not do something else here."""

    @property
    def keeps_secrets(self) -> bool:
        """Whether what is cut must not come up elsewhere."""
        return False


class ReadlineArea(ReadlineKeys, TextArea):
    """A text area with them. Its own Ctrl+Y (redo) is Alt+Z."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.FIELD)]
    PLACE = Place.FIELD

    def read_field(self) -> tuple[str, int]:
        """See `ReadlineKeys`."""
        return self.text, self.index_of(self.cursor_location)

    def move_to(self, at: int) -> None:
        """See `ReadlineKeys`."""
        self.move_cursor(self._place(at))

    def put(self, begin: int, end: int, text: str) -> None:
        """See `ReadlineKeys`."""
        result = self.replace(text, self._place(begin), self._place(end), maintain_selection_offset=False)
        self.selection = Selection.cursor(result.end_location)
        self.history.checkpoint()

    def index_of(self, place: tuple[int, int]) -> int:
        """A row and column as characters from the start."""
        row, column = place
        return sum(len(line) + 1 for line in self.document.lines[:row]) + column

    def _place(self, at: int) -> tuple[int, int]:
        row = self.text.count("\n", 0, at)
        return row, at - line_start(self.text, at)

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        self.wrapped_document = LongLines(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)

    _drawn = 0

    def get_line(self, line_index: int) -> Text:
        """Of a long one only the row that is drawn is cut out; without wrapping all of it is one row."""
        line = self.document.get_line(line_index)
        if not is_long(line):
            return super().get_line(line_index)
        text = LongLine(line, end="", no_wrap=True)
        text.drawn = self._drawn
        return text

    def _render_line(self, y: int) -> Strip:
        rows, at = self.wrapped_document._offset_to_line_info, y + self.scroll_offset.y  # noqa: SLF001  # as Textual's own does
        self._drawn = rows[at][1] if at < len(rows) else 0
        return super()._render_line(y)

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Textual's undo asks for it when the cursor's line is gone already and the cursor not yet moved."""
        if self.cursor_location[0] >= self.document.line_count:
            return Offset()
        return super().scroll_cursor_visible(center, animate)

    def render_line(self, y: int) -> Strip:
        """Nothing, where there is no cell to write in: Textual would wrap its placeholder at no width."""
        return super().render_line(y) if self.content_size.width else Strip([], 0)

    def action_arrow(self, key: str) -> None:
        """At once, in the order of the keys that are typed."""
        self.action_cursor_up() if key == "up" else self.action_cursor_down()


class LineInput(ReadlineKeys, Input):
    """A line with them: what the dialogs ask with."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.FIELD)]
    PLACE = Place.FIELD
    _on_selection: Signal[Screen[Any]] | None = None

    def on_mount(self) -> None:
        """Remember what Textual subscribes it to: on the way out its screen cannot be asked any more."""
        self._on_selection = self.screen.text_selection_started_signal

    def on_unmount(self) -> None:
        """The screen would hold on to it for as long as it lives."""
        if self._on_selection is not None:
            self._on_selection.unsubscribe(self)

    def read_field(self) -> tuple[str, int]:
        """See `ReadlineKeys`. The words of a password are nobody's business: it is one."""
        return ("x" * len(self.value) if self.password else self.value), self.cursor_position

    def _on_paste(self, event: events.Paste) -> None:
        """What is no line any more is cut: Textual measures all of it with every stroke."""
        if len(event.text) > LONGEST_LINE:
            event.text = event.text[:LONGEST_LINE]
            self.app.bell()

    def move_to(self, at: int) -> None:
        """See `ReadlineKeys`."""
        self.cursor_position = at

    def put(self, begin: int, end: int, text: str) -> None:
        """See `ReadlineKeys`."""
        self.replace(" ".join(clean(text).split("\n")), begin, end)

    def action_transpose(self) -> None:
        """Swapping the signs of a password that nobody sees helps nobody."""
        if not self.password:
            super().action_transpose()

    @property
    def keeps_secrets(self) -> bool:
        """A password is never yanked somewhere else."""
        return self.password
