from __future__ import annotations

import asyncio

import pytest

from orquix_tui.domain.events import ReasoningDelta, ResponseDelta, ResponseEnded, StepStarted, SynthesisDelta
from orquix_tui.domain.status import Step
from orquix_tui.tui.bridge import EventBridge, Slices, next_interval
from tests.tui import sample


def test_the_deltas_of_a_tick_come_joined_per_stream_with_their_times() -> None:
    clock = sample.StoppedClock()
    bridge = EventBridge(clock)
    for index in range(10):
        clock.at += 0.01
        bridge.emit(ResponseDelta(index % 2, f"{index} "))

    first, second = bridge.drain()

    assert first.event == ResponseDelta(0, "0 2 4 6 8 ")
    assert second.event == ResponseDelta(1, "1 3 5 7 9 ")
    assert (round(first.first_at, 2), round(first.last_at, 2), first.pieces) == (1000.01, 1000.09, 5)
    assert bridge.drain() == []


def test_no_delta_slips_past_the_end_of_its_stream_or_into_another_kind() -> None:
    bridge = EventBridge(sample.StoppedClock())
    ended = ResponseEnded(sample.responses()[0])
    for event in (
        ReasoningDelta(0, "hm"),
        ResponseDelta(0, "a"),
        ReasoningDelta(0, "m"),
        ended,
        ResponseDelta(1, "b"),
        StepStarted(Step.MODERATE),
        SynthesisDelta("x"),
        SynthesisDelta("y"),
    ):
        bridge.emit(event)

    assert [a.event for a in bridge.drain()] == [
        ReasoningDelta(0, "hmm"),
        ResponseDelta(0, "a"),
        ended,
        ResponseDelta(1, "b"),
        StepStarted(Step.MODERATE),
        SynthesisDelta("xy"),
    ]


def test_what_comes_after_a_drain_does_not_change_what_was_handed_out() -> None:
    bridge = EventBridge(sample.StoppedClock())
    bridge.emit(ResponseDelta(0, "a"))
    (before,) = bridge.drain()
    bridge.emit(ResponseDelta(0, "b"))

    assert before.event == ResponseDelta(0, "a")
    assert [a.event for a in bridge.drain()] == [ResponseDelta(0, "b")]


def test_a_dear_tick_is_followed_by_a_longer_pause_within_bounds() -> None:
    assert next_interval(0.0) == 0.1
    assert next_interval(0.06) == 0.15
    assert next_interval(3.0) == 0.25


async def test_a_long_tick_lets_others_have_several_turns_and_a_short_one_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = [0.0]
    monkeypatch.setattr("orquix_tui.tui.bridge.time.thread_time", lambda: at[0])
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(others())
    slices = Slices()
    await slices.breathe()
    assert turns == 0
    at[0] = 1.0
    await slices.breathe()
    task.cancel()
    assert turns > 4
