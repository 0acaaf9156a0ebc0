"""What every page of the settings is: rows of values, and what is done with one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol

from orquix_tui.core.services import Services
from orquix_tui.domain.configuring import Change, Drop, Origin, Put, Reading
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.settings import Settings
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.choose_theme import ChooseTheme
from orquix_tui.tui.keys import first_key
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.setting_fields import Field, checker, parse
from orquix_tui.tui.widgets.setting_rows import Row

_ORIGINS = {
    Origin.FILE: N_("file"),
    Origin.ENVIRONMENT: N_("environment"),
    Origin.DEFAULT: N_("default"),
}


class Desk:
    """What the pages have in common: the services, the reading that holds, and how it is changed.

    `taken` is called with every new reading; `draw` draws the page again.
    """

    def __init__(
        self,
        screen: SideScreen[Any],
        services: Services,
        errands: Errands,
        taken: Callable[[Reading], Awaitable[None]],
        draw: Callable[[], None],
    ) -> None:
        self.screen = screen
        self.services = services
        self.errands = errands
        self.draw = draw
        self._taken = taken
        self.reading = Reading(services.settings, services.configuration.file)

    @property
    def settings(self) -> Settings:
        """What holds now."""
        return self.reading.settings

    async def read(self) -> None:
        """Find out what holds."""
        self.reading = await self.services.configuration.read()
        self.draw()

    async def change(self, *changes: Change) -> None:
        """Write it, and let it hold. Raises ConfigError; then nothing was written."""
        await self.take(await self.services.configuration.change(changes))

    async def take(self, reading: Reading) -> None:
        """This holds from now on."""
        self.reading = reading
        self.screen.notices.drop("error")
        self.draw()
        await self._taken(reading)
        self.draw()

    async def try_change(self, *changes: Change) -> str:
        """Write it; why not, when it was refused."""
        try:
            await self.change(*changes)
        except OrquixError as error:
            return str(error)
        return ""

    def say(self, text: str, *, bad: bool = False) -> None:
        """Tell the person, on the screen and for as long as they want."""
        notices = self.screen.notices
        notices.drop("info")
        notices.drop("error")
        notices.add(text, "error" if bad else "info")

    def start(self, work: Callable[[], Awaitable[None]], name: str = "change") -> None:
        """Do this, unless something of that name goes on."""

        async def errand() -> None:
            await work()

        if not self.errands.busy(name):
            self.errands.start(errand, name)


Hint = Sequence[tuple[str, str]]


def hinted(hint: Hint) -> str:
    """The keys of a page in one line, as they are bound now; the first of each."""
    return " · ".join(f"{first_key(key_id)} {_(what)}" for key_id, what in hint)


class Page(Protocol):
    """One section of the settings."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def hint(self) -> Hint:
        """The keys of this page, by their ids, and what they do here."""

    def rows(self) -> Sequence[Row]:
        """What is listed."""

    def choose(self, row: Row) -> None:
        """Enter on it."""

    def deed(self, name: str, row: Row | None) -> None:
        """Another key on it: `add`, `remove`, `test`, `key`, `stop`."""


class PlainPage:
    """Settings with one value each; `title` is marked for translation."""

    hint = (("settings.choose", N_("change")), ("settings.remove", N_("back to the default")))

    def __init__(self, desk: Desk, title: str, fields: Sequence[Field]) -> None:
        self._title = title
        self._desk = desk
        self._fields = {".".join(field.where): field for field in fields}

    @property
    def title(self) -> str:
        """Its name."""
        return _(self._title)

    def rows(self) -> Sequence[Row]:
        """One per field."""
        return [self._row(name, field) for name, field in self._fields.items()]

    def _row(self, name: str, field: Field) -> Row:
        reading = self._desk.reading
        variable = reading.variable(*field.where)
        about = [_(field.about)]
        meaning = (field.choices or {}).get(str(field.value(reading.settings)), "")
        if meaning:
            about.append(f"{field.shown(reading.settings)}: {_(meaning)}.")
        if variable:
            about.append(
                _("The environment sets it ({name}): it cannot be changed here.").format(name=variable)
            )
        source = _(_ORIGINS[reading.origin(*field.where)])
        place = f"\n[{field.where[0]}] {field.where[1]}"
        return Row(name, _(field.title), field.shown(reading.settings), source, " ".join(about) + place)

    def choose(self, row: Row) -> None:
        """Change it as its kind wants."""
        field = self._fields[row.id]
        if self._locked(field):
            return
        if field.kind == "flag":
            self._desk.start(partial(self._put, field, not field.value(self._desk.settings)))
        elif field.where == ("ui", "theme"):
            self._desk.start(partial(self._theme, field))
        elif field.kind == "choice":
            self._desk.start(partial(self._choice, field))
        else:
            self._desk.start(partial(self._typed, field))

    def deed(self, name: str, row: Row | None) -> None:
        """Only the way back to the default."""
        if name == "remove" and row is not None and not self._locked(self._fields[row.id]):
            self._desk.start(partial(self._put, self._fields[row.id], None))

    def _locked(self, field: Field) -> bool:
        variable = self._desk.reading.variable(*field.where)
        if variable:
            text = _("{name} in the environment sets this: unset it, and start again.")
            self._desk.say(text.format(name=variable), bad=True)
        return bool(variable)

    async def _put(self, field: Field, value: Any) -> None:
        change: Change = Drop(field.where) if value is None else Put(field.where, value)
        await self._desk.change(change)

    async def _choice(self, field: Field) -> None:
        choices = field.choices or {}
        lines = [f"{name} · {_(about)}" if about else name for name, about in choices.items()]
        held = str(field.value(self._desk.settings))
        at = list(choices).index(held) if held in choices else 0
        chosen = await self._desk.screen.app.push_screen_wait(Choose(_(field.title), lines, at))
        if chosen is not None:
            await self._put(field, parse(field, list(choices)[chosen]))

    async def _theme(self, field: Field) -> None:
        held = str(field.value(self._desk.settings))
        chosen = await self._desk.screen.app.push_screen_wait(ChooseTheme(held))
        if chosen is not None:
            await self._put(field, chosen)

    async def _typed(self, field: Field) -> None:
        """Ask until it is taken, or the person gives up."""
        value = field.value(self._desk.settings)
        text = "" if value is None else number(value, "g") if isinstance(value, float) else str(value)
        hint = _("{about} Empty: the default.").format(about=_(field.about))
        while True:
            typed = await self._desk.screen.app.push_screen_wait(
                AskText(_(field.title), text, hint, checker(field))
            )
            if typed is None:
                return
            wanted = parse(field, typed)
            wrong = await self._desk.try_change(
                Drop(field.where) if wanted is None else Put(field.where, wanted)
            )
            if not wrong:
                return
            text, hint = typed, f"✗ {wrong}"
