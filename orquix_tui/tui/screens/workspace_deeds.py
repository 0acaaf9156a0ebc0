"""The deeds of the keys that hold everywhere."""

from __future__ import annotations

from functools import partial

from textual.widgets import Input, TextArea

from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.chords import Chords
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.screens.exporting import export
from orquix_tui.tui.screens.workspace_messages import WorkspaceMessages
from orquix_tui.tui.widgets.answers_view import AnswersView
from orquix_tui.tui.widgets.notices import Notices


class WorkspaceDeeds(WorkspaceMessages):
    """One method per action of the table of keys."""

    def action_do(self, deed: str, number: int = 0) -> None:
        """A deed of the synthesis or of its ledger."""
        if not self._synthesis.do(deed):
            self._moderation.do(deed, number)

    def action_answer(self, deed: str) -> None:
        """A deed of the answer that is looked at."""
        self._answers.do(deed)

    def action_next_thread(self) -> None:
        """What the question goes on from: auto, continue, new."""
        self._memory.next_thread()

    def action_settings(self, section: str = "") -> None:
        """Everything that can be set up."""
        self._setup.open(section)

    def keep_theme(self, name: str) -> None:
        """The theme was changed elsewhere: write it down."""
        self._setup.keep_theme(name)

    def action_take_found(self) -> None:
        """Ask from now on whom this machine and its environment offer."""
        self._errands.start(self._setup.take_found, "found", latest=True)

    def action_chord(self) -> None:
        """Ctrl+X: cut what is selected in a text field, else wait for the letter of a deed."""
        field = self.focused
        if isinstance(field, Input | TextArea) and field.selected_text:
            field.action_cut()
            return

        async def chosen(action: str | None) -> None:
            if action is not None:
                await self.run_action(action)

        # At once: the letter may be on its way already, and must not be typed into the prompt.
        self.app.push_screen(Chords(), chosen)

    def action_cancel(self) -> None:
        """Stay after all, else leave what waits for approval, else the zoom, else cancel the run,
        else back to the prompt."""
        if self.query_one(Notices).withdraw(self.stays_for):
            self._quitting.forget()  # who thinks again about quitting wants the work to go on
            return
        if self._memory.leave_review():
            self.action_go("prompt")
            return
        if self.query_one(AnswersView).leave_zoom() or self._moderation.back():
            return
        if self._control.running:
            self._control.cancel()
            self.notify(_("Cancelling: what came is kept and saved."), timeout=3)
        else:
            self.action_go("prompt")

    def action_interrupt(self) -> None:
        """Ctrl+C: copy what is selected; without a selection cancel the run."""
        selected = self.get_selected_text()
        if selected:
            self.app.copy_to_clipboard(selected)
            self.notify(_("Copied the selection."), timeout=2)
        elif self._control.running:
            self.action_cancel()
        else:
            self.notify(keyed(_("{key[quit]} quits.")), timeout=2)

    def action_dismiss_notices(self) -> None:
        """Put the notices away."""
        self.query_one(Notices).dismiss()

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        self._errands.start(self._undo.undo, "undo")

    def action_ask_again(self) -> None:
        """The shown question once more, of another council."""
        self._history.again()

    def action_export_project(self) -> None:
        """Every interaction of the project as a file."""
        self._history.export_project()

    def action_search(self) -> None:
        """Find something in the memory and go there."""
        self._recall.search(self._presenter, self._show_saved)

    def action_documents(self) -> None:
        """The project's documents."""
        self._recall.documents()

    def action_index(self) -> None:
        """Give what waits its vectors, or stop that."""
        self._recall.index()

    def action_choose_council(self) -> None:
        """The councils: another one for the next question, or other ones altogether."""
        work = partial(self._councils.open, self._library, self._setup.take_on)
        if not self._errands.busy("council"):
            self._errands.start(work, "council")

    def action_edit_prompt(self) -> None:
        """The prompt in the person's own editor."""
        self._errands.start(self._prompting.edit, "editor", latest=True)

    def action_templates(self) -> None:
        """Prompts that are used again."""
        self._errands.start(self._prompting.templates, "templates", latest=True)

    def action_attach(self) -> None:
        """The files that go along with the next question."""
        self._errands.start(self._prompting.attach, "attach", latest=True)

    def action_export(self) -> None:
        """Write the shown interaction as Markdown."""
        work = partial(export, self, self._services, self._presenter.run)
        self._errands.start(work, "export", latest=True)
