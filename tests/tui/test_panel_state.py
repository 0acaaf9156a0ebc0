from __future__ import annotations

import pytest

from orquix_tui.domain.models import Failure, Response, Usage
from orquix_tui.domain.status import ResponseStatus
from orquix_tui.tui.offers import of_panel
from orquix_tui.tui.panel_state import PanelState


def blank(**values: object) -> Response:
    return Response.model_validate({"seat": 0, "label": "A", "provider": "p", "model": "m", **values})


def line(state: PanelState, now: float, width: int = 200) -> str:
    return state.header(now).fit(width)


def test_a_panel_says_what_is_true_from_the_queue_to_the_end() -> None:
    state = PanelState(blank())
    assert line(state, 0.0) == "○ not asked yet"
    state.queued(5.0)
    assert line(state, 8.2) == "… waits its turn 3 s · queue of p"

    state.started(10.0)
    assert line(state, 13.4) == "◌ waiting 3 s"

    state.reasoning_came("x" * 40, 14.0, 14.5)
    assert line(state, 15.0) == "✻ thinking 5 s · first token 4.0 s"
    assert state.reasoning_tokens == 10

    state.text_came("y" * 400, 15.0, 16.0)
    assert line(state, 16.5) == "● ≈55 tok/s · 6 s · first token 4.0 s"
    assert line(state, 21.2) == "◔ silent for 5 s · first token 4.0 s"

    state.ended(
        blank(
            status="complete", text="y" * 400, ttft_ms=4000, latency_ms=6000, usage=Usage(output_tokens=100)
        )
    )
    assert line(state, 99.0) == "✓ done · 6.0 s · 50 tok/s · first 4.0 s · 100 tok"


def test_a_retry_counts_down_with_its_cause_and_then_waits_again() -> None:
    state = PanelState(blank())
    state.started(0.0)
    state.retrying(2, 3.0, "rate limited", 1.0)

    assert line(state, 1.5) == "↻ retrying in 2.5 s · rate limited"
    assert line(state, 6.0) == "◌ waiting 6 s · attempt 2"
    assert state.trouble == "attempt 1 failed: rate limited"
    state.text_came("a", 7.0, 7.0)
    assert state.trouble == ""


@pytest.mark.parametrize("status", [s for s in ResponseStatus if s.final])
def test_every_final_status_has_words_of_its_own_beside_its_colour(status: ResponseStatus) -> None:
    state = PanelState(blank(status=status, error=Failure(cause="why")))

    header = state.header(0.0)

    assert header.sign in "✓✂■✗∅◷⊘↯"
    assert header.parts[0]
    assert (header.tone == "good") == (status is ResponseStatus.COMPLETE)


def test_text_that_was_kept_is_told_when_the_stream_broke() -> None:
    state = PanelState(blank(status="interrupted", text="so far", error=Failure(cause="dropped")))

    assert line(state, 0.0) == "↯ interrupted · text so far is kept"
    assert state.failure is not None


def test_a_narrow_header_drops_the_least_telling_words_first() -> None:
    state = PanelState(blank(status="complete", ttft_ms=100, latency_ms=1200, usage=Usage(output_tokens=110)))

    assert line(state, 0.0, 18) == "✓ done · 1.2 s"
    assert line(state, 0.0, 6) == "✓ done"
    assert line(state, 0.0, 5) == "✓ do…"


def test_an_estimate_is_marked_and_an_unknown_price_is_not_invented() -> None:
    usage = Usage(output_tokens=50, estimated=True)
    state = PanelState(blank(status="complete", latency_ms=900, usage=usage))

    assert line(state, 0.0) == "✓ done · 900 ms · ≈50 tok"


def test_no_two_states_look_alike() -> None:
    ends = [PanelState(blank(status=s, error=Failure(cause="why"))) for s in ResponseStatus if s.final]
    queued, waiting, silent, thinking, retrying = (PanelState(blank()) for _ in range(5))
    queued.queued(0.0)
    for state in (waiting, silent, thinking, retrying):
        state.started(0.0)
    silent.text_came("a", 1.0, 1.0)
    thinking.reasoning_came("a", 9.0, 9.0)
    retrying.retrying(2, 30.0, "rate limited", 0.0)
    states = [PanelState(blank()), queued, waiting, silent, thinking, retrying, *ends]

    looks = {(s.header(9.5).sign, s.header(9.5).parts[0]) for s in states}

    assert len(looks) == len(states)


@pytest.mark.parametrize(
    "status", [s for s in ResponseStatus if s.final and s is not ResponseStatus.COMPLETE]
)
def test_whatever_is_not_a_whole_answer_says_what_to_do_next(status: ResponseStatus) -> None:
    failure = (
        None
        if status in {ResponseStatus.CANCELLED, ResponseStatus.TRUNCATED}
        else Failure(cause="The key was refused.", remedy="Set OPENAI_API_KEY.")
    )
    note = PanelState(blank(status=status, error=failure)).note("r")

    assert "r asks again" in note
    assert ("→ Set OPENAI_API_KEY. r asks again." in note) == (failure is not None)
    again = of_panel(PanelState(blank(status=status, error=failure)), live=False)
    assert "retry" in again
    assert "cancel" not in again
    assert "thinking" not in again


def test_a_seat_that_is_asked_again_keeps_its_answer_until_a_usable_one_came() -> None:
    state = PanelState(blank(status="complete", text="old", usage=Usage(output_tokens=4), cost_usd=0.1))
    state.asked_again(blank(), 10.0)
    assert line(state, 12.0) == "… waits its turn 2 s · queue of p"
    assert state.text == "old"
    state.started(12.0)
    state.text_came("ne", 13.0, 13.0)
    assert state.text == "ne"

    broken = blank(status="interrupted", text="ne", error=Failure(cause="dropped"), cost_usd=0.2)
    state.ended(broken)
    assert state.text == "old"
    assert state.response.cost_usd == pytest.approx(0.3)

    state.asked_again(blank(), 20.0)
    state.ended(
        blank(status="complete", text="new", ttft_ms=0, latency_ms=1000, usage=Usage(output_tokens=9))
    )
    assert state.text == "new"
    assert "≈1 tok/s" in line(state, 30.0), "its own tokens alone"


def test_what_is_left_out_says_so_first() -> None:
    state = PanelState(blank(status="complete", latency_ms=1200), left_out=True)

    assert line(state, 0.0) == "✓ left out · done · 1.2 s"


def test_the_text_so_far_can_be_read_before_the_end() -> None:
    state = PanelState(blank())
    state.started(0.0)
    state.text_came("Hel", 1.0, 1.0)
    state.text_came("lo", 2.0, 2.0)
    state.reasoning_came("hm", 2.0, 2.0)

    assert (state.text, state.reasoning) == ("Hello", "hm")
