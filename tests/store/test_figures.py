from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import Interaction, Response, RunMetrics, Usage, now
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus
from orquix_tui.store.duck import DuckStore

Make = Callable[..., Interaction]


def bare(response: Callable[..., Response], status: ResponseStatus) -> Response:
    return response(1, status=status, usage=Usage(), cost_usd=None, ttft_ms=None, latency_ms=None, error=None)


@pytest.fixture
async def known(store: DuckStore, make: Make, response: Callable[..., Response]) -> DuckStore:
    """One complete and one partial run today, a cancelled and a failed one 3 days ago, one 40 days ago."""
    await store.finish(
        make(
            status=InteractionStatus.COMPLETE,
            responses=(response(0), response(1, latency_ms=3201.0)),
            metrics=RunMetrics(total_processing_time_ms=1000, moderator_quality=Quality.LOW),
        ),
        [],
        None,
    )
    await store.finish(make(responses=(response(0), bare(response, ResponseStatus.TIMEOUT))), [], None)
    ago = timedelta(days=3)
    for status, answer in (
        (InteractionStatus.CANCELLED, ResponseStatus.CANCELLED),
        (InteractionStatus.INTERRUPTED, ResponseStatus.AUTH_ERROR),
    ):
        item = make(ago=ago, status=status, responses=(bare(response, answer),), metrics=RunMetrics())
        await store.finish(item.model_copy(update={"synthesis": None}), [], None)
    await store.finish(make(ago=timedelta(days=40)), [], None)
    return store


async def test_the_figures_of_a_known_set_are_right(known: DuckStore) -> None:
    found = await known.metrics(7)

    assert json.loads(json.dumps(found)) == found
    assert {key: found[key] for key in ("days", "runs", "success", "partial", "failed", "cancelled")} == {
        "days": 7,
        "runs": 4,
        "success": 1,
        "partial": 1,
        "failed": 1,
        "cancelled": 1,
    }
    assert found["success_rate"] == 0.5
    assert found["cost_usd"] == pytest.approx(0.03 + 2 * 0.005)
    assert (found["input_tokens"], found["output_tokens"]) == (320, 190)
    assert found["avg_total_ms"] == pytest.approx((1000 + 1505.5) / 2)
    assert found["quality"] == {"high": 1, "medium": 0, "low": 1, "failed": 0}
    assert found["fallbacks"] == 1
    assert found["failures"] == [{"status": "auth_error", "count": 1}, {"status": "timeout", "count": 1}]


async def test_every_day_is_listed_oldest_first(known: DuckStore) -> None:
    days = (await known.metrics(7))["by_day"]
    today = now().astimezone().date()

    assert [day["day"] for day in days] == [(today - timedelta(days=n)).isoformat() for n in range(6, -1, -1)]
    assert [day["runs"] for day in days] == [0, 0, 0, 2, 0, 0, 2]
    assert (days[3]["failed"], days[3]["cancelled"], days[3]["cost_usd"]) == (1, 1, None)
    assert days[6]["cost_usd"] == pytest.approx(0.04)
    assert (await known.metrics(1))["runs"] == 2
    assert await known.spent_today() == pytest.approx(0.04)
    assert (await known.metrics(3))["runs"] == 2
    assert (await known.metrics(4))["runs"] == 4


async def test_each_model_has_its_line(known: DuckStore) -> None:
    one, two = (await known.metrics(30))["by_model"]

    assert (one["model"], one["asked"], one["usable"], one["failed"]) == ("model-1", 4, 1, 2)
    assert (one["avg_latency_ms"], one["cost_usd"], one["output_tokens"]) == (3201.0, 0.01, 50)
    assert (two["provider"], two["model"], two["asked"], two["usable"], two["failed"]) == (
        "router",
        "model-0",
        2,
        2,
        0,
    )
    assert (two["avg_ttft_ms"], two["input_tokens"]) == (200.0, 200)


async def test_performance_tells_times_per_step_and_model(known: DuckStore) -> None:
    found = await known.performance()

    assert json.loads(json.dumps(found)) == found
    assert list(found["steps"]) == ["context", "council", "moderate", "save", "total"]
    assert found["steps"]["council"] == {"count": 1, "p50_ms": 1200.0, "p95_ms": 1200.0}
    assert found["steps"]["total"]["count"] == 2
    assert found["steps"]["total"]["p50_ms"] == pytest.approx(1252.75)
    by_model = {line["model"]: line for line in found["models"]}
    assert by_model["model-0"]["count"] == 2
    assert by_model["model-0"]["latency_p50_ms"] == 1200.0
    assert by_model["model-0"]["tokens_per_s"] == pytest.approx(50)
    assert by_model["model-1"]["tokens_per_s"] == pytest.approx(50 / 3)


async def test_an_empty_store_has_no_figures_but_all_keys(store: DuckStore) -> None:
    found = await store.metrics(2)

    assert (found["runs"], found["success_rate"], found["cost_usd"]) == (0, None, None)
    assert len(found["by_day"]) == 2
    performance = await store.performance()
    assert performance["models"] == []
    assert performance["steps"]["total"] == {"count": 0, "p50_ms": None, "p95_ms": None}


async def test_cleaning_up_deletes_figures_and_keeps_interactions(known: DuckStore) -> None:
    assert await known.cleanup(30) == {"deleted_runs": 1, "deleted_responses": 2, "kept_days": 30}
    assert await known.cleanup(30) == {"deleted_runs": 0, "deleted_responses": 0, "kept_days": 30}

    history = await known.history()
    assert len(history) == 5
    assert history[-1].cost_usd == pytest.approx(0.015)
    assert (await known.interaction(history[-1].id)).metrics == RunMetrics()


async def test_numbers_out_of_range_are_refused(store: DuckStore) -> None:
    for refused in (store.metrics(0), store.metrics(31), store.cleanup(6), store.cleanup(91)):
        with pytest.raises(InputError):
            await refused
