"""The one screen: asks, follows the run, shows what is saved."""

from __future__ import annotations

from typing import ClassVar, Self

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.widgets import Static, TabbedContent, TabPane

from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.keys import bindings, chord_of
from orquix_tui.tui.moving import Placed
from orquix_tui.tui.places import Place
from orquix_tui.tui.quitting import COMPARISON, DELETION, MEMORY, RUN
from orquix_tui.tui.screens.side import BREAKPOINTS, LOW, height_class, size_class
from orquix_tui.tui.screens.workspace_base import TABS
from orquix_tui.tui.screens.workspace_deeds import WorkspaceDeeds
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.context_view import BESIDE, ContextView
from orquix_tui.tui.widgets.key_line import KeyLine
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptPane
from orquix_tui.tui.widgets.question_line import QuestionLine
from orquix_tui.tui.widgets.sidebar import Sidebar
from orquix_tui.tui.widgets.status_bar import StatusBar
from orquix_tui.tui.widgets.synthesis_view import SynthesisView

BESIDE_FROM = 120
LEAST = (28, 7)
"""Cells and rows below which nothing of it can be read."""


class Workspace(WorkspaceDeeds):
    """Messages come up to it, methods go down from it; the run belongs to it.

    It is written in layers, each a file: what it is made of (`workspace_base`), asking (`workspace_asking`),
    messages (`workspace_messages`), keys (`workspace_deeds`); here is how it looks and how it ends.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.EVERYWHERE)]
    PLACE = Place.EVERYWHERE
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = LOW
    AUTO_FOCUS = "#prompt"

    def compose(self) -> ComposeResult:
        """The sidebar on the left, everything else on the right."""
        width, height = self.app.size  # known from the start: styled for it at once, not a second time
        self.set_class(True, size_class(width), update=False)
        self.set_class(True, height_class(height), update=False)
        self.set_class(width >= BESIDE_FROM, "-beside", update=False)
        titles = {tab: _(name) for tab, name in TABS.items()}
        with Horizontal(id="desk"):
            yield Sidebar(narrow=size_class(width) == "-narrow")
            with Vertical(id="main"):
                yield Notices()
                yield PromptPane(newline_on_enter=self._services.settings.ui.newline_on_enter)
                yield QuestionLine()
                with TabbedContent(id="tabs"):
                    with TabPane(titles["answers"], id="answers"):
                        yield AnswersView()
                    with TabPane(titles["synthesis"], id="synthesis"):
                        yield SynthesisView()
                    with TabPane(titles["context"], id="context"):
                        yield ContextView()
                    yield TabPane(titles["metrics"], id="metrics")
            if self._services.settings.context.review == "beside":
                yield ContextView(BESIDE)
        yield StatusBar()
        yield KeyLine()
        yield Static("", id="too-small", markup=False)

    _left = False
    _first_paint = False

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Whoever comes back finds it styled anew; at the start it just was."""
        event.refresh_styles = event.refresh_styles and self._left
        self._first_paint = not self._left

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Textual paints the first screen, and asks at once to paint all of it again: not that."""
        if self._first_paint and self.size and not (regions or layout or recompose):
            self._first_paint = self._repaint_required = False
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_screen_suspend(self) -> None:
        """Another screen lies over it."""
        self._left = True

    def on_resize(self, event: events.Resize) -> None:
        """From so many cells on there is room beside the prompt."""
        self.set_class(event.size.width >= BESIDE_FROM, "-beside")
        self.query_one(Sidebar).fits(narrow=size_class(event.size.width) == "-narrow")
        (width, height), (least, lowest) = event.size, LEAST
        too_small = width < least or height < lowest
        self.set_class(too_small, "-too-small")
        if too_small:
            told = _("No room: {width}×{height} cells. It takes {least}×{lowest}.")
            self.query_one("#too-small", Static).update(
                told.format(width=width, height=height, least=least, lowest=lowest)
            )

    # -- quitting ------------------------------------------------------------------------------

    @property
    def goes_on(self) -> tuple[str, ...]:
        """See `Placed`."""
        busy = (
            (self._control.running, RUN),
            (self._moderation.working, COMPARISON),
            (self._recall.work.busy, MEMORY),
        )
        gone = self._services.leaving.waiting[-1:]
        told = (_(DELETION).format(name=one_line(g.name, 40), key=chord_of("undo")) for g in gone)
        return (*(_(sentence) for goes_on, sentence in busy if goes_on), *told)

    async def may_quit(self) -> bool:
        """Whether the app can close now. What goes on is told first, and ended at the second request."""
        if not self._joined:  # Ctrl+Q before the first paint: nothing has begun
            return True
        screens = (screen for screen in self.app.screen_stack if isinstance(screen, Placed))
        going_on = [sentence for screen in screens for sentence in screen.goes_on]
        self.stays_for = self._quitting.stays_for(going_on, self._clock.monotonic())
        if self.stays_for:
            self.query_one(Notices).add(self.stays_for, "warning")
            return False
        await self._control.stop()
        said = (await self._prompting.leave(), await self._undo.leave(), await self._recall.work.leave())
        self.farewell = " ".join(text for text in said if text)
        return True
