"""The synthesis with its ledger and its dialogs, at three sizes, on content whose every figure is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TabbedContent

from orquix_tui.tui.app import OrquixApp
from tests.house import House
from tests.tui import ledger_sample, sample
from tests.tui.conftest import Compare
from tests.tui.pictured import furnish, opened, started


@pytest.fixture
def app(house: House) -> OrquixApp:
    """The app on a store in which one interaction has three versions of its synthesis; the first holds."""
    furnish(house)
    asyncio.run(_seed(house))
    return started(house)


async def _seed(house: House) -> None:
    async with house.open() as services:
        project = await services.store.project("default")
        interaction = ledger_sample.checked(sample.interaction(project.id))
        await services.store.begin(interaction)
        await services.store.finish(interaction, [], None)
        for synthesis in ledger_sample.more():
            await services.store.add_synthesis(interaction.id, synthesis)
        await services.store.choose_synthesis(interaction.id, 1)


def until(kind: str, *keys: str) -> Callable[[Pilot[Any]], Any]:
    """On the ledger of the interaction; then these keys, until a widget like this is on the screen."""
    first = opened("f6", "f6")

    async def run_before(pilot: Pilot[Any]) -> None:
        await first(pilot)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        for _ in range(200):
            if pilot.app.screen.query(kind):
                break
            await pilot.pause(0.02)
        pilot.app.clear_notifications()  # they go by the clock
        await pilot.pause(0.1)

    return run_before


def test_the_ledger_with_quotes_that_were_found_and_not_found(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=until("#ledger", "j"))


def test_a_claim_that_was_put_to_those_concerned(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=until("#ledger", "j", "j"))


def test_the_versions(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=until("#version-rows", "v"))


def test_the_difference_of_two_versions(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=_diff)


async def _diff(pilot: Pilot[Any]) -> None:
    await until("#version-rows", "v")(pilot)
    for key in ("down", "d"):
        await pilot.press(key)
        await pilot.pause(0.1)


def test_comparing_again(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=until("#again-form", "m"))


def test_what_was_added_to_the_best_single_response(snap_sizes: Compare, app: OrquixApp) -> None:
    assert snap_sizes(app, run_before=until("#ledger", "t", "t"))


def test_the_sentence_that_a_claim_came_from(snap_sizes: Compare, app: OrquixApp) -> None:
    async def gone_to(pilot: Pilot[Any]) -> None:
        tabs = pilot.app.screen.query_one(TabbedContent)
        if tabs.active == "answers":  # from the size before: what is in view after another layout may differ
            await pilot.press("backspace")
            await pilot.pause(0.1)
        await pilot.press("enter")
        await pilot.pause(0.2)
        pilot.app.clear_notifications()  # they go by the clock
        await pilot.pause(0.1)
        assert tabs.active == "answers"

    assert snap_sizes(app, run_before=until("#ledger"), states={"place": gone_to})
