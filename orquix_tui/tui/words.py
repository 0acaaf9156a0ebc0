"""How figures and times are written on the screen."""

from __future__ import annotations

from datetime import date, datetime

from rich.cells import cell_len, set_cell_size

from orquix_tui.domain.status import InteractionStatus, Quality
from orquix_tui.domain.translate import _, dollars, number

STATUS_SIGNS = {
    InteractionStatus.RUNNING: "●",
    InteractionStatus.COMPLETE: "✓",
    InteractionStatus.PARTIAL: "◐",
    InteractionStatus.FAILED: "✗",
    InteractionStatus.CANCELLED: "■",
    InteractionStatus.INTERRUPTED: "↯",
}
"""A sign of one cell for each status: the colour beside it never stands alone."""

QUALITY_SIGNS = {Quality.HIGH: "●●●", Quality.MEDIUM: "●●○", Quality.LOW: "●○○", Quality.FAILED: "○○○"}


def seconds(value: float) -> str:
    """A duration in seconds: 0.42 s, 3.1 s, 42 s, 3 min 20 s."""
    if value < 1:
        return f"{number(value, '.2f')} s"
    if value < 10:
        return f"{number(value, '.1f')} s"
    if value < 100:
        return f"{value:.0f} s"
    return _("{minutes} min {seconds} s").format(minutes=int(value) // 60, seconds=int(value) % 60)


def milliseconds(value: float | None) -> str:
    """A duration in milliseconds as a person reads it; a dash when it is not known."""
    if value is None:
        return "—"
    return f"{value:.0f} ms" if value < 1000 else seconds(value / 1000)


def count(value: int | None) -> str:
    """A whole number: 12,345; a dash when it is not known."""
    return "—" if value is None else number(value)


def money(value: float | None) -> str:
    """US dollars; unknown is said to be unknown."""
    return _("cost unknown") if value is None else dollars(value)


def day_and_month(day: date) -> str:
    """21 Nov."""
    month = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()[day.month - 1]
    return _("{day} {month}").format(day=day.day, month=month)


def when(moment: datetime, today: datetime) -> str:
    """A time of today as 11:02, of this year as 21 Nov, else 2025-11-21; `today` has a zone."""
    local = moment.astimezone(today.tzinfo)
    if local.date() == today.date():
        return local.strftime("%H:%M")
    if local.year == today.year:
        return day_and_month(local)
    return local.strftime("%Y-%m-%d")


def whole_seconds(value: float) -> str:
    """A duration that is still growing: 0 s, 12 s, 3 min 20 s; no digits that flicker."""
    return f"{int(value)} s" if value < 100 else seconds(value)


def middle(text: str, width: int) -> str:
    """The text in so many cells: a long one keeps its beginning and its end, which tell names apart."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    tail = (width - 1) // 2
    ending = _last_cells(text, tail)
    return f"{set_cell_size(text, width - 1 - cell_len(ending)).rstrip()}…{ending.lstrip()}"


def _last_cells(text: str, width: int) -> str:
    """The end of the text in at most so many cells."""
    begin = len(text)
    while begin and cell_len(text[begin - 1 :]) <= width:
        begin -= 1
    return text[begin:]
