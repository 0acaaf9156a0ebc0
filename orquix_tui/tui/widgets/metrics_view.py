"""The metrics tab: the shown run, and how the last days went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.ports import ActiveRun
from orquix_tui.domain.translate import _
from orquix_tui.tui import figures
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.figures import PERIODS, Figures, period
from orquix_tui.tui.keys import bindings, first_key
from orquix_tui.tui.places import Place

_BESIDE_FROM = 96
"""Cells from which the sections stand in two columns."""
_GAP = 2
_LEFT = ("run", "active", "totals", "days")
_RIGHT = ("models", "steps", "quality", "failures")


@dataclass(frozen=True)
class Read:
    """What was read of the store at once."""

    totals: Figures
    performance: Figures
    active: Sequence[ActiveRun] = field(default=())


class MetricsView(VerticalScroll):
    """Filled when it is first looked at; drawn anew for each width."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.METRICS)]
    PLACE = Place.METRICS

    @dataclass
    class Wanted(Message):
        """`read` the figures (again), or `clean` up the old ones."""

        deed: str

    def __init__(self, clock: Clock) -> None:
        super().__init__(id="metrics-view")
        self._clock = clock
        self.days = PERIODS[0]
        """How far back the figures go."""
        self._interaction: Interaction | None = None
        self._read: Read | None = None
        # Made here and not when they are composed: they can be filled from the first moment on.
        self._period = Static("", id="metrics-period", markup=False)
        self._sections = {
            name: Static("", id=f"metrics-{name}", classes="metrics-section", markup=False)
            for name in (*_LEFT, *_RIGHT)
        }

    def compose(self) -> ComposeResult:
        """The choice of days, then the sections in one or two columns."""
        yield self._period
        with Vertical(id="metrics-columns"):
            yield Vertical(*(self._sections[name] for name in _LEFT), classes="metrics-column")
            yield Vertical(*(self._sections[name] for name in _RIGHT), classes="metrics-column")

    def show(self, interaction: Interaction | None, read: Read) -> None:
        """The figures of the shown run and those of the period."""
        self._interaction, self._read = interaction, read
        self._draw()

    def reword(self) -> None:
        """See `wording`."""
        self._draw()

    def on_resize(self) -> None:
        """Plots have as many cells as there is room for."""
        self._draw()

    def action_period(self, step: int) -> None:
        """Fewer (-1) or more (1) days."""
        at = PERIODS.index(self.days) + step
        if 0 <= at < len(PERIODS):
            self.days = PERIODS[at]
            self._period.update(_choice(self.days))
            self.post_message(self.Wanted("read"))

    def action_want(self, deed: str) -> None:
        """Ask the screen for it."""
        self.post_message(self.Wanted(deed))

    def _draw(self) -> None:
        room = self.scrollable_content_region.width
        if self._read is None or not room:
            return
        beside = room >= _BESIDE_FROM
        self.set_class(beside, "-beside")
        width = (room // 2 if beside else room) - _GAP
        totals, performance = self._read.totals, self._read.performance
        self._period.update(_choice(self.days))
        self._fill("run", figures.run_section(self._interaction, width))
        self._fill("totals", figures.totals_section(totals))
        self._fill("days", figures.days_section(totals, width))
        self._fill("models", figures.models_section(totals, performance, width))
        self._fill("steps", figures.steps_section(performance, width))
        self._fill("quality", figures.quality_section(totals, width))
        self._fill("failures", figures.failures_section(totals, width))
        self._fill("active", figures.active_section(self._read.active, self._clock.now()))

    def _fill(self, name: str, content: Content | None) -> None:
        section = self._sections[name]
        section.display = content is not None
        section.update(content or "")


def _choice(days: int) -> Content:
    """The periods, the chosen one in brackets, and the keys."""
    pieces: list[tuple[str, str]] = []
    for each in PERIODS:
        chosen = each == days
        pieces.append((f"[{period(each)}]" if chosen else f" {period(each)} ", "bold" if chosen else ""))
    hint = _("{less} {more} days · {read} read again · {clean} clean up").format(
        **{deed: first_key(f"metrics.{deed}") for deed in ("less", "more", "read", "clean")}
    )
    pieces.append(("  " + hint, "$foreground-muted"))
    return Content.assemble(*pieces)
