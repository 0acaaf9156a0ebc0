"""All answers of a run: a grid when there is room, one at a time with a bar of names when there is not."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from orquix_tui.tui import words
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.panel_state import PanelState
from orquix_tui.tui.passage import Passage
from orquix_tui.tui.places import Place
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.answer_panel import TONES, AnswerPanel
from orquix_tui.tui.widgets.lines import Line, Piece
from orquix_tui.tui.widgets.welcome import WelcomeCard

_LEAST_NAME, _AROUND_A_NAME = 4, 6
_NARROWEST = 42
_LOWEST = 6
"""Cells and rows below which a panel cannot be read."""


class Plan(NamedTuple):
    """How panels are laid out: in so many columns, or one at a time."""

    columns: int
    one_at_a_time: bool


def plan(width: int, height: int, panels: int) -> Plan:
    """The layout for an area of so many cells. Prefers columns of equal use: four panels stand two by two."""
    if panels <= 1:
        return Plan(1, one_at_a_time=False)
    most = max(min(width // _NARROWEST, panels), 1)
    rows = -(-panels // most)
    if most == 1 or height // rows < _LOWEST:
        return Plan(1, one_at_a_time=True)
    return Plan(-(-panels // rows), one_at_a_time=False)


class MemberBar(Line):
    """The names with their signs, for when only one panel is seen; a click goes there."""

    def show(self, run: ShownRun, current: int, now: float) -> None:
        """Draw all members; the current one is marked by more than colour."""
        pieces: list[Piece] = []
        count = max(len(run.panels), 1)
        room = self.content_size.width // count - _AROUND_A_NAME
        own = room if room >= _LEAST_NAME else self.content_size.width - count * _AROUND_A_NAME
        for panel in run.panels:
            header = panel.header(now)
            here = panel.response.seat == current
            number = f"{panel.response.seat + 1}"
            name = words.middle(panel.response.label, max(own if here else room, 0))
            if here:
                label = f"[{number} {name}]"
            else:  # without room for all names the numbers must do
                label = f" {number} {name} " if room >= _LEAST_NAME else f" {number} "
            pieces += [(label, "bold reverse" if here else ""), (f"{header.sign} ", TONES[header.tone])]
        self.left = tuple(pieces)

    def on_click(self, event: events.Click) -> None:
        """Pick the member under the mouse."""
        x = 0
        for index, (text, _) in enumerate(self.left):
            x += cell_len(text)
            if event.x < x:
                self.screen.query_one(AnswersView).pick(index // 2)
                return


class AnswersView(Vertical):
    """Lays out the panels and moves between them."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ANSWERS)]
    PLACE = Place.ANSWERS

    def __init__(self) -> None:
        super().__init__(id="answers-view")
        self._run: ShownRun | None = None
        self._panels: list[AnswerPanel] = []
        self._current = 0
        self._zoomed = False
        self._plan = Plan(1, one_at_a_time=False)

    def compose(self) -> ComposeResult:
        """The bar, the panels, and what stands here before the first question."""
        yield MemberBar(id="member-bar")
        yield Container(id="panels")
        yield WelcomeCard()

    def on_mount(self) -> None:
        """Nothing is shown yet."""
        self._arrange()

    # -- told from above -----------------------------------------------------------------------

    async def show(self, run: ShownRun, embedded: set[int], now: float) -> None:
        """Another run: its own panels."""
        held = self.has_focus_within
        await self._take_away()
        self._run = run
        self._current = min(self._current, max(len(run.panels) - 1, 0))
        container = self.query_one("#panels", Container)
        panels = [self._panel(p, embedded=p.response.seat in embedded) for p in run.panels]
        await container.mount_all(panels)
        self._panels = panels
        self._arrange()
        self.refresh_headers(now)
        self.call_after_refresh(self.redraw)  # only then the panels know their width
        if held and self._panels:
            self._panels[self._current].focus()

    async def asked_again(self, state: PanelState, *, embedded: bool, now: float) -> None:
        """A seat is asked once more, or is a new one and gets its panel."""
        seat = state.response.seat
        if seat < len(self._panels):
            self._panels[seat].asked_again(now)
            return
        panel = self._panel(state, embedded=embedded)
        await self.query_one("#panels", Container).mount(panel)
        self._panels.append(panel)
        self._arrange()
        self.call_after_refresh(self.redraw)

    def _panel(self, state: PanelState, *, embedded: bool) -> AnswerPanel:
        return AnswerPanel(state, embedded=embedded)

    @property
    def current(self) -> AnswerPanel | None:
        """The panel that is looked at."""
        return self._panels[self._current] if self._panels else None

    async def clear(self) -> None:
        """No run."""
        await self._take_away()
        self._arrange()

    async def _take_away(self) -> None:
        self._run = None
        self._zoomed = False
        # Nobody draws panels that are on their way out, or not yet whole.
        self._panels = []
        await self.query_one("#panels", Container).remove_children()

    def append(self, seat: int, text: str) -> None:
        """More of the answer of this seat."""
        self._panels[seat].append(text)

    def append_reasoning(self, seat: int, text: str) -> None:
        """More of the thinking of this seat."""
        self._panels[seat].append_reasoning(text)

    def ended(self, seat: int, now: float) -> None:
        """This seat has said all."""
        self._panels[seat].ended(now)

    def reveal(self, seat: int, passage: Passage) -> None:
        """Look at a passage of this seat's answer."""
        self.pick(seat)
        self._panels[seat].reveal(passage)

    def refresh_headers(self, now: float) -> None:
        """Draw every header for this moment."""
        for panel in self._panels:
            panel.live = self._run is not None and self._run.live
            panel.alone = len(self._panels) == 1
            if panel.display:
                panel.state_changed(now)
        if self._run is not None:
            self.query_one(MemberBar).show(self._run, self._current, now)
        self._now = now

    def focus_current(self) -> None:
        """Put the focus on the panel that is looked at."""
        if self._panels:
            self._panels[self._current].focus()

    def leave_zoom(self) -> bool:
        """Back to all panels; False when none was zoomed."""
        was, self._zoomed = self._zoomed, False
        self._arrange()
        return was

    # -- layout --------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Another size may want another layout."""
        self._arrange()
        if event.size.width:
            self.call_after_refresh(self.redraw)

    def reword(self) -> None:
        """See `wording`."""
        self.redraw()

    def redraw(self) -> None:
        """Every header once more, for the moment of the last time."""
        self.refresh_headers(self._now)

    _now = 0.0

    def _arrange(self) -> None:
        count = len(self._panels)
        self._plan = plan(self.size.width, self.size.height, count)
        single = self._plan.one_at_a_time or self._zoomed
        self.query_one(MemberBar).display = single and count > 1
        self.query_one("#answers-empty").display = count == 0
        container = self.query_one("#panels", Container)
        container.display = count > 0
        columns = 1 if single else self._plan.columns
        container.styles.grid_size_columns = columns
        rows = 1 if single else -(-count // columns) if count else 1
        container.styles.grid_size_rows = rows
        for index, panel in enumerate(self._panels):
            panel.display = not single or index == self._current
            last = index == count - 1 and not single
            panel.styles.column_span = columns - index % columns if last else 1

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The panel with the focus is the one that is looked at."""
        if isinstance(event.widget, AnswerPanel) and event.widget in self._panels:
            self._current = self._panels.index(event.widget)

    def zoom(self) -> None:
        """The panel that is looked at over the whole area, or all again."""
        self._zoomed = not self._zoomed
        self.pick(self._current)

    def action_step(self, by: int) -> None:
        """The next or the previous panel, around the end."""
        if self._panels:
            self.pick((self._current + by) % len(self._panels))

    def action_pick(self, seat: int) -> None:
        """This panel."""
        self.pick(seat)

    def pick(self, seat: int) -> None:
        """This panel."""
        if seat < len(self._panels):
            self._current = seat
            self._arrange()
            self._panels[seat].focus()
            self.call_after_refresh(self.redraw)
