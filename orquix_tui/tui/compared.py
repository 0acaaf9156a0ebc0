"""Two interactions beside each other, as words: what each was, what it says, how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui import words
from orquix_tui.tui.hanging import under

_LABEL = 10
_QUESTION = 160
_NAME = 28
"""Cells of a member's name."""


def facts(item: Interaction, today: datetime, width: int, *, question: bool) -> Content:
    """The facts in so many cells; `question`: with the question, because the two differ."""
    status = f"{words.STATUS_SIGNS[item.status]} {_(item.status.value)}"
    lines = [(_("question"), one_line(item.prompt, _QUESTION))] if question else []
    lines += [
        (_("asked"), f"{words.when(item.created_at, today)} · {status}"),
        (_("council"), _council(item)),
        (_("quality"), _quality(item)),
        (_("cost"), f"{words.money(item.cost_usd)} · {_time(item)}"),
    ]
    rows: list[Content] = []
    for name, text in lines:
        label = Content.styled(f"{one_line(name, _LABEL - 1):<{_LABEL}}", "$foreground-muted")
        rows += under(label, Content(text), width)
    return Content("\n").join(rows)


@dataclass(frozen=True, slots=True)
class Texts:
    """What of the two is compared, and in a sentence why it is not their syntheses."""

    old: str
    new: str
    note: str = ""


def texts_of(old: Interaction, new: Interaction) -> Texts:
    """Like with like: both syntheses; when one has none, the answers of both, each under its name."""
    made = [_synthesis(item) for item in (old, new)]
    if all(made):
        return Texts(made[0], made[1])
    without = [_("No synthesis in {n}").format(n=n) for n, text in enumerate(made, 1) if not text]
    note = without[0] if len(without) == 1 else _("No synthesis in either")
    note = _("{lacking}: the answers are compared, in the order of their names.").format(lacking=note)
    return Texts(_answers(old), _answers(new), note)


def _synthesis(item: Interaction) -> str:
    return item.synthesis.text if item.synthesis is not None and item.synthesis.text.strip() else ""


def _answers(item: Interaction) -> str:
    """Without their letters, which are dealt anew in every run."""
    said = sorted((r for r in item.responses if r.text.strip()), key=lambda r: (r.label, r.seat))
    return "\n\n".join(f"## {r.label}\n\n{r.text.strip()}" for r in said)


def _council(item: Interaction) -> str:
    """Who answered, with a sign for each who did not."""
    shown = [(words.middle(one_line(r.label, _QUESTION), _NAME), r.status.usable) for r in item.responses]
    names = [name if usable else f"✗ {name}" for name, usable in shown]
    return f"{item.council.name}: {', '.join(names)}"


def _quality(item: Interaction) -> str:
    synthesis = item.synthesis
    if synthesis is None:
        return _("no synthesis")
    claims, against = len(synthesis.claims), len(synthesis.contradictions)
    counted = ngettext("{n} claim", "{n} claims", claims).format(n=claims)
    contradicted = _(", {n} contradicted").format(n=against) if against else ""
    return f"{words.QUALITY_SIGNS[synthesis.quality]} {_(synthesis.quality.value)} · {counted}{contradicted}"


def _time(item: Interaction) -> str:
    return words.milliseconds(item.metrics.total_processing_time_ms)
