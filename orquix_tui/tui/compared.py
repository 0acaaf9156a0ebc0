"""Two interactions beside each other, as words: what each was, what it says, how it went."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui import words

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
        first, *others = Content(text).wrap(max(width - _LABEL, 1))
        rows.append(Content.styled(f"{one_line(name, _LABEL - 1):<{_LABEL}}", "$foreground-muted") + first)
        rows += [Content(" " * _LABEL) + line for line in others]
    return Content("\n").join(rows)


def text_of(item: Interaction) -> str:
    """The synthesis; without one the answers, each under its name."""
    if item.synthesis is not None and item.synthesis.text.strip():
        return item.synthesis.text
    answers = [f"## {r.letter} {r.label}\n\n{r.text.strip()}" for r in item.responses if r.text.strip()]
    return "\n\n".join([_("*No synthesis: the answers themselves.*"), *answers]) if answers else ""


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
