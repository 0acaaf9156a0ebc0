from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len

from orquix_tui.core.context.cutting import rough
from orquix_tui.domain.models import Chunk, Document
from orquix_tui.tui.document_source import TAB, assemble, wrap
from orquix_tui.tui.screens.document_view import DocumentView, on_disk, open_document
from orquix_tui.tui.widgets.document_text import DocumentText
from tests.house import House
from tests.tui import memory_sample
from tests.tui.conftest import Desk, OpenDesk, drawn

TWO = (("openai-compatible", "one"), ("ollama", "two"))


def chunk(text: str, begins: int, ends: int, heading: str = "") -> Chunk:
    return Chunk(
        id=f"k{begins}",
        project_id="p",
        path="/x",
        ord=begins,
        source="x",
        text=text[begins:ends],
        tokens=1,
        kind="document",
        heading=heading,
        begins=begins,
        ends=ends,
    )


def rows(text: str, width: int) -> list[str]:
    starts = wrap(text, width)
    return [text[a:b].rstrip("\n") for a, b in pairwise(starts)]


# -- putting it together -----------------------------------------------------------------------


def test_overlapping_chunks_give_the_text_back_with_every_offset_in_place() -> None:
    text = memory_sample.RIVERS * 5
    pieces = rough(text, 300)
    chunks = [chunk(text, max(p.start - 60, 0), p.end) for p in pieces]

    source = assemble(list(reversed(chunks)))

    for part in chunks:
        assert source.text[part.begins : part.ends] == text[part.begins : part.ends]
    assert source.text.split() == text.split()


def test_white_space_between_chunks_is_filled_in() -> None:
    text = "One sentence goes on here.\n\n\n   Another paragraph."

    source = assemble([chunk(text, 0, 12), chunk(text, 13, 26, "A"), chunk(text, 32, 50, "A › B")])

    assert source.text.startswith("One sentence goes on here.\n\n")
    assert source.text[32:50] == "Another paragraph."
    assert [source.heading_at(n) for n in (0, 20, 40)] == ["", "A", "A › B"]
    assert source.end_of(32) == 50
    assert source.titles == {"A", "B"}


def test_what_was_taken_out_of_a_chunk_moves_nothing_behind_it() -> None:
    text = "The key sk-secret-secret is here. And the rest."
    first = chunk(text, 0, 33).model_copy(update={"text": "The key [redacted] is here."})

    source = assemble([first, chunk(text, 34, 47)])

    assert source.text[34:47] == "And the rest."


def test_escapes_in_a_chunk_never_reach_the_screen() -> None:
    text = "a\x1b[31mred\x07 b"
    assert "\x1b" not in assemble([chunk(text, 0, len(text))]).text


# -- rows --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("", 10, [""]),
        ("one two three", 8, ["one two ", "three"]),
        ("one\n\ntwo\n", 8, ["one", "", "two", ""]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("漢字漢字漢字", 5, ["漢字", "漢字", "漢字"]),
        ("\ta\tb", 5, ["\ta", "\tb"]),
        ("漢", 1, ["漢"]),
    ],
)
def test_lines_are_cut_at_words_and_never_wider_than_the_view(
    text: str, width: int, wanted: Sequence[str]
) -> None:
    assert rows(text, width) == list(wanted)


def test_no_row_of_a_mixed_text_is_too_wide_and_nothing_is_lost() -> None:
    text = (memory_sample.RIVERS + "漢字 \t ünïcödé " * 40 + "http://" + "a" * 300 + "\n") * 3

    for width in (7, 20, 80):
        cut = rows(text, width)
        assert max(cell_len(row.replace("\t", " " * TAB).rstrip()) for row in cut) <= width
        assert "".join(cut) == text.replace("\n", "")


def test_ten_megabytes_are_cut_in_linear_time() -> None:
    line = "a line of a very long document without any end to it " * 4
    short, long = line * 500, line * 5000

    begun = time.process_time()
    wrap(short, 80)
    once = time.process_time() - begun
    begun = time.process_time()
    wrap(long, 80)

    assert time.process_time() - begun < 60 * max(once, 0.002)


# -- the view ----------------------------------------------------------------------------------


async def opened(d: Desk, path: str, begins: int | None = None, words: Sequence[str] = ()) -> DocumentText:
    project = await d.screen._library.to_ask_in()
    open_document(d.screen, d.screen._services, project, path, begins, words)
    await d.until(
        lambda: isinstance(d.app.screen, DocumentView) and d.app.screen.query(DocumentText),
        "the document opens",
    )
    screen = d.app.screen
    assert isinstance(screen, DocumentView)
    view = screen.query_one(DocumentText)
    await d.until(lambda: view.settled and not screen.errands.busy("document"), "it is laid out")
    await d.pilot.pause()
    return view


async def test_a_document_opens_at_its_place_with_the_chunk_and_its_words_marked(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    text = "".join(f"Line {n} speaks of water.\n" for n in range(3000)) + memory_sample.RIVERS
    async with house.open() as services:
        project = await services.store.project("default")
        new = memory_sample.document(project.id, "long.md", text)
        await services.store.put_documents([new])
        place = next(c for c in new.chunks if "QX-4471-B" in c.text)
    async with desk() as d:
        view = await opened(d, str(place.path), place.begins, ("QX-4471-B",))

        shown = drawn(view)
        assert "QX-4471-B" in shown
        assert "[b]" not in shown or "[b]This is no markup[/b]" in shown
        assert "Gauges" in drawn(d.app.screen.query_one("#document-heading"))
        assert view.scroll_y > 2900
        styles = [
            segment.style
            for y in range(view.size.height)
            for segment in view.render_line(y)
            if "QX-4471-B" in segment.text
        ]
        assert styles[0] is not None
        assert styles[0].reverse
        await d.pilot.resize_terminal(60, 30)
        await d.until(lambda: view.settled and view._width < 60, "it is laid out for another width")
        await d.until(lambda: "QX-4471-B" in drawn(view), "the same text is in view")
        await d.pilot.press("home")
        await d.until(lambda: view.scroll_y == 0, "the keys scroll")
        assert "Line 0 speaks of water." in drawn(view)
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "back")


async def test_a_document_that_is_no_longer_there_says_so(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        await opened(d, "/no/such/document.md")
        assert "✗" in drawn(d.app.screen.query_one("#notices"))


async def test_ten_megabytes_open_while_keys_are_answered(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    text = "".join(f"Line {n} of a book that is far too long for anybody.\n" for n in range(190_000))
    async with house.open() as services:
        project = await services.store.project("default")
        new = memory_sample.document(project.id, "book.txt", text, size=10_000_000, piece=1600)
        await services.store.put_documents([new])
        last = new.chunks[-1]
    async with desk() as d:
        view = await opened(d, str(last.path), last.begins)

        assert len(view._source.text) > 9_000_000
        assert "Line 189999" in drawn(view)
        await d.pilot.press("home")
        await d.until(lambda: "Line 0 of a book" in drawn(view), "the keys are answered")


def test_what_became_of_the_file_is_seen_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("as it was", "utf-8")
    read = datetime.now(UTC)
    os.utime(file, (read.timestamp() - 60,) * 2)
    document = Document(
        project_id="p", path=str(file), root=str(file), title="x", sha256="0", size=9, added_at=read
    )

    assert on_disk(document) == ""
    os.utime(file, (read.timestamp() + 60,) * 2)
    assert on_disk(document) == "the file has changed since"
    file.write_text("another size", "utf-8")
    os.utime(file, (read.timestamp() - 60,) * 2)
    assert on_disk(document) == "the file has changed since"
    file.unlink()
    assert on_disk(document) == "the file is gone"
    assert "cannot be reached" in on_disk(document.model_copy(update={"path": f"{tmp_path}/{'x' * 300}"}))
