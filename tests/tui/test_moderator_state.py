from __future__ import annotations

import pytest

from orquix_tui.domain.events import (
    Event,
    ModerationDelta,
    ModerationEnded,
    ModerationRepairing,
    ModerationStarted,
    StepStarted,
    Warned,
)
from orquix_tui.domain.models import EXTRACTIVE, Synthesis, Usage
from orquix_tui.domain.status import Quality, Step
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.moderator_state import ModeratorState

DONE = Synthesis(moderator="router:judge", quality=Quality.HIGH, usage=Usage(output_tokens=900))


def follow(*events: tuple[float, Event]) -> ModeratorState:
    state = ModeratorState()
    for at, event in events:
        state.apply(Arrival(event, at, at))
    return state


def line(state: ModeratorState, now: float) -> str:
    return state.header(now, answers="2 of 3 are in").fit(200)


BEGUN: list[tuple[float, Event]] = [
    (0.0, StepStarted(Step.MODERATE)),
    (0.0, ModerationStarted("router:judge")),
]


def test_the_moderator_says_what_is_true_from_the_first_answer_to_the_end() -> None:
    assert line(ModeratorState(), 5.0) == "○ waits for the answers · 2 of 3 are in"
    assert line(follow(*BEGUN), 3.4) == "◌ waiting 3 s"
    again = Warned(Step.MODERATE, "judge answered 500", passing=True)
    assert line(follow(*BEGUN, (2.0, again)), 3.4) == "↻ failed, is asked again · 3 s · judge answered 500"
    writing = follow(*BEGUN, (4.0, ModerationDelta("x" * 200)), (5.0, ModerationDelta("x" * 200)))
    assert line(writing, 5.5) == "● ≈100 tok/s · 5 s · first token 4.0 s"
    assert line(writing, 12.0) == "◔ silent for 7 s · first token 4.0 s"
    writing.apply(Arrival(ModerationRepairing(("themes", "research")), 13.0, 13.0))
    assert line(writing, 13.5) == "↻ asks for what is missing: themes, research · 13 s"
    writing.apply(Arrival(ModerationEnded(DONE), 15.0, 15.0))
    assert line(writing, 99.0) == "✓ compared · 15 s · first 4.0 s · 900 tok"
    assert not writing.going_on


def test_a_substitute_names_whom_it_stands_for() -> None:
    failed: list[tuple[float, Event]] = [
        (1.0, Warned(Step.MODERATE, "router:judge: no key")),
        (1.0, ModerationStarted(EXTRACTIVE)),
    ]
    state = follow(*BEGUN, *failed)
    assert line(state, 3.0) == "◌ waiting 2 s · instead of router:judge, which failed"
    state.apply(Arrival(ModerationEnded(DONE.model_copy(update={"fallback_used": True})), 4.0, 4.0))
    assert line(state, 9.0).startswith("✗ the configured moderators failed · instead of router:judge")


@pytest.mark.parametrize("end", [ModerationEnded(None), StepStarted(Step.SAVE)])
def test_a_cancelled_comparison_does_not_go_on_on_the_screen(end: Event) -> None:
    state = follow(*BEGUN, (2.0, end))

    assert not state.going_on
    assert line(state, 99.0) == "■ no synthesis: cancelled, or nothing came · 2.0 s"


def test_comparing_once_more_begins_anew() -> None:
    state = follow(*BEGUN, (2.0, ModerationEnded(DONE)), (50.0, ModerationStarted("router:other")))

    assert line(state, 53.0) == "◌ waiting 3 s"
    assert state.name == "router:other"
