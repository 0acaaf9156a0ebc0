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
    text = f"≈ {span} tok × {len(forecast.tokens)}"
    return text if forecast.context_known else text + _(" + context")


def cost_told(forecast: Forecast) -> tuple[str, str]:
    """The most that it can cost with the moderator, and a style; a limit it lies over is said in words."""
    known = words.money(forecast.cost_usd)
    unknown = bool(forecast.unknown)
    if unknown and not forecast.cost_usd:
        text = _("price unknown")
    elif unknown:
        text = _("≤ {cost} + unknown").format(cost=known)
    elif not forecast.cost_usd:
        text = _("free")
    else:
        text = _("≤ {cost}").format(cost=known)
    if forecast.over == "run":
        limit = words.money(forecast.limit_usd)
        return text + _(" over the limit of a run, {limit}!").format(limit=limit), "bold $text-error"
    if forecast.over == "day":
        limit = words.money(forecast.limit_usd)
        return text + _(" over today's limit, {limit}!").format(limit=limit), "bold $text-error"
    return text, "$foreground-muted"


def frame(files: Sequence[Attachment], forecast: Forecast | None, width: int) -> Content:
    """All of it on the frame, in at most so many cells; without a forecast the files alone."""
    parts: list[tuple[str, str]] = []
    if forecast is not None:
        cost = cost_told(forecast)
        parts = [(tokens_told(forecast), "$foreground-muted"), _BETWEEN, cost]
        width -= sum(cell_len(text) for text, _style in parts) + len(_BETWEEN[0])
    if files:
        before = [_BETWEEN] if parts else []
        parts = [(files_told(files, width), "bold $text-primary"), *before, *parts]
    return Content.assemble(*parts)
