"""What the frame of the prompt says: files, tokens and the price of a question. No widget, no app."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from orquix_tui.core.forecast import Forecast
from orquix_tui.domain.models import Attachment
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui import words

_NAME = 24
_BETWEEN = ("  ·  ", "$foreground-disabled")


def files_told(files: Sequence[Attachment], width: int) -> str:
    """The files that go along: by name and size where there is room, else by name, else how many."""
    names = ", ".join(one_line(file.name, _NAME) for file in files)
    size = words.count(sum(len(file.text) for file in files))
    for text in (_("with {names} ({size} characters)"), _("with {names}")):
        told = text.format(names=names, size=size)
        if cell_len(told) <= width:
            return told
    return ngettext("with {n} file", "with {n} files", len(files)).format(n=len(files))


def tokens_told(forecast: Forecast) -> str:
    """For each member; a span where they differ, because of personas, limits or the context."""
    low, high = min(forecast.tokens), max(forecast.tokens)
    span = words.count(low) if low == high else f"{words.count(low)}-{words.count(high)}"
    return f"≈ {span} tok × {len(forecast.tokens)}"


def cost_told(forecast: Forecast) -> tuple[str, str]:
    """The most that it can cost with the moderator, and a style; a limit it lies over is said in words."""
    cost = words.money(forecast.cost_usd)
    if forecast.unknown and not forecast.cost_usd:
        text = _("price unknown")
    elif forecast.unknown:
        text = _("≤ {cost} + unknown").format(cost=cost)
    elif not forecast.cost_usd:
        text = _("free")
    else:
        text = _("≤ {cost}").format(cost=cost)
    if not forecast.over:
        return text, "$foreground-muted"
    over = _("over a run's limit, {limit}: {text}") if forecast.over == "run" else ""
    over = over or _("over today's limit, {limit}: {text}")
    return over.format(limit=words.money(forecast.limit_usd), text=text), "bold $text-error"


def frame(files: Sequence[Attachment], forecast: Forecast | None, width: int) -> Content:
    """All of it on the frame, in at most so many cells; without a forecast the files alone."""
    parts: list[tuple[str, str]] = []
    if forecast is not None:
        parts = [(tokens_told(forecast), "$foreground-muted"), _BETWEEN, cost_told(forecast)]
        width -= sum(cell_len(text) for text, _style in parts) + len(_BETWEEN[0])
    told = files_told(files, width) if files else ""
    if forecast is not None and not forecast.context_known:
        context = _(" + context")
        if width - cell_len(told) - cell_len(context) >= 0:
            parts.insert(1, (context, "$foreground-muted"))
    if told:
        before = [_BETWEEN] if parts else []
        parts = [(told, "bold $text-primary"), *before, *parts]
    return Content.assemble(*parts)
