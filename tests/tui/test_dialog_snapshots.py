"""What the small dialogs and the figures look like, each at three sizes of one running host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # has no types
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from orquix_tui.domain.ports import ActiveRun
from orquix_tui.tui import themes
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.chords import Chords
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.dialogs.progress import Progress
from orquix_tui.tui.places import Place
from orquix_tui.tui.screens.side import BREAKPOINTS
from orquix_tui.tui.themed import ThemedApp
from orquix_tui.tui.widgets.metrics_view import MetricsView, Read
from orquix_tui.tui.widgets.notices import Notices
from tests.tui import sample
from tests.tui.conftest import SIZES, looks_as_accepted

LONG = "Compare the two ways of dating a manuscript [b]by its ink[/b], and say which one you would trust more"
SEATS = (("anthropic", "claude-sonnet"), ("router", "vendor/a-model-with-quite-a-long-name-2026-08"))
Pictures = Callable[[Screen[Any]], Any]


class Host(ThemedApp):
    """Nothing behind the dialogs."""

    CSS_PATH = "../../orquix_tui/tui/orquix.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def on_mount(self) -> None:
        self.theme = themes.DEFAULT


@pytest.fixture
def pictures(snapshot: SnapshotAssertion, plain_surroundings: None) -> Pictures:
    """`await pictures(screen)` holds it against what was accepted, at every size."""
    drawn = snapshot.use_extension(SVGImageExtension)

    async def compare(screen: Screen[Any]) -> None:
        async with Host().run_test(size=SIZES[0]) as pilot:
            await pilot.app.push_screen(screen)
            for line in screen.query(Input):
                line.cursor_blink = False
            for width, height in SIZES:
                await _at(pilot, width, height)
                assert await looks_as_accepted(pilot, drawn, f"{width}x{height}", simplify=False)

    return compare


async def _at(pilot: Pilot[None], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    await pilot.pause()
    await pilot.pause(0.05)  # breakpoints and plots follow the resize by a frame


class Figures(Screen[None]):
    """The metrics alone."""

    def compose(self) -> Any:
        yield MetricsView(sample.StoppedClock())

    def on_mount(self) -> None:
        seats: list[dict[str, Any]] = [{"provider": provider, "model": model} for provider, model in SEATS]
        used: list[dict[str, Any]] = [
            {"asked": 31, "usable": 31, "cost_usd": 0.42},
            {"asked": 30, "usable": 21, "cost_usd": None},
        ]
        times = {
            "ttft_p50_ms": 420.0,
            "latency_p50_ms": 3200.0,
            "latency_p95_ms": 9100.0,
            "tokens_per_s": 84.0,
        }
        step = {"count": 31, "p50_ms": 40.0, "p95_ms": 900.0}
        days = [
            {"day": f"2026-03-{n + 1:02}", "runs": n * 3 % 7, "cost_usd": n * 5 % 9 / 100} for n in range(30)
        ]
        totals = {
            "days": 30,
            "runs": 31,
            "success": 22,
            "partial": 5,
            "failed": 3,
            "cancelled": 1,
            "fallbacks": 2,
            "success_rate": 0.87,
            "cost_usd": 0.42,
            "input_tokens": 123_456,
            "output_tokens": 45_678,
            "avg_total_ms": 9_000.0,
            "quality": {"high": 14, "medium": 9, "low": 2, "failed": 1},
            "by_day": days,
            "by_model": [seat | use for seat, use in zip(seats, used, strict=True)],
            "failures": [{"status": "rate_limited", "count": 6}, {"status": "auth_error", "count": 3}],
            "votes": {"synthesis": 7, "answers": 2, "by_model": [seats[0] | {"count": 2}]},
        }
        performance = {
            "steps": {"context": step, "council": step | {"p50_ms": 4200.0, "p95_ms": 9900.0}, "save": step},
            "models": [seats[0] | times, seats[1] | times | {"latency_p95_ms": 42_000.0}],
        }
        begun = sample.NOON - timedelta(seconds=8)
        active = [ActiveRun("0123456789", "thesis", LONG, begun, 4242)]
        self.query_one(MetricsView).show(sample.interaction(), Read(totals, performance, active))


class Told(Screen[None]):
    """What must be known, of every weight, and one more than there is room for."""

    def compose(self) -> Any:
        yield Notices()

    def on_mount(self) -> None:
        notices = self.query_one(Notices)
        notices.add("A commented configuration was written.")
        notices.add("The council “reviewers” has a member of a provider that is not configured.", "warning")
        notices.add("NOT SAVED: The disk is full. Make room, then press Ctrl+X S: " + LONG + ".", "error")
        notices.add("An older database was brought up to date.")


def _progress() -> Progress:
    dialog = Progress("Exporting “thesis”", lambda: None)
    dialog.call_later(dialog.told, 506, 1204, "506 of 1,204 · reading the runs")
    return dialog


@pytest.mark.parametrize(
    "screen",
    [
        pytest.param(lambda: Help([Place.PROMPT]), id="keys"),
        pytest.param(Chords, id="chords"),
        pytest.param(lambda: AskText("Rename the project", "thesis", "Letters, digits, - and _."), id="text"),
        pytest.param(lambda: Choose("Export", ["This run", LONG, "All 31 runs of “thesis”"], 1), id="choice"),
        pytest.param(lambda: Confirm("Delete", f"“{LONG}” and its 4 answers.", yes="delete"), id="question"),
        pytest.param(_progress, id="progress"),
        pytest.param(Figures, id="metrics"),
        pytest.param(Told, id="notices"),
    ],
)
async def test_it_looks_right_at_every_size(pictures: Pictures, screen: Callable[[], Screen[Any]]) -> None:
    await pictures(screen())
