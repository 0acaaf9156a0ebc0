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


def standing(
    screen: Screen[Any], presenter: Presenter, *, running: bool, comparing: bool, left: bool, undo: bool
) -> Standing:
    """Read when something has changed, and never while text comes."""
    panel, synthesis = screen.query_one(AnswersView).current, screen.query_one(SynthesisView)
    history, focused = screen.query_one(HistoryList), screen.focused
    return Standing(
        run=presenter.run,
        deeds=panel.deeds if panel else (),
        running=running,
        comparing=comparing,
        text=synthesis.has_text,
        claim=synthesis.ledger.claim,
        question=bool(synthesis.ledger.question),
        left=left,
        elsewhere=not isinstance(focused, PromptArea),
        undo=undo,
        notices=screen.query_one(Notices).display,
        entry=history.under_cursor,
        second=history.second,
        older=history.goes_on,
        project=screen.query_one(ProjectList).under_cursor,
        piece=isinstance(focused, ContextItems) and focused.under_cursor is not None,
    )
