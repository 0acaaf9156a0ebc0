"""The projects and the history of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from orquix_tui.domain.models import InteractionSummary, Project
from orquix_tui.domain.text import one_line
from orquix_tui.tui import words
from orquix_tui.tui.keys import Place, bindings

_NAME_ROOM = 19
_NARROWEST = 24


class ProjectList(OptionList):
    """All projects with how many interactions each holds."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PROJECTS)]
    PLACE = Place.PROJECTS

    @dataclass
    class Chosen(Message):
        """Work in this project from now on."""

        project: Project

    class NewWanted(Message):
        """Ask for a name."""

    @dataclass
    class RenameWanted(Message):
        """Ask for another name."""

        project: Project

    @dataclass
    class ArchiveWanted(Message):
        """Hide it from the list, or bring it back."""

        project: Project

    class ArchivedWanted(Message):
        """Show or hide the archived ones."""

    def __init__(self) -> None:
        super().__init__(id="projects", markup=False, compact=True)
        self.border_title = "Projects"
        self._projects: list[Project] = []

    def show(self, projects: Sequence[Project], current: str) -> None:
        """List these; the current one is marked and under the cursor."""
        self._projects = list(projects)
        self.clear_options()
        self.add_options([Option(_project_line(p, current=p.name == current), id=p.id) for p in projects])
        names = [p.name for p in projects]
        self.highlighted = names.index(current) if current in names else (0 if names else None)

    @property
    def under_cursor(self) -> Project | None:
        """The project that a key means."""
        return None if self.highlighted is None else self._projects[self.highlighted]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click chooses."""
        event.stop()
        # By its id: the list may have become another one since the key.
        for project in self._projects:
            if project.id == event.option_id:
                self.post_message(self.Chosen(project))

    def action_new(self) -> None:
        """Another project."""
        self.post_message(self.NewWanted())

    def action_rename(self) -> None:
        """Another name."""
        if self.under_cursor:
            self.post_message(self.RenameWanted(self.under_cursor))

    def action_archive(self) -> None:
        """Away, or back."""
        if self.under_cursor:
            self.post_message(self.ArchiveWanted(self.under_cursor))

    def action_archived(self) -> None:
        """Toggle the archived ones."""
        self.post_message(self.ArchivedWanted())


class HistoryList(OptionList):
    """The interactions of the chosen project, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.HISTORY)]
    PLACE = Place.HISTORY

    @dataclass
    class Chosen(Message):
        """Show this interaction."""

        interaction_id: str

    @dataclass
    class DeleteWanted(Message):
        """Remove this interaction."""

        summary: InteractionSummary

    class ReloadWanted(Message):
        """Read the history again."""

    def __init__(self) -> None:
        super().__init__(id="history", markup=False, compact=True)
        self.border_title = "History"
        self._ids: list[str] = []
        self._shown: tuple[Sequence[InteractionSummary], datetime, str] | None = None

    def on_resize(self) -> None:
        """The lines are cut to the width: cut them again."""
        if self._shown is not None:
            self.show(*self._shown)

    def show(self, summaries: Sequence[InteractionSummary], today: datetime, opened: str) -> None:
        """List these. The cursor stays where the person has it, else it stands on what is open."""
        self._shown = (summaries, today, opened)
        room = max(self.scrollable_content_region.width, _NARROWEST)
        chosen = self.has_focus and self.highlighted is not None and bool(self._ids)
        kept = self._ids[self.highlighted or 0] if chosen else opened
        self._ids = [s.id for s in summaries]
        self.clear_options()
        if summaries:
            self.add_options([Option(_history_line(s, today, room), id=s.id) for s in summaries])
        else:
            self.add_option(Option(Content.styled("nothing asked yet", "$foreground-muted"), disabled=True))
        self.highlighted = self._ids.index(kept) if kept in self._ids else (0 if self._ids else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click opens."""
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Chosen(event.option_id))

    def action_delete(self) -> None:
        """Away with it, once the person has confirmed."""
        if self._shown is not None and self._ids and self.highlighted is not None:
            self.post_message(self.DeleteWanted(self._shown[0][self.highlighted]))

    def action_reload(self) -> None:
        """Another window may have added to it."""
        self.post_message(self.ReloadWanted())


class Sidebar(Vertical):
    """Projects above, history below."""

    def __init__(self) -> None:
        super().__init__(id="sidebar")

    def compose(self) -> ComposeResult:
        """Both lists."""
        yield ProjectList()
        yield HistoryList()


def _project_line(project: Project, *, current: bool) -> Content:
    name = one_line(project.name, _NAME_ROOM)
    mark = "▸ " if current else "  "
    count = "archived" if project.archived else words.count(project.interactions)
    room = " " * max(_NAME_ROOM + 5 - len(name) - len(count), 1)
    style = "bold" if current else ("dim" if project.archived else "")
    return Content.assemble((mark, "$text-accent"), (name, style), room, (count, "$foreground-muted"))


def _history_line(summary: InteractionSummary, today: datetime, width: int) -> Content:
    sign = words.STATUS_SIGNS[summary.status]
    styles = {"✓": "$text-success", "✗": "$text-error"}
    return Content.assemble(
        (f"{words.when(summary.created_at, today):>6} ", "$foreground-muted"),
        (f"{sign} ", styles.get(sign, "$text-warning")),
        one_line(summary.prompt, width - 9),
    )
