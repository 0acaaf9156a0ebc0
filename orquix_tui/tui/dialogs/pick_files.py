"""A dialog to pick files and folders: walked through or written down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text, TextType
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import DirectoryTree, Input, Static
from textual.widgets.directory_tree import DirEntry
from textual.widgets.tree import TreeNode

from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui import words
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import LineInput
from orquix_tui.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from textual import events

_MOST = 2000
"""Entries of one folder that are listed: what lies beyond can be written down."""
_WIDTH = 200


class FolderTree(DirectoryTree):
    """One folder at a time, opened by the person alone; marks what is to be added."""

    BINDINGS: ClassVar[list[BindingType]] = [
        b for b in bindings(Place.PICKING) if b.action in {"mark", "up", "hidden"}
    ]

    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", "  "

    class Marked(Message):
        """Other files are marked, or listed, now."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, id="folder-tree")
        self.marks: set[Path] = set()
        self.cut = False
        """Whether the folder that was read last holds more than is listed."""
        self._hidden = False

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Hidden files only when asked for, and never more than can be drawn without a stall."""
        found = (p for p in paths if self._hidden or not p.name.startswith("."))
        yield from islice(found, _MOST)
        before, self.cut = self.cut, next(found, None) is not None
        if self.cut or before:
            self.post_message(self.Marked())

    def process_label(self, label: TextType) -> Text:
        """Names may hold anything: escapes, new lines, bytes that are no text."""
        return Text(one_line(str(label), _WIDTH) or "?")

    def render_label(self, node: TreeNode[DirEntry], base_style: Style, style: Style) -> Text:
        """The mark stands before the name."""
        label = super().render_label(node, base_style, style)
        marked = node.data is not None and node.data.path in self.marks
        return Text.assemble(("✓ ", base_style + Style(bold=True)) if marked else ("  ", base_style), label)

    @property
    def under_cursor(self) -> Path | None:
        """What a key means."""
        node = self.cursor_node
        return node.data.path if node is not None and node.data is not None else None

    def mark(self, path: Path) -> None:
        """Mark it, or take the mark away."""
        self.marks ^= {path}
        self._clear_line_cache()
        self.refresh()
        self.post_message(self.Marked())

    def action_mark(self) -> None:
        """What is under the cursor; then the next one."""
        if self.under_cursor is not None:
            self.mark(self.under_cursor)
            self.action_cursor_down()

    def action_up(self) -> None:
        """The folder above."""
        self.path = Path(self.path).absolute().parent

    def action_scroll_home(self) -> None:
        """The cursor goes there too."""
        self.cursor_line = 0

    def action_scroll_end(self) -> None:
        """The cursor goes there too."""
        self.cursor_line = self.last_line

    def action_hidden(self) -> None:
        """Show or hide what begins with a dot."""
        self._hidden = not self._hidden
        self.reload()


class PickFiles(Dialog[list[Path] | None]):
    """Gives back what was marked; without marks what is written, or under the cursor once it was moved."""

    BINDINGS: ClassVar[list[BindingType]] = [b for b in bindings(Place.PICKING) if b.action == "done"]
    PLACE = Place.PICKING
    AUTO_FOCUS = "#folder-tree"

    def __init__(self, title: str, start: Path) -> None:
        super().__init__()
        self._title = title
        self._start = start

    def compose(self) -> ComposeResult:
        """The line for a path, the tree, what is marked."""
        with Vertical(classes="dialog picker") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(
                _("{key[picking.mark]} marks · {key[picking.done]} adds · {key[dialog.close]} cancels")
            )
            yield LineInput(id="picker-path", select_on_focus=False)
            yield FolderTree(self._start)
            yield Static("", id="picker-state", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Nothing is marked yet."""
        self._tell()
        self.watch(self._tree, "path", self._walked)

    def on_paste(self, event: events.Paste) -> None:
        """A path may be put in wherever the focus is."""
        event.stop()
        line = self.query_one(Input)
        line.value = event.text.strip().partition("\n")[0]
        line.focus()

    def _walked(self, path: Path) -> None:
        self.query_one(Input).placeholder = keyed(
            _("{key[dialog.next]}: write a path · or walk below {path}"),
            path=one_line(shortened(path), _WIDTH),
        )

    @property
    def _tree(self) -> FolderTree:
        return self.query_one(FolderTree)

    @on(FolderTree.Marked)
    def _tell(self) -> None:
        marks = sorted(self._tree.marks)
        hint = keyed(
            _(
                "{key[picking.up]} goes up, {key[picking.hidden]} shows hidden files, "
                "{key[dialog.next]} to the path."
            )
        )
        names = ", ".join(one_line(path.name or str(path), 30) for path in marks)
        text = (
            _("{n} marked: {names}").format(n=words.count(len(marks)), names=names)
            if marks
            else _("Nothing marked. {hint}").format(hint=hint)
        )
        if self._tree.cut:
            more = _("! Only {n} entries of this folder are listed: write the path of another.")
            text = more.format(n=words.count(_MOST)) + " " + text
        self._say(text, "bold" if marks else "$foreground-muted")

    def _say(self, text: str, style: str) -> None:
        self.query_one("#picker-state", Static).update(Content.styled(one_line(text, _WIDTH), style))

    @on(DirectoryTree.FileSelected)
    def _selected(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self._tree.mark(event.path)

    @on(Input.Submitted)
    async def _written(self, event: Input.Submitted) -> None:
        """A folder is gone into, a file is marked."""
        event.stop()
        path = await asyncio.to_thread(_existing, event.value)
        if path is None:
            self._say(_("✗ There is no {path}").format(path=event.value), "bold $text-error")
        elif await asyncio.to_thread(path.is_dir):
            self._tree.path = path
            self._tree.focus()
        else:
            self._tree.mark(path)
            self.query_one(Input).clear()

    async def action_done(self) -> None:
        """Add them."""
        paths = sorted(self._tree.marks)
        written = self.query_one(Input)
        if not paths and written.has_focus and written.value.strip():
            path = await asyncio.to_thread(_existing, written.value)
            if path is None:
                self._say(_("✗ There is no {path}").format(path=written.value), "bold $text-error")
                return
            paths = [path]
        elif not paths and self._tree.under_cursor is not None:
            paths = [self._tree.under_cursor]
            if paths == [self._start]:  # where the cursor stands by itself: all below is much to add unasked
                self._say(keyed(_("Nothing marked: {key[picking.mark]} marks it.")), "bold $text-warning")
                return
        if paths and self.is_active:
            self.dismiss(paths)


def shortened(path: Path) -> str:
    """The whole path, `~` for the home folder."""
    path = path.absolute()
    try:
        home = Path.home()
    except RuntimeError:  # nobody says where it is
        return str(path)
    return f"~/{path.relative_to(home)}".removesuffix("/.") if path.is_relative_to(home) else str(path)


def _existing(text: str) -> Path | None:
    """The path as it was meant, if something is there; `~` is the home folder."""
    try:
        path = Path(text.strip()).expanduser().absolute()
        return path if text.strip() and path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long, no such home, a zero byte
        return None
