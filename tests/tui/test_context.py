"""The context before it is sent: seen, and sent as it was seen; afterwards who cited it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

import pytest

from orquix_tui.core.context import manager
from orquix_tui.domain.errors import StoreError
from orquix_tui.embeddings.pack import cache_folder
from orquix_tui.tui.screens import context_desk
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import House
from tests.loopback import Answer, Gate
from tests.tui.at_the_context import (
    TWO,
    cards,
    configure,
    drawn,
    found,
    head,
    into_the_tab,
    last,
    sent,
    shown,
    write,
)
from tests.tui.conftest import OpenDesk
from tests.tui.remembering import FILTER, QUESTION, VALVE, remember


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context_desk, "PAUSE_S", 0.01)


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
        assert "of 4,000 tokens will go along" in " ".join(head(d).split())
        assert "will go along" in d.text("#status")
        whole = "\n".join(drawn(d))
        assert FILTER in whole
        assert "found by words: " in whole
        assert "●●● high" in whole
        assert "! unverified" in whole
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
    monkeypatch.setattr(context_desk, "PAUSE_S", 60.0)  # longer than any machine takes from key to key
    async with desk() as d:
        asked: list[str] = []
        find = d.screen._services.context.find

        async def listening(project: object, prompt: str, **options: object) -> object:
            asked.append(prompt)
            return await find(project, prompt, **options)  # type: ignore[arg-type]  # passed on as they came

        monkeypatch.setattr(d.screen._services.context, "find", listening)
        await d.pilot.press("f7", "escape", *"pum")
        assert "looking" in head(d)
        assert asked == []
        monkeypatch.setattr(context_desk, "PAUSE_S", 0.01)
        await d.pilot.press("p")
        await found(d)

        assert asked == ["pump"]


async def test_meaning_finds_what_shares_no_word_and_says_how_near_it_is(
    house: House, desk: OpenDesk, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manager, "AT_ONCE_S", 0.0)
    house.configure(TWO, extra="")
    folder = cache_folder(house.home / "cache")
    folder.parent.mkdir(parents=True)
    folder.symlink_to(cache_folder(model_cache))
    await remember(house)
    async with desk(size=(120, 50)) as d:
        await d.pilot.press("f7")
        embedder, go_on = d.screen._services.embedder, asyncio.Event()
        embed = embedder.embed

        async def held(texts: list[str], role: Literal["query", "passage"]) -> object:
            await go_on.wait()
            return await embed(texts, role)

        monkeypatch.setattr(embedder, "embed", held)
        write(d, "¿Cada cuánto tiempo hay que cambiar el filtro de la bomba de la piscina?")
        await d.until(lambda: "waiting for the embedding model" in head(d), "it is told what takes so long")
        go_on.set()
        await found(d)
        assert "waiting" not in head(d)

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
        assert "↑ no context" in d.text("#status")


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
        memory, council = d.screen._memory, d.screen._councils.current
        assert memory.project is not None
        assert council is not None

        assert memory.request(memory.project, QUESTION, council).context
        assert memory.request(memory.project, QUESTION + "!", council).context is None
        again = memory.request(memory.project, QUESTION, council)
        assert (again.thread, again.continues) == ("auto", d.screen._library.history[0].id)


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
