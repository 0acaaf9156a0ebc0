"""From a question in the prompt to a run: may it go out, to whom, and as what."""

from __future__ import annotations

from functools import partial

from textual import on

from orquix_tui.domain.models import Council, Interaction, RunRequest
from orquix_tui.domain.translate import _
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.screens.council_desk import NO_COUNCIL
from orquix_tui.tui.screens.moderation_desk import going_on
from orquix_tui.tui.screens.workspace_base import WorkspaceBase
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.prompt_pane import PromptArea, PromptPane


class WorkspaceAsking(WorkspaceBase):
    """Everything that starts a run comes through here."""

    @on(PromptPane.Submitted)
    def _send(self, message: PromptPane.Submitted) -> None:
        council = self._may_ask()
        if council is not None and self._memory.holds_back(message.text):
            self.action_go("context")
        elif council is not None:
            self._start(message.text, council)

    def _may_ask(self) -> Council | None:
        """Whom to ask; None when nobody can be asked now, and the prompt says why."""
        trouble = self._moderation.trouble
        if self._errands.busy("run") or self._control.running:
            trouble = keyed(_("A run is going on: {key[cancel]} cancels it. Your text stays here."))
        elif self._councils.current is None:
            trouble = _(NO_COUNCIL)
        self.query_one(PromptPane).trouble(trouble)
        return None if trouble else self._councils.current

    def _ask_next(self, question: str, before: Interaction) -> None:
        """A suggested question, as the turn after this interaction."""
        council = self._may_ask()
        if council is not None and self._memory.puts_forward(question):
            self.action_go("prompt")
        elif council is not None:
            self._start(question, council, before)

    @on(ContextItems.Approved)
    def _approved(self) -> None:
        if self._memory.to_send and (council := self._may_ask()):
            self._start(self._memory.to_send, council)

    def _start(self, prompt: str, council: Council, before: Interaction | None = None) -> None:
        self.action_tab("answers")
        self.action_go("prompt")
        self._errands.start(partial(self._ask, prompt, council, before), "run")

    def _send_again(self, request: RunRequest) -> None:
        """An earlier question, of whom the request names."""
        if self._may_ask() is not None:
            self.action_tab("answers")
            self._errands.start(partial(self._ask_again, request), "run")

    async def _ask_again(self, request: RunRequest) -> None:
        await self._setup.settle(request.council)
        await self._asking.ask(request)

    async def _ask(self, prompt: str, council: Council, before: Interaction | None) -> None:
        await self._setup.settle(council)
        project = await self._library.to_ask_in()
        request = self._memory.request(project, prompt, council)
        request = going_on(request, before) if before else self._prompting.with_files(request)
        await self._asking.ask(request)
        self._prompting.ended(request)

    @on(PromptPane.Edited)
    def _edited(self, message: PromptPane.Edited) -> None:
        self._memory.typed(message.text)
        self._prompting.typed(message.text)

    @on(PromptArea.TooMuch)
    def _pasted(self, message: PromptArea.TooMuch) -> None:
        self._prompting.pasted(message.text)
