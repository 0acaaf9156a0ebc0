"""The councils: which one is asked next, and which ones there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content

from orquix_tui.core.services import Services
from orquix_tui.domain.configuring import Drop, Origin, Reading
from orquix_tui.domain.models import Project
from orquix_tui.domain.settings import CouncilSettings
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui.council_form import CouncilForm, free_name
from orquix_tui.tui.council_text import Told, card, many_members
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.prices import Prices
from orquix_tui.tui.projects import Library
from orquix_tui.tui.screens.council_edit import CouncilEditor
from orquix_tui.tui.screens.settings_pages import Desk
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.widgets.council_lists import CouncilList, Listed
from orquix_tui.tui.widgets.cut_text import HangingText
from orquix_tui.tui.widgets.key_line import KeyLine
from orquix_tui.tui.widgets.row_list import RowList

DEFAULT = "default"
"""The one that there always is: found, when it is not written."""


class CouncilsScreen(SideScreen[str | None]):
    """Gives back the name of the one to ask. `taken` is called with everything that was changed, at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.COUNCILS),
        *bindings(Place.CHOOSING),
    ]
    PLACE = Place.COUNCILS
    AUTO_FOCUS = "#council-list"

    def __init__(
        self,
        services: Services,
        library: Library,
        asked: str,
        taken: Callable[[Reading], Awaitable[None]],
    ) -> None:
        super().__init__(services)
        self._library = library
        self._asked = asked
        self._prices = Prices(services.forecaster)
        self._desk = Desk(self, services, self.errands, taken, self.draw)

    def compose(self) -> ComposeResult:
        """The names, and who sits in the one under the cursor."""
        yield self.notices
        with Container(id="councils-body"):
            yield CouncilList()
            with VerticalScroll(id="council-card"):
                yield HangingText()
        yield KeyLine()

    def on_mount(self) -> None:
        """What holds is shown while the file is read."""
        rows = self.query_one(CouncilList)
        rows.border_title = Content(_("Councils"))
        self.draw()
        rows.go_to(self._asked)
        self.watch(rows, "cursor", self._tell, init=False)
        self._desk.start(self._desk.read, "read")
        self._desk.start(self._load_prices, "prices")

    async def _load_prices(self) -> None:
        await self._prices.load()
        self.draw()

    @property
    def names(self) -> list[str]:
        """Of those that there are now; they hold as soon as what goes on is over."""
        return list(self._councils)

    @property
    def _councils(self) -> dict[str, CouncilSettings]:
        return self._desk.settings.councils

    @property
    def _project(self) -> Project | None:
        return self._library.current

    def draw(self) -> None:
        """All of it as it is now; the cursor stays."""
        if not self.is_attached:  # a late reading, when it has gone
            return
        own = self._project.council if self._project else ""
        rows = self.query_one(CouncilList)
        rows.fill(
            [
                Listed(
                    name, many_members(len(c.members)), self._source(name), name == self._asked, name == own
                )
                for name, c in self._councils.items()
            ]
        )
        rows.border_subtitle = Content(_("● asked now · ★ of this project"))
        self._tell()

    def _source(self, name: str) -> str:
        return _("in the file") if self._written(name) else _("found")

    def _written(self, name: str) -> bool:
        return self._desk.reading.origin("councils", name) is Origin.FILE

    def _tell(self) -> None:
        name = self.query_one(CouncilList).name_here
        council = self._councils.get(name)
        if council is not None:
            told = card(name, council, self._told(name))
            self.query_one("#council-card HangingText", HangingText).update(told)

    def _told(self, name: str) -> Told:
        providers = self._services.providers
        named = {member.provider for member in self._councils[name].members}
        problems = {p: self._services.redact(providers.can_run(p)) for p in named & set(providers.names())}
        projects = [project.name for project in self._library.projects if project.council == name]
        return Told(self._source(name), name == self._asked, projects, problems, self._prices.short)

    # -- choosing ------------------------------------------------------------------------------

    def action_use(self) -> None:
        """Ask this one next."""
        name = self.query_one(CouncilList).name_here
        if name and self.is_active:
            self.dismiss(name)

    @on(RowList.Chosen)
    def _clicked(self, message: RowList.Chosen) -> None:
        message.stop()
        self.action_use()

    def action_digit(self, number: int) -> None:
        """The one of that number, from 1."""
        names = self.names
        if number <= len(names) and self.is_active:
            self.dismiss(names[number - 1])

    # -- changing ------------------------------------------------------------------------------

    def action_deed(self, deed: str) -> None:
        """New, edit, copy, delete; let the project ask it."""
        name = self.query_one(CouncilList).name_here
        if deed == "new":
            self._desk.start(self._new)
        elif name:
            deeds = {
                "edit": self._edit,
                "copy": self._copy,
                "delete": self._delete,
                "default": self._default,
            }
            self._desk.start(partial(deeds[deed], name))

    async def _new(self) -> None:
        name = free_name(_("council"), self.names)
        await self._open(CouncilForm(name, None, {}, new=True))

    async def _edit(self, name: str) -> None:
        await self._open(CouncilForm(name, self._councils[name], self._table(name), new=False))

    async def _copy(self, name: str) -> None:
        copied = CouncilForm(free_name(name, self.names), self._councils[name], {}, new=True)
        await self._open(copied)

    def _table(self, name: str) -> dict[str, object]:
        """As it stands in the file."""
        return dict(self._desk.reading.written.get("councils", {}).get(name, {}))

    async def _open(self, form: CouncilForm) -> None:
        saved = await self.app.push_screen_wait(CouncilEditor(self._services, form, self._save))
        if saved is not None:
            self.query_one(CouncilList).go_to(saved)
            self._desk.say(_("Saved: {name}.").format(name=saved))

    async def _save(self, form: CouncilForm) -> str:
        """Write it; why not, when it cannot be."""
        known = list(self._desk.reading.written.get("councils", {}))
        wrong = form.problem(known) or await self._desk.try_change(*form.changes())
        if wrong:
            return wrong
        was, form.was = form.was, form.name
        if was not in {"", form.name}:
            await self._renamed(was, form.name)
        return ""

    async def _renamed(self, old: str, new: str) -> None:
        """Who asked it goes on asking it."""
        self._asked = new if self._asked == old else self._asked
        for project in await self._services.store.projects(archived=True):
            if project.council == old:
                await self._services.store.set_project_council(project.name, new)
        await self._library.reload()
        self.draw()

    async def _delete(self, name: str) -> None:
        if not self._written(name):
            text = _(
                "“{name}” does not stand in the file: it was found. "
                "{key[councils.copy]} copies it into the file."
            )
            self._desk.say(keyed(text, name=name), bad=True)
            return
        lines = [_("“{name}” is taken out of the file. What it answered stays.").format(name=name)]
        if name == DEFAULT:
            lines.append(_("Then “default” is made of what is found at the start."))
        projects = [p.name for p in self._library.projects if p.council == name]
        lines += [
            _("The project “{project}” asks it, and would ask “default” then.").format(
                project=one_line(project, 40)
            )
            for project in projects
        ]
        dialog = Confirm(_("Delete this council?"), "\n".join(lines), yes=_("delete"))
        if await self.app.push_screen_wait(dialog):
            await self._desk.change(Drop(("councils", name)))
            self._asked = self._asked if self._asked in self._councils else DEFAULT
            self.draw()

    async def _default(self, name: str) -> None:
        """Let the project ask it from now on; once more: no longer."""
        project = await self._library.to_ask_in()
        wanted = "" if project.council == name else name
        await self._library.set_council(project, wanted)
        self.draw()
        text = (
            _("The project “{project}” asks “{name}” by default.")
            if wanted
            else _("The project “{project}” has no council of its own.")
        )
        self._desk.say(text.format(project=one_line(project.name, 40), name=name))
