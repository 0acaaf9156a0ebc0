"""What is offered is what can be done: the rules alone, without a terminal."""

from __future__ import annotations

import pytest

from orquix_tui.domain.events import (
    Event,
    ModerationDelta,
    ModerationStarted,
    ReasoningDelta,
    ResponseAsked,
    ResponseDelta,
    StepStarted,
    SynthesisDelta,
)
from orquix_tui.domain.models import InteractionSummary
from orquix_tui.domain.status import InteractionStatus, ResponseStatus, Step
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.offers import _RULES, Standing, may_change, of_panel, offered
from orquix_tui.tui.shown import ShownRun
from tests.tui import sample

IDS = {key.id for key in KEYS}


def allowed(now: Standing, beginning: str) -> set[str]:
    """The names of the keys of one place that are offered."""
    ids = (i for i in IDS if i.startswith(f"{beginning}."))
    return {i.removeprefix(f"{beginning}.") for i in ids if offered(i, now)}


def running() -> ShownRun:
    """All members of the sample wait for their first word."""
    before = sample.interaction()
    blank = tuple(
        r.model_copy(update={"status": ResponseStatus.RUNNING, "text": "", "reasoning": "", "error": None})
        for r in before.responses
    )
    return ShownRun(before.model_copy(update={"responses": blank, "synthesis": None}), live=True)


def entry(status: InteractionStatus) -> InteractionSummary:
    one = sample.interaction()
    return InteractionSummary.model_validate(
        {
            "id": one.id,
            "project": one.project,
            "prompt": one.prompt,
            "status": status,
            "created_at": one.created_at,
        }
    )


def test_every_rule_is_about_a_key_of_the_table() -> None:
    assert set(_RULES) <= IDS


def test_before_the_first_question_nothing_is_offered_that_needs_an_answer() -> None:
    now = Standing()

    assert allowed(now, "panel") == set()
    assert allowed(now, "synthesis") == set()
    assert not any(offered(i, now) for i in ("export", "ask_again", "undo", "notices", "history.open"))
    assert offered("settings", now)
    assert offered("history.filter", now)


def test_a_finished_answer_offers_no_cancelling_and_no_thinking_that_there_was_not() -> None:
    run = ShownRun(sample.interaction(), live=False)
    whole, cut, _, failed = run.panels

    assert "cancel" not in of_panel(whole, live=False)
    assert "thinking" in of_panel(whole, live=False)
    assert "thinking" not in of_panel(cut, live=False)
    assert "code" not in of_panel(cut, live=False, code=False)
    assert "zoom" not in of_panel(cut, live=False, alone=True)
    assert of_panel(failed, live=False) == ("retry", "zoom", "add")
    failed.left_out = True
    assert "leave" in of_panel(failed, live=False), "what was left out can be taken in"


def test_in_a_run_who_gave_something_of_use_is_not_asked_again() -> None:
    run = ShownRun(sample.interaction(), live=True)

    assert "retry" not in of_panel(run.panels[0], live=True)
    assert "retry" in of_panel(run.panels[3], live=True)


def test_what_is_on_the_screen_waits_while_a_run_goes_on_elsewhere() -> None:
    run = ShownRun(sample.interaction(), live=False)
    deeds = of_panel(run.panels[0], live=False)

    idle = allowed(Standing(run=run, deeds=deeds, text=True), "panel")
    busy = allowed(Standing(run=run, deeds=deeds, text=True, running=True), "panel")
    assert idle - busy == {"retry", "resume", "add", "compare"}
    assert {"copy", "find", "zoom", "1", "4", "next"} <= busy
    assert "5" not in idle, "there are four"


def test_the_synthesis_offers_what_its_state_allows() -> None:
    saved = ShownRun(sample.interaction(), live=False)
    over = allowed(Standing(run=saved, text=True), "synthesis")
    assert "cancel" not in over
    assert {"again", "versions", "vote", "copy", "save"} <= over
    assert "turn" not in over, "it is built on no single answer"

    comparing = allowed(Standing(run=saved, text=True, comparing=True), "synthesis")
    assert "cancel" in comparing
    assert not {"again", "versions", "vote"} & comparing

    run = running()
    assert allowed(Standing(run=run, running=True), "synthesis") == set()
    run.apply(Arrival(ModerationStarted("router:judge"), 1.0, 1.0))
    assert allowed(Standing(run=run, running=True), "synthesis") == {"cancel"}


def test_a_claim_offers_the_quotes_that_were_found_and_to_resolve_what_is_contradicted() -> None:
    run = ShownRun(sample.interaction(), live=False)
    synthesis = run.interaction.synthesis
    assert synthesis is not None
    agreed, contradicted, bare = synthesis.claims

    assert {"open", "1"} <= allowed(Standing(run=run, claim=agreed), "claim")
    assert "resolve" not in allowed(Standing(run=run, claim=agreed), "claim")
    two = allowed(Standing(run=run, claim=contradicted), "claim")
    assert {"1", "resolve", "ask"} <= two
    assert "2" not in two, "that quote was not found"
    assert "open" not in allowed(Standing(run=run, claim=bare), "claim")


@pytest.mark.parametrize(("status", "resume"), [("complete", False), ("interrupted", True)])
def test_an_entry_of_the_history_offers_to_resume_only_what_is_not_whole(status: str, resume: bool) -> None:
    one = entry(InteractionStatus(status))

    now = Standing(entry=one)
    assert offered("history.resume", now) is resume
    assert not offered("history.compare", now)
    assert offered("history.compare", Standing(entry=one, second=True))
    assert not offered("history.delete", Standing(entry=entry(InteractionStatus.RUNNING)))


def test_of_a_stream_only_the_beginning_changes_what_can_be_done() -> None:
    run = running()

    def changes(event: Event) -> bool:
        arrival = Arrival(event, 1.0, 1.0)
        run.apply(arrival)
        return may_change(run, arrival)

    assert changes(StepStarted(Step.COUNCIL))
    pairs: tuple[tuple[Event, Event], ...] = (
        (ResponseDelta(0, "one"), ResponseDelta(0, " more")),
        (ReasoningDelta(1, "so"), ReasoningDelta(1, " on")),
        (SynthesisDelta("a"), SynthesisDelta("b")),
    )
    for first, more in pairs:
        assert changes(first)
        assert not changes(more)
    assert not changes(ModerationDelta("{"))
    council = run.interaction.council
    assert changes(ResponseAsked(run.panels[3].response, council.members[3]))
