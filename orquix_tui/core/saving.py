"""The last step: what was learned, one transaction, and the end of the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from orquix_tui.core.context.manager import ContextManager
from orquix_tui.core.reporter import Reporter
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.events import RunEnded, Saved, SaveFailed, StepStarted
from orquix_tui.domain.models import Chunk, Failure, Interaction
from orquix_tui.domain.ports import Journal, Store
from orquix_tui.domain.status import Step
from orquix_tui.domain.translate import _

ATTEMPTS = 3
WAIT_S = 0.5
"""Between attempts; the store itself already waits its turn each time."""


class Saving:
    """Saves one run. While it fails, the journal keeps everything for the next start."""

    def __init__(self, store: Store, context: ContextManager, journal: Journal, reporter: Reporter) -> None:
        self._store = store
        self._context = context
        self._journal = journal
        self._reporter = reporter

    async def save(self, interaction: Interaction) -> tuple[Interaction, bool]:
        """The interaction with the figures of its saving, and whether it stands in the store."""
        reporter = self._reporter
        reporter.emit(StepStarted(Step.SAVE))
        with reporter.metrics.timed(Step.SAVE):
            learned = await self._learn(interaction)
            interaction = interaction.model_copy(update={"metrics": reporter.metrics.result()})
            self._journal.event(RunEnded(interaction))  # should saving fail, it comes back as it ended
            failure = await attempted(partial(self._store.finish, interaction, learned, None), self._reporter)
        if failure is not None:
            reporter.metrics.error(Step.SAVE, failure.cause)
            reporter.tell(SaveFailed(interaction.id, failure))
        await self._close_journal(keep=failure is not None)
        interaction = interaction.model_copy(update={"metrics": reporter.metrics.result()})
        if failure is None:
            await self._record_time(interaction)
        return interaction, failure is None

    async def _learn(self, interaction: Interaction) -> list[Chunk]:
        """What the project will remember; nothing when learning fails."""
        try:
            return await self._context.learn(interaction)
        except Exception as error:  # noqa: BLE001  # the boundary: what cannot be learned is still saved
            self._reporter.error(
                Step.SAVE, _("This could not be added to the project's memory: {error}").format(error=error)
            )
            return []

    async def _close_journal(self, *, keep: bool) -> None:
        """A failed clean-up is a warning, never an error to the person."""
        try:
            await self._journal.close(keep=keep)
        except OrquixError as error:
            self._reporter.warn(
                Step.SAVE, _("The run's journal could not be closed: {error}").format(error=error)
            )

    async def _record_time(self, interaction: Interaction) -> None:
        try:
            await self._store.record_save_time(interaction.id, interaction.metrics)
        except OrquixError as error:
            self._reporter.warn(
                Step.SAVE, _("The time of saving could not be recorded: {error}").format(error=error)
            )
        self._reporter.tell(Saved(interaction.id, interaction.metrics.background_save_time_ms or 0.0))


async def attempted(save: Callable[[], Awaitable[None]], reporter: Reporter) -> Failure | None:
    """Save, a few times if need be; why it could not be done in the end, None when it was."""
    failure: Failure | None = None
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await save()
        except OrquixError as error:
            failure = Failure(cause=error.cause, remedy=error.remedy)
            if attempt < ATTEMPTS:
                reporter.warn(
                    Step.SAVE, _("Saving failed ({cause}); trying again.").format(cause=error.cause)
                )
                await asyncio.sleep(WAIT_S * attempt)
        else:
            return None
    return failure
