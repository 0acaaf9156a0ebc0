"""Long lines in a text area: they break and look as Textual's own, for a fraction of the work."""

from __future__ import annotations

import random
from typing import Any

import pytest
from textual._wrap import compute_wrap_offsets
from textual.app import App, ComposeResult
from textual.document._document import Document
from textual.document._wrapped_document import WrappedDocument
from textual.widgets import TextArea

from orquix_tui.tui import long_lines
from orquix_tui.tui.long_lines import LongLines, is_long
from orquix_tui.tui.readline_keys import ReadlineArea

SIGNS = ["a", "word", "雨が降る", "🙂", " ", "  ", ",", "x" * 70, "-"]


def text(rng: random.Random, signs: int) -> str:
    """Words, blanks, wide signs, and words that are wider than a row."""
    return " ".join("".join(rng.choices(SIGNS, k=3)) for _ in range(signs))


@pytest.mark.parametrize("seed", range(4))
def test_a_line_that_is_edited_breaks_where_all_of_it_would(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_lines, "_PIECE", 300)
    rng = random.Random(seed)
    document = Document("first\n" + text(rng, 300) + "\nlast one")
    wrapped, plain = LongLines(document, 31), WrappedDocument(document, 31)
    assert is_long(document[1])
    for _ in range(30):
        length = len(document[1])
        begin = rng.randrange(length + 1)
        end = min(begin + rng.choice([0, 0, 1, 7, 200]), length)
        new = rng.choice(["", "z", " ", "several words come in", "雨", "y" * 90])
        result = document.replace_range((1, begin), (1, end), new)
        wrapped.wrap_range((1, begin), (1, end), result.end_location)
        plain.wrap(31)
        assert wrapped.get_offsets(1) == compute_wrap_offsets(document[1], 31, 4)
        assert wrapped._offset_to_line_info == plain._offset_to_line_info
        assert wrapped._line_index_to_offsets == plain._line_index_to_offsets
        assert wrapped.get_sections(1) == plain.get_sections(1)
        assert wrapped.location_to_offset((2, 3)) == plain.location_to_offset((2, 3))


class Two(App[None]):
    CSS = "TextArea { height: 10; border: none; }"

    def compose(self) -> ComposeResult:
        yield ReadlineArea(soft_wrap=True, id="ours")
        yield TextArea(soft_wrap=True, id="theirs")


async def test_it_is_drawn_as_textual_draws_it_and_only_a_part_is_wrapped_with_a_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = text(random.Random(7), 350)
    monkeypatch.setattr(long_lines, "_PIECE", 400)
    wrapped: list[int] = []

    def counting(line: str, *given: Any) -> list[int]:
        wrapped.append(len(line))
        return compute_wrap_offsets(line, *given)

    app = Two()
    async with app.run_test(size=(80, 30)) as pilot:
        areas = [app.query_one(f"#{name}", TextArea) for name in ("ours", "theirs")]
        for area in areas:
            area.insert(f"above\n{long}\nbelow")
        monkeypatch.setattr(long_lines, "compute_wrap_offsets", counting)
        for place in ((1, len(long) // 2), (1, 40), (1, len(long))):
            drawn = []
            for area in areas:
                area.focus()
                area.move_cursor(place)
                await pilot.press("q", " ", "backspace", "left")
                app.set_focus(None)
                await pilot.pause()
                drawn.append([area.render_line(y).text for y in range(area.size.height)])
            assert drawn[0] == drawn[1]
        assert wrapped
        assert max(wrapped) <= long_lines._PIECE < len(long) // 5
