"""What the tests of the synthesis do and read on the screen."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from orquix_tui.domain.models import Claim, Interaction, Synthesis
from orquix_tui.tui.widgets.ledger import Ledger, LedgerCard
from orquix_tui.tui.widgets.notices import Notices
from tests.house import JUDGE, MODERATION, SAYS, House
from tests.loopback import Answer
from tests.tui import ledger_sample, sample
from tests.tui.conftest import Desk

FOUR = [("openai-compatible", name) for name in ("one", "two", "three", "four")]
QUESTION = "When does it rain?"
OTHER = "openai-compatible:other"
BETTER = MODERATION.replace("Rain in winter, snow", "Winter rain, snow")


def configure(house: House, extra: str | None = None) -> None:
    if extra is None:
        house.configure(FOUR)
    else:
        house.configure(FOUR, extra=extra)
    for _, model in FOUR:
        house.server.script(model, Answer(SAYS))
    house.server.script("other", Answer(BETTER))


async def saved(house: House) -> Interaction:
    """An interaction in the store whose ledger holds one of everything."""
    house.configure(FOUR)
    async with house.open() as services:
        project = await services.store.project("default")
        interaction = ledger_sample.checked(sample.interaction(project.id))
        await services.store.begin(interaction)
        await services.store.finish(interaction, [], None)
    return interaction


async def opened(d: Desk, interaction: Interaction) -> None:
    """It is on the screen, and the cursor on its first claim."""
    await d.screen._show_saved(interaction.id)
    await d.until(lambda: d.screen._presenter.run, "it is shown")
    await into_the_ledger(d)


async def into_the_ledger(d: Desk) -> None:
    """F6 shows the tab, F6 again goes into it."""
    if d.screen._tab != "synthesis":
        await d.pilot.press("f6")
    await d.pilot.press("f6")
    await d.until(lambda: isinstance(d.app.focused, Ledger), "the focus is on the ledger")
    await d.pilot.pause()


def ledger(d: Desk) -> Ledger:
    return d.screen.query_one(Ledger)


def cards(d: Desk) -> list[str]:
    """Their words, wherever the rows end."""
    return [" ".join(str(card.render()).split()) for card in d.screen.query(LedgerCard)]


def claim(d: Desk) -> Claim:
    found = ledger(d).claim
    assert found is not None
    return found


async def dialog(d: Desk, kind: type[Screen[Any]], key: str) -> Screen[Any]:
    """Press the key that opens it."""
    await d.pilot.press(key)
    await d.until(lambda: isinstance(d.app.screen, kind), f"{kind.__name__} is open")
    await d.pilot.pause()
    return d.app.screen


async def quiet(d: Desk) -> None:
    """No dialog and no errand."""
    await d.until(lambda: d.app.screen is d.screen, "the dialog is closed")
    await d.until(lambda: not d.screen._errands.busy("again"), "the errand is done")
    await d.pilot.pause()


async def told(d: Desk, text: str) -> None:
    await d.until(lambda: any(text in n.message for n in d.app._notifications), f"it says {text!r}")


def notices(d: Desk) -> str:
    return " ".join(text for _, text in d.screen.query_one(Notices)._notices)


def shown(d: Desk) -> Interaction:
    run = d.screen._presenter.run
    assert run is not None
    return run.interaction


def holding(d: Desk) -> Synthesis:
    synthesis = shown(d).synthesis
    assert synthesis is not None
    return synthesis


def asked(house: House) -> int:
    """How often a member was asked."""
    judge = JUDGE.partition(":")[2]
    return sum(len(house.server.asked(model)) for _, model in FOUR if model != judge)
