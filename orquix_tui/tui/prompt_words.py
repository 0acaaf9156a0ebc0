"""What the frame of the prompt says: files, tokens and the price of a question. No widget, no app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from orquix_tui.domain.models import Attachment
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _, ngettext
from orquix_tui.tui import words

if TYPE_CHECKING:  # made once there is a question
    from orquix_tui.core.forecast import Forecast

_NAME = 24


def files_told(files: Sequence[Attachment], detail: int) -> str:
    """The files that go along: how many (0), by name (1), by name and size (2)."""
    if not detail:
        return ngettext("with {n} file", "with {n} files", len(files)).format(n=len(files))
    names = ", ".join(one_line(file.name, _NAME) for file in files)
    size = words.count(sum(len(file.text) for file in files))
    text = _("with {names}") if detail == 1 else _("with {names} ({size} characters)")
    return text.format(names=names, size=size)


def tokens_told(forecast: Forecast, detail: int) -> str:
    """For each member; a span where they differ, because of personas, limits or the context. With detail it
    is said that the context is not counted yet."""
    low, high = min(forecast.tokens), max(forecast.tokens)
    span = words.count(low) if low == high else f"{words.count(low)}-{words.count(high)}"
    text = f"≈ {span} tok × {len(forecast.tokens)}"
    return text + _(" + context") if detail and not forecast.context_known else text


def cost_told(forecast: Forecast, detail: int) -> str:
    """The most that it can cost with the moderator; a limit that it lies over is named before it."""
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
        return text
    over = _("over {limit}: {text}")
    if detail:
        over = _("over a run's limit, {limit}: {text}")
        over = over if forecast.over == "run" else _("over today's limit, {limit}: {text}")
    return over.format(limit=words.money(forecast.limit_usd), text=text)


_DETAILS = ((2, 1, 1), (1, 1, 1), (1, 0, 1), (0, 0, 1), (0, 0, 0), (0, None, 0), (None, None, 0))
"""Of files, tokens and price, from all that can be said to what must be said; None leaves it out."""


def frame(files: Sequence[Attachment], forecast: Forecast | None, width: int, council: str = "") -> Content:
    """All of it on the frame, or as much as there are cells for; without a forecast the files alone.

    `council`: who is asked, where nothing else on the screen says so.
    """
    content = Content("")
    for of_files, of_tokens, of_cost in _DETAILS:
        parts: list[tuple[str, str]] = []
        if council:
            parts.append((_("asks {council}").format(council=words.middle(council, _NAME)), "bold"))
        if files and of_files is not None:
            parts.append((files_told(files, of_files), "bold $text-primary"))
        if forecast is not None and of_tokens is not None:
            parts.append((tokens_told(forecast, of_tokens), "$foreground-muted"))
        if forecast is not None:
            style = "bold $text-error" if forecast.over else "$foreground-muted"
            parts.append((cost_told(forecast, of_cost), style))
        content = Content.styled("  ·  ", "$foreground-disabled").join(
            Content.styled(text, style) for text, style in parts
        )
        if content.cell_length <= width:
            break
    return content
