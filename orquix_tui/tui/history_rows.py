"""The history as rows: grouped by day, the turns of one thread under each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from textual.content import Content

from orquix_tui.domain.models import InteractionSummary
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui import words
from orquix_tui.tui.marking import plain
from orquix_tui.tui.text_wrap import steady

_BEFORE = 10
"""Characters before a match that is not at the beginning."""
_LONGEST = 2000
"""Characters of a question that are looked at for matches to mark."""
_TURN = "└ "
_SIGN_STYLES = {"✓": "$text-success", "✗": "$text-error"}
MATCH = "underline $text-accent"


class Row(NamedTuple):
    """A heading (no interaction) or an interaction, asked `at` that local time; `turn`: it goes on from one
    above; `apart`: not on the day of the heading."""

    title: str = ""
    summary: InteractionSummary | None = None
    turn: bool = False
    at: datetime | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are drawn: `opened` is on the screen, `marked` waits to be compared, `running` says how far
    a run has come, by its id; `elsewhere` the same of those in other windows."""

    opened: str = ""
    marked: str = ""
    narrowed: str = ""
    running: tuple[str, str] = ("", "")
    elsewhere: Mapping[str, str] = field(default_factory=dict)


def rows_of(summaries: Sequence[InteractionSummary], today: datetime) -> list[Row]:
    """From the newest thread to the oldest; each stands at the day of its newest turn, oldest turn first."""
    rows: list[Row] = []
    last: date | None = None
    for thread in _threads(summaries):
        day = thread[-1].created_at.astimezone(today.tzinfo).date()
        if day != last:
            last = day
            rows.append(Row(title=day_title(day, today.date())))
        for place, one in enumerate(thread):
            local = one.created_at.astimezone(today.tzinfo)
            rows.append(Row("", one, place > 0, local, local.date() != day))
    return rows


def _threads(summaries: Sequence[InteractionSummary]) -> list[list[InteractionSummary]]:
    """Newest first in, oldest turn first out; what goes on from something that is not there begins one."""
    there = {one.id for one in summaries}
    thread_of: dict[str, list[InteractionSummary]] = {}
    for one in reversed(summaries):  # a turn is younger than what it goes on from
        goes_on = one.continues if one.continues in there else None
        thread = thread_of.get(goes_on, []) if goes_on else []
        thread.append(one)
        thread_of[one.id] = thread
    unique = {id(thread): thread for thread in thread_of.values()}
    return sorted(unique.values(), key=lambda thread: (thread[-1].created_at, thread[-1].id), reverse=True)


def day_title(day: date, today: date) -> str:
    """Today, Yesterday, 14 Mar, 2025-03-14."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return words.day_and_month(day) if day.year == today.year else day.isoformat()


def drawn(row: Row, width: int, look: Look) -> Content:
    """One row of so many cells."""
    if row.summary is None or row.at is None:
        return Content.styled(row.title, "bold $foreground-muted")
    one, sign = row.summary, words.STATUS_SIGNS[row.summary.status]
    running, how_far = look.running
    time = how_far if one.id == running and how_far else _time(row.at, apart=row.apart)
    mark = "»" if one.id == look.marked else ("▸" if one.id == look.opened else " ")
    head = Content.assemble(
        (f"{time:>6}", "$foreground-muted"),
        (mark, "bold $text-accent"),
        (sign, _SIGN_STYLES.get(sign, "$text-warning")),
        ("★" if one.starred else " ", "$text-warning"),
        (_TURN if row.turn else "", "$foreground-muted"),
        (f"{look.elsewhere[one.id]} · " if one.id in look.elsewhere else "", "$text-primary"),
    )
    return head + _question(one.prompt, max(width - head.cell_length, 1), look.narrowed)


def _time(at: datetime, *, apart: bool) -> str:
    return words.day_and_month(at) if apart else f"{at:%H:%M}"


def _question(prompt: str, room: int, narrowed: str) -> Content:
    """Its beginning, or what stands around the first match; matches are marked."""
    flat = steady(one_line(prompt, _LONGEST))
    found = matches(flat, narrowed)
    if found and found[0][1] > room:
        cut = max(found[0][0] - min(_BEFORE, room // 3), 1)
        flat = "…" + flat[cut:]
        found = matches(flat, narrowed)
    content = Content(flat)
    for begin, end in found:
        content = content.stylize(MATCH, begin, end)
    return content.truncate(room, ellipsis=True)


def matches(text: str, narrowed: str) -> list[tuple[int, int]]:
    """Where the words of the filter stand in it, in order; case and accents apart."""
    found = []
    lower = plain(text)
    for word in set(plain(narrowed).split()):
        begin = lower.find(word)
        while begin >= 0:
            found.append((begin, begin + len(word)))
            begin = lower.find(word, begin + len(word))
    return sorted(found)
