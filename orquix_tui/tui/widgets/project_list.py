"""All projects, with how many interactions each holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from orquix_tui.domain.models import Project
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui import words
from orquix_tui.tui.history_rows import MATCH, matches
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.filter_line import FilterLine
from orquix_tui.tui.widgets.options import Options

_NARROWEST = 24
_LONGEST = 200
Deed = Literal["new", "rename", "archive", "archived", "delete"]


class ProjectList(Options):
    """The current one is marked. What the keys want is posted; the desk does it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PROJECTS)]
    PLACE = Place.PROJECTS

    @dataclass
    class Chosen(Message):
        """Work in this project from now on."""

        project: Project

    @dataclass
    class Wanted(Message):
        """A deed; `project` is the one under the cursor."""

        deed: Deed
        project: Project | None

    def __init__(self) -> None:
        super().__init__(id="projects", markup=False, compact=True)
        self.filter = FilterLine(self, id="projects-filter")
        self._all: list[Project] = []
        self._projects: list[Project] = []
        self._current = ""
        self._narrowed = ""

    def show(self, projects: Sequence[Project], current: str) -> None:
        """List these; the current one is marked. The cursor stays where the person has it."""
        stays = self.has_focus and current == self._current and self.under_cursor is not None
        kept = self.under_cursor.id if stays and self.under_cursor else None
        self._all, self._current = list(projects), current
        self._draw(kept)

    def on_resize(self) -> None:
        """The lines are cut to the width: cut them again."""
        if self._all:
            self._draw(self.under_cursor.id if self.under_cursor else None)

    @property
    def under_cursor(self) -> Project | None:
        """The project that a key means."""
        at = self.highlighted
        return None if at is None or at >= len(self._projects) else self._projects[at]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click chooses."""
        event.stop()
        # By its id: the list may have become another one since the key.
        for project in self._projects:
            if project.id == event.option_id:
                self.post_message(self.Chosen(project))

    # -- narrowing -----------------------------------------------------------------------------

    def narrow(self, text: str) -> None:
        """Show only those whose name holds these words."""
        if text != self._narrowed:
            self._narrowed = text
            self._draw(None)

    def step(self, by: int) -> None:
        """Move the cursor while one goes on typing."""
        if by > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()

    def choose(self) -> None:
        """Work in the one under the cursor, and list them all again."""
        self.action_select()
        self.filter.clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is only ours while the list is narrowed."""
        if action == "unfilter":
            return self.filter.display
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Type to narrow the list."""
        self.filter.begin(self)

    def action_unfilter(self) -> None:
        """All of them again."""
        self.filter.clear()

    # -- deeds ---------------------------------------------------------------------------------

    def action_want(self, deed: Deed) -> None:
        """Ask the desk for it."""
        self.post_message(self.Wanted(deed, self.under_cursor))

    # -- drawing -------------------------------------------------------------------------------

    def _draw(self, kept: str | None) -> None:
        wanted = {word for word in self._narrowed.split() if word}
        self._projects = [p for p in self._all if all(matches(p.name, word) for word in wanted)]
        width = max(self.scrollable_content_region.width, _NARROWEST)
        self.clear_options()
        self.add_options([Option(self._line(p, width), id=p.id) for p in self._projects])
        if not self._projects and self._all:
            self.add_option(Option(Content.styled(_("nothing like it"), "$foreground-muted"), disabled=True))
        ids, names = [p.id for p in self._projects], [p.name for p in self._projects]
        if kept in ids:
            self.highlighted = ids.index(kept)
        elif self._current in names:
            self.highlighted = names.index(self._current)
        else:
            self.highlighted = 0 if names else None
        shown = f" {len(names)}/{len(self._all)}" if wanted else ""
        self.border_title = Content(_("Projects") + shown)

    def _line(self, project: Project, width: int) -> Content:
        current = project.name == self._current
        mark = "▸ " if current else "  "
        count = _("archived") if project.archived else words.count(project.interactions)
        style = "bold" if current else ("dim" if project.archived else "")
        cells = max(width - len(mark) - len(count) - 2, 1)
        whole = one_line(project.name, _LONGEST)
        # Narrowed, what is looked for must be seen; else both ends tell names apart.
        name = Content.styled(whole if self._narrowed else words.middle(whole, cells), style)
        for begin, end in matches(name.plain, self._narrowed):
            name = name.stylize(MATCH, begin, end)
        name = name.truncate(cells, ellipsis=True)
        room = " " * max(width - len(mark) - name.cell_length - len(count) - 1, 1)
        return Content.assemble((mark, "$text-accent"), name, room, (count, "$foreground-muted"))
