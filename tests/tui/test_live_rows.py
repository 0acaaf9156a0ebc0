from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markdown_it import MarkdownIt

from orquix_tui.tui import live_rows
from orquix_tui.tui.live_rows import LiveRows
from orquix_tui.tui.text_rows import Row
from tests.tui.drawn import PALETTE
from tests.tui.sample import ANSWER

TICK = 200
"""Characters that come with a tick: about fifty tokens."""
TOKEN = 4
"""Characters of a token, about."""
SHAPES: dict[str, Callable[[int], str]] = {
    "an answer": lambda size: (ANSWER + "\n\n") * (size // len(ANSWER) + 1),
    "one long list": lambda size: "- an item with *some* words in it\n" * (size // 34 + 1),
    "code": lambda size: "```python\n" + "value = compute(1, 'two')  # three\n" * (size // 36 + 1),
    "code in a list": lambda size: (
        "1. Do:\n\n   ```python\n" + "   value = compute(1, 'two')\n" * (size // 30 + 1)
    ),
    "a text without line ends": lambda size: "words and *more* words " * (size // 23 + 1),
    "a long table": lambda size: (
        "| a | b |\n|---|---|\n" + "| some cell | another one |\n" * (size // 28 + 1)
    ),
}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of all that is parsed."""
    lengths: list[int] = []
    parse = MarkdownIt.parse

    def counted(self: MarkdownIt, src: str, env: Any = None) -> Any:
        lengths.append(len(src))
        return parse(self, src, env)

    monkeypatch.setattr(MarkdownIt, "parse", counted)
    return lengths


def lines(text: LiveRows) -> list[str]:
    return [row.text.rstrip() for row in text.rows]


def whole(text: LiveRows, top: int = 0) -> int | None:
    """Work until all is done; where the row is now that was at the top, if it moved."""
    moved = None
    for _ in range(10_000):
        worked = text.work(top)
        moved = worked.top if worked.top is not None else moved
        if worked.done:
            return moved
    pytest.fail("the text was never done")


def grown(shape: str, tokens: int, parsed: list[int]) -> float:
    """What a tick costs when the text has so many tokens: characters parsed and rows made, on average."""
    source = SHAPES[shape]((tokens + 500) * TOKEN)
    text = LiveRows()
    text.fit(60, PALETTE)
    text.append(source[: tokens * TOKEN])
    whole(text)
    parsed.clear()
    made = 0
    for start in range(tokens * TOKEN, (tokens + 500) * TOKEN, TICK):
        before = {id(row) for row in text.rows}
        text.append(source[start : start + TICK])
        whole(text)
        made += sum(id(row) not in before for row in text.rows)
    return (sum(parsed) + 60 * made) / (500 * TOKEN / TICK)


@pytest.mark.parametrize("shape", ["an answer", "one long list", "code"])
def test_a_tick_at_8000_tokens_costs_what_it_costs_at_1000(shape: str, parsed: list[int]) -> None:
    assert grown(shape, 8000, parsed) <= 1.3 * grown(shape, 1000, parsed)


@pytest.mark.parametrize("shape", ["code in a list", "a text without line ends", "a long table"])
def test_a_block_that_does_not_end_is_drawn_anew_only_now_and_then(shape: str, parsed: list[int]) -> None:
    size = 8000 * TOKEN

    assert grown(shape, 8000, parsed) < 2 * size  # cutting, parsing and drawing it each time would be 3


def test_finished_blocks_are_drawn_once_and_the_very_rows_stay() -> None:
    text = LiveRows()
    text.fit(60, PALETTE)
    text.append("# Title\n\nFirst.\n\nSecond")
    text.work(0)
    title: Row = text.rows[0]

    text.append(" grows.\n\nThird")
    worked = text.work(0)

    assert text.rows[0] is title
    assert worked.first_change == 4
    assert lines(text)[4:] == ["Second grows.", "", "Third"]


def test_a_long_text_is_cut_and_drawn_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_rows, "SLICE_S", 0.0)
    text = LiveRows()
    text.fit(60, PALETTE)
    text.append((ANSWER + "\n\n") * 60)
    text.finish()

    turns = [text.work(0)]
    while not turns[-1].done:
        turns.append(text.work(0))

    assert len(turns) > 60
    assert text.source == (ANSWER + "\n\n") * 60
    one_go = LiveRows()
    monkeypatch.setattr(live_rows, "SLICE_S", 60.0)
    one_go.fit(60, PALETTE)
    one_go.append(text.source)
    one_go.finish()
    assert one_go.work(0).done
    assert lines(text) == lines(one_go)


@pytest.mark.parametrize("top", [0, 2, 301, 2000, 2600])
def test_another_width_shows_what_is_in_view_first_and_keeps_it_at_the_top(
    top: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_rows, "_GLIMPSE_S", 60.0)  # however slow the machine is
    text = LiveRows()
    text.fit(60, PALETTE)
    text.append(
        "\n\n".join(f"Paragraph {n}, which is about to be broken at some width or other." for n in range(900))
    )
    text.finish()
    whole(text)
    here = lines(text)[top] or lines(text)[top + 1]

    assert text.fit(31, PALETTE)
    text.look(top, 20)
    early = [row.text.rstrip() for row in text.glimpse.rows] if text.glimpse else []
    moved = whole(text, top)

    assert moved is not None
    assert len(early) == 20
    assert early == lines(text)[moved : moved + 20]
    assert here[:20] in " ".join(early)
    assert text.glimpse is None


def test_a_wider_and_higher_view_near_the_end_is_filled_to_the_last_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_rows, "_GLIMPSE_S", 60.0)
    text = LiveRows()
    text.fit(31, PALETTE)
    text.append("\n\n".join(f"Paragraph {n}, which is broken at this width." for n in range(900)))
    text.finish()
    whole(text)
    top = len(text.rows) - 12

    text.fit(90, PALETTE)
    text.look(top, 20)
    early = [row.text.rstrip() for row in text.glimpse.rows] if text.glimpse else []
    whole(text, top)

    assert early == lines(text)[-20:]


def test_another_width_shows_the_end_to_who_was_at_the_end() -> None:
    text = LiveRows()
    text.fit(60, PALETTE)
    text.append("\n\n".join(f"Paragraph {n}." for n in range(900)))
    whole(text)

    text.fit(31, PALETTE)
    text.look(None, 12)
    early = [row.text.rstrip() for row in text.glimpse.rows] if text.glimpse else []
    whole(text)

    assert early == lines(text)[-12:]


def test_a_closed_code_block_keeps_its_place_while_it_is_drawn_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = LiveRows()
    text.fit(60, PALETTE)
    text.append("```python\n" + "value = 1\n" * 200)
    whole(text)
    rows = len(text.rows)

    monkeypatch.setattr(live_rows, "SLICE_S", 0.0)
    text.append("```\nafter\n")
    heights = []
    while not text.work(0).done:
        heights.append(len(text.rows))

    assert heights
    assert min(heights) >= rows
    assert lines(text)[-1] == "after"
