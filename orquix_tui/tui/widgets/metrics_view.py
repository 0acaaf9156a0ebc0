"""Figures: of the shown run, of today, and who is running now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.ports import ActiveRun
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import words
from orquix_tui.tui.amounts import runs
from orquix_tui.tui.clock import Clock

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LABEL = 26
_BAR = 30


def bar(value: float, largest: float, width: int) -> str:
    """A horizontal bar in eighths of a cell; anything above nothing can be seen."""
    if largest <= 0 or value <= 0:
        return " " * width
    eighths = max(round(value / largest * width * 8), 1)
    full, rest = divmod(min(eighths, width * 8), 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


class MetricsView(VerticalScroll):
    """Filled when it is first looked at."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(id="metrics-view")
        self._clock = clock
        # Made here and not when they are composed: they can be filled from the first moment on.
        self._run, self._today, self._active = (
            Static("", id=f"metrics-{name}", classes="metrics-section", markup=False)
            for name in ("run", "today", "active")
        )

    def compose(self) -> ComposeResult:
        """Three sections."""
        yield from (self._run, self._today, self._active)

    def show_run(self, interaction: Interaction | None) -> None:
        """The figures of the shown run."""
        self._run.update(run_section(interaction))

    def show_today(self, metrics: Mapping[str, Any], active: Sequence[ActiveRun]) -> None:
        """The figures of today, and the runs of living processes."""
        self._today.update(today_section(metrics))
        self._active.update(active_section(active, self._clock))


def run_section(interaction: Interaction | None) -> Content:
    """Time per step and per member, with bars on one scale."""
    title = Content.styled(_("This run"), "bold $text-accent")
    if interaction is None:
        return title + Content.styled("\n" + _("Nothing is shown."), "$foreground-muted")
    metrics = interaction.metrics
    steps = [
        (N_("context"), metrics.context_retrieval_time_ms),
        (N_("council"), metrics.ai_orchestration_time_ms),
        (N_("moderator"), metrics.moderator_synthesis_time_ms),
        (N_("saving"), metrics.background_save_time_ms),
    ]
    members = [(f"{r.letter or r.seat + 1} {r.label}", r.latency_ms) for r in interaction.responses]
    largest = max([v for _name, v in steps + members if v is not None], default=0.0)
    total = _("   total {time}").format(time=words.milliseconds(metrics.total_processing_time_ms))
    total += f" · {words.money(interaction.cost_usd)}"
    lines = [title + Content.styled(total, "$foreground-muted")]
    lines += [_row(_(name), value, largest) for name, value in steps]
    lines.append(Content.styled(_("Members"), "bold"))
    lines += [_row(name, value, largest) for name, value in members]
    notes = [("✗", "$text-error", n) for n in metrics.errors] + [
        ("!", "$text-warning", n) for n in metrics.warnings
    ]
    lines += [Content.styled(f"{sign} {_(n.step)}: {n.message}", style) for sign, style, n in notes]
    return Content("\n").join(lines)


def _row(name: str, value: float | None, largest: float) -> Content:
    label = one_line(name, _LABEL - 1).ljust(_LABEL)
    return Content.assemble(
        (label, "$foreground-muted"),
        (bar(value or 0, largest, _BAR), "$primary"),
        f" {words.milliseconds(value)}",
    )


def active_section(active: Sequence[ActiveRun], clock: Clock) -> Content:
    """Who is running now, in this and in other windows."""
    title = Content.styled(_("Running now"), "bold $text-accent")
    if not active:
        return title + Content.styled("\n" + _("nobody"), "$foreground-muted")
    lines = [title]
    for run in active:
        since = words.whole_seconds(max((clock.now() - run.started_at).total_seconds(), 0))
        lines.append(
            Content(
                _("● {project} · since {since} · process {pid} · {prompt}").format(
                    project=run.project, since=since, pid=run.pid, prompt=one_line(run.prompt, 60)
                )
            )
        )
    return Content("\n").join(lines)


def today_section(metrics: Mapping[str, Any]) -> Content:
    """Totals of today, and how each model did."""
    asked, success = metrics["runs"], metrics["success"]
    title = Content.styled(_("Today"), "bold $text-accent")
    if not asked:
        return title + Content.styled("\n" + _("no runs yet"), "$foreground-muted")
    tokens = _("{given} in, {returned} out").format(
        given=words.count(metrics["input_tokens"]), returned=words.count(metrics["output_tokens"])
    )
    lines = [
        title,
        Content(
            _(
                "{runs} · {success} whole · {partial} partial · {failed} failed · {cancelled} cancelled"
            ).format(**{**metrics, "runs": runs(asked), "success": success})
        ),
        Content(_("{cost} · tokens {tokens}").format(cost=words.money(metrics["cost_usd"]), tokens=tokens)),
    ]
    votes = metrics["votes"]
    if votes["synthesis"] or votes["answers"]:
        single = ", ".join(f"{m['provider']}:{m['model']} {m['count']}" for m in votes["by_model"])
        told = _("★ your votes: synthesis {synthesis}, single answers {answers}").format(
            synthesis=votes["synthesis"], answers=votes["answers"]
        )
        lines.append(Content(told + (f" ({single})" if single else "")))
    models = metrics["by_model"]
    largest = max((m["avg_latency_ms"] or 0 for m in models), default=0)
    if models:
        lines.append(Content.styled(_("Models, by mean time to the whole answer"), "bold"))
    lines += [_row(m["model"], m["avg_latency_ms"], largest) + _answers(m) for m in models]
    for failure in metrics["failures"]:
        lines.append(Content.styled(f"✗ {_(failure['status'])}: {failure['count']}", "$text-error"))
    return Content("\n").join(lines)


def _answers(model: Mapping[str, Any]) -> Content:
    cost = f" · {words.money(model['cost_usd'])}" if model["cost_usd"] is not None else ""
    return Content.styled(
        _("   {usable}/{asked} usable{cost}").format(usable=model["usable"], asked=model["asked"], cost=cost),
        "$foreground-muted",
    )
