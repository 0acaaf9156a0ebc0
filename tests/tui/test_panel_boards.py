"""Every state of a panel as it looks: boards of eight, at three sizes, without the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from orquix_tui.domain.events import (
    Event,
    ReasoningDelta,
    ResponseAsked,
    ResponseDelta,
    ResponseRetrying,
    ResponseStarted,
    StepStarted,
)
from orquix_tui.domain.models import Council, Failure, Interaction, Member, Response, Usage
from orquix_tui.domain.status import ResponseStatus, Step
from orquix_tui.tui import themes
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.bridge import Arrival
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.themed import ThemedApp
from orquix_tui.tui.widgets.answers_view import AnswersView
from tests.tui.conftest import SIZES, Compare, Look

NAMES = (
    "Claude", "gpt-5-mini-2025-08-07", "Mistral", "qwen3-235b-a22b-instruct-2507-awq", "DeepSeek",
    "日本語モデル", "Gemini", "llama-3.3-70b-versatile",
)  # fmt: skip
TEXT = "Water piles up on the **outer** bank.\n\n```python\nprint(2.4)\n```\n\nAnd it returns along the bed."
S = ResponseStatus
Timed = Sequence[tuple[float, Event]]


class Board(ThemedApp):
    """The answers alone, at a moment of the clock."""

    CSS_PATH = OrquixApp.CSS_PATH and f"../../orquix_tui/tui/{OrquixApp.CSS_PATH}"

    def __init__(self, run: ShownRun, now: float, current: int) -> None:
        super().__init__()
        self.theme = themes.DEFAULT
        self._run, self._now, self._current = run, now, current

    def compose(self) -> ComposeResult:
        yield AnswersView()

    async def on_mount(self) -> None:
        view = self.query_one(AnswersView)
        await view.show(self._run, set(), self._now)
        view.pick(self._current)


def _blank(seat: int, **values: Any) -> Response:
    name = NAMES[seat]
    return Response(
        seat=seat, letter="HGFEDCBA"[seat], label=name, provider="router", model=f"vendor/{name}", **values
    )


def _run(responses: Sequence[Response], events: Timed = (), *, live: bool = False) -> ShownRun:
    members = tuple(Member(provider=r.provider, model=r.model, label=r.label) for r in responses)
    run = ShownRun(
        Interaction(
            id="0123456789",
            project_id="p",
            project="default",
            prompt="Why do rivers meander?",
            council=Council(name="eight", members=members),
            responses=tuple(responses),
        ),
        live=live,
    )
    for at, event in events:
        run.apply(Arrival(event, at, at))
    return run


def going_on() -> ShownRun:
    """Not asked, in a queue, waiting, thinking, answering, silent, retrying, and asked once more."""
    failure = Failure(cause="router is busy (429).", remedy="Wait a moment.")
    blanks = [_blank(seat) for seat in range(7)]
    old = _blank(7, status=S.COMPLETE, text="The answer of before stays until a new one came.")
    events: list[tuple[float, Event]] = [(0.0, StepStarted(Step.COUNCIL))]
    events += [(2.0, ResponseStarted(seat)) for seat in range(2, 7)]
    events += [
        (5.0, ReasoningDelta(3, "Let me think about banks. " * 20)),
        (18.5, ReasoningDelta(3, "And beds.")),
        (4.0, ResponseDelta(4, TEXT)),
        (19.0, ResponseDelta(4, "\n\nMore of it comes now, " * 8)),
        (3.2, ResponseDelta(5, "Half a sentence, and then")),
        (18.0, ResponseRetrying(6, 2, 4.0, failure)),
        (15.0, ResponseAsked(_blank(7), Member(provider="router", model="m", label=NAMES[7]))),
        (16.0, ResponseStarted(7)),
    ]
    run = _run([*blanks, old], sorted(events, key=lambda entry: entry[0]), live=True)
    run.panels[0].queued_at = None
    return run


FIGURES: dict[str, Any] = {
    "ttft_ms": 420.0,
    "latency_ms": 3200.0,
    "usage": Usage(input_tokens=90, output_tokens=230),
    "cost_usd": 0.0021,
}
ERRORS = {
    S.AUTH_ERROR: Failure(cause="router refused the key (401).", remedy="Set ROUTER_KEY and start again."),
    S.QUOTA_EXCEEDED: Failure(cause="The quota at router is used up (402).", remedy="Top it up there."),
    S.RATE_LIMITED: Failure(cause="router is busy (429), three times.", remedy="Wait a minute."),
    S.REJECTED: Failure(cause="There is no such model (404).", remedy="`orquix-tui models` lists them."),
    S.UNAVAILABLE: Failure(cause="router is down (503).", remedy="See its status page."),
    S.TIMEOUT: Failure(cause="No first token came within 60 s.", remedy="Raise timeouts.first_token."),
    S.FILTERED: Failure(cause="A content filter stopped this answer.", remedy="Rephrase the question."),
    S.INTERRUPTED: Failure(cause="The connection broke off.", remedy="Look at the network."),
    S.FAILED: Failure(cause="What came back is no answer: <html>.", remedy="Is there a portal in between?"),
}  # fmt: skip


def _ended(seat: int, status: ResponseStatus, text: str = "") -> Response:
    figures = FIGURES if text else {}
    return _blank(seat, status=status, text=text, error=ERRORS.get(status), **figures)


def ended() -> ShownRun:
    """Whole, cut, cancelled, and what a key, a quota, a limit or a wrong name does; one left out."""
    statuses = [
        S.COMPLETE,
        S.TRUNCATED,
        S.CANCELLED,
        S.AUTH_ERROR,
        S.QUOTA_EXCEEDED,
        S.RATE_LIMITED,
        S.REJECTED,
    ]
    texts = [TEXT, TEXT, "So far", "", "", "", ""]
    responses = [
        _ended(n, status, text) for n, (status, text) in enumerate(zip(statuses, texts, strict=True))
    ]
    run = _run([*responses, _ended(7, S.COMPLETE, TEXT)])
    run.leave_out({7})
    return run


def broken() -> ShownRun:
    """The other failures, an answer with its thinking, one that was asked twice, one without a price."""
    statuses = [S.UNAVAILABLE, S.TIMEOUT, S.FILTERED, S.INTERRUPTED, S.FAILED]
    texts = ["", "", "", "The outer bank erodes, and", ""]
    responses = [
        _ended(n, status, text) for n, (status, text) in enumerate(zip(statuses, texts, strict=True))
    ]
    thought = _ended(5, S.COMPLETE, TEXT).model_copy(update={"reasoning": "Banks and beds. " * 30})
    twice = _ended(6, S.COMPLETE, TEXT).model_copy(update={"attempts": 3})
    no_price = _ended(7, S.COMPLETE, TEXT).model_copy(update={"cost_usd": None, "usage": Usage()})
    return _run([*responses, thought, twice, no_price])


def _pick(seat: int) -> Look:
    async def step(pilot: Pilot[None]) -> None:
        pilot.app.query_one(AnswersView).pick(seat)
        await pilot.pause(0.05)
        for _ in range(500):
            if all(text.settled for text in pilot.app.query(LiveMarkdown) if text.region):
                break
            await pilot.pause(0.02)

    return step


@pytest.mark.parametrize(("board", "current"), [(going_on, 5), (ended, 3), (broken, 3)])
def test_a_board_of_eight(snap_sizes: Compare, board: Callable[[], ShownRun], current: int) -> None:
    assert snap_sizes(Board(board(), 20.0, current), sizes=SIZES[1:])


@pytest.mark.parametrize("board", [going_on, ended, broken])
def test_each_of_eight(snap_sizes: Compare, board: Callable[[], ShownRun]) -> None:
    each = {str(seat + 1): _pick(seat) for seat in range(8)}
    assert snap_sizes(Board(board(), 20.0, 0), states=each, sizes=SIZES[:1])


async def test_a_cut_title_can_be_read_in_full_and_no_panel_is_lost_at_any_size() -> None:
    app = Board(ended(), 20.0, 1)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        view = app.query_one(AnswersView)
        panel = view.current
        assert panel is not None
        assert "▸2 gpt-5-mi…5-08-07 [G]" in panel._header.render().plain
        assert NAMES[1] in str(panel._header.tooltip)
        for width, height in ((80, 24), (44, 12), (30, 8), (220, 60), (300, 90), (100, 30)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            seen = [p for p in view._panels if p.display]
            assert seen, (width, height)
            assert view.current in seen
            assert all(p.region.right <= width and p.region.height >= 3 for p in seen), (width, height)
            bar = app.query_one("#member-bar")
            assert bar.display == (len(seen) < 8)
