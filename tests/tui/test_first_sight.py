"""What a newcomer stumbles over: words that would claim what is not so, and keys that would do nothing."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.content import Content

from orquix_tui.domain.models import Council, Failure, Member
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.tui.compared import facts
from orquix_tui.tui.dialogs.chords import chord_list
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.synthesis_text import no_synthesis
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.row_list import RowList
from orquix_tui.tui.widgets.sidebar import ProjectList
from orquix_tui.tui.widgets.welcome import Facts, card
from tests.house import SAYS, House
from tests.loopback import Answer, Fault
from tests.tui import sample
from tests.tui.conftest import OpenDesk

KIND = "openai-compatible"


def test_a_letter_of_somebody_who_gave_no_answer_has_no_name_in_the_ledger() -> None:
    interaction = sample.interaction()
    first, *others = interaction.responses
    cause = Failure(cause="refused", remedy="")
    failed = first.model_copy(update={"status": ResponseStatus.UNAVAILABLE, "error": cause})
    names = ShownRun(interaction.model_copy(update={"responses": (failed, *others)}), live=False).names

    assert first.letter not in names
    assert names.keys() <= {r.letter for r in others if r.status.usable}
    assert names


def test_a_run_without_a_synthesis_says_what_makes_one() -> None:
    interaction = sample.interaction().model_copy(update={"synthesis": None})
    first, *_others = interaction.responses

    assert "m compares its answers now" in no_synthesis(ShownRun(interaction, live=False))
    alone = ShownRun(interaction.model_copy(update={"responses": (first,)}), live=False)
    assert "it takes two answers" in no_synthesis(alone)


def test_the_chords_say_nothing_of_other_keys() -> None:
    listed = str(chord_list(1, 60))

    assert "Go to the prompt" in listed
    assert "(" not in listed


def test_a_long_name_is_whole_words_between_two_compared() -> None:
    interaction = sample.interaction()
    name = "claude-a-very-long-name-of-a-model-2026-05-01-preview"
    first, *others = interaction.responses
    named = interaction.model_copy(update={"responses": (first.model_copy(update={"label": name}), *others)})
    told = str(facts(named, sample.NOON, 60, question=False))

    assert "claude-a-very-…05-01-preview" in told
    assert name not in told


async def test_a_row_s_ellipsis_stands_beside_the_scrollbar() -> None:
    class Stage(App[None]):
        def compose(self) -> ComposeResult:
            yield RowList(id="rows")

    app = Stage()
    async with app.run_test(size=(20, 5)) as pilot:
        rows = app.query_one(RowList)
        rows.show(2, lambda _row, _width: Content("x" * 40))
        await pilot.pause()
        assert rows.render_line(0).text == "x" * 19 + "…"
        rows.show(50, lambda _row, _width: Content("x" * 40))
        await pilot.pause()
        assert rows.render_line(0).text == "x" * 18 + "…"


async def test_keys_that_can_do_nothing_with_an_answer_say_why(house: House, desk: OpenDesk) -> None:
    house.configure([(KIND, "one"), (KIND, "two"), (KIND, "three")])
    for name in ("one", "two"):
        house.server.script(name, Answer(SAYS))
    house.server.script("three", Fault(401))
    async with desk(size=(160, 40)) as d:
        await d.ask("Why does it rain?")
        panels = list(d.screen.query(AnswerPanel))
        panels[2].focus()
        await d.pilot.press("e")
        await d.pilot.pause()
        assert "left out" not in d.panel(3)
        assert "failed: key refused" in d.panel(3)
        await d.pilot.press("x")
        await d.pilot.pause()
        said = " ".join(note.message for note in d.app._notifications)
        assert "the comparison does without it anyway" in said
        assert "there is nothing to cancel" in said


def test_the_welcome_names_each_member_once_and_cuts_in_the_middle() -> None:
    name = "claude-a-very-long-name-of-a-model-2026-05-01-preview"
    members = (
        Member(provider="anthropic", model=name, label=name),
        Member(provider="ollama", model="tiny", label="Tiny plain"),
    )
    told = str(card(Facts(council=Council(name="default", members=members)), 90))

    assert "1  anthropic:claude-a-ver…el-2026-05-01-preview\n" in told
    assert "2  Tiny plain · ollama:tiny\n" in told


async def test_a_long_project_keeps_both_ends_and_archiving_says_where_it_went(
    house: House, desk: OpenDesk
) -> None:
    house.configure([(KIND, "one")])
    async with desk(size=(120, 40)) as d:
        await d.screen._library.add("thesis on the long history of rivers")
        d.screen._show_library()
        projects = d.screen.query_one(ProjectList)
        projects.focus()
        await d.until(lambda: "…" in d.text("#projects"), "the project is listed")
        assert "rivers" in d.text("#projects")
        await d.pilot.press("a")
        await d.until(lambda: "thesis" not in d.text("#projects"), "it is archived")
        await d.until(lambda: d.app._notifications, "it says where it went")
        assert "v here lists" in " ".join(note.message for note in d.app._notifications)


async def test_a_run_that_was_cancelled_is_not_blamed_on_who_failed_in_it(
    house: House, desk: OpenDesk
) -> None:
    house.configure([(KIND, "one"), (KIND, "two")])
    house.server.script("one", Fault(401))
    house.server.script("two", Fault("no_first_token"))
    async with desk(size=(120, 40)) as d:
        await d.ask("Why does it rain?", wait=False)
        await d.until(lambda: "failed: key refused" in d.panel(1), "the first has failed")
        await d.pilot.press("escape")
        await d.finished()
        await d.until(lambda: d.screen.query_one(PromptArea).text == "Why does it rain?", "it is back")
        assert "Nobody answered" not in d.text("#prompt-trouble")
