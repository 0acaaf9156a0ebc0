"""A synthesis is checked, compared again, chosen, asked on and voted for: by keys, over the real core."""

from __future__ import annotations

from textual.widgets import Input, Select, SelectionList

from orquix_tui.domain.models import Interaction
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.compare_again import CompareAgain
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.dialogs.show_diff import ShowDiff
from orquix_tui.tui.dialogs.versions import Versions
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.ledger import Ledger
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import MODERATION, NO_MODEL, House
from tests.loopback import Answer, Fault, Gate
from tests.tui import at_the_ledger as at
from tests.tui.conftest import Desk, OpenDesk, drawn


def _marked(panel: AnswerPanel) -> str:
    """The rows of the panel's text that are marked."""
    view = panel.query_one(".panel-text", LiveMarkdown)
    span = view._marks.span
    if span is None:
        return ""
    return " ".join(" ".join(row.text for row in view._text.rows[span.first : span.last + 1]).split())


async def _saved(d: Desk) -> Interaction:
    store = d.screen._services.store
    return await store.interaction((await store.history("default"))[0].id)


# -- from a claim to its source ------------------------------------------------------------------


async def test_enter_on_a_claim_shows_its_sentence_in_that_answer_and_backspace_comes_back(
    house: House, desk: OpenDesk
) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        await d.pilot.press("j")
        assert at.claim(d).text == "Sediment is needed."
        await d.pilot.press("enter")
        gem = list(d.screen.query(AnswerPanel))[1]
        await d.until(lambda: "without any sediment" in _marked(gem), "the sentence is marked")
        assert d.screen._tab == "answers"
        assert d.app.focused is gem
        await d.pilot.press("backspace")
        await d.until(lambda: isinstance(d.app.focused, Ledger), "the ledger has the focus")

        assert d.screen._tab == "synthesis"
        assert at.claim(d).text == "Sediment is needed."


async def test_escape_comes_back_too_and_then_goes_to_the_prompt_again(house: House, desk: OpenDesk) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.focused, AnswerPanel), "the answer has the focus")
        await d.pilot.press("escape")
        await d.until(lambda: isinstance(d.app.focused, Ledger), "the ledger has the focus")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.focused is d.screen.query_one(PromptArea), "the prompt has it")


async def test_a_quote_that_was_not_found_says_so_and_leads_nowhere(house: House, desk: OpenDesk) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        first, _, resolved, alone, *questions = at.cards(d)
        assert "1 ✓ found C Router A: “The outer bank erodes”" in first
        assert "2 ✗ NOT FOUND A Gem: “banks erode on ice too”" in first
        assert "⇒ withdrawn" in resolved
        assert "D Careful withdraws: I had no evidence for [b]that[/b]." in resolved
        assert len(questions) == 2
        await d.pilot.press("2")
        await at.told(d, "NOT FOUND")
        await d.pilot.press("j", "j", "j")
        assert at.claim(d).text in alone
        await d.pilot.press("enter")
        await at.told(d, "No quote of this claim was found")

        assert d.screen._tab == "synthesis"


async def test_the_number_of_a_quote_leads_to_it(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        second = at.claim(d).quotes[1]
        await d.pilot.press("2")
        run = d.screen._presenter.run
        assert run is not None
        seat = next(r.seat for r in run.interaction.responses if r.letter == second.letter)
        panel = list(d.screen.query(AnswerPanel))[seat]
        await d.until(lambda: second.text in _marked(panel), "the second quote is marked")


async def test_agreement_is_counted_and_the_help_says_that_it_is_not_truth(
    house: House, desk: OpenDesk
) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        assert "1 agreed, 2 contradicted, 1 by one alone" in d.text("#synthesis-grade")
        screen = await at.dialog(d, Help, "f1")
        assert "Agreement is counted, and is not truth" in drawn(screen)


# -- comparing again -----------------------------------------------------------------------------


async def test_another_moderator_streams_its_synthesis_and_holds_and_nobody_is_asked_again(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    gate = Gate()
    house.server.script("other", Answer(at.BETTER, gate=gate))
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, CompareAgain, "m")
        screen.query_one("#again-other", Input).value = at.OTHER
        screen.query_one("#again-personality", Select).value = "critical"
        await d.pilot.press("ctrl+s")
        gate.release(40)
        await d.until(lambda: len(at.cards(d)) == 1, "the first claim is read")
        assert "other" in d.text("#moderator-head")
        gate.open()
        await at.quiet(d)

        assert "version 2" in d.text("#synthesis-grade")
        assert "Winter rain" in d.text("#synthesis-text")
        assert at.asked(house) == 4
        system = house.server.asked("other")[0].body["messages"][0]["content"]
        assert "Your manner: critical" in system
        kept = (await _saved(d)).synthesis
        assert kept is not None
        assert (kept.version, kept.moderator) == (2, at.OTHER)


async def test_x_cancels_the_comparison_and_what_held_before_holds(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    gate = Gate()
    house.server.script("other", Answer(at.BETTER, gate=gate))
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, CompareAgain, "m")
        screen.query_one("#again-other", Input).value = at.OTHER
        await d.pilot.press("ctrl+s")
        gate.release(40)
        await d.until(lambda: len(at.cards(d)) == 1, "the first claim is read")
        d.screen.query_one(PromptArea).insert("Too early?")
        d.screen.query_one(PromptArea).action_send()
        await d.until(lambda: "compared again" in d.text("#prompt-trouble"), "asking has to wait")
        await d.pilot.press("x")
        await at.quiet(d)

        assert "Rain in winter" in d.text("#synthesis-text")
        assert at.holding(d).version == 1
        assert len(at.cards(d)) == 4
        gate.open()


async def test_a_moderator_that_fails_is_told_and_what_held_before_holds(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    house.server.script("other", Fault(500))
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, CompareAgain, "m")
        screen.query_one("#again-other", Input).value = at.OTHER
        await d.pilot.press("ctrl+s")
        await at.quiet(d)

        assert "nothing was changed" in at.notices(d)
        assert "quality high" in d.text("#synthesis-grade")
        assert "Rain in winter" in d.text("#synthesis-text")


async def test_a_wish_that_makes_no_sense_is_refused_and_a_name_is_no_markup_in_the_dialog(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    file = house.home / "config" / "config.toml"
    file.write_text(file.read_text("utf-8") + 'label = "[/one] [b]x"\n', "utf-8")  # of the last member
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, CompareAgain, "m")
        assert "[/one] [b]x" in drawn(screen)
        written = screen.query_one("#again-other", Input)
        written.value = "nobody:model"
        await d.pilot.press("ctrl+s")
        assert 'No provider is called "nobody"' in drawn(screen)
        written.value = "judge"
        await d.pilot.press("ctrl+s")
        assert "provider:model" in drawn(screen.query_one("#again-wrong"))
        written.value = ""
        left = screen.query_one("#again-without", SelectionList)
        left.focus()
        await d.pilot.press("space", "down", "space", "down", "space", "ctrl+s")
        assert "Fewer than two" in drawn(screen)

        assert d.app.screen is screen


async def test_whoever_is_left_out_is_named_with_the_key_that_takes_them_in_again(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, CompareAgain, "m")
        screen.query_one("#again-without", SelectionList).focus()
        await d.pilot.press("space", "ctrl+s")
        await at.quiet(d)

        (letter,) = at.holding(d).excluded
        assert f"Made without {letter} one. m compares again." in d.text("#synthesis-offer")


async def test_while_another_run_is_looked_at_the_comparison_goes_on_and_is_found_again(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    gate = Gate()
    house.server.script("other", Answer(at.BETTER, gate=gate))
    async with desk() as d:
        await d.ask("An earlier question?")
        earlier = await _saved(d)
        await d.ask(at.QUESTION)
        later = await _saved(d)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, CompareAgain, "m")
        screen.query_one("#again-other", Input).value = at.OTHER
        await d.pilot.press("ctrl+s")
        gate.release(40)
        await d.until(lambda: len(at.cards(d)) == 1, "the first claim is read")
        await d.screen._show_saved(earlier.id)
        await d.until(lambda: len(at.cards(d)) == 4, "the other one is shown")
        await d.screen._show_saved(later.id)
        await d.until(lambda: len(at.cards(d)) == 1, "what has come so far is shown")
        assert "other" in d.text("#moderator-head")
        gate.open()
        await at.quiet(d)

        assert "Winter rain" in d.text("#synthesis-text")


async def test_quitting_a_comparison_is_asked_about_and_what_held_before_holds(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    gate = Gate()
    house.server.script("other", Answer(at.BETTER, gate=gate))
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, CompareAgain, "m")
        screen.query_one("#again-other", Input).value = at.OTHER
        await d.pilot.press("ctrl+s")
        gate.release(40)
        await d.until(lambda: len(at.cards(d)) == 1, "the first claim is read")
        await d.pilot.press("ctrl+q")
        await d.until(
            lambda: "that is cancelled, and what held before holds" in at.notices(d), "it says what goes on"
        )
        assert len(at.cards(d)) == 1
        await d.app.action_quit()
    gate.open()

    async with house.open() as services:
        (summary,) = await services.store.history("default")
        assert len(await services.store.syntheses(summary.id)) == 1


# -- versions ------------------------------------------------------------------------------------


async def test_the_versions_are_listed_compared_and_an_earlier_one_is_made_to_hold(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    house.server.script("judge", Answer(MODERATION), Answer(at.BETTER))
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        await at.dialog(d, CompareAgain, "m")
        await d.pilot.press("ctrl+s")
        await at.quiet(d)
        await at.into_the_ledger(d)
        screen = await at.dialog(d, Versions, "v")
        assert "*  2" in drawn(screen) or "* 2" in drawn(screen)
        await d.pilot.press("up")
        diff = await at.dialog(d, ShowDiff, "d")
        assert "From version 2 to version 1" in str(diff.query(".dialog").first().border_title)
        shown = drawn(diff)
        assert "+ Rain in winter" in shown
        assert "- Winter rain" in shown
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is screen, "back at the list")
        await d.pilot.press("enter")
        await at.quiet(d)

        assert "Rain in winter" in d.text("#synthesis-text")
        await at.dialog(d, Choose, "w")
        await d.pilot.press("enter")
        await at.quiet(d)
        await d.until(lambda: "your vote" in d.text("#synthesis-grade"), "the vote is shown")
        await at.dialog(d, Versions, "v")
        await d.pilot.press("down", "enter")
        await at.quiet(d)
        await d.until(lambda: "your vote" not in d.text("#synthesis-grade"), "it was for the other version")
        await at.dialog(d, Versions, "v")
        await d.pilot.press("up", "enter")
        await at.quiet(d)
        await d.until(lambda: "your vote" in d.text("#synthesis-grade"), "it is kept")
        kept = (await _saved(d)).synthesis
        assert kept is not None
        assert kept.version == 1


# -- resolving -----------------------------------------------------------------------------------


async def test_only_those_concerned_are_asked_and_the_outcome_is_shown(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    gate = Gate()
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        await d.pilot.press("r")
        await at.told(d, "Only those who contradict each other")
        await d.pilot.press("j", "j")
        contested = at.claim(d)
        for _, model in at.FOUR:
            house.server.script(model, Answer("@@uphold\nSee the gauge.", gate=gate))
        await d.pilot.press("r")
        await d.until(lambda: "asking A" in d.text("#synthesis-offer"), "it says who is asked")
        assert "D " in d.text("#synthesis-offer")
        gate.open()
        await at.quiet(d)

        assert at.asked(house) == 6
        assert at.claim(d).text == contested.text
        assert "⇒ still open" in at.cards(d)[2]
        assert "keeps to it: See the gauge." in at.cards(d)[2]
        assert "asking" not in d.text("#synthesis-offer")


async def test_x_cancels_the_asking_and_the_contradiction_stays_as_it_was(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house)
    gate = Gate()
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        await d.pilot.press("j", "j")
        contested = at.claim(d)
        for _, model in at.FOUR:
            house.server.script(model, Answer("@@withdraw\nI was wrong.", gate=gate))
        await d.pilot.press("r")
        await d.until(lambda: at.asked(house) == 6, "those concerned are asked")
        await d.pilot.press("x")
        await at.told(d, "Cancelled: what held before holds.")
        await at.quiet(d)
        gate.open()

        assert at.claim(d) == contested
        assert "⇒" not in at.cards(d)[2]
        assert "asking" not in d.text("#synthesis-offer")
        interaction = await _saved(d)
        assert interaction.synthesis is not None
        assert interaction.synthesis.version == 1
        assert len(await d.app._services.store.syntheses(interaction.id)) == 1


# -- asking on -----------------------------------------------------------------------------------


async def test_a_suggested_question_runs_as_the_next_turn(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    async with desk() as d:
        await d.ask(at.QUESTION)
        first = await _saved(d)
        d.screen.query_one(PromptArea).insert("A draft that stays")
        await at.into_the_ledger(d)
        await d.pilot.press("n")
        assert at.ledger(d).question == "And in summer?"
        await d.pilot.press("n")
        await d.until(lambda: at.shown(d).prompt == "And in summer?", "it runs")
        await d.finished()

        then = await _saved(d)
        assert (then.prompt, then.continues) == ("And in summer?", first.id)
        assert d.screen.query_one(PromptArea).text == "A draft that stays"
        messages = house.server.asked("one")[-1].body["messages"]
        assert any(at.QUESTION in str(m["content"]) for m in messages)


async def test_enter_on_a_question_runs_it_too(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        await d.pilot.press("end", "enter")
        await d.until(lambda: at.shown(d).prompt == "And in summer?", "it runs")
        await d.finished()

        assert (await _saved(d)).prompt == "And in summer?"


async def test_where_every_block_is_approved_a_suggested_question_waits_in_the_prompt(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house, extra=f'{NO_MODEL}[context]\nreview = "ask"\n')
    async with house.open() as services:
        interaction = await house.ask(services, at.QUESTION)
    async with desk() as d:
        await at.opened(d, interaction)
        await d.pilot.press("end", "enter")
        prompt = d.screen.query_one(PromptArea)
        await d.until(lambda: d.app.focused is prompt, "the prompt has the focus")

        assert prompt.text == "And in summer?"
        assert f"goes on from: {at.QUESTION}" in str(prompt.border_subtitle)
        assert at.asked(house) == 4

        prompt.show("A draft that stays")
        await at.into_the_ledger(d)
        await d.pilot.press("end", "enter")
        await at.told(d, "A draft stands in the prompt")
        assert prompt.text == "A draft that stays"


# -- choosing ------------------------------------------------------------------------------------


async def test_t_turns_from_the_synthesis_to_the_best_single_response_to_what_was_added(
    house: House, desk: OpenDesk
) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        text = d.screen.query_one("#synthesis-text", LiveMarkdown)
        text.focus()
        await d.pilot.press("t")
        assert "Best single response: C Router A — it names" in d.text("#synthesis-look")
        assert text.source == interaction.responses[0].text
        await d.pilot.press("t")
        await d.pilot.pause()
        added = d.text("#synthesis-added")
        assert "+ Meanders also form on ice [A]." in added
        assert "- The outer bank erodes." in added
        assert "  Water piles up" in added
        await d.pilot.press("t")
        assert d.text("#synthesis-look") == ""

        assert d.app.focused is text
        assert "Key themes" in text.source


async def test_a_vote_is_shown_kept_and_counted(house: House, desk: OpenDesk) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        await at.dialog(d, Choose, "w")
        await d.pilot.press("down", "down", "enter")
        await at.quiet(d)
        await d.until(lambda: "your vote: A Gem" in d.text("#synthesis-grade"), "the vote is shown")
        screen = await at.dialog(d, Choose, "plus")
        assert "A Gem   ★ your vote" in drawn(screen)
        await d.pilot.press("home", "enter")
        await at.quiet(d)
        await d.until(lambda: "your vote: the synthesis" in d.text("#synthesis-grade"), "it is replaced")
        await d.screen._show_saved(interaction.id)
        await d.until(lambda: "your vote: the synthesis" in d.text("#synthesis-grade"), "it is read again")


async def test_votes_stand_in_the_metrics(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    async with desk() as d:
        await d.ask(at.QUESTION)
        await at.into_the_ledger(d)
        await at.dialog(d, Choose, "w")
        await d.pilot.press("enter")
        await at.quiet(d)
        await d.pilot.press("f8")
        await d.until(lambda: "votes" in d.text("#metrics"), "the figures are read")

        assert "★ your votes: synthesis 1, single answers 0" in d.text("#metrics-totals")


async def test_a_straggler_is_named_until_the_answers_are_compared_again(
    house: House, desk: OpenDesk
) -> None:
    at.configure(house, extra=f"{NO_MODEL}[moderator]\nstart_when = 3\n")
    late = Gate()
    house.server.script("four", Answer("Rain falls in winter. The dam holds.", gate=late))
    house.server.script("judge", Answer(MODERATION))
    async with desk() as d:
        await d.ask(at.QUESTION, wait=False)
        await d.until(lambda: len(house.server.asked("judge")) == 1, "the comparison begins")
        await d.until(lambda: len(at.cards(d)) == 4, "it ends")
        late.open()
        await d.finished()
        await at.into_the_ledger(d)
        letter = next(r.letter for r in at.shown(d).responses if r.label == "four")
        named = f"{letter} four answered after this comparison had begun. m compares again."
        assert named in d.text("#synthesis-offer")
        await at.dialog(d, CompareAgain, "m")
        await d.pilot.press("ctrl+s")
        await at.quiet(d)

        assert d.text("#synthesis-offer") == ""


async def test_the_deeds_are_commands_too_and_show_the_synthesis(house: House, desk: OpenDesk) -> None:
    interaction = await at.saved(house)
    async with desk() as d:
        await at.opened(d, interaction)
        await d.pilot.press("f5", "escape")
        commands = {c.title: c for c in d.app.get_system_commands(d.screen)}
        commands["Best single / added"].callback()
        await d.until(lambda: "Best single response" in d.text("#synthesis-look"), "it is shown")
        assert d.screen._tab == "synthesis"
        commands["Versions"].callback()
        await d.until(lambda: isinstance(d.app.screen, Versions), "the versions are listed")


async def test_without_a_synthesis_the_keys_say_so(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    async with desk() as d:
        await d.pilot.press("f6", "f6")
        for key in ("m", "v", "t", "w", "x", "c"):
            await d.pilot.press(key)
        await at.told(d, "no synthesis is shown")

        assert d.app.screen is d.screen
