"""What was asked in the chosen project, newest first; drawn row by row, however long it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from orquix_tui.domain.models import InteractionSummary
from orquix_tui.domain.translate import _
from orquix_tui.tui import words
from orquix_tui.tui.history_rows import Look, Row, drawn, rows_of
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.projects import Listed
from orquix_tui.tui.widgets.filter_line import FilterLine
from orquix_tui.tui.widgets.row_list import RowList

Deed = Literal["delete", "star", "starred", "again", "mark", "compare", "export", "reload", "older", "resume"]


class HistoryList(RowList):
    """The cursor passes over the headings. What the keys want is posted; the desk does it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.HISTORY)]
    PLACE = Place.HISTORY

    @dataclass
    class Chosen(Message):
        """Show this interaction."""

        interaction_id: str

    @dataclass
    class Wanted(Message):
        """A deed; `summary` is the one under the cursor."""

        deed: Deed
        summary: InteractionSummary | None

    @dataclass
    class Narrowed(Message):
        """List only what holds these words."""

        text: str

    def __init__(self) -> None:
        super().__init__(id="history")
        self.filter = FilterLine(self, id="history-filter")
        self.border_title = _("History")
        self._listed = Listed()
        self._rows: list[Row] = []
        self._look = Look()
        self._asked_for_more = False

    def fill(self, listed: Listed, today: datetime, opened: str) -> None:
        """List these. The cursor stays where the person has it, else it stands on what is open."""
        chosen = self.under_cursor if self.has_focus or self.filter.has_focus else None
        kept = chosen.id if chosen else opened
        narrower = listed.narrowed not in {"", self._look.narrowed}
        self._listed, self._asked_for_more = listed, False
        self._look = replace(self._look, opened=opened, narrowed=listed.narrowed)
        self._rows = rows_of(listed.summaries, today) or [Row(title=self._nothing())]
        if listed.more:
            self._rows.append(Row(title=keyed(_("… older: {key[history.older]} reads them"))))
        self.show(len(self._rows), self._row)
        self.cursor = self._place_of(kept, first=narrower)
        self._title()

    def mark(self, interaction_id: str) -> None:
        """This one waits to be compared; empty: none does."""
        self._look = replace(self._look, marked=interaction_id)
        self.refresh()
        self.screen.refresh_bindings()

    def opened(self, interaction_id: str) -> None:
        """This one is on the screen now; empty: none is."""
        self._look = replace(self._look, opened=interaction_id)
        self.refresh()

    def going_on(self, interaction_id: str, how_far: str) -> None:
        """How far a run has come."""
        if self._look.running != (interaction_id, how_far):
            self._look = replace(self._look, running=(interaction_id, how_far))
            self.refresh()

    def elsewhere(self, told: Mapping[str, str]) -> None:
        """How far the runs of other windows have come, by their ids."""
        if self._look.elsewhere != told:
            self._look = replace(self._look, elsewhere=told)
            self.refresh()

    @property
    def under_cursor(self) -> InteractionSummary | None:
        """The interaction that a key means."""
        return self._rows[self.cursor].summary if self.cursor < len(self._rows) else None

    @property
    def second(self) -> bool:
        """Whether there is another one to compare it with: the marked one, or what is open."""
        one = self.under_cursor
        return one is not None and bool({self._look.marked, self._look.opened} - {"", one.id})

    @property
    def goes_on(self) -> bool:
        """Whether older ones were not read yet."""
        return self._listed.more

    @property
    def _ids(self) -> list[str]:
        return [row.summary.id for row in self._rows if row.summary]

    # -- moving --------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """So many rows on, and past a heading; at the end of what was read, older ones are read."""
        super().action_move(by)
        after, before = range(self.cursor, len(self._rows)), range(self.cursor, -1, -1)
        beyond = (*after, *before) if by > 0 else (*before, *after)
        self.cursor = next((n for n in beyond if self._rows[n].summary), self.cursor)
        if self._listed.more and by > 0 and self.cursor >= len(self._rows) - 2 and not self._asked_for_more:
            self._asked_for_more = True
            self.post_message(self.Wanted("older", self.under_cursor))

    def watch_cursor(self) -> None:
        """It stays in view; the first one with its heading."""
        super().watch_cursor()
        self.screen.refresh_bindings()  # what can be done with this one is something else
        if self.cursor <= 1:
            self.scroll_to(y=0, animate=False, force=True)

    def on_resize(self) -> None:
        """Hidden, it had no height to keep the cursor in."""
        if self._rows:
            self.watch_cursor()

    def action_edge(self, end: int) -> None:
        """The first or the last one."""
        self.action_move(-len(self._rows) if end == 0 else len(self._rows))

    def step(self, by: int) -> None:
        """Move the cursor while one goes on typing."""
        self.action_move(by)

    def _place_of(self, interaction_id: str, *, first: bool) -> int:
        ids = [row.summary.id if row.summary else "" for row in self._rows]
        if interaction_id and interaction_id in ids and not first:
            return ids.index(interaction_id)
        return next((n for n, one in enumerate(ids) if one), 0)

    # -- choosing ------------------------------------------------------------------------------

    def action_choose(self) -> None:
        """Show the one under the cursor."""
        if self.under_cursor is not None:
            self.post_message(self.Chosen(self.under_cursor.id))

    def choose(self) -> None:
        """The same, from the filter."""
        self.action_choose()

    def on_click(self, event: events.Click) -> None:
        """The row under the mouse."""
        event.stop()
        event.prevent_default()
        number = event.y - self.gutter.top + self.scroll_offset.y
        if 0 <= number < len(self._rows):
            if self._rows[number].summary is not None:
                self.cursor = number
                self.action_choose()
            elif self._listed.more and number == len(self._rows) - 1:
                self.action_want("older")

    # -- narrowing -----------------------------------------------------------------------------

    def narrow(self, text: str) -> None:
        """Show only those whose question holds these words."""
        if text != self._listed.narrowed:
            self.post_message(self.Narrowed(text))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is only ours while the list is narrowed."""
        if action == "unfilter":
            return self.filter.display or self._listed.starred
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Type to narrow the list."""
        self.filter.begin(self)

    def action_unfilter(self) -> None:
        """All of them again."""
        self.filter.clear()
        if self._listed.starred:
            self.action_want("starred")

    # -- deeds ---------------------------------------------------------------------------------

    def action_want(self, deed: Deed) -> None:
        """Ask the desk for it."""
        self.post_message(self.Wanted(deed, self.under_cursor))

    # -- drawing -------------------------------------------------------------------------------

    def _row(self, number: int, width: int) -> Content:
        return drawn(self._rows[number], width, self._look)

    def _nothing(self) -> str:
        if self._listed.narrowed:
            return _("nothing like it")
        return (
            keyed(_("no stars yet: {key[history.star]} sets one"))
            if self._listed.starred
            else _("nothing asked yet")
        )

    def _title(self) -> None:
        """How many there are, and which of them."""
        shown, total = len(self._listed.summaries), self._listed.total
        title = _("History")
        if self._listed.starred:
            title += " ★"
        if self._listed.narrowed or self._listed.starred:
            title += f" {words.count(shown)}{'+' if self._listed.more else ''}/{words.count(total)}"
        elif total:
            title += f" {words.count(total)}"
        self.border_title = Content(title)
