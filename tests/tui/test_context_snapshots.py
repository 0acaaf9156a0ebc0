"""What the context looks like before and after a question, at three sizes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual.pilot import Pilot

from orquix_tui.core.context.block import ContextBlock
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.next_block import NextBlock
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import NO_MODEL, House
from tests.tui import sample
from tests.tui.conftest import Compare, Look
from tests.tui.context_sample import PROMPT, block
from tests.tui.pictured import TWO, ready, started

BUDGET = 4000
ON_ITS_OWN = "A new thread: the question stands on its own."


def app(house: House, review: str = "off") -> OrquixApp:
    house.configure(TWO, extra=f'{NO_MODEL}[context]\nreview = "{review}"\n')
    return started(house)


def question(found: ContextBlock, *keys: str, tab: bool = True, **values: object) -> Look:
    """A question is in the prompt, this was found for it, then these keys are pressed."""

    async def run_before(pilot: Pilot[Any]) -> None:
        screen = await ready(pilot)
        if tab:
            await pilot.press("f7")
        screen.query_one(PromptArea).insert(PROMPT)
        await pilot.pause()
        desk = screen._memory
        for _ in range(500):
            if desk.coming is not None and desk.coming.ready:
                break
            await pilot.pause(0.02)
        shown = NextBlock(desk._asked(), BUDGET, found, looking=False, thread=ON_ITS_OWN)
        desk.steered = {"k2": "pin"}
        desk._change(replace(shown, **values))  # type: ignore[arg-type]  # named fields of the block
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await screen._prompting._forecast()  # which else waits for a pause in the typing
        await pilot.pause(0.1)

    return run_before


async def after(pilot: Pilot[Any]) -> None:
    """A run that took the block along, and whose first member cites it."""
    screen = await ready(pilot)
    run = sample.interaction().model_copy(update={"context": block().items})
    await screen._presenter.show(run)
    await pilot.press("f7", "f7", "j")
    await pilot.pause(0.1)


async def empty(pilot: Pilot[Any]) -> None:
    await ready(pilot)
    await pilot.press("f7")
    await pilot.pause(0.1)


def test_the_block_before_it_is_sent(snap_sizes: Compare, house: House) -> None:
    look = question(block(), "f7", "j", "j", "x")
    assert snap_sizes(app(house), run_before=look)


def test_the_block_that_waits_for_approval(snap_sizes: Compare, house: House) -> None:
    look = question(block(), "f7", approving=True)
    assert snap_sizes(app(house, "ask"), run_before=look)


def test_the_block_beside_the_prompt(snap_sizes: Compare, house: House) -> None:
    look = question(block(), tab=False)
    assert snap_sizes(app(house, "beside"), run_before=look)


def test_the_block_after_the_run_with_who_cited_it(snap_sizes: Compare, house: House) -> None:
    assert snap_sizes(app(house), run_before=after)


def test_the_tab_before_the_first_question(snap_sizes: Compare, house: House) -> None:
    assert snap_sizes(app(house), run_before=empty)


def test_the_tab_without_a_model(snap_sizes: Compare, house: House) -> None:
    notice = (
        "No embedding model is installed: earlier work is searched by its words alone. "
        "orquix-tui models install embeddings fetches one (120 MB, asks before it downloads)."
    )
    words_alone = block().items[3].model_copy(update={"n": 1})
    look = question(ContextBlock((words_alone,), 118, notice))
    assert snap_sizes(app(house), run_before=look)
