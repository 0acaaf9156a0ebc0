"""The context before it is sent: seen, steered, approved; what is shown is what goes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList, TabbedContent

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.models import ContextItem, Interaction
from orquix_tui.embeddings.pack import cache_folder
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.screens import context_desk
from orquix_tui.tui.screens.document_view import DocumentView
from orquix_tui.tui.widgets.context_card import ContextCard
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.context_view import ContextView
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import NO_MODEL, SAYS, House
from tests.loopback import Answer, Gate
from tests.tui.conftest import Desk, OpenDesk
from tests.tui.remembering import FILTER, NOTES, QUESTION, SHOP, VALVE, remember

TWO = (("openai-compatible", "one"), ("ollama", "two"))


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context_desk, "PAUSE_S", 0.01)


def configure(house: House, context: str = "") -> None:
    house.configure(TWO, extra=f"{NO_MODEL}[context]\n{context}\n")


def write(d: Desk, text: str) -> None:
    area = d.screen.query_one(PromptArea)
    area.load_text(text)
    area.move_cursor(area.document.end)
    area.focus()


async def shown(d: Desk, text: str = QUESTION) -> list[ContextItem]:
    """Write, and wait for the block with something in it."""
    write(d, text)
    await found(d)
    return items(d)


async def found(d: Desk) -> None:
    memory = d.screen._memory
    await d.until(lambda: not d.screen._errands.busy("start"), "the history is read")
    await d.until(
        lambda: memory.coming and memory.coming.ready and memory.coming.asked.prompt == text_of(d),
        "the block is found",
    )
    await d.pilot.pause()


def text_of(d: Desk) -> str:
    return d.screen.query_one(PromptArea).text


def cards(d: Desk) -> list[ContextCard]:
    return list(d.screen.query_one("#context-view").query(ContextCard))


def items(d: Desk) -> list[ContextItem]:
    return [card.state.item for card in cards(d)]


def drawn(d: Desk) -> list[str]:
    return [str(card.render()) for card in cards(d)]


def head(d: Desk) -> str:
    return d.text("#context-view .context-head")


async def into_the_tab(d: Desk) -> None:
    """F7 shows it, F7 again goes into it."""
    if d.screen._tab != "context":
        await d.pilot.press("f7")
    await d.pilot.press("f7")
    await d.until(lambda: isinstance(d.app.focused, ContextItems), "the focus is on the pieces")


async def told(d: Desk, text: str) -> None:
    await d.until(lambda: any(text in n.message for n in d.app._notifications), f"it says {text!r}")


async def last(d: Desk) -> Interaction:
    store = d.screen._services.store
    return await store.interaction((await store.history("default"))[0].id)


def sent(house: House) -> str:
    """The last message that the member `one` was sent."""
    messages = house.server.asked("one")[-1].body["messages"]
    return str(messages[-1]["content"])


# -- seen before it is sent --------------------------------------------------------------------


async def test_what_will_go_along_is_shown_while_the_question_is_typed(
    house: House, desk: OpenDesk, tmp_path: Path
) -> None:
    configure(house)
    await remember(house, tmp_path / "notes")
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        assert "type a question" in head(d)
        await shown(d)

        assert d.app.focused is d.screen.query_one(PromptArea)
        assert "of 4 000 tokens will go along" in " ".join(head(d).split())
        assert "will go along" in d.text("#status")
        whole = "\n".join(drawn(d))
        assert FILTER in whole
        assert "found by words: " in whole
        assert "●●● high" in whole
        assert "*unverified*" in whole
        assert "E-4021" in whole
        assert [card.state.number for card in cards(d)] == list(range(1, len(cards(d)) + 1))

        d.screen.query_one(PromptArea).clear()
        await d.until(lambda: "type a question" in head(d), "nothing is asked any more")
        assert "will go along" not in d.text("#status")


async def test_nothing_is_looked_for_until_somebody_can_see_it(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        write(d, QUESTION)
        await d.pilot.pause(0.1)
        assert d.screen._memory.coming is None
        assert "will go along" not in d.text("#status")

        await d.pilot.press("f7")
        await found(d)
        assert cards(d)


async def test_typing_looks_once_and_only_after_a_pause(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(house)
    await remember(house)
    monkeypatch.setattr(context_desk, "PAUSE_S", 0.3)
    async with desk() as d:
        asked: list[str] = []
        find = d.screen._services.context.find

        async def listening(project: object, prompt: str, **options: object) -> object:
            asked.append(prompt)
            return await find(project, prompt, **options)  # type: ignore[arg-type]  # passed on as they came

        monkeypatch.setattr(d.screen._services.context, "find", listening)
        await d.pilot.press("f7", "escape", *"pump")
        assert "looking" in head(d)
        assert asked == []
        await found(d)

        assert asked == ["pump"]


async def test_meaning_finds_what_shares_no_word_and_says_how_near_it_is(
    house: House, desk: OpenDesk, model_cache: Path
) -> None:
    house.configure(TWO, extra="")
    folder = cache_folder(house.home / "cache")
    folder.parent.mkdir(parents=True)
    folder.symlink_to(cache_folder(model_cache))
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        await shown(d, "¿Cada cuánto tiempo hay que cambiar el filtro de la bomba de la piscina?")

        first = drawn(d)[0]
        assert FILTER in first
        assert "found by meaning 0." in first
        assert head(d).count("!") == 0


async def test_without_a_model_words_must_do_and_the_next_step_is_said(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        await d.pilot.press("f7")
        await shown(d)

        assert cards(d)
        assert "models install embeddings" in " ".join(head(d).split())


async def test_a_project_without_memory_says_what_will_stand_here(house: House, desk: OpenDesk) -> None:
    configure(house)
    async with desk() as d:
        await d.pilot.press("f7")
        write(d, QUESTION)
        await found(d)

        assert "remembers nothing yet" in head(d)
        assert "↑ no context will go along" in d.text("#status")


async def test_a_question_that_nothing_is_near_to_says_so(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        await d.pilot.press("f7")
        write(d, "Quantum chromodynamics lattice")
        await found(d)

        assert "is close enough" in " ".join(head(d).split())


async def test_a_context_that_is_switched_off_is_not_looked_for(house: House, desk: OpenDesk) -> None:
    configure(house, "include = false")
    await remember(house)
    async with desk() as d:
        await d.pilot.press("f7")
        write(d, QUESTION)
        await found(d)

        assert "include = false" in head(d)
        assert cards(d) == []


async def test_a_store_that_cannot_be_read_is_told_and_the_question_can_go_out(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(house, 'review = "ask"')
    await remember(house)
    async with desk() as d:

        async def broken(*_: object) -> None:
            raise StoreError("The file is busy.", "Try again.")

        monkeypatch.setattr(d.screen._services.context, "steered", broken)
        write(d, QUESTION)
        await d.pilot.press("enter")
        await found(d)
        assert "The file is busy. Try again." in head(d)

        await d.pilot.press("enter")
        await d.finished()
        assert (await last(d)).prompt == QUESTION


# -- what is shown is what is sent -------------------------------------------------------------


async def test_the_block_goes_out_as_it_was_shown_without_what_was_left_out(
    house: House, desk: OpenDesk
) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        block = await shown(d)
        out, *rest = block
        assert rest
        await into_the_tab(d)
        await d.pilot.press("x")
        await d.until(lambda: "not sent" in drawn(d)[0], "it is left out")
        assert drawn(d)[1].startswith("[1] ")

        await d.pilot.press("escape", "enter")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()

        went = (await last(d)).context
        assert [item.chunk_id for item in went] == [item.chunk_id for item in rest]
        assert [item.n for item in went] == list(range(1, len(rest) + 1))
        assert rest[0].text.split("\n")[-1] in sent(house)
        assert out.text not in sent(house)


async def test_a_question_changed_since_is_looked_up_anew(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        await d.pilot.press("f7")
        await shown(d)
        memory, council = d.screen._memory, d.screen._council
        assert memory.project is not None
        assert council is not None

        assert memory.request(memory.project, QUESTION, council).context
        assert memory.request(memory.project, QUESTION + "!", council).context is None
        again = memory.request(memory.project, QUESTION, council)
        assert (again.thread, again.continues) == ("auto", d.screen._library.history[0].id)


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


# -- approving ---------------------------------------------------------------------------------


async def test_asking_each_time_waits_for_enter_and_escape_keeps_the_text(
    house: House, desk: OpenDesk
) -> None:
    configure(house, 'review = "ask"')
    await remember(house)
    async with desk(size=(120, 50)) as d:
        write(d, QUESTION)
        await d.pilot.press("enter")
        await found(d)
        await d.until(lambda: isinstance(d.app.focused, ContextItems), "the focus is on the pieces")
        assert d.screen._tab == "context"
        assert "Enter sends" in head(d)
        assert d.screen._presenter.run is None

        await d.pilot.press("escape")
        await d.until(lambda: d.app.focused is d.screen.query_one(PromptArea), "back at the prompt")
        assert text_of(d) == QUESTION
        assert "Enter sends" not in head(d)

        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.focused, ContextItems), "it asks again")
        await found(d)
        approved = items(d)
        await d.pilot.press("enter")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()
        assert [i.chunk_id for i in (await last(d)).context] == [i.chunk_id for i in approved]
        assert text_of(d) == ""


async def test_asking_each_time_ends_when_the_question_is_changed(house: House, desk: OpenDesk) -> None:
    configure(house, 'review = "ask"')
    await remember(house)
    async with desk() as d:
        write(d, QUESTION)
        await d.pilot.press("enter")
        await found(d)
        assert d.screen._memory.to_send == QUESTION

        write(d, FILTER)
        await found(d)
        assert d.screen._memory.to_send == ""
        assert "Enter sends" not in head(d)


async def test_asking_each_time_asks_for_an_empty_block_too(house: House, desk: OpenDesk) -> None:
    configure(house, 'review = "ask"')
    async with desk() as d:
        write(d, QUESTION)
        await d.pilot.press("enter")
        await found(d)
        await d.until(lambda: isinstance(d.app.focused, ContextItems), "it asks")
        assert "Enter sends" in head(d)
        await d.pilot.press("enter")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()
        assert (await last(d)).context == ()


async def test_beside_the_prompt_the_block_stands_from_120_cells_on(house: House, desk: OpenDesk) -> None:
    configure(house, 'review = "beside"')
    await remember(house)
    async with desk(size=(120, 40)) as d:
        write(d, QUESTION)
        await found(d)
        beside = d.screen.query_one("#context-beside", ContextView)
        assert beside.region.width >= 36
        assert beside.query(ContextCard)
        assert d.screen._tab == "answers"

        await d.pilot.resize_terminal(119, 40)
        await d.until(lambda: beside.region.width == 0, "it has no room")
        assert "will go along" in d.text("#status")


# -- after the run -----------------------------------------------------------------------------


async def test_who_cited_what_is_shown_as_the_answers_end(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    gate = Gate()
    house.server.script("one", Answer("It is so [1]. Nobody gave [9]."))
    house.server.script("two", Answer("So it is [1, 2].", gate=gate))
    async with desk(size=(120, 50)) as d:
        await d.ask(QUESTION, wait=False)
        await d.pilot.press("f7")
        await d.until(lambda: drawn(d) and "cited by one" in drawn(d)[0], "the first has ended")
        assert "not cited so far" in drawn(d)[1]
        gate.open()
        await d.finished()

        assert "cited by one, two" in drawn(d)[0]
        assert "cited by two" in drawn(d)[1]
        assert "nobody cited it" in drawn(d)[2]
        assert "went along" in head(d)


async def test_one_key_turns_from_the_next_question_to_the_run_and_back(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.ask(QUESTION)
        await d.pilot.press("f7")
        assert "went along" in head(d)
        write(d, VALVE)
        await found(d)
        assert "will go along" in head(d)
        await into_the_tab(d)
        await d.pilot.press("v")
        assert "went along" in head(d)
        await d.pilot.press("v")
        assert "will go along" in head(d)


# -- threads -----------------------------------------------------------------------------------


def thread_line(d: Desk) -> str:
    return str(d.screen.query_one(PromptArea).border_subtitle)


async def test_what_the_question_goes_on_from_is_told_while_it_is_typed(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        assert thread_line(d).startswith("thread: auto · Ctrl+O")
        write(d, "And why?")
        await d.until(lambda: thread_line(d).startswith(f"↳ goes on from: {SHOP}"), "the latest is named")
        assert "(auto: a follow-up)" in thread_line(d)
        write(d, QUESTION)
        await d.until(lambda: thread_line(d).startswith("new thread (auto)"), "it stands on its own")
        await d.pilot.press("ctrl+o")
        assert thread_line(d).startswith(f"↳ goes on from: {SHOP} ·")
        await d.pilot.press("ctrl+o")
        assert thread_line(d).startswith("new thread ·")
        await d.pilot.press("ctrl+o")
        assert thread_line(d).startswith("new thread (auto)")


async def test_a_follow_up_takes_the_turns_along_and_names_what_it_goes_on_from(
    house: House, desk: OpenDesk
) -> None:
    configure(house)
    saved = await remember(house)
    async with desk(size=(160, 50)) as d:
        await d.screen._show_saved(saved[0].id)
        await d.until(lambda: FILTER in d.text("#question"), "it is opened")
        write(d, "And why?")
        await d.until(lambda: FILTER[:40] in thread_line(d), "the opened one is named")
        await d.pilot.press("enter")
        await d.until(lambda: "And why?" in d.text("#question"), "the run begins")
        await d.finished()

        assert (await last(d)).continues == saved[0].id
        messages = house.server.asked("one")[-1].body["messages"]
        assert FILTER in str(messages[0]["content"])
        assert f"↳ goes on from: {FILTER}" in d.text("#question")


async def test_a_new_thread_by_choice_holds_for_one_question(house: House, desk: OpenDesk) -> None:
    configure(house)
    await remember(house)
    async with desk() as d:
        write(d, "And why?")
        await d.pilot.press("ctrl+o", "ctrl+o", "enter")
        await d.until(lambda: d.screen._presenter.run, "the run begins")
        await d.finished()

        assert (await last(d)).continues is None
        assert "↳" not in d.text("#question")
        assert thread_line(d).startswith("thread: auto")


async def test_the_setting_says_how_threads_begin(house: House, desk: OpenDesk) -> None:
    configure(house, 'thread = "continue"')
    async with desk() as d:
        assert "nothing here to go on from" in thread_line(d)
        await d.ask(QUESTION)
        assert thread_line(d).startswith(f"↳ goes on from: {QUESTION[:40]}")
