"""`metrics`: the totals, who runs now, how long things take, and the clean-up."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from typing import Any

from orquix_tui.cli.output import local_time, out, out_json, out_table, seconds, usd
from orquix_tui.cli.session import with_services
from orquix_tui.core.services import Services
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, number

DEFAULT_DAYS = 7


def run(args: argparse.Namespace) -> int:
    """The view that was chosen. Raises InputError for options of another view."""
    if args.days is not None and args.view is not None:
        raise InputError(
            _("--days does not go with `metrics {view}`.").format(view=args.view), _("Leave it out.")
        )
    if args.days_to_keep is not None and args.view != "cleanup":
        raise InputError(_("--days-to-keep goes with `metrics cleanup` alone."), _("Leave it out."))
    if args.view == "cleanup" and args.days_to_keep is None:
        raise InputError(_("`metrics cleanup` needs --days-to-keep."), _("Name 7 to 90 days."))

    async def command(services: Services) -> int:
        data = await _data(services, args)
        if args.json:
            out_json(data)
        else:
            _PRINT[args.view](data)
        return 0

    return with_services(command)


async def _data(services: Services, args: argparse.Namespace) -> Any:
    match args.view:
        case "active":
            runs = await services.store.active()
            return [
                {
                    "interaction_event_id": r.interaction_id,
                    "project": r.project,
                    "prompt": r.prompt,
                    "started_at": r.started_at.isoformat(),
                    "pid": r.pid,
                }
                for r in runs
            ]
        case "performance":
            return await services.store.performance()
        case "cleanup":
            return await services.store.cleanup(args.days_to_keep)
        case _:
            return await services.store.metrics(args.days or DEFAULT_DAYS)


def _print_totals(data: dict[str, Any]) -> None:
    days = _("today") if data["days"] == 1 else _("last {n} days").format(n=data["days"])
    told = _(
        "{days}: {runs} runs, {success} complete, {partial} partial, {failed} failed, {cancelled} cancelled"
    )
    counts = ("runs", "success", "partial", "failed", "cancelled")
    out(told.format(days=days, **{name: number(data[name]) for name in counts}))
    cost, average = usd(data["cost_usd"]), seconds(data["avg_total_ms"])
    told = _("cost {cost}, average {average} a run, {fallbacks} fallbacks")
    out(told.format(cost=cost, average=average, fallbacks=data["fallbacks"]))
    quality = data["quality"]
    out(_("quality: {counts}").format(counts=", ".join(f"{_(name)} {quality[name]}" for name in quality)))
    votes = data["votes"]
    if votes["synthesis"] or votes["answers"]:
        best = ", ".join(f"{m['provider']}:{m['model']} {m['count']}" for m in votes["by_model"])
        told = _("votes: synthesis {synthesis}, single answers {answers}")
        out(told.format(synthesis=votes["synthesis"], answers=votes["answers"]) + (best and f" ({best})"))
    if data["by_model"]:
        out()
        rows = [
            (f"{m['provider']}:{m['model']}", m["asked"], m["usable"], m["failed"], usd(m["cost_usd"]),
             seconds(m["avg_latency_ms"]), seconds(m["avg_ttft_ms"]))
            for m in data["by_model"]
        ]  # fmt: skip
        out_table(_("MODEL|ASKED|USABLE|FAILED|COST|ANSWER|FIRST TOKEN"), rows)
    if data["failures"]:
        out()
        failed = ((f["status"], f["count"]) for f in data["failures"])
        out_table(_("FAILURES|COUNT"), [(_(status), count) for status, count in failed])


def _print_active(runs: list[dict[str, Any]]) -> None:
    if not runs:
        out(_("Nothing is running."))
        return
    rows = [
        (r["interaction_event_id"], r["project"], str(r["pid"]),
         local_time(datetime.fromisoformat(r["started_at"])), one_line(r["prompt"], 60))
        for r in runs
    ]  # fmt: skip
    out_table(_("ID|PROJECT|PROCESS|SINCE|QUESTION"), rows)


def _print_performance(data: dict[str, Any]) -> None:
    rows = [
        (_(step), f["count"], seconds(f["p50_ms"]), seconds(f["p95_ms"])) for step, f in data["steps"].items()
    ]
    out_table(_("STEP|RUNS|P50|P95"), rows)
    if data["models"]:
        out()
        times = ("ttft_p50_ms", "ttft_p95_ms", "latency_p50_ms", "latency_p95_ms")
        models = [
            (f"{m['provider']}:{m['model']}", m["count"], *(seconds(m[t]) for t in times), m["tokens_per_s"])
            for m in data["models"]
        ]
        headers = _("MODEL|ANSWERS|FIRST P50|FIRST P95|WHOLE P50|WHOLE P95|TOKENS/S")
        out_table(headers, models)


def _print_cleanup(data: dict[str, Any]) -> None:
    told = _(
        "Deleted the figures of {deleted_runs} runs and {deleted_responses} answers older than "
        "{kept_days} days. The interactions themselves stay."
    )
    out(told.format(**data))


_PRINT: dict[str | None, Callable[[Any], None]] = {
    None: _print_totals,
    "active": _print_active,
    "performance": _print_performance,
    "cleanup": _print_cleanup,
}
