"""What stands on the workspace at this moment, gathered from its parts for what is offered."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from orquix_tui.tui.offers import Standing
from orquix_tui.tui.presenter import Presenter
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.sidebar import HistoryList, ProjectList
from orquix_tui.tui.widgets.synthesis_view import SynthesisView


class Stand:
    """Read when something has changed, and never while text comes. The parts are held, not looked up: the
    line of keys may still be read when some of them have gone."""

    def __init__(self, screen: Screen[Any], presenter: Presenter) -> None:
        self._screen = screen
        self._presenter = presenter
        self._answers, self._synthesis = screen.query_one(AnswersView), screen.query_one(SynthesisView)
        self._history, self._projects = screen.query_one(HistoryList), screen.query_one(ProjectList)
        self._notices = screen.query_one(Notices)

    def now(self, *, running: bool, comparing: bool, left: bool, undo: bool) -> Standing:
        """See `Standing` for what the workspace tells."""
        panel, ledger, focused = self._answers.current, self._synthesis.ledger, self._screen.focused
        return Standing(
            run=self._presenter.run,
            deeds=panel.deeds if panel else (),
            running=running,
            comparing=comparing,
            text=self._synthesis.has_text,
            claim=ledger.claim,
            question=bool(ledger.question),
            left=left,
            elsewhere=not isinstance(focused, PromptArea),
            undo=undo,
            notices=self._notices.display,
            entry=self._history.under_cursor,
            second=self._history.second,
            older=self._history.goes_on,
            project=self._projects.under_cursor,
            piece=isinstance(focused, ContextItems) and focused.under_cursor is not None,
        )
