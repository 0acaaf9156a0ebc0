"""Figures about one's own use, from the rows that are kept of every run."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from orquix_tui.domain.errors import InputError
from orquix_tui.domain.models import now
from orquix_tui.domain.status import InteractionStatus, Quality
from orquix_tui.domain.translate import _
from orquix_tui.store.lease import Turn
from orquix_tui.store.room import Room
from orquix_tui.store.rows import from_utc, utc
from orquix_tui.store.sql import Row, first, select, transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DAYS = range(1, 31)
KEPT_DAYS = range(7, 91)
PERFORMANCE_DAYS = 30

_USABLE = "status IN ('complete', 'truncated')"
_FAILED = "status NOT IN ('complete', 'truncated', 'cancelled')"
_BY_MODEL = f"""
SELECT provider, model, count(*) AS asked, count(*) FILTER ({_USABLE}) AS usable,
    count(*) FILTER ({_FAILED}) AS failed, sum(cost_usd) AS cost_usd,
    sum(input_tokens)::BIGINT AS input_tokens, sum(output_tokens)::BIGINT AS output_tokens,
    avg(latency_ms) FILTER ({_USABLE}) AS avg_latency_ms, avg(ttft_ms) FILTER ({_USABLE}) AS avg_ttft_ms
FROM response_metrics WHERE created_at >= ? GROUP BY provider, model ORDER BY asked DESC, provider, model
"""  # noqa: S608  # constants
_FAILURES = f"""
SELECT status, count(*) AS count FROM response_metrics WHERE created_at >= ? AND {_FAILED}
GROUP BY status ORDER BY count DESC, status
"""  # noqa: S608  # constants
_VOTES = """
SELECT provider, model, count(*) AS count FROM vote WHERE created_at >= ? AND choice <> 'synthesis'
GROUP BY provider, model ORDER BY count DESC, provider, model
"""
_FOR_SYNTHESES = "SELECT count(*) FROM vote WHERE created_at >= ? AND choice = 'synthesis'"
_SPENT = "SELECT sum(cost_usd) FROM run_metrics WHERE created_at >= ?"
_STEPS = {
    "context": "context_retrieval_time_ms",
    "council": "ai_orchestration_time_ms",
    "moderate": "moderator_synthesis_time_ms",
    "save": "background_save_time_ms",
    "total": "total_processing_time_ms",
}
_MODEL_TIMES = f"""
SELECT provider, model, count(*) AS count,
    quantile_cont(ttft_ms, 0.5) AS ttft_p50_ms, quantile_cont(ttft_ms, 0.95) AS ttft_p95_ms,
    quantile_cont(latency_ms, 0.5) AS latency_p50_ms, quantile_cont(latency_ms, 0.95) AS latency_p95_ms,
    1000 * (sum(output_tokens) FILTER (latency_ms > ttft_ms))::DOUBLE
        / (sum(latency_ms - ttft_ms) FILTER (latency_ms > ttft_ms AND output_tokens IS NOT NULL))
        AS tokens_per_s
FROM response_metrics WHERE created_at >= ? AND {_USABLE}
GROUP BY provider, model ORDER BY count DESC, provider, model
"""  # noqa: S608  # constants
_ENDS = {
    InteractionStatus.COMPLETE: "success",
    InteractionStatus.PARTIAL: "partial",
    InteractionStatus.CANCELLED: "cancelled",
}
"""Of a run; whatever else it came to counts as failed."""


class FigureRoom(Room):
    """The part of the store that counts."""

    async def metrics(self, days: int) -> dict[str, Any]:
        """Totals, per day, per model and per cause over the last days (today counts as one).

        Raises InputError. Keys: `days, since (ISO), runs, success, partial, failed, cancelled,
        success_rate` (share of runs with an answer; None without runs), `cost_usd, input_tokens,
        output_tokens` (of what is known; None when nothing is), `avg_total_ms`, `by_day [{day, runs, success,
        partial, failed, cancelled, cost_usd, avg_total_ms}]` (every day, oldest first, by the local
        calendar), `by_model [{provider, model, asked, usable, failed, cost_usd, input_tokens, output_tokens,
        avg_latency_ms, avg_ttft_ms}]`, `failures [{status, count}], quality {high, medium, low, failed},
        fallbacks, votes {synthesis, answers, by_model [{provider, model, count}]}`.
        """
        _check(days, DAYS, _("days"))
        return await self._lease.run(lambda turn: _metrics(turn.con, days))

    async def spent_today(self) -> float | None:
        """US dollars, of what is known, since the local midnight; None when nothing is."""
        midnight = _today()

        def work(turn: Turn) -> float | None:
            since, asked_at, usd = turn.glance("spent", _spent)
            if since != midnight and asked_at >= midnight:  # this clock has moved to another zone
                _since, _asked_at, usd = _spent(turn.con)
            elif since != midnight:  # asked on an earlier day, and nothing was written since
                return None
            return None if usd is None else float(usd)

        return await self._lease.run(work)

    async def performance(self, days: int = PERFORMANCE_DAYS) -> dict[str, Any]:
        """Time per step and per model over the last days; None where nothing was measured.

        Raises InputError. Keys: `days, steps {context|council|moderate|save|total: {count, p50_ms, p95_ms}},
        models [{provider, model, count, ttft_p50_ms, ttft_p95_ms, latency_p50_ms, latency_p95_ms,
        tokens_per_s}]` (usable answers alone; tokens per second are counted after the first token).
        """
        _check(days, DAYS, _("days"))
        return await self._lease.run(lambda turn: _performance(turn.con, days))

    async def cleanup(self, days_to_keep: int) -> dict[str, Any]:
        """Delete figures older than that; interactions stay. Raises InputError.

        Keys: `deleted_runs, deleted_responses, kept_days`.
        """
        _check(days_to_keep, KEPT_DAYS, _("days to keep"))

        def work(turn: Turn) -> dict[str, Any]:
            before = utc(_midnight(days_to_keep))
            with transaction(turn.con):
                return {
                    "deleted_runs": _delete(turn.con, "run_metrics", before),
                    "deleted_responses": _delete(turn.con, "response_metrics", before),
                    "kept_days": days_to_keep,
                }

        return await self._lease.run(work)


def _check(value: int, allowed: range, what: str) -> None:
    if value not in allowed:
        raise InputError(
            _("The {what} must be a whole number from {first} to {last}, not {value}.").format(
                what=what, first=allowed[0], last=allowed[-1], value=value
            ),
            _("Choose a number in that range."),
        )


def _midnight(days: int) -> datetime:
    """When the first of the last days began, by the local calendar."""
    first = now().astimezone().date() - timedelta(days=days - 1)
    return datetime(first.year, first.month, first.day).astimezone(UTC)


def _today() -> str:
    return utc(_midnight(1)).isoformat()


def _spent(con: DuckDBPyConnection) -> tuple[str, str, float | None]:
    """The midnight since when, the moment of asking (both UTC), US dollars."""
    since, asked_at = _today(), utc(now()).isoformat()
    row = first(con, _SPENT, [since])
    return since, asked_at, row[0] if row else None


def _metrics(con: DuckDBPyConnection, days: int) -> dict[str, Any]:
    midnight = _midnight(days)
    since = utc(midnight)
    runs = select(con, "SELECT * FROM run_metrics WHERE created_at >= ? ORDER BY created_at", [since])
    quality = Counter(run["moderator_quality"] for run in runs)
    totals = _totals(runs)
    return {
        "days": days,
        "since": midnight.isoformat(),
        **totals,
        "success_rate": (totals["success"] + totals["partial"]) / len(runs) if runs else None,
        "input_tokens": _sum(runs, "input_tokens"),
        "output_tokens": _sum(runs, "output_tokens"),
        "by_day": _by_day(runs, days),
        "by_model": select(con, _BY_MODEL, [since]),
        "failures": select(con, _FAILURES, [since]),
        "quality": {grade.value: quality[grade.value] for grade in Quality},
        "fallbacks": sum(1 for run in runs if run["fallback_used"]),
        "votes": _votes(con, since),
    }


def _votes(con: DuckDBPyConnection, since: datetime) -> dict[str, Any]:
    """For which texts the person voted: syntheses, or single answers by their models."""
    row = first(con, _FOR_SYNTHESES, [since])
    by_model = select(con, _VOTES, [since])
    answers = sum(model["count"] for model in by_model)
    return {"synthesis": row[0] if row else 0, "answers": answers, "by_model": by_model}


def _by_day(runs: list[Row], days: int) -> list[dict[str, Any]]:
    today = now().astimezone().date()
    by_day: dict[str, list[Row]] = {
        (today - timedelta(days=back)).isoformat(): [] for back in reversed(range(days))
    }
    for run in runs:
        day = from_utc(run["created_at"]).astimezone().date().isoformat()
        by_day.setdefault(day, []).append(run)
    return [{"day": day, **_totals(of_day)} for day, of_day in by_day.items()]


def _totals(runs: list[Row]) -> dict[str, Any]:
    ends = Counter(_ENDS.get(run["status"], "failed") for run in runs)
    times = [t for run in runs if (t := run["total_processing_time_ms"]) is not None]
    return {
        "runs": len(runs),
        **{end: ends[end] for end in ("success", "partial", "failed", "cancelled")},
        "cost_usd": _sum(runs, "cost_usd"),
        "avg_total_ms": sum(times) / len(times) if times else None,
    }


def _sum(runs: list[Row], name: str) -> Any:
    known = [run[name] for run in runs if run[name] is not None]
    return sum(known) if known else None


def _performance(con: DuckDBPyConnection, days: int) -> dict[str, Any]:
    since = utc(_midnight(days))
    steps = {}
    for step, column in _STEPS.items():
        steps[step] = select(
            con,
            f"SELECT count({column}) AS count, quantile_cont({column}, 0.5) AS p50_ms,"  # noqa: S608  # constants
            f" quantile_cont({column}, 0.95) AS p95_ms FROM run_metrics WHERE created_at >= ?",
            [since],
        )[0]
    return {"days": days, "steps": steps, "models": select(con, _MODEL_TIMES, [since])}


def _delete(con: DuckDBPyConnection, table: str, before: datetime) -> int:
    row = first(con, f"DELETE FROM {table} WHERE created_at < ?", [before])  # noqa: S608  # our names
    return int(row[0]) if row else 0
