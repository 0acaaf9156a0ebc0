from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, TabbedContent

from orquix_tui.domain.errors import BudgetError, StoreError
from orquix_tui.domain.models import Interaction
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.screens.councils import CouncilsScreen
from orquix_tui.tui.widgets.answer_panel import EMBEDDED_NOTE, AnswerPanel
from orquix_tui.tui.widgets.metrics_view import MetricsView
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.sidebar import HistoryList, ProjectList, Sidebar
from tests.house import KEY, NO_MODEL, SAYS, House
from tests.loopback import Answer, Fault, Gate
from tests.tui import sample
from tests.tui.conftest import Desk, OpenDesk

TWO = (("openai-compatible", "one"), ("ollama", "two"))
FOUR = (*TWO, ("gemini", "three"), ("anthropic", "four"))


def panels(d: Desk) -> list[AnswerPanel]:
    return list(d.screen.query(AnswerPanel))


def prompt(d: Desk) -> str:
    return d.screen.query_one(PromptArea).text


async def last(d: Desk) -> Interaction:
    store = d.screen._services.store
    return await store.interaction((await store.history("default"))[0].id)


def read_private(path: Path) -> str:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_text("utf-8")


# -- asking ------------------------------------------------------------------------------------


async def test_a_question_is_answered_side_by_side_compared_and_saved(house: House, desk: OpenDesk) -> None:
    house.configure(FOUR)
    for _, model in FOUR:
        house.server.script(model, Answer(SAYS))

    async with desk(size=(120, 40)) as d:
        await d.ask("When does it rain?")

        assert [p.state.status for p in panels(d)] == [ResponseStatus.COMPLETE] * 4
        assert all("Rain falls in winter." in d.panel(n) for n in (1, 2, 3, 4))
        assert prompt(d) == ""
        assert "✓ saved" in d.text("#status")
        assert "When does it rain?" in d.text("#question")
        assert "When does it" in d.text("#history")
        await d.pilot.press("f6")
        await d.pilot.pause()
        assert "quality high" in d.text("#synthesis-grade")
        assert "Rain in winter, snow on the hills" in d.text("#synthesis-text")
        assert len(d.screen.query(".claim")) == 3


async def test_a_member_that_fails_says_why_and_what_mends_it(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    house.server.script("one", Fault(401, message="bad key", echo_key=True))

    async with desk() as d:
        await d.ask("Why?")

        shown = d.panel(1)
        assert "✗ failed: key refused" in shown
        assert "LOOPBACK_KEY" in shown
        assert KEY not in d.app.export_screenshot()
        assert "✓ done" in d.panel(2)


async def test_when_nobody_answers_the_question_comes_back_with_the_cause(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    for _, model in TWO:
        house.server.script(model, Fault(403))

    async with desk() as d:
        await d.ask("Is anybody there?")

        assert prompt(d) == "Is anybody there?"
        assert "Nobody answered" in d.text("#prompt-trouble")
        assert (await last(d)).status is InteractionStatus.FAILED


async def test_a_question_that_cannot_be_asked_stays_in_the_prompt(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)

    async with desk() as d:
        d.screen.query_one(PromptArea).insert("x" * 100_001)
        await d.pilot.press("enter")
        await d.until(lambda: d.text("#prompt-trouble"), "the cause is shown")

        assert len(prompt(d)) == 100_001
        assert "100,000 are the most" in d.text("#prompt-trouble")


async def test_a_run_over_the_budget_is_sent_only_when_the_person_says_so(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)

    async with desk() as d:

        async def too_dear(*_asked: object) -> list[str]:
            raise BudgetError("This run may cost up to $9.", "Choose a cheaper council.")

        monkeypatch.setattr("orquix_tui.core.orchestrator.check_budget", too_dear)
        d.screen.query_one(PromptArea).insert("Dear?")
        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.screen, Choose), "the dialog asks")
        await d.pilot.press("enter")
        await d.until(lambda: not d._busy(), "it is over")
        assert prompt(d) == "Dear?"
        assert "may cost up to $9" in d.text("#prompt-trouble")

        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.screen, Choose), "the dialog asks again")
        await d.pilot.press("down", "enter")
        await d.finished()
        assert prompt(d) == ""
        assert (await last(d)).status is InteractionStatus.COMPLETE


async def test_a_second_enter_asks_nobody_twice_and_text_typed_meanwhile_stays(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    gate = Gate()
    house.server.script("one", Answer("abc", gate=gate))

    async with desk() as d:
        area = d.screen.query_one(PromptArea)
        area.insert("Why?")
        area.action_send()
        area.action_send()
        await d.until(lambda: panels(d), "the run begins")
        area.insert("And then?")
        await d.pilot.press("enter")
        await d.until(lambda: "A run is going on" in d.text("#prompt-trouble"), "it is told")
        assert prompt(d) == "And then?"
        gate.open()
        await d.finished()

        assert prompt(d) == "And then?"
        assert len(await d.screen._services.store.history("default")) == 1


async def test_one_member_is_cancelled_and_the_others_go_on(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    gate, other = Gate(), Gate()
    house.server.script("one", Answer("abcdefghij", chunk=2, gate=gate))
    house.server.script("two", Answer(SAYS, gate=other))

    async with desk() as d:
        await d.ask("Why?", wait=False)
        gate.release(2)
        await d.until(lambda: len(panels(d)) == 2 and panels(d)[0].state.text == "abcd", "text came")
        await d.pilot.press("ctrl+x", "a")
        await d.pilot.pause()
        assert d.app.focused is panels(d)[0]
        await d.pilot.press("x")
        await d.until(lambda: panels(d)[0].state.status is ResponseStatus.CANCELLED, "it is cancelled")
        assert "■ cancelled" in d.panel(1)
        assert "abcd" in d.panel(1)
        other.open()
        await d.finished()

        assert panels(d)[1].state.status is ResponseStatus.COMPLETE
        gate.open()


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_cancelling_the_run_keeps_and_saves_what_came(house: House, desk: OpenDesk, key: str) -> None:
    house.configure(TWO)
    gate = Gate()
    house.server.script("one", Answer("abcdefghij", chunk=2, gate=gate))
    house.server.script("two", Answer(SAYS))

    async with desk() as d:
        await d.ask("Why?", wait=False)
        gate.release(2)
        await d.until(lambda: len(panels(d)) == 2 and panels(d)[0].state.text == "abcd", "text came")
        await d.pilot.press(key)
        await d.finished()

        saved = await last(d)
        assert saved.status is InteractionStatus.CANCELLED
        assert saved.responses[0].text == "abcd"
        assert "■ cancelled" in d.panel(1)
        gate.open()


async def test_a_save_that_fails_is_loud_and_the_text_stays(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    monkeypatch.setattr("orquix_tui.core.saving.WAIT_S", 0.0)

    async def full(*_: object) -> None:
        raise StoreError("The disk is full.", "Make room.")

    async with desk() as d:
        monkeypatch.setattr(d.screen._services.store, "finish", full)
        await d.ask("Why?")

        assert "NOT SAVED: The disk is full. Make room." in d.text("#notices")
        assert "NOT SAVED" in d.text("#status")
        assert panels(d)[0].state.text
        await d.pilot.press("f9", "f9", "f9")  # one for each notice
        assert not d.screen.query_one("#notices").display


async def test_quitting_in_a_run_first_says_what_is_kept_then_saves_it(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    gate = Gate()
    house.server.script("one", Answer("abcdefghij", chunk=2, gate=gate))

    async with desk() as d:
        await d.ask("Why?", wait=False)
        gate.release(2)
        await d.until(lambda: len(panels(d)) == 2 and panels(d)[0].state.text == "abcd", "text came")
        await d.pilot.press("ctrl+q")
        await d.pilot.pause()
        assert "quitting cancels it and saves what came. Ctrl+Q once more" in " ".join(
            d.text("#notices").split()
        )
        assert d.app.is_running
        await d.pilot.press("escape")
        await d.pilot.pause()
        assert d.screen._control.running, "who stays after all does not cancel the run"
        assert "once more" not in d.text("#notices")
        await d.pilot.press("ctrl+q")
        await d.pilot.pause()
        assert d.app.is_running, "that was a first request again"
        await d.pilot.press("ctrl+q")
        await d.until(lambda: not d.screen._control.running, "it is saved")
    gate.open()

    async with house.open() as services:
        (entry,) = await services.store.history("default")
        assert (await services.store.interaction(entry.id)).responses[0].text == "abcd"


async def test_an_errand_that_breaks_is_shown_and_the_app_lives(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)

    async def broken(*_: object) -> None:
        raise ZeroDivisionError("by [b]nought[/b]")

    async with desk(size=(160, 40)) as d:
        monkeypatch.setattr(d.screen._services.store, "active", broken)
        await d.pilot.press("f8")
        await d.until(lambda: d.text("#notices"), "it is shown")

        assert "Unexpected ZeroDivisionError: by [b]nought[/b]" in d.text("#notices")
        assert d.app.is_running


# -- looking around ----------------------------------------------------------------------------


async def test_the_history_opens_what_was_saved_also_during_a_run_and_back(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.ask("First question")
        gate = Gate()
        house.server.script("one", Answer("abcdefghij", chunk=2, gate=gate))
        await d.ask("Second question", wait=False)
        await d.until(lambda: "Second question" in d.text("#question"), "the run is shown")
        await d.until(lambda: len(d.screen.query_one(HistoryList)._ids) == 2, "the history is read")
        await d.pilot.press("ctrl+x", "h")
        await d.pilot.pause()
        await d.pilot.press("up", "enter")
        await d.until(lambda: "First question" in d.text("#question"), "the first one is open")
        await d.until(lambda: "✓ done" in d.panel(1), "its panels are there")

        gate.release(3)
        await d.pilot.press("down", "enter")
        await d.until(lambda: "Second question" in d.text("#question"), "the live one is back")
        await d.until(lambda: panels(d)[0].state.text == "abcdef", "its text went on")
        assert "abcdef" in d.panel(1)
        gate.open()
        await d.finished()
        assert "abcdefghij" in d.panel(1)


async def test_projects_are_made_renamed_archived_and_brought_back_by_keys(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.pilot.press("ctrl+x", "p")
        await d.pilot.pause()
        await d.pilot.press("n")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a name is asked for")
        await d.pilot.press(*"thesis", "enter")
        await d.until(lambda: "▸ thesis" in d.text("#projects"), "it is chosen")

        await d.pilot.press("r")
        await d.until(lambda: isinstance(d.app.screen, AskText), "another name is asked for")
        d.app.screen.query_one(Input).value = "default"
        await d.pilot.press("enter")
        await d.until(lambda: "✗" in str(d.app.screen.query_one("#dialog-hint").render()), "it is refused")
        d.app.screen.query_one(Input).value = "garden"
        await d.pilot.press("enter")
        await d.until(lambda: "▸ garden" in d.text("#projects"), "it is renamed")

        await d.pilot.press("a")
        await d.until(lambda: "▸ default" in d.text("#projects"), "it is gone")
        assert "garden" not in d.text("#projects")
        await d.pilot.press("v")
        await d.until(lambda: "garden" in d.text("#projects"), "the archived are listed")
        await d.pilot.press("down", "a")
        await d.until(lambda: "archived" not in d.text("#projects"), "it is back")

        assert d.screen.query_one(ProjectList).under_cursor is not None


async def test_the_four_tabs_show_a_saved_run_with_names_signs_and_reasons(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk(size=(160, 50), clock=sample.StoppedClock()) as d:
        await d.screen._presenter.show(sample.interaction())
        await d.pilot.press("f6")
        await d.pilot.pause()
        assert "No moderator of the chain answered" in d.text("#synthesis-banner")
        assert (
            d.screen.query_one("#synthesis-banner").region.y < d.screen.query_one("#synthesis-text").region.y
        )
        ledger = " ".join(str(c.render()) for c in d.screen.query(".claim"))
        assert "✓ found C Router A: “The outer bank erodes”" in ledger
        assert "✗ NOT FOUND C Router A: “sediment is always needed”" in ledger
        assert "≠ contradicted" in ledger

        await d.pilot.press("f7")
        await d.pilot.pause()
        items = [str(c.render()) for c in d.screen.query(".context-item")]
        assert items[0].startswith("[1] notes/rivers.md\nfound by meaning 0.91 · 1 Mar · 12 tok")
        assert "cited by Router A" in items[0]
        assert "[b]not markup[/b]" in items[0]
        assert "found by words" in items[1]
        assert "nobody cited it" in items[1]
        assert "unverified" in items[1]

        assert not d.screen.query(MetricsView)
        await d.pilot.press("f8")
        await d.until(lambda: d.screen.query(MetricsView), "the figures are built")
        await d.until(lambda: "Running now" in d.text("#metrics-active"), "the figures are read")
        assert "2.9 s" in d.text("#metrics-run")
        assert "no runs yet" in d.text("#metrics-totals")


async def test_the_embedded_model_is_named_wherever_it_speaks(house: House, desk: OpenDesk) -> None:
    house.configure(TWO, extra=NO_MODEL + '[providers.small]\nkind = "local"\n')
    async with desk(size=(160, 50)) as d:
        await d.screen._presenter.show(sample.interaction())
        await d.pilot.pause()

        notes = [EMBEDDED_NOTE in d.panel(n) for n in (1, 2, 3, 4)]
        assert notes == [False, False, True, False]


async def test_the_model_s_markup_and_brackets_are_text(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    house.server.script("one", Answer("[bold red]Not[/] markup \x1b[31mred [link=x]y[/link]"))
    async with desk() as d:
        await d.ask("[b]bold?[/b]")

        assert "[bold red]Not[/] markup red [link=x]y[/link]" in " ".join(d.panel(1).split())
        assert "[b]bold?[/b]" in d.text("#question")
        assert "[b]bold?[/b]" in d.text("#history")


# -- keys and layout ---------------------------------------------------------------------------


async def test_enter_sends_and_three_other_keys_make_a_line(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        await d.pilot.press("a", "shift+enter", "b", "alt+enter", "c", "ctrl+j", "d", "question_mark")
        assert prompt(d) == "a\nb\nc\nd?"
        height = d.screen.query_one(PromptArea).region.height
        assert height == 6
        d.screen.query_one(PromptArea).insert("\n" * 50)
        await d.pilot.pause()
        assert d.screen.query_one(PromptArea).region.height <= 14


async def test_enter_makes_a_line_when_the_settings_say_so(house: House, desk: OpenDesk) -> None:
    house.configure(TWO, extra=NO_MODEL + "[ui]\nnewline_on_enter = true\n")
    async with desk() as d:
        await d.pilot.press("a", "enter", "b")
        assert prompt(d) == "a\nb"
        await d.pilot.press("ctrl+j")
        await d.finished()
        assert (await last(d)).prompt == "a\nb"


async def test_help_begins_with_the_keys_of_where_one_stands(house: House, desk: OpenDesk) -> None:
    house.configure(TWO, extra=NO_MODEL + '[ui]\nkeys = { export = "ctrl+e" }\n')
    async with desk() as d:
        await d.pilot.press("f1")
        await d.until(lambda: isinstance(d.app.screen, Help), "the help opens")
        shown = str(d.app.screen.query_one("Static").render())
        assert shown.startswith("In the prompt   (you are here)")
        assert "Ctrl+E" in shown
        await d.pilot.press("escape")
        await d.pilot.press("ctrl+x", "p")
        await d.pilot.pause()
        await d.pilot.press("question_mark")
        await d.until(lambda: isinstance(d.app.screen, Help), "the help opens outside text fields")
        assert str(d.app.screen.query_one("Static").render()).startswith("In the list of projects")


async def test_a_key_of_the_person_s_own_does_the_work(house: House, desk: OpenDesk) -> None:
    house.configure(TWO, extra=NO_MODEL + '[ui]\nkeys = { sidebar = "ctrl+b" }\n')
    async with desk() as d:
        assert d.screen.query_one(Sidebar).display
        await d.pilot.press("f2")
        assert d.screen.query_one(Sidebar).display
        await d.pilot.press("ctrl+b")
        await d.pilot.pause()
        assert not d.screen.query_one(Sidebar).display


async def test_a_small_terminal_shows_one_answer_at_a_time_and_no_sidebar(
    house: House, desk: OpenDesk
) -> None:
    house.configure(FOUR)
    async with desk(size=(80, 24)) as d:
        assert not d.screen.query_one(Sidebar).display
        await d.ask("Why?")
        assert [p.display for p in panels(d)] == [True, False, False, False]
        await d.pilot.press("ctrl+x", "a")
        await d.pilot.pause()
        await d.pilot.press("n", "n")
        await d.pilot.pause()
        assert [p.display for p in panels(d)] == [False, False, True, False]
        assert d.app.focused is panels(d)[2]
        assert "[3 " in d.text("#member-bar")
        await d.pilot.press("1")
        await d.pilot.pause()
        assert panels(d)[0].display
        await d.pilot.press("ctrl+x", "p")
        await d.pilot.pause()
        assert d.screen.query_one(Sidebar).display
        await d.until(lambda: d.screen.query_one(HistoryList).under_cursor, "the history is read")
        await d.pilot.press("ctrl+x", "h", "enter")
        await d.until(lambda: not d.screen.query_one(Sidebar).display, "what was chosen has the room")
        await d.until(lambda: isinstance(d.app.focused, AnswerPanel), "and can be read")


async def test_zoom_gives_one_panel_the_area_and_escape_gives_it_back(house: House, desk: OpenDesk) -> None:
    house.configure(FOUR)
    async with desk(size=(120, 40)) as d:
        await d.ask("Why?")
        assert all(p.display for p in panels(d))
        await d.pilot.press("ctrl+x", "a")
        await d.pilot.pause()
        await d.pilot.press("right", "z")
        await d.pilot.pause()
        assert [p.display for p in panels(d)] == [False, True, False, False]
        await d.pilot.press("escape")
        await d.pilot.pause()
        assert all(p.display for p in panels(d))


async def test_the_answer_and_the_synthesis_are_copied_as_they_came(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    house.server.script("one", Answer("**Rain** falls."))
    async with desk() as d:
        await d.ask("Why?")
        await d.pilot.press("ctrl+x", "a")
        await d.pilot.pause()
        await d.pilot.press("c")
        await d.until(lambda: d.app.clipboard == "**Rain** falls.", "it is copied")
        await d.pilot.press("f6")
        d.screen.query_one("#synthesis-text").focus()
        await d.pilot.press("c")
        await d.until(lambda: d.app.clipboard.startswith("Rain in winter"), "it is copied too")


async def test_thinking_is_folded_until_it_is_asked_for(house: House, desk: OpenDesk) -> None:
    house.configure([("anthropic", "one"), ("ollama", "two")])
    house.server.script("one", Answer("Done.", reasoning="First the bank. " * 8))
    async with desk() as d:
        await d.ask("Why?")
        assert "▸ thought ≈32 tokens" in d.panel(1)
        assert "First the bank" not in d.panel(1)
        await d.pilot.press("ctrl+x", "a")
        await d.pilot.pause()
        await d.pilot.press("t")
        await d.until(lambda: "First the bank" in d.panel(1), "it is open")


async def test_an_export_goes_where_the_person_says_and_never_over_a_file(
    house: House, desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    monkeypatch.chdir(tmp_path)
    async with desk() as d:
        await d.ask("Why?")
        await d.pilot.press("f4")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a path is asked for")
        path = Path(d.app.screen.query_one(Input).value)
        assert path.parent == tmp_path
        await d.pilot.press("enter")
        await d.until(path.exists, "it is written")
        assert read_private(path).startswith("---")

        await d.until(lambda: d.app.screen is d.screen, "the dialog is gone")
        await d.pilot.press("f4")
        await d.until(lambda: isinstance(d.app.screen, AskText), "a path is asked for again")
        await d.pilot.press("enter")
        await d.pilot.pause()
        assert "exists already" in str(d.app.screen.query_one("#dialog-hint").render())


async def test_another_council_is_chosen_for_the_next_question(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    file = house.home / "config" / "config.toml"
    more = '[councils.small]\n[[councils.small.members]]\nprovider = "ollama"\nmodel = "two"\n'
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    async with desk() as d:
        await d.pilot.press("f3")
        await d.until(lambda: isinstance(d.app.screen, CouncilsScreen), "the councils are offered")
        await d.pilot.press("down", "enter")
        await d.until(lambda: "council small" in d.text("#status"), "it is chosen")
        d.screen.query_one(Notices).add("Something of before.")
        await d.ask("Why?")
        assert len(panels(d)) == 1
        told = str(d.screen.query_one(Notices).content)
        assert "of before" not in told
        assert "nothing to compare" not in told, "one alone: nobody expects it"
        for said in ("That came first.", "This came then."):
            d.screen.query_one(Notices).add(said, "error")
        await d.pilot.press("f9")
        await d.pilot.pause()
        assert "This came then." not in d.text("#notices")
        assert "That came first." in d.text("#notices"), "what stood behind it can be read"
        await d.pilot.press("f3")
        await d.until(lambda: isinstance(d.app.screen, CouncilsScreen), "the councils are offered again")
        await d.pilot.press("up", "enter")
        area = d.screen.query_one(PromptArea)
        await d.until(lambda: "asks default" in str(area.border_title), "the prompt says who is asked next")
        assert "council small" in d.text("#status"), "who answered what is shown"


async def test_every_command_is_in_the_palette(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        titles = {command.title for command in d.app.get_system_commands(d.screen)}

        assert {"Sidebar", "Council", "Templates", "Theme", "Go to the history"} <= titles
        assert any(title.startswith("Metrics") for title in titles)
        await d.pilot.press("ctrl+x", "y")
        await d.pilot.press(*"metrics")
        await d.until(lambda: d.app.screen.query_one(OptionList).option_count, "it is found")
        await d.pilot.press("enter")
        await d.until(lambda: d.screen.query_one(TabbedContent).active == "metrics", "it is done")
