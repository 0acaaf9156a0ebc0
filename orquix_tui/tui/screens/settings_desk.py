"""Opens the settings, and lets what was changed hold without a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from textual.constants import TEXTUAL_ANIMATIONS
from textual.screen import Screen
from textual.timer import Timer

from orquix_tui.core.services import Services
from orquix_tui.domain.configuring import Put, Reading, as_written
from orquix_tui.domain.models import Council
from orquix_tui.domain.settings import ProviderSettings, Settings, UiSettings
from orquix_tui.domain.surroundings import FoundServer
from orquix_tui.domain.translate import _
from orquix_tui.domain.vendors import VENDORS
from orquix_tui.tui import themes
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.screens.consents import may_go, undecided
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.welcome import Facts
from orquix_tui.tui.wording import reword

_LOOK_S = 0.3
"""How often it is looked whether the run is over that a change waits for."""
_MOST_MODELS = 3
"""Of one server: one machine answers for all of them."""
_MOST_MEMBERS = 8


class SettingsDesk:
    """`busy` says whether something goes on that the parts of now must finish, `changed` draws anew what
    shows the settings; it is told the parts that held before."""

    def __init__(
        self,
        screen: Screen[Any],
        services: Services,
        errands: Errands,
        busy: Callable[[], bool],
        changed: Callable[[Services], None],
    ) -> None:
        self._screen = screen
        self._services = services
        self._errands = errands
        self._busy = busy
        self._changed = changed
        self._waiting: Timer | None = None
        self.servers: tuple[FoundServer, ...] = ()
        """The model servers that were found on this machine."""

    def open(self, section: str = "") -> None:
        """Show them, at this section."""
        if not self._errands.busy("settings"):
            self._errands.start(partial(self._open, section), "settings")

    async def _open(self, section: str) -> None:
        from orquix_tui.tui.screens.settings import SettingsScreen  # not before somebody asks

        await self._screen.app.push_screen_wait(SettingsScreen(self._services, self.take_on, section))
        reading = (
            await self._services.configuration.read()
        )  # who leaves at once has cut the last change short
        if reading.settings != self._services.settings:
            await self.take_on(reading)

    def keep_theme(self, name: str) -> None:
        """Write the theme down that was chosen elsewhere, unless it is the one that holds."""
        if name != self._services.settings.ui.theme:
            self._errands.start(partial(self._keep_theme, name), "theme", latest=True)

    async def _keep_theme(self, name: str) -> None:
        reading = await self._services.configuration.read()
        variable = reading.variable("ui", "theme")
        if variable:
            text = _("{name} sets the theme: this one holds until the end.").format(name=variable)
            self._screen.notify(text, timeout=4)
        elif name != reading.settings.ui.theme:
            await self.take_on(await self._services.configuration.change([Put(("ui", "theme"), name)]))

    # -- taking on -----------------------------------------------------------------------------

    async def take_on(self, reading: Reading) -> None:
        """Let this hold: at once, or as soon as what goes on is over. Language and keys never wait."""
        services, ui = self._services, reading.settings.ui
        other_words = (ui.language, ui.keys) != (services.settings.ui.language, services.settings.ui.keys)
        if ui.language != services.settings.ui.language:
            await services.speak(ui.language)
        look(self._screen, ui)
        await self._take_on(reading)
        if other_words:
            reword(self._screen.app.screen_stack)

    async def _take_on(self, reading: Reading) -> None:
        services = self._services
        if _looks_only(services.settings, reading.settings):
            self._changed(services.become(replace(services, settings=reading.settings)))
        elif self._busy():
            text = _("The change takes hold when what goes on now is over.")
            self._screen.query_one(Notices).add(text)
            if self._waiting is None:
                self._waiting = self._screen.set_interval(_LOOK_S, self._is_it_over)
        else:
            await self.renew()

    def _is_it_over(self) -> None:
        if self._waiting is not None and not self._busy():
            self._waiting.stop()
            self._waiting = None
            self._errands.start(self.renew, "take on")

    async def renew(self) -> None:
        """New parts for what has changed; everybody who holds the services sees them. Raises ConfigError."""
        new = await self._services.rebuild(self._services)
        before = self._services.become(new)
        self._changed(before)
        for problem in await before.aclose(goes_on=self._services):
            self._screen.query_one(Notices).add(problem, "warning")

    # -- what was found ------------------------------------------------------------------------

    async def look_around(self) -> None:
        """Find the model servers on this machine. Takes up to two seconds."""
        self.servers = tuple(await self._services.surroundings.servers())

    async def take_found(self) -> None:
        """Make a council of all that was found; one that is written stays. Raises ConfigError."""
        vendors = self._services.surroundings.vendors()
        if not self.servers:
            await self.look_around()
        offered = [server for server in self.servers if server.models]
        if not (vendors or offered):
            text = _("Nothing was found: no key in the environment, no model server on this machine.")
            self._screen.notify(text, timeout=4)
            return
        configuration = self._services.configuration
        taken = (await configuration.read()).written.get("councils", {})
        names = ("default", "found", *(f"found{number}" for number in range(2, 99)))
        name = next(name for name in names if name not in taken)
        await self.take_on(await configuration.change(council_of(vendors, offered, name)))
        text = _("Written: the council “{name}” asks what was found. {key[council]} chooses a council.")
        self._screen.notify(keyed(text, name=name), markup=False, timeout=4)

    async def settle(self, council: Council) -> None:
        """Before the first question: ask about each key that would go unencrypted. Raises ConfigError."""
        for name in await undecided(self._services, council):
            given = self._services.settings.providers[name]
            reading = await may_go(self._screen, self._services, name, given)
            if reading is not None:
                await self.take_on(reading)

    def facts(self, council: Council | None) -> Facts:
        """What the welcome card tells."""
        services = self._services
        settings = services.settings
        providers = [m.provider for m in council.members] if council else []
        problems = {name: services.providers.can_run(name) for name in dict.fromkeys(providers)}
        embedded = bool(providers) and all(services.is_embedded(name) for name in providers)
        missing = services.embedder.unavailable()
        return Facts(
            council=council,
            embedded=embedded,
            problems={name: services.redact(why) for name, why in problems.items() if why},
            vendors=services.surroundings.vendors(),
            servers=self.servers,
            missing_embedded=services.surroundings.embedded_missing() if embedded else "",
            memory=_("finds by words alone: no embedding model yet")
            if missing
            else _("finds what was meant"),
            language=settings.ui.language,
            theme=self._screen.app.theme,
        )


def look(screen: Screen[Any], ui: UiSettings) -> None:
    """Theme, keys and animations: these hold at once, whatever goes on."""
    app = screen.app
    wanted = ui.theme if ui.theme in app.available_themes else themes.DEFAULT
    if app.theme != wanted:
        app.theme = wanted
    app.animation_level = TEXTUAL_ANIMATIONS if ui.animations else "none"
    app.set_keymap(ui.keys)


def _looks_only(before: Settings, now: Settings) -> bool:
    """Whether nothing is another but what the screen alone goes by: then all parts can stay."""
    context = now.context.model_copy(update={"review": before.context.review})
    return now != before and now.model_copy(update={"ui": before.ui, "context": context}) == before


def council_of(
    vendors: Mapping[str, str], servers: Sequence[FoundServer], name: str = "default"
) -> list[Put]:
    """A council of these: the stronger model of each vendor, the first models of each server."""
    members = [
        {"provider": v.name, "model": model}
        for v in VENDORS
        if v.name in vendors
        for model in (v.models if len(vendors) == 1 and not servers else v.models[:1])
    ]
    chain = [f"{m['provider']}:{m['model']}" for m in members[:2]]
    for server in servers:
        members += [{"provider": server.name, "model": model} for model in server.models[:_MOST_MODELS]]
    members = members[:_MOST_MEMBERS]
    chain = chain or [f"{members[0]['provider']}:{members[0]['model']}"]
    plain = [(s.name, ProviderSettings(kind=s.settings.kind, base_url=s.settings.base_url)) for s in servers]
    return [
        *(Put(("providers", name), as_written(given)) for name, given in plain),
        Put(("councils", name), {"moderator": chain, "members": members}),
    ]
