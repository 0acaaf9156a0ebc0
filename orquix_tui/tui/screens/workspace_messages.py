"""The messages that come up from the widgets, each handed to its desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual import on
from textual.widgets import TabbedContent

from orquix_tui.domain.translate import _
from orquix_tui.tui.screens.workspace_asking import WorkspaceAsking
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.metrics_view import MetricsView
from orquix_tui.tui.widgets.sidebar import HistoryList, ProjectList, Sidebar


class WorkspaceMessages(WorkspaceAsking):
    """Routes only: what is done with a message stands in the desks."""

    @on(ContextItems.Wanted)
    def _steer(self, message: ContextItems.Wanted) -> None:
        self._errands.start(partial(self._steering.do, message), "steering")

    @on(AnswerPanel.CopyWanted)
    def _copy(self, message: AnswerPanel.CopyWanted) -> None:
        self.app.copy_to_clipboard(message.text)
        self.notify(_("Copied {what}.").format(what=message.what), markup=False, timeout=2)

    @on(ContextItems.OpenSource)
    def _open_source(self, message: ContextItems.OpenSource) -> None:
        if message.interaction_id is not None:
            self._errands.start(partial(self._show_saved, message.interaction_id), "open", latest=True)
            self.action_tab("answers" if message.unverified else "synthesis")
        elif message.path is not None and self._library.current is not None:
            project = self._library.current
            from orquix_tui.tui.screens.document_view import open_document  # not before somebody asks

            open_document(self, self._services, project, message.path, message.begins, message.words)

    # -- the sidebar ---------------------------------------------------------------------------

    @on(ProjectList.Chosen)
    def _choose_project(self, message: ProjectList.Chosen) -> None:
        self._change(partial(self._library.choose, message.project.name))

    @on(ProjectList.Wanted)
    def _change_project(self, message: ProjectList.Wanted) -> None:
        self._projects.do(message)

    def _change(self, work: Callable[[], Awaitable[None]]) -> None:
        self._errands.start(partial(self._projects.change, work), "library")

    @on(HistoryList.Chosen)
    def _open(self, message: HistoryList.Chosen) -> None:
        self._errands.start(partial(self._read_saved, message.interaction_id), "open", latest=True)

    async def _read_saved(self, interaction_id: str) -> None:
        await self._show_saved(interaction_id, self._make_room)

    def _make_room(self) -> None:
        """What was chosen stands there: there the focus goes, and a sidebar that lies over it goes away."""
        sidebar = self.query_one(Sidebar)
        if sidebar.in_the_way:
            self.action_go(self._tab)  # first: who is hidden with the focus hands it to anybody
            self.call_after_refresh(sidebar.toggle)

    @on(HistoryList.Wanted)
    def _change_history(self, message: HistoryList.Wanted) -> None:
        if message.deed == "resume" and message.summary is not None:
            self._errands.start(partial(self._answers.resume, message.summary.id), "open", latest=True)
        else:
            self._history.do(message)

    @on(HistoryList.Narrowed)
    def _narrow(self, message: HistoryList.Narrowed) -> None:
        self._history.narrow(message.text)

    @on(MetricsView.Wanted)
    def _figures(self, message: MetricsView.Wanted) -> None:
        self._metrics.do(message.deed)

    def _enter_tab(self) -> None:
        """Whoever stood in another tab stands in this one now."""
        if self.focused is not None:
            return
        if self._tab in {"answers", "synthesis", "context"}:
            self.action_go(self._tab)
        elif self._tab == "metrics":
            self._metrics.enter()

    # -- tabs ----------------------------------------------------------------------------------

    @on(TabbedContent.TabActivated)
    def _tab_changed(self) -> None:
        self.call_after_refresh(self._enter_tab)
        if self._tab == "metrics":
            self._metrics.do("read")
        elif self._tab == "context":
            self._memory.opened()
