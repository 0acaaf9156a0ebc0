"""From the sent prompt to the saved answers: one worker, one tick for the whole screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.screen import Screen

from orquix_tui.domain.errors import BudgetError, OrquixError
from orquix_tui.domain.events import RunStarted
from orquix_tui.domain.models import Interaction, RunRequest
from orquix_tui.domain.ports import Emit
from orquix_tui.domain.status import InteractionStatus
from orquix_tui.domain.translate import _
from orquix_tui.tui.bridge import until_done
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.run_control import RunControl, SteeredRun
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptPane

Start = Callable[[bool, Emit], Awaitable[SteeredRun]]


async def send_anyway(screen: Screen[Any], text: str) -> bool:
    """Whether to send in spite of this."""
    return await screen.app.push_screen_wait(Choose(text, [_("Do not send"), _("Send it anyway")])) == 1


@dataclass(frozen=True)
class Asking:
    """`begun` is called when a question is on its way, `saved` awaited when the history and the cost of
    today have changed; `confirm` asks the person."""

    control: RunControl
    presenter: Presenter
    prompt: PromptPane
    notices: Notices
    begun: Callable[[], None]
    saved: Callable[[], Awaitable[None]]
    confirm: Callable[[str], Awaitable[bool]]

    async def ask(self, request: RunRequest) -> None:
        """Run it. The question is never lost: it leaves the prompt only when it has been saved."""
        self.prompt.trouble("")
        try:
            await self._follow(request)
        except BudgetError as error:
            if await self.confirm(str(error)):
                await self.ask(request.model_copy(update={"over_budget": True}))
            else:
                self.prompt.trouble(str(error))
        except OrquixError as error:
            self.prompt.give_back(request.prompt)
            self.prompt.trouble(str(error))

    async def again(self, interaction: Interaction, start: Start) -> Interaction | None:
        """Follow members of a saved interaction that are asked again; None when nobody could be asked.

        `start` is told whether the budget was waived. A failure is told above the prompt.
        """
        for over_budget in (False, True):
            await self.presenter.asking(interaction)
            self.notices.drop("warning")
            run = asyncio.ensure_future(self.control.follow(partial(start, over_budget)))
            try:
                await until_done(run, self._tick)
                changed = run.result()
            except BudgetError as error:
                await self.presenter.asked()
                if not await self.confirm(str(error)):
                    return None
            except OrquixError as error:
                self.notices.add(str(error), "error")
                return None
            else:
                return changed
            finally:
                await self.presenter.asked()
                await self.saved()
        return None

    async def _follow(self, request: RunRequest) -> None:
        run = asyncio.ensure_future(self.control.run(request))
        await until_done(run, self._tick)
        self._ended(run.result())
        await self.saved()

    async def _tick(self) -> None:
        arrivals = self.control.drain()
        started = next((a.event for a in arrivals if isinstance(a.event, RunStarted)), None)
        if started:
            self.prompt.sent(started.interaction.prompt)
            self.notices.drop("info", "warning")
            self.begun()
        await self.presenter.present(arrivals)
        if started:
            await self.saved()

    def _ended(self, interaction: Interaction) -> None:
        """Nobody answered: the question comes back, with why; whoever cancelled it knows why."""
        if any(r.status.usable for r in interaction.responses):
            return
        self.prompt.give_back(interaction.prompt)
        failures = [r.error for r in interaction.responses if r.error]
        if failures and interaction.status is not InteractionStatus.CANCELLED:
            first = failures[0]
            self.prompt.trouble(
                _("Nobody answered. {cause} {remedy}").format(cause=first.cause, remedy=first.remedy).strip()
            )
