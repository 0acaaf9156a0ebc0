"""What the metrics tab says: each section as lines for a width, from the figures of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from textual.content import Content

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.ports import ActiveRun
from orquix_tui.domain.status import Quality, ResponseStatus
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _, ngettext
from orquix_tui.tui import words
from orquix_tui.tui.amounts import runs
from orquix_tui.tui.panel_state import end_of
from orquix_tui.tui.plots import bar, columns, span

PERIODS = (1, 7, 30)
"""Days; today counts as one."""
_MUTED = "$foreground-muted"
_HEAD = "bold $text-accent"
_HIGH = 4
"""Rows of the columns."""
_STEPS = {
    "context": N_("context"),
    "council": N_("council"),
    "moderate": N_("moderator"),
    "save": N_("saving"),
    "total": N_("all of it"),
}
Figures = Mapping[str, Any]
"""What `Store.metrics` or `Store.performance` gives."""


def period(days: int) -> str:
    """Today, or so many days."""
    return _("Today") if days == 1 else ngettext("{n} day", "{n} days", days).format(n=days)


def _titled(title: str, lines: Sequence[Content], aside: str = "") -> Content:
    head = Content.assemble((title, _HEAD), (f"  {aside}" if aside else "", _MUTED))
    return Content("\n").join([head, *lines])


def _quiet(text: str) -> Content:
    return Content.styled(text, _MUTED)


def _label(name: str, width: int) -> tuple[str, str]:
    from rich.cells import cell_len

    short = words.middle(one_line(name, 200), width)
    return short + " " * (width - cell_len(short) + 1), _MUTED


def _widths(width: int, beside: int) -> tuple[int, int]:
    """Cells for the name and for the plot, beside so many of figures."""
    label = min(max(width // 4, 12), 26)
    return label, max(width - label - beside - 2, 6)


# -- the shown run ----------------------------------------------------------------------------


def run_section(interaction: Interaction | None, width: int) -> Content:
    """Time per step and per member, with bars on one scale."""
    title = _("This run")
    if interaction is None:
        return _titled(title, [_quiet(_("Nothing is shown. Ask something, or open a run of the history."))])
    metrics = interaction.metrics
    steps = [
        (_("context"), metrics.context_retrieval_time_ms),
        (_("council"), metrics.ai_orchestration_time_ms),
        (_("moderator"), metrics.moderator_synthesis_time_ms),
        (_("saving"), metrics.background_save_time_ms),
    ]
    members = [(f"{r.seat + 1} {r.label}", r.latency_ms) for r in interaction.responses]
    largest = max([v for _name, v in steps + members if v is not None], default=0.0)
    total = words.milliseconds(metrics.total_processing_time_ms)
    aside = _("{time} in all · {cost}").format(time=total, cost=words.money(interaction.cost_usd))
    lines = [_bar_row(name, value, largest, width) for name, value in steps]
    lines.append(Content.styled(_("Members"), "bold"))
    lines += [_bar_row(name, value, largest, width) for name, value in members]
    notes = [("✗", "$text-error", n) for n in metrics.errors] + [
        ("!", "$text-warning", n) for n in metrics.warnings
    ]
    lines += [Content.styled(f"{sign} {_(n.step)}: {n.message}", style) for sign, style, n in notes]
    return _titled(title, lines, aside)


def _bar_row(name: str, value: float | None, largest: float, width: int) -> Content:
    label, room = _widths(width, 9)
    return Content.assemble(
        _label(name, label), (bar(value or 0, largest, room), "$primary"), f" {words.milliseconds(value)}"
    )


# -- a period ---------------------------------------------------------------------------------


def totals_section(metrics: Figures) -> Content:
    """How many runs, how they ended, what they cost and took."""
    asked = metrics["runs"]
    if not asked:
        return _titled(period(metrics["days"]), [_quiet(_("no runs yet"))])
    tokens = _("{given} in, {returned} out").format(
        given=words.count(metrics["input_tokens"]), returned=words.count(metrics["output_tokens"])
    )
    ended = _("✓ {success} whole · ◐ {partial} partial · ✗ {failed} failed · ■ {cancelled} cancelled")
    rate = metrics["success_rate"]
    answered = _("{percent} % answered").format(percent=round(rate * 100))
    lines = [
        Content(ended.format(**metrics)),
        Content(_("{cost} · tokens {tokens}").format(cost=words.money(metrics["cost_usd"]), tokens=tokens)),
        Content(_("{time} a run on average").format(time=words.milliseconds(metrics["avg_total_ms"]))),
    ]
    if metrics["fallbacks"]:
        told = ngettext("the moderator fell back in {n} run", "the moderator fell back in {n} runs",
                        metrics["fallbacks"])  # fmt: skip
        lines.append(Content.styled("! " + told.format(n=metrics["fallbacks"]), "$text-warning"))
    return _titled(period(metrics["days"]), lines + _votes(metrics["votes"]), f"{runs(asked)} · {answered}")


def _votes(votes: Figures) -> list[Content]:
    if not votes["synthesis"] and not votes["answers"]:
        return []
    single = ", ".join(f"{m['provider']}:{m['model']} {m['count']}" for m in votes["by_model"])
    told = _("★ your votes: synthesis {synthesis}, single answers {answers}").format(
        synthesis=votes["synthesis"], answers=votes["answers"]
    )
    return [Content(told + (f" ({single})" if single else ""))]


def days_section(metrics: Figures, width: int) -> Content | None:
    """Runs and cost of each day, side by side on one line of days; None for a single day or no runs."""
    days = metrics["by_day"]
    if len(days) < 2 or not metrics["runs"]:
        return None
    each = max(min(width // len(days), 7), 1)
    gap = 1 if each > 1 else 0
    runs_a_day = [float(day["runs"]) for day in days]
    lines = [Content.styled(row, "$primary") for row in columns(runs_a_day, _HIGH, each - gap, gap)]
    lines.append(_axis(days, each))
    aside = _("most on one day: {n}").format(n=words.count(round(max(runs_a_day))))
    told = _titled(_("Runs a day"), lines, aside)
    costs = [float(day["cost_usd"] or 0) for day in days]
    if any(costs):
        rows = [Content.styled(row, "$success") for row in columns(costs, _HIGH, each - gap, gap)]
        aside = _("most on one day: {n}").format(n=words.money(max(costs)))
        told += Content("\n\n") + _titled(_("Cost a day"), [*rows, _axis(days, each)], aside)
    return told


def _axis(days: Sequence[Figures], each: int) -> Content:
    """The first and the last day under their columns."""
    first = words.day_and_month(date.fromisoformat(days[0]["day"]))
    last = _("today")
    return _quiet(first + last.rjust(max(each * len(days) - len(first), len(last) + 1)))


def steps_section(performance: Figures, width: int) -> Content:
    """Time per step: what half of the runs stay under, and what 95 of 100 do."""
    known = {name: f for name, f in performance["steps"].items() if f["count"]}
    title = _("Time per step")
    if not known:
        return _titled(title, [_quiet(_("nothing was measured yet"))])
    largest = max(f["p95_ms"] for f in known.values())
    label, room = _widths(width, 18)
    lines = [
        _span_row(_(_STEPS[name]), (0.0, f["p50_ms"], f["p95_ms"]), largest, (label, room), "")
        for name, f in known.items()
    ]
    return _titled(title, lines, _("█ half of the runs · ─ 95 of 100"))


def models_section(metrics: Figures, performance: Figures, width: int) -> Content:
    """Per model: how often it answered, its first token, the whole answer, its speed and its price."""
    models = metrics["by_model"]
    title = _("Models")
    if not models:
        return _titled(title, [_quiet(_("nobody was asked yet"))])
    times = {(m["provider"], m["model"]): m for m in performance["models"]}
    largest = max((m["latency_p95_ms"] or 0 for m in times.values()), default=0)
    label, room = _widths(width, 18)
    lines = []
    for model in models:
        name = f"{model['provider']}:{model['model']}"
        measured = times.get((model["provider"], model["model"]))
        if measured is None or measured["latency_p50_ms"] is None:
            lines.append(Content.assemble(_label(name, label), (_("no answer yet"), _MUTED)))
        else:
            first, half = measured["ttft_p50_ms"] or 0, measured["latency_p50_ms"]
            strokes = (first, half, measured["latency_p95_ms"])
            lines.append(_span_row(name, strokes, largest, (label, room), ""))
        lines.append(_quiet("  " + " · ".join(_of_model(model, measured))))
    return _titled(title, lines, _("· first token  █ half of the answers  ─ 95 of 100"))


def _of_model(model: Figures, measured: Figures | None) -> list[str]:
    said = [_("{usable} of {asked} usable").format(usable=model["usable"], asked=model["asked"])]
    if measured is not None and measured["ttft_p50_ms"] is not None:
        said.append(_("first {time}").format(time=words.milliseconds(measured["ttft_p50_ms"])))
    if measured is not None and measured["tokens_per_s"] is not None:
        said.append(_("{n} tok/s").format(n=words.count(round(measured["tokens_per_s"]))))
    said.append(words.money(model["cost_usd"]))
    return said


def _span_row(
    name: str, values: tuple[float, float, float], largest: float, widths: tuple[int, int], after: str
) -> Content:
    label, room = widths
    dots, full, thin = span(*values, largest, room)
    gap = " " * (room - len(dots) - len(full) - len(thin))
    figures = f" {words.milliseconds(values[1])} ─ {words.milliseconds(values[2])}{after}"
    return Content.assemble(
        _label(name, label), (dots, _MUTED), (full, "$primary"), (thin, "$primary"), gap, figures
    )


def quality_section(metrics: Figures, width: int) -> Content | None:
    """How the syntheses were graded; None when none was."""
    quality = metrics["quality"]
    largest = max(quality.values(), default=0)
    if not largest:
        return None
    label, room = _widths(width, 6)
    lines = [
        Content.assemble(
            _label(f"{words.QUALITY_SIGNS[Quality(grade)]} {_(grade)}", label),
            (bar(n, largest, room), "$primary"),
            f" {n}",
        )
        for grade, n in quality.items()
    ]
    return _titled(_("Grades of the syntheses"), lines)


def failures_section(metrics: Figures, width: int) -> Content | None:
    """Answers that were not usable, by their cause; None when all were."""
    failures = metrics["failures"]
    if not failures:
        return None
    largest = max(failure["count"] for failure in failures)
    label = min(max(width // 3, 24), 30)
    room = max(width - label - 10, 4)
    lines = []
    for failure in failures:
        sign, said = end_of(ResponseStatus(failure["status"]))
        lines.append(
            Content.assemble(
                (sign + " ", "$text-error"),
                _label(said, label),
                (bar(failure["count"], largest, room), "$error"),
                f" {failure['count']}",
            )
        )
    return _titled(_("Answers that failed"), lines)


def active_section(active: Sequence[ActiveRun], now: datetime) -> Content:
    """Who is running now, in this and in other windows."""
    title = _("Running now")
    if not active:
        return _titled(title, [_quiet(_("nobody"))])
    told = _("● {project} · since {since} · process {pid} · {prompt}")
    lines = []
    for run in active:
        since = words.whole_seconds(max((now - run.started_at).total_seconds(), 0))
        said = told.format(project=run.project, since=since, pid=run.pid, prompt=one_line(run.prompt, 60))
        lines.append(Content(said))
    return _titled(title, lines)
