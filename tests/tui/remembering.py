"""A project that remembers three answers about a pool and one document."""

from __future__ import annotations

from pathlib import Path

from orquix_tui.core.services import Services
from orquix_tui.domain.models import Interaction
from tests.answered import answered
from tests.house import House

FILTER = "How often is the filter cartridge of the pool pump changed?"
VALVE = "At which pressure does the filter cartridge of the pool pump break?"
SHOP = "Where is a filter cartridge for the pool pump sold?"
QUESTION = "Filter cartridges for the pool pump"
"""Every word of it stands in each of them: without a model they are found all the same."""
NOTES = "# Winter\n\nThe filter cartridge of the pool pump E-4021 is taken out before the frost.\n"


async def remember(house: House, documents: Path | None = None) -> list[Interaction]:
    """Save and learn them, the oldest first; with a folder for documents the notes are written and added."""
    if documents is not None:
        _write_notes(documents)
    async with house.open() as services:
        project = await services.store.project("default")
        saved = [
            answered(project, FILTER, "Every six months, by hand."),
            answered(project, VALVE, "It breaks at three bar."),
            answered(project, SHOP, "", "The harbour shop has them."),
        ]
        for interaction in saved:
            await _save(services, interaction)
        if documents is not None:
            await services.ingest.add(project, [documents])
        await services.ingest.index(project)
    return saved


def _write_notes(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "winter.md").write_text(NOTES, "utf-8")


async def _save(services: Services, interaction: Interaction) -> None:
    learned = await services.context.learn(interaction)
    await services.store.begin(interaction)
    await services.store.finish(interaction, learned, None)
