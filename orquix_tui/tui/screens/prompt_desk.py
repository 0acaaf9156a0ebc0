"""All that the prompt needs beside its text: its draft, its files, its price, templates and the editor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from orquix_tui.core.pricing import estimate_tokens
from orquix_tui.core.services import Services
from orquix_tui.domain.desk_ports import Draft, Template
from orquix_tui.domain.errors import InputError, OrquixError
from orquix_tui.domain.models import PROMPT_LIMIT, Attachment, Council, RunRequest
from orquix_tui.domain.placeholders import filled, placeholders, safe_name
from orquix_tui.domain.text import clean
from orquix_tui.domain.translate import _
from orquix_tui.tui import words
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.outside import run_editor
from orquix_tui.tui.projects import Library
from orquix_tui.tui.prompt_words import frame
from orquix_tui.tui.screens.context_desk import ContextDesk
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.screens.prompt_drafts import DraftKeeper
from orquix_tui.tui.screens.prompt_files import PromptFiles
from orquix_tui.tui.widgets.prompt_pane import PromptPane
from orquix_tui.tui.widgets.status_bar import StatusBar

PAUSE_S = 0.3
"""How long nobody types before tokens and price are counted anew."""


class PromptDesk:
    """Owns what goes along from the prompt pane; the pane only shows it."""

    def __init__(
        self,
        screen: Screen[Any],
        services: Services,
        library: Library,
        memory: ContextDesk,
        errands: Errands,
        council: Callable[[], Council | None],
    ) -> None:
        self._screen = screen
        self.services = services
        self._library = library
        self._memory = memory
        self._errands = errands
        self._council = council
        self._pane = screen.query_one(PromptPane)
        self._pane.area.past = lambda: [summary.prompt for summary in library.history]
        self._keeper = DraftKeeper(screen, services.drafts, errands)
        self._files = PromptFiles(screen)
        self._going: tuple[Attachment, ...] = ()
        self._project_id = ""
        self._note = ""
        self._spent_usd = 0.0
        self._thread_of: tuple[str, int] = ("", 0)
        self._timer: Timer | None = None
        memory.on_change = self.moved

    # -- what happens around it ----------------------------------------------------------------

    def typed(self, text: str) -> None:
        """The text in the prompt is another one now."""
        self._keep()
        self._tell(len(text))
        self.moved()

    def today(self, cost_usd: float | None) -> None:
        """What today cost so far, US dollars."""
        self._spent_usd = cost_usd or 0.0

    def moved(self) -> None:
        """What a question would take may have changed: project, council, context, thread, text."""
        project = self._library.current
        if project is not None and project.id != self._project_id and not self._errands.busy("draft.change"):
            self._errands.start(self._change_project, "draft.change")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(PAUSE_S, self._start)

    async def leave(self) -> str:
        """Keep the draft before the app ends; what the person must know about that."""
        failure = await self._keeper.flush()
        return str(failure) if failure else ""

    # -- sending -------------------------------------------------------------------------------

    def with_files(self, request: RunRequest) -> RunRequest:
        """The question from the prompt, with what goes along."""
        self._going = self._files.held
        return request.model_copy(update={"attachments": self._going})

    def begun(self) -> None:
        """The question is saved and on its way: its files stay with it."""
        for file in self._going:
            self._files.take_off(file)
        self._note = ""
        self._changed()

    def ended(self, request: RunRequest) -> None:
        """When the question came back, because nobody answered it, its files come back too."""
        if self._going and not self._files.held and self._pane.area.text.strip() == request.prompt.strip():
            self._files.add(self._going)
            self._changed()
        self._going = ()

    # -- drafts --------------------------------------------------------------------------------

    async def _change_project(self) -> None:
        """Each project has its draft; one that has none takes along what is being written."""
        project = self._library.current
        if project is None or not project.id:
            return
        before, kept = self._project_id, Draft()
        try:
            kept = await self._keeper.read(project.id)
        except OrquixError as error:  # told here, and not again with every key
            self._pane.trouble(str(error))
        self._project_id = project.id
        written = self._draft
        if kept and before:
            self._keeper.changed(before, written)
            self._show(kept)
        elif kept:  # the start: what was typed before the draft was read stands behind it
            self._show(Draft("\n".join(filter(None, (kept.text, written.text))), kept.attachments))
        elif before:
            self._keeper.changed(before, Draft())
        self._pane.area.forget_walk()
        self._changed()

    @property
    def _draft(self) -> Draft:
        return Draft(self._pane.area.unsent, self._files.held)

    def _show(self, draft: Draft) -> None:
        self._files.held = draft.attachments
        self._pane.area.forget_walk()
        self._memory.draft = draft.text
        self._pane.area.show(draft.text)

    def _keep(self) -> None:
        if self._project_id:
            self._keeper.changed(self._project_id, self._draft)

    def _changed(self) -> None:
        """The files are others now, or the project is."""
        self._memory.attached = bool(self._files.held)
        self._memory.moved()
        self._keep()
        self._tell(len(self._pane.area.text))
        self.moved()

    # -- what it would take --------------------------------------------------------------------

    def _start(self) -> None:
        self._errands.start(self._forecast, "forecast", latest=True)

    async def _forecast(self) -> None:
        text, council, forecast = self._pane.area.text, self._council(), None
        if council is not None and (text.strip() or self._files.held):
            from orquix_tui.core.forecast import Going  # not before there is something to count

            forecaster = self.services.forecaster
            await forecaster.load()
            going = Going(text, self._files.held, self._context_tokens(), await self._thread_tokens())
            forecast = forecaster.forecast(council, going, self._spent_usd)
        told = self._screen.query_one(StatusBar).named
        name = council.name if council is not None and council.name != told else ""
        self._pane.forecast(partial(frame, self._files.held, forecast, council=name))

    def _context_tokens(self) -> int | None:
        if not self.services.settings.context.include:
            return 0
        coming = self._memory.coming
        return coming.sent.tokens if coming is not None and coming.ready else None

    async def _thread_tokens(self) -> int:
        """Read once for each turn that is gone on from."""
        before, project = self._memory.before, self._library.current
        if before is None or project is None:
            return 0
        if self._thread_of[0] != before.id:
            thread = await self.services.context.thread(project, before.prompt, "continue", before.id)
            from orquix_tui.core.prompt import thread_messages

            tokens = sum(estimate_tokens(m.content) for m in thread_messages(thread.turns))
            self._thread_of = (before.id, tokens)
        return self._thread_of[1]

    def _tell(self, length: int) -> None:
        """Under the prompt: that it is too long, else what became of a paste."""
        note = self._note if self._files.held else ""
        if length > PROMPT_LIMIT:
            text = _(
                "{length} characters; {most} are the most of a prompt. {chord[attach]} makes a file of it "
                "that goes along; then write your question."
            )
            note = keyed(text, length=words.count(length), most=words.count(PROMPT_LIMIT))
        self._pane.note(note)

    # -- deeds ---------------------------------------------------------------------------------

    def pasted(self, text: str) -> None:
        """More than a prompt takes was pasted: nothing of it is lost."""
        try:
            self._note = self._files.add_pasted(text)
        except InputError as error:
            self._pane.trouble(str(error))
            return
        self._changed()
        self._pane.note(self._note)

    async def attach(self) -> None:
        """Add files, or take some off."""
        too_long = len(self._pane.area.text) > PROMPT_LIMIT
        deed = await self._files.choose(too_long=too_long)
        left_out: tuple[str, ...] = ()
        try:
            if deed == "add":
                left_out = await self._files.pick(self.services.ingest.reader)
            elif deed == "text":
                self._files.add([Attachment(name=_("prompt.txt"), text=self._pane.area.text)])
                self._pane.area.show("")
            self._pane.trouble("; ".join(left_out))
        except OrquixError as error:
            self._pane.trouble(str(error))
        self._changed()

    async def edit(self) -> None:
        """Write the prompt in the person's own editor."""
        area = self._pane.area
        try:
            text = clean(await run_editor(self._screen.app, area.text))
        except InputError as error:
            self._pane.trouble(str(error))
            return
        self._pane.trouble("")
        area.forget_walk()
        if text != area.text:
            area.show(text)
        area.focus()

    async def templates(self) -> None:
        """Take a template into the prompt, or keep the prompt as one."""
        shelf = await self.services.templates.read()
        text = self._pane.area.text
        from orquix_tui.tui.dialogs.templates import KEEP, Templates  # not before somebody asks

        chosen = await self._screen.app.push_screen_wait(Templates(shelf, can_keep=bool(text.strip())))
        if chosen is KEEP:
            await self._keep_template(text)
        elif isinstance(chosen, Template):
            await self._take_template(chosen)

    async def _take_template(self, template: Template) -> None:
        asked = placeholders(template.text)
        values: dict[str, str] | None = {}
        if asked:
            from orquix_tui.tui.dialogs.template_form import TemplateForm  # not before it is needed

            values = await self._screen.app.push_screen_wait(TemplateForm(template.name, asked))
        if values is not None:
            area = self._pane.area
            area.forget_walk()
            begin, end = sorted(map(area.index_of, area.selection))
            area.put(begin, end, filled(template.text, values))
            area.focus()

    async def _keep_template(self, text: str) -> None:
        hint = _("{{name}} in it is asked for each time it is used.")
        name = await self._screen.app.push_screen_wait(
            AskText(_("Keep the prompt as a template"), hint=hint, check=_usable)
        )
        if name is None:
            return
        shelf = await self.services.templates.read()
        taken = safe_name(name).casefold() in {t.name.casefold() for t in shelf.templates}
        if taken and not await self._replace(safe_name(name)):
            return
        file = await self.services.templates.save(name, text, replace=taken)
        self._screen.notify(_("Kept as {file}").format(file=file), markup=False, timeout=4)

    async def _replace(self, name: str) -> bool:
        question = _("There is a template {name} already. Put this prompt in its place?").format(name=name)
        dialog = Confirm(_("Template"), question, yes=_("replace it"), no=_("leave it"))
        return await self._screen.app.push_screen_wait(dialog)


def _usable(name: str) -> str:
    return "" if safe_name(name) else _("Give it a letter or a digit.")
