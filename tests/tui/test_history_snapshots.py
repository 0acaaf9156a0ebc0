"""What the lists and the comparison look like, at three sizes, on content whose every figure is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from textual.app import ComposeResult
from textual.pilot import Pilot

from orquix_tui.bootstrap import build, configure
from orquix_tui.domain.models import Interaction, InteractionSummary, Project
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.tui import themes
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.projects import Listed
from orquix_tui.tui.screens.compare import CompareScreen
from orquix_tui.tui.themed import ThemedApp
from orquix_tui.tui.widgets.history_list import HistoryList
from orquix_tui.tui.widgets.project_list import ProjectList
from orquix_tui.tui.widgets.sidebar import Sidebar
from tests.house import House
from tests.tui import sample
from tests.tui.conftest import Compare, Look
from tests.tui.test_compare import TWO, other

ASKED = (
    ("a", "Why do rivers meander?", 30.0, InteractionStatus.COMPLETE, None),
    ("b", "And what does that mean for the villages?", 1.0, InteractionStatus.RUNNING, "a"),
    ("c", "How should a library lend out laptops?", 3.0, InteractionStatus.PARTIAL, None),
    ("d", "¿Cuándo podo los rosales?", 27.0, InteractionStatus.COMPLETE, None),
    ("e", "Is it safe [b]overnight[/b]?", 75.0, InteractionStatus.FAILED, None),
    ("f", "雨はなぜ降るのですか、そして冬にはどうなりますか", 100.0, InteractionStatus.CANCELLED, None),
    ("g", "A question of last year", 24 * 400.0, InteractionStatus.INTERRUPTED, None),
)


class Lists(ThemedApp):
    """Nothing but the sidebar, with everything in it that there can be."""

    CSS_PATH = "../../orquix_tui/tui/orquix.tcss"

    def __init__(self, narrowed: str = "") -> None:
        super().__init__()
        self._narrowed = narrowed
        self.theme = themes.DEFAULT

    def compose(self) -> ComposeResult:
        yield Sidebar()

    def on_mount(self) -> None:
        projects = [
            Project(id="p", name="default", interactions=7),
            Project(id="q", name="a project with quite a long name", interactions=12345),
            Project(id="r", name="old", archived=True),
        ]
        self.query_one(ProjectList).show(projects, "default")
        summaries = [
            InteractionSummary(
                id=name,
                project="default",
                prompt=prompt,
                status=status,
                created_at=sample.NOON - timedelta(hours=ago),
                continues=before,
                starred=name in "dg",
            )
            for name, prompt, ago, status, before in sorted(ASKED, key=lambda one: one[2])
        ]
        history = self.query_one(HistoryList)
        history.fill(Listed(summaries, 7, more=True, narrowed=self._narrowed), sample.NOON, "c")
        history.mark("d")
        history.going_on("b", "1/4")
        history.focus()


def test_the_lists_with_days_threads_stars_and_marks(snap_sizes: Compare) -> None:
    assert snap_sizes(Lists())


def test_the_list_while_it_is_narrowed(snap_sizes: Compare) -> None:
    async def narrowed(pilot: Pilot[Any]) -> None:
        await pilot.press("f", *"ro")
        pilot.app.query_one("FilterLine").cursor_blink = False  # type: ignore[attr-defined]  # an Input
        await pilot.pause()

    assert snap_sizes(Lists("ro"), run_before=narrowed)


def test_two_interactions_side_by_side(snap_sizes: Compare, house: House) -> None:
    house.configure(TWO)
    services = build(configure(house.env))
    clock = sample.StoppedClock()

    def compared(left: Interaction, right: Interaction) -> Look:
        async def step(pilot: Pilot[Any]) -> None:
            if isinstance(pilot.app.screen, CompareScreen):
                await pilot.app.pop_screen()
            await pilot.app.push_screen(CompareScreen(services, clock, left, right))
            await pilot.pause(0.2)

        return step

    async def difference(pilot: Pilot[Any]) -> None:
        await pilot.press("d")
        await pilot.pause(0.1)

    bare = other().model_copy(update={"synthesis": None})
    again = sample.interaction().model_copy(update={"synthesis": None})
    states = {
        "texts": compared(sample.interaction(), other()),
        "difference": difference,
        "one-synthesis": compared(sample.interaction(), bare),
        "no-synthesis": compared(again, bare),
    }
    assert snap_sizes(OrquixApp(services, clock), states=states)
