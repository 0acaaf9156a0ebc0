"""The metrics tab: its shapes, its sentences, its keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from orquix_tui.domain.models import now
from orquix_tui.tui import figures
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.plots import bar, columns, span
from orquix_tui.tui.widgets.metrics_view import MetricsView
from tests.house import House
from tests.tui.conftest import OpenDesk

TWO = [("openai", "one"), ("ollama", "two")]
TODAY = {"high": 0, "medium": 0, "low": 0, "failed": 0}
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("runs", "success", "partial", "failed", "cancelled", "fallbacks"), 0),
    **dict.fromkeys(("success_rate", "cost_usd", "input_tokens", "output_tokens", "avg_total_ms")),
    "days": 1,
    "quality": TODAY,
    "by_day": [],
    "by_model": [],
    "failures": [],
    "votes": {"synthesis": 0, "answers": 0, "by_model": []},
}
NO_TIMES: dict[str, Any] = {"steps": {}, "models": []}


def test_a_bar_is_as_long_as_its_share_and_the_least_can_be_seen() -> None:
    assert bar(50, 100, 10).rstrip() == "█████"
    assert bar(0.001, 100, 10).rstrip() == "▏"
    assert bar(0, 100, 10).strip() == ""
    assert len(bar(33.3, 100, 10)) == 10


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ((2, 5, 10), "··███─────"),
        ((0, 0.01, 0.01), "█"),
        ((10, 10, 10), "·········█"),
        ((0, 3, 99), "███───────"),
    ],
)
def test_a_span_ends_each_stroke_at_its_value_and_is_never_longer_than_its_room(
    values: tuple[float, float, float], drawn: str
) -> None:
    assert "".join(span(*values, 10, 10)) == drawn


def test_columns_fill_their_height_for_the_largest_and_show_the_least() -> None:
    assert columns([4, 0, 2, 0.01], 2, 2, 1) == ["██", "██    ██ ▁▁"]
    assert columns([0, 0], 2, 1, 0) == ["", ""]


def test_figures_of_a_day_without_runs_are_not_invented() -> None:
    assert str(figures.totals_section(NOTHING)) == "Today\nno runs yet"
    assert figures.days_section(NOTHING, 60) is None
    assert figures.quality_section(NOTHING, 60) is None
    assert figures.failures_section(NOTHING, 60) is None
    assert "nobody was asked" in str(figures.models_section(NOTHING, NO_TIMES, 60))
    assert "nothing was measured" in str(figures.steps_section(NO_TIMES, 60))


def test_every_line_fits_and_says_its_figure() -> None:
    name = "claude-a-very-long-name-of-a-model-2026-05-01-preview"
    seat = {"provider": "anthropic", "model": name}
    totals = NOTHING | {
        "days": 7,
        "runs": 3,
        "by_day": [{"day": f"2026-11-0{n}", "runs": n % 3, "cost_usd": None} for n in range(1, 8)],
        "by_model": [
            seat | {"asked": 3, "usable": 2, "cost_usd": 0.03},
            {"provider": "p", "model": "m", "asked": 1, "usable": 0, "cost_usd": None},
        ],
        "failures": [{"status": "auth_error", "count": 2}],
        "quality": TODAY | {"low": 3},
    }
    times = {"ttft_p50_ms": 300.0, "latency_p50_ms": 2000.0, "latency_p95_ms": 9000.0, "tokens_per_s": 51.2}
    step = {"count": 3, "p50_ms": 40.0, "p95_ms": 4000.0}
    performance = {"steps": {"council": step, "save": step | {"count": 0}}, "models": [seat | times]}
    for width in (50, 76, 150):
        models = str(figures.models_section(totals, performance, width))
        told = [models, str(figures.steps_section(performance, width))]
        told += [str(figures.quality_section(totals, width)), str(figures.failures_section(totals, width))]
        told.append(str(figures.days_section(totals, width)))
        rows = [row for text in told for row in text.splitlines()[1:]]
        assert max(len(row) for row in rows) <= width, rows
        assert "2 of 3 usable · first 300 ms · 51 tok/s · $0.03" in models
        assert "no answer yet" in models
        assert "failed: key refused" in told[3]
        assert "saving" not in told[1]
        assert "Cost a day" not in told[4]


async def test_the_tab_turns_to_more_days_and_cleans_up_when_told_twice(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.ask("Where does it rain?")
        run = d.screen._presenter.run
        assert run is not None
        old = run.interaction.model_copy(update={"id": "older-one", "created_at": now() - timedelta(days=20)})
        await d.screen._services.store.finish(old, [], None)

        await d.pilot.press("f8")
        await d.until(lambda: d.screen.query(MetricsView), "the view is built")
        await d.until(lambda: "1 run" in d.text("#metrics-totals"), "the day is read")
        assert "100 % answered" in d.text("#metrics-totals")
        assert not d.screen.query_one("#metrics-days").display
        await d.pilot.press("f8")
        await d.until(lambda: isinstance(d.app.focused, MetricsView), "the tab has the focus")
        await d.pilot.press("right", "right", "right")
        await d.until(lambda: "2 runs" in d.text("#metrics-totals"), "thirty days are read")
        assert "[30 days]" in d.text("#metrics-period")
        assert "Runs a day" in d.text("#metrics-days")
        assert "ollama:two" in d.text("#metrics-models")
        assert "moderator" in d.text("#metrics-steps")

        await d.pilot.press("d")
        await d.until(lambda: isinstance(d.app.screen, Choose), "it asks how much stays")
        await d.pilot.press("1")
        await d.until(lambda: isinstance(d.app.screen, Confirm), "it asks once more")
        await d.pilot.press("enter", "y")
        await d.until(lambda: "1 run" in d.text("#metrics-totals"), "the old ones are gone")
        assert (await d.screen._services.store.interaction("older-one")).prompt == "Where does it rain?"
        await d.pilot.press("left", "left")
        await d.until(lambda: "[Today]" in d.text("#metrics-period"), "it is today again")


async def test_keys_before_the_parts_are_joined_do_nothing(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        d.screen._joined = False
        await d.pilot.press("f8", "f2", "f3", "escape")
        assert d.screen._tab == "answers"
        assert d.app.screen is d.screen
        assert await d.screen.may_quit()
        d.screen._joined = True
        await d.pilot.press("f8")
        await d.until(lambda: d.screen._tab == "metrics", "keys hold again")
