from __future__ import annotations

import pytest
from textual.widgets import Input, TabbedContent

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Interaction
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.screens.search import SearchScreen
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.document_text import DocumentText
from orquix_tui.tui.widgets.hit_list import HitList
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import House
from tests.tui import memory_sample, sample
from tests.tui.conftest import Desk, OpenDesk, drawn

TWO = (("openai-compatible", "one"), ("ollama", "two"))


async def furnished(house: House) -> None:
    house.configure(TWO)
    async with house.open() as services:
        await memory_sample.furnish(services)


async def search(d: Desk, query: str, *keys: str) -> SearchScreen:
    """Open the search and write the query; until the hits are those of it."""
    await d.pilot.press(*(keys or ("ctrl+x", "f")))
    await d.until(lambda: d.app.screen.query(HitList), "the search opens")
    screen = d.app.screen
    assert isinstance(screen, SearchScreen)
    await d.pilot.press(*query)
    await settled(d, screen)
    return screen


async def settled(d: Desk, screen: SearchScreen) -> None:
    await d.until(lambda: screen._fresh and not screen.errands.busy("search"), "the hits are there")
    await d.pilot.pause()


def hits(d: Desk) -> str:
    return drawn(d.app.screen.query_one(HitList))


def state(d: Desk) -> str:
    return drawn(d.app.screen.query_one("#search-state"))


# -- opening and leaving -----------------------------------------------------------------------


async def test_ctrl_f_searches_from_the_prompt_and_escape_goes_back_to_it(
    house: House, desk: OpenDesk
) -> None:
    await furnished(house)
    async with desk() as d:
        d.screen.query_one(PromptArea).insert("half a question")
        await search(d, "oxbow")
        assert "oxbow" in hits(d)
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")

        assert d.app.focused is d.screen.query_one(PromptArea)
        assert d.screen.query_one(PromptArea).text == "half a question"


async def test_slash_searches_outside_text_fields_and_i_goes_to_the_prompt(
    house: House, desk: OpenDesk
) -> None:
    await furnished(house)
    async with desk() as d:
        await d.pilot.press("slash")
        assert d.screen.query_one(PromptArea).text == "/"
        await d.pilot.press("ctrl+x", "h")
        await d.pilot.pause()
        await search(d, "oxbow", "slash")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")
        await d.pilot.press("i")
        await d.until(lambda: d.app.focused is d.screen.query_one(PromptArea), "the prompt has the focus")

        assert d.screen.query_one(PromptArea).text == "/"


async def test_the_prompt_still_deletes_the_next_word(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        area = d.screen.query_one(PromptArea)
        area.insert("one two")
        await d.pilot.press("home", "alt+d")

        assert area.text == " two"


async def test_the_search_opens_again_where_it_was_left(house: House, desk: OpenDesk) -> None:
    await furnished(house)
    async with desk() as d:
        await search(d, "river")
        await d.pilot.press("down", "down")
        await d.pilot.pause()
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")
        screen = await search(d, "")

        assert screen.query_one(Input).value == "river"
        assert screen.query_one(HitList).highlighted == 2
        await d.pilot.press(*"oxbow")
        assert screen.query_one(Input).value == "oxbow"


# -- what is shown -----------------------------------------------------------------------------


async def test_each_hit_shows_source_date_how_it_was_found_and_its_words_marked(
    house: House, desk: OpenDesk
) -> None:
    await furnished(house)
    async with desk(size=(120, 40), clock=sample.StoppedClock()) as d:
        screen = await search(d, "QX-4471-B")

        shown = hits(d)
        assert "Rivers › " in shown
        assert "document · 1 Mar · by words" in shown
        assert "QX-4471-B" in shown
        option = screen.query_one(HitList).get_option_at_index(0)
        assert any("reverse" in str(span.style) for span in option.prompt.spans)  # type: ignore[union-attr]
        preview = drawn(screen.query_one("#preview"))
        assert "stood two metres above its mean" in preview
        assert "3 hits in project default" in state(d)
        assert "By words alone" in state(d)


async def test_what_was_never_confirmed_says_so_and_markup_in_it_stays_text(
    house: House, desk: OpenDesk
) -> None:
    await furnished(house)
    async with desk(size=(120, 40)) as d:
        await search(d, "markup")
        assert "[b]This is no markup[/b]" in " ".join(hits(d).split())
        await d.pilot.press("f2")
        d.app.screen.query_one(Input).value = "roses"
        await d.until(lambda: "garden · answer" in hits(d), "the other project is searched too")

        assert "unverified" in hits(d)
        assert "all projects" in state(d)


async def test_nothing_found_says_where_to_look_next(house: House, desk: OpenDesk) -> None:
    await furnished(house)
    async with desk() as d:
        screen = await search(d, "roses")
        assert "Nothing found in project default · F2: all projects" in state(d)
        assert drawn(screen.query_one("#preview")).strip() == ""
        await d.pilot.press("f2")
        await d.until(lambda: "roses" in hits(d), "the other project is searched too")


async def test_a_narrow_terminal_has_no_preview(house: House, desk: OpenDesk) -> None:
    await furnished(house)
    async with desk(size=(80, 24)) as d:
        screen = await search(d, "oxbow")
        assert not screen.query_one("#preview").display


async def test_enter_before_the_hits_are_there_opens_nothing(house: House, desk: OpenDesk) -> None:
    await furnished(house)
    async with desk() as d:
        screen = await search(d, "oxbow")
        screen.query_one(Input).value = "river"
        await d.pilot.pause()
        await d.pilot.press("enter")
        assert d.app.screen is screen
        await settled(d, screen)
        assert len(screen._query.hits) > 1


async def test_a_search_that_fails_is_shown_on_the_search(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orquix_tui.domain.errors import StoreError

    async def busy(*_: object, **__: object) -> None:
        raise StoreError("Another window holds the store.", "Close it.")

    await furnished(house)
    async with desk() as d:
        monkeypatch.setattr(d.screen._services.context, "search", busy)
        await d.pilot.press("ctrl+x", "f", *"river")
        await d.until(lambda: "Another window" in drawn(d.app.screen.query_one("#notices")), "it is told")
        await d.pilot.press("f9")
        assert not d.app.screen.query_one("#notices").display


# -- opening a hit -----------------------------------------------------------------------------


def marked_rows(view: LiveMarkdown) -> str:
    """The text of the rows that are marked, of those in view."""
    span = view._marks.span
    assert span is not None
    top, height = round(view.scroll_y), view.size.height
    rows = range(max(span.first, top), min(span.last + 1, top + height))
    return " ".join(" ".join(view._text.rows[y].text for y in rows).split())


async def test_a_learned_hit_opens_its_synthesis_with_the_passage_marked(
    house: House, desk: OpenDesk
) -> None:
    await furnished(house)
    async with desk() as d:
        await search(d, "secondary flow")
        await d.pilot.press("enter")
        await d.until(lambda: d.app.screen is d.screen, "the search is closed")
        await d.until(lambda: d.screen.query_one(TabbedContent).active == "synthesis", "the tab is shown")
        view = d.screen.query_one("#synthesis-text", LiveMarkdown)
        await d.until(lambda: view._marks.span, "the passage is marked")

        assert "Why do rivers meander?" in d.text("#question")
        assert "secondary flow" in marked_rows(view)
        assert "The outer bank erodes" in marked_rows(view)
        assert "Key themes" not in marked_rows(view)
        assert d.app.focused is view


async def test_a_record_opens_in_the_panel_of_the_member_who_said_it(house: House, desk: OpenDesk) -> None:
    await furnished(house)
    async with desk() as d:
        await search(d, "without any sediment ice")
        await d.pilot.press("enter")
        await d.until(lambda: d.app.screen is d.screen, "the search is closed")
        await d.until(lambda: len(d.screen.query(AnswerPanel)) == 4, "the answers are shown")
        await d.until(lambda: isinstance(d.app.focused, AnswerPanel), "a panel has the focus")
        panel = d.app.focused
        assert isinstance(panel, AnswerPanel)
        await d.until(lambda: panel._text._marks.span, "the passage is marked")

        assert panel.state.response.label == "Gem"
        assert "without any sediment" in marked_rows(panel._text)
        assert d.screen.query_one(TabbedContent).active == "answers"


async def test_a_hit_far_down_in_a_long_answer_is_scrolled_to(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    paragraphs = [f"Paragraph {n} speaks of many things. " * 6 for n in range(60)]
    paragraphs[45] = "The **heron** stands still at the weir for hours."
    responses = (sample.responses()[0].model_copy(update={"text": "\n\n".join(paragraphs)}),)
    async with house.open() as services:
        await services.store.projects()
        project = await services.store.project("default")
        run = sample.interaction(project.id).model_copy(update={"responses": responses, "synthesis": None})
        await memory_sample.remember(services, run)

    async with desk() as d:
        await search(d, "heron weir")
        await d.pilot.press("enter")
        await d.until(lambda: d.app.screen is d.screen, "the search is closed")
        await d.until(lambda: d.screen.query(AnswerPanel), "the answer is shown")
        view = d.screen.query_one(AnswerPanel)._text
        await d.until(lambda: view._marks.span and view.scroll_y > 0, "it is scrolled to")
        await d.pilot.pause()

        assert "heron stands still" in d.panel(1)
        d.app.theme = "orquix-light"  # another palette renders anew: the mark stays
        await d.until(lambda: "heron stands still" in marked_rows(view), "it is rendered again")
        rows = view._text.rows
        await d.pilot.resize_terminal(100, 30)
        await d.until(
            lambda: view._text.rows is not rows and view.settled, "it is rendered for another width"
        )
        await d.until(lambda: "heron stands still" in marked_rows(view), "the place is in view again")


async def test_a_hit_in_another_project_goes_there(house: House, desk: OpenDesk) -> None:
    await furnished(house)
    async with house.open() as services:
        await services.store.archive_project("garden")
    async with desk() as d:
        await search(d, "roses")
        await d.pilot.press("f2")
        await d.until(lambda: "roses" in hits(d), "all projects are searched")
        await settled(d, d.app.screen)  # type: ignore[arg-type]  # it is the search
        await d.pilot.press("enter")
        await d.until(lambda: "How do I water roses?" in d.text("#question"), "it is shown")

        assert "▸ garden" in d.text("#projects")
        assert "How do I water" in d.text("#history")


async def test_a_hit_that_was_deleted_meanwhile_is_told(house: House, desk: OpenDesk) -> None:
    await furnished(house)
    async with desk() as d:
        await search(d, "secondary flow")
        await d.screen._services.store.delete_interaction(sample.interaction().id)
        await d.pilot.press("enter")
        await d.until(lambda: "✗" in d.text("#notices"), "it is told")
        assert d.app.screen is d.screen


async def test_a_document_opens_over_the_search_and_n_goes_to_the_next_hit(
    house: House, desk: OpenDesk
) -> None:
    await furnished(house)
    async with desk() as d:
        screen = await search(d, "notes water")
        await d.pilot.press("enter")
        await d.until(lambda: d.app.screen.query(DocumentText), "the document opens")
        view = d.app.screen.query_one(DocumentText)
        await d.until(lambda: view.settled and view._mark, "the passage is marked")
        about = drawn(d.app.screen.query_one("#document-about"))
        assert "hit 1 of" in about
        first = view._mark
        await d.pilot.press("n")
        await d.until(lambda: view._mark is not first, "the next hit is marked")
        await d.until(lambda: "hit 2 of" in drawn(d.app.screen.query_one("#document-about")), "it is counted")
        await d.pilot.press("p")
        await d.until(lambda: view._mark == first, "the first one again")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is screen, "back in the search")


# -- by meaning --------------------------------------------------------------------------------


async def test_with_a_model_the_meaning_finds_what_no_word_does(
    house: House, desk: OpenDesk, embedder: FastEmbedder
) -> None:
    house.configure(TWO, extra="")

    async def seed(services: Services) -> Interaction:
        project = await services.store.project("default")
        text = "La lluvia cae sobre todo en invierno, y en verano el campo se seca."
        responses = (sample.responses()[0].model_copy(update={"text": text}),)
        run = sample.interaction(project.id).model_copy(
            update={"prompt": "¿Cuándo llueve?", "responses": responses, "synthesis": None}
        )
        await memory_sample.remember(services, run)
        return run

    async with house.open() as services:
        for part in (services.context, services.ingest):
            part._embedder = embedder  # the one that is warm already
        object.__setattr__(services, "embedder", embedder)
        await seed(services)
        await services.ingest.index(None)
        from orquix_tui.tui.app import OrquixApp

        app = OrquixApp(services)
        async with app.run_test(size=(120, 40)) as pilot:
            d = Desk(app, pilot, house)
            await d.ready()
            await search(d, "When is the rainy season?")

            await d.until(lambda: "¿Cuándo llueve?" in hits(d), "it is found")
            assert "score 0." in hits(d)
            assert "By words alone" not in state(d)
