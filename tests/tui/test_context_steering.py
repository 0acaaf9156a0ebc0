"""The keys on the pieces of the context."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList, TabbedContent

from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.screens import context_desk
from orquix_tui.tui.screens.document_view import DocumentView
from orquix_tui.tui.widgets.context_items import ContextItems
from tests.house import SAYS, House
from tests.tui.at_the_context import (
    cards,
    configure,
    drawn,
    into_the_tab,
    items,
    shown,
    text_of,
    told,
)
from tests.tui.conftest import Desk, OpenDesk
from tests.tui.remembering import FILTER, NOTES, QUESTION, remember


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context_desk, "PAUSE_S", 0.01)


# -- steering ----------------------------------------------------------------------------------


async def test_a_pin_goes_first_with_every_question_until_it_is_let_go(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        block = await shown(d)
        await into_the_tab(d)
        await d.pilot.press("end", "p")
        await told(d, "Pinned")
        await d.until(lambda: d.screen._memory.coming and d.screen._memory.coming.ready, "found again")
        assert items(d)[0].chunk_id == block[-1].chunk_id
        assert "· pinned" in drawn(d)[0]

        await shown(d, "Quantum chromodynamics lattice")
        assert [item.chunk_id for item in items(d)] == [block[-1].chunk_id]
        assert "found by your pin" in drawn(d)[0]
        await into_the_tab(d)
        await d.pilot.press("p")
        await d.until(lambda: not cards(d), "it is let go")


async def test_a_ban_asks_once_lasts_and_can_be_undone(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        block = await shown(d)
        await into_the_tab(d)
        await d.pilot.press("b")
        await d.until(lambda: isinstance(d.app.screen, Choose), "it asks")
        await d.pilot.press("enter")
        await d.until(lambda: d.app.screen is d.screen, "the dialog is closed")
        assert items(d) == block

        await d.pilot.press("b")
        await d.until(lambda: isinstance(d.app.screen, Choose), "it asks again")
        await d.pilot.press("down", "enter")
        await d.until(lambda: block[0].chunk_id not in [i.chunk_id for i in items(d)], "it has gone")
        steered = await d.screen._services.context.steered(d.screen._library.current)  # type: ignore[arg-type]  # there is one
        assert [(s.how, s.chunk.id) for s in steered] == [("ban", block[0].chunk_id)]

        await d.pilot.press("u")
        await d.until(lambda: block[0].chunk_id in [i.chunk_id for i in items(d)], "it is back")


async def test_what_was_left_out_comes_back_with_the_same_key_and_with_undo(
    house: House, desk: OpenDesk
) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        await shown(d)
        await into_the_tab(d)
        for key in ("x", "u"):
            await d.pilot.press("x")
            await d.until(lambda: "not sent" in drawn(d)[0], "it is left out")
            await d.pilot.press(key)
            await d.until(lambda: "not sent" not in drawn(d)[0], "it is back")


async def test_undo_with_nothing_done_says_so(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        await into_the_tab(d)
        await d.pilot.press("u")
        await told(d, "Nothing to take back")


async def test_all_pins_and_bans_are_listed_and_taken_back(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        project = d.screen._library.current
        assert project is not None
        context = d.screen._services.context
        await d.pilot.press("f7")
        block = await shown(d)
        await context.steer(project, [block[0].chunk_id], "pin")
        await context.steer(project, [block[1].chunk_id], "ban")
        await into_the_tab(d)
        await d.pilot.press("m")
        await d.until(lambda: isinstance(d.app.screen, Choose), "they are listed")
        options = d.app.screen.query_one(OptionList)
        lines = [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]
        assert [line.split()[0] for line in lines] == ["pin", "ban"]

        await d.pilot.press("down", "enter")
        await d.until(lambda: len(d.app.screen.query(OptionList)) and one_left(d), "the ban is taken back")
        await d.pilot.press("enter")
        await told(d, "No pins and no bans")
        assert await context.steered(project) == []


def one_left(d: Desk) -> bool:
    return d.app.screen.query_one(OptionList).option_count == 1


async def test_steering_of_what_has_gone_out_holds_for_the_next_question(
    house: House, desk: OpenDesk
) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.ask(QUESTION)
        await into_the_tab(d)
        assert cards(d)
        await d.pilot.press("x")
        await told(d, "gone out already")
        await d.pilot.press("p")
        await d.until(lambda: "· pinned" in drawn(d)[0], "it is marked")
        await d.pilot.press("p")
        await d.until(lambda: "· pinned" not in drawn(d)[0], "the mark has gone")


# -- moving and reading ------------------------------------------------------------------------


async def test_arrows_letters_and_the_mouse_move_the_cursor(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        block = await shown(d)
        assert len(block) >= 3
        await into_the_tab(d)
        view = d.screen.query_one("#context-view").query_one(ContextItems)

        async def at(*keys: str) -> int:
            await d.pilot.press(*keys)
            await d.pilot.pause()
            assert view.under_cursor is not None
            return block.index(view.under_cursor)

        assert await at("j") == 1
        assert await at("down") == 2
        assert await at("k", "up", "up") == 0
        assert await at("end") == len(block) - 1
        assert await at("home") == 0
        await d.pilot.click(cards(d)[1])
        await d.pilot.pause()
        assert view.under_cursor == block[1]
        assert cards(d)[1].has_class("-current")


async def test_a_long_piece_is_folded_opened_and_read_to_its_end(
    house: House, desk: OpenDesk, tmp_path: Path
) -> None:
    configure(house)
    folder = tmp_path / "notes"
    await remember(house, folder)
    (folder / "long.md").write_text("# Story\n\n" + f"{QUESTION}.\n\n" * 40, "utf-8")
    async with desk(size=(80, 24)) as d:
        project = d.screen._library.current
        assert project is not None
        await d.screen._services.ingest.add(project, [folder])
        await d.pilot.press("f7")
        await shown(d, f"{QUESTION} story")
        await into_the_tab(d)
        card = next(c for c in cards(d) if str(c.state.item.path).endswith("long.md"))
        for _ in range(cards(d).index(card)):
            await d.pilot.press("j")
        folded = card.region.height
        assert folded <= 6
        assert drawn(d)[cards(d).index(card)].endswith("…")

        await d.pilot.press("space")
        await d.until(lambda: card.region.height > 20, "it is open")
        view = d.screen.query_one("#context-view").query_one(ContextItems)
        for _ in range(30):
            if card.region.bottom <= view.content_region.bottom:
                break
            assert view.under_cursor == card.state.item
            await d.pilot.press("j")
        assert card.region.bottom <= view.content_region.bottom
        await d.pilot.press("k")
        assert view.under_cursor == card.state.item
        await d.pilot.press("e")
        await d.until(lambda: card.region.height == folded, "it is folded again")


async def test_the_source_opens_where_the_piece_stands(house: House, desk: OpenDesk, tmp_path: Path) -> None:
    configure(house)
    saved = await remember(house, tmp_path / "notes")
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        block = await shown(d)
        await into_the_tab(d)
        document = next(n for n, item in enumerate(block) if item.path)
        for _ in range(document):
            await d.pilot.press("j")
        await d.pilot.press("o")
        await d.until(lambda: isinstance(d.app.screen, DocumentView), "the document opens")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")

        await d.pilot.press("home")
        for _ in range(next(n for n, item in enumerate(block) if item.interaction_id == saved[0].id)):
            await d.pilot.press("j")
        await d.pilot.press("enter")
        await d.until(lambda: FILTER[:40] in d.text("#question"), "the interaction opens")
        assert d.screen.query_one(TabbedContent).active == "synthesis"
        assert text_of(d) == QUESTION


async def test_names_and_texts_from_outside_are_no_markup(
    house: House, desk: OpenDesk, tmp_path: Path
) -> None:
    configure(house)
    folder = tmp_path / "[bold]notes"
    folder.mkdir()
    (folder / "[red]x.md").write_text(f"# [link=a]T[/link]\n\n{NOTES} [b]{SAYS}[/b]", "utf-8")
    async with desk(size=(120, 50)) as d:
        project = d.screen._library.current
        assert project is not None
        await d.screen._services.ingest.add(project, [folder])
        await d.pilot.press("f7")
        await shown(d, f"[i]{QUESTION}[/i]")

        whole = "\n".join(drawn(d))
        assert "[red]x.md" in whole
        assert "[link=a]T[/link]" in whole
