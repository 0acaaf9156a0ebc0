from __future__ import annotations

from datetime import date, timedelta

from orquix_tui.domain.models import InteractionSummary
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.tui.history_rows import Look, day_title, drawn, matches, rows_of
from tests.tui.sample import NOON


def line(
    name: str, ago: timedelta, *, continues: str | None = None, starred: bool = False, prompt: str = ""
) -> InteractionSummary:
    return InteractionSummary(
        id=name,
        project="default",
        prompt=prompt or name,
        status=InteractionStatus.COMPLETE,
        created_at=NOON - ago,
        continues=continues,
        starred=starred,
    )


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def told(rows: list[object]) -> list[str]:
    return [
        row.title if row.summary is None else ("└ " if row.turn else "") + row.summary.id  # type: ignore[attr-defined]  # rows
        for row in rows
    ]


def test_days_and_threads_are_grouped_by_their_newest_turn() -> None:
    summaries = [
        line("third", hours(1), continues="second"),
        line("alone", hours(2)),
        line("branch", hours(25), continues="first"),
        line("second", hours(26), continues="first"),
        line("orphan", hours(27), continues="deleted"),
        line("first", hours(80)),
        line("old", timedelta(days=400)),
    ]

    rows = rows_of(summaries, NOON)

    assert told(list(rows)) == [
        "Today",
        "first",
        "└ second",
        "└ branch",
        "└ third",
        "alone",
        "Yesterday",
        "orphan",
        "2025-02-07",
        "old",
    ]
    assert rows_of([], NOON) == []


def test_a_day_is_that_of_the_person_s_zone() -> None:
    late = NOON.replace(hour=0, minute=30)  # still yesterday in UTC
    only = InteractionSummary(
        id="a", project="p", prompt="x", status=InteractionStatus.COMPLETE, created_at=late
    )
    assert rows_of([only], NOON)[0].title == "Today"
    today = date(2026, 3, 14)
    assert [day_title(date(2026, 3, n), today) for n in (14, 13, 2)] == ["Today", "Yesterday", "2 Mar"]


def test_a_row_tells_time_marks_status_star_and_turn_in_its_width() -> None:
    rows = rows_of(
        [line("b", hours(1), continues="a", starred=True), line("a", hours(2), prompt="[b]x[/b]")], NOON
    )
    look = Look(opened="a", marked="b", running=("b", "2/4"))
    texts = [drawn(row, 24, look).plain for row in rows]

    assert texts == ["Today", " 10:00▸✓ [b]x[/b]", "   2/4»✓★└ b"]
    wide = drawn(rows_of([line("x", hours(1), prompt="雨が降る " * 9)], NOON)[1], 24, look)
    assert wide.cell_length <= 24
    assert wide.plain.endswith("…")


def test_what_made_a_row_match_is_marked_and_brought_into_view() -> None:
    assert matches("Cuándo podo ROSALES", "rosales cuando") == [(0, 6), (12, 19)]
    assert matches("100% (really)", "(re 0%") == [(2, 4), (5, 8)]
    assert matches("anything", " ") == []
    prompt = "A very long question that at last comes to the rosebush in the garden"
    row = rows_of([line("x", hours(1), prompt=prompt)], NOON)[1]
    drawn_row = drawn(row, 40, Look(narrowed="rosebush"))
    assert "rosebush" in drawn_row.plain
    assert any("underline" in str(span.style) for span in drawn_row.spans)
