"""The page of providers: who can be asked, where their keys come from, and whether they really answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from orquix_tui.domain.configuring import Drop, Origin, Put, as_written
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.settings import ProviderSettings
from orquix_tui.domain.surroundings import Check, KeyReport, KeyState
from orquix_tui.domain.translate import N_, _
from orquix_tui.domain.vendors import LOCAL_SERVERS, VENDORS
from orquix_tui.tui import words
from orquix_tui.tui.dialogs.ask_secret import AskSecret
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.provider_form import ProviderForm
from orquix_tui.tui.keys import first_key
from orquix_tui.tui.screens.consents import may_go
from orquix_tui.tui.screens.settings_pages import Desk
from orquix_tui.tui.widgets.setting_rows import Row

_STATES = {
    KeyState.NOT_NEEDED: N_("no key needed"),
    KeyState.FOUND: N_("key in {source}"),
    KeyState.IN_KEYRING: N_("key in the keyring"),
    KeyState.MISSING: N_("no key in {source}"),
    KeyState.REFUSED: N_("key held back: not encrypted"),
}
_TONES = {KeyState.FOUND: "good", KeyState.MISSING: "warning", KeyState.REFUSED: "error"}


class ProvidersPage:
    """One row for each, in the order of the file; those that were only found stand after them."""

    hint = (
        ("settings.choose", N_("edit")),
        ("settings.add", N_("add")),
        ("settings.test", N_("test")),
        ("settings.secret", N_("its key")),
        ("settings.remove", N_("remove")),
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._checks: dict[str, Check | None] = {}
        """What the last test found; None while it goes on."""

    @property
    def title(self) -> str:
        """Its name."""
        return _("Providers")

    def rows(self) -> Sequence[Row]:
        """Name, key, and how the last test went."""
        return [self._row(name, settings) for name, settings in self._desk.settings.providers.items()]

    def _row(self, name: str, given: ProviderSettings) -> Row:
        report = self._desk.services.surroundings.key(name, given)
        value = _(_STATES[report.state]).format(source=report.source)
        tone = _TONES.get(report.state, "")
        if given.kind == "local":
            value, tone = (_("not ready"), "warning") if report.problem else (_("ready"), "good")
        check = self._checks.get(name)
        if name in self._checks:
            value, tone = _checked(check)
        written = self._desk.reading.origin("providers", name) is Origin.FILE
        return Row(
            name,
            name,
            value,
            _("file") if written else _("found") if report.source else _("built in"),
            self._about(given, report, check),
            tone,
        )

    def _about(self, given: ProviderSettings, report: KeyReport, check: Check | None) -> str:
        parts = [f"{given.kind} · {report.address}" if report.address else given.kind]
        if check is not None:
            took = f" ({words.milliseconds(check.ms)})" if check.ms is not None else ""
            parts.append(f"{check.detail}{took} {check.remedy}".strip())
        elif report.state is KeyState.REFUSED:
            parts.append(
                _("Its key would go unencrypted: {key} asks whether it may.").format(key=self._test_key)
            )
        elif report.problem:
            parts.append(report.problem)
        else:
            asks = _("{key} asks it for its models, with its key.")
            if report.state is KeyState.NOT_NEEDED:
                asks = _("{key} asks it for its models.")
            parts.append(asks.format(key=self._test_key))
        return "\n".join(parts)

    @property
    def _test_key(self) -> str:
        return first_key("settings.test")

    # -- deeds ---------------------------------------------------------------------------------

    def choose(self, row: Row) -> None:
        """Edit it."""
        self._desk.start(partial(self._edit, row.id, self._table(row.id), new=False))

    def deed(self, name: str, row: Row | None) -> None:
        """Add one; test this one, store its key, or take it out."""
        if name == "add":
            self._desk.start(self._add)
        elif row is None:
            return
        elif name == "test":
            self._desk.start(partial(self._test, row.id), f"test {row.id}")
        elif name == "secret":
            self._desk.start(partial(self._key, row.id))
        elif name == "remove":
            self._desk.start(partial(self._remove, row.id))

    async def _add(self) -> None:
        """Which vendor or server first: then only the rest is to be filled in."""
        known = self._desk.reading.written.get("providers", {})
        offers: list[tuple[str, str, Mapping[str, str | None]]] = [
            *((v.name, v.kind, {"base_url": v.base_url, "api_key_env": v.key_env}) for v in VENDORS),
            *((s.name, s.kind, {"base_url": s.base_url}) for s in LOCAL_SERVERS),
            ("", "openai-compatible", {}),
        ]
        another = _("another")
        lines = [
            f"{name or another:<12} {kind:<18} {told.get('base_url') or ''}" for name, kind, told in offers
        ]
        chosen = await self._desk.screen.app.push_screen_wait(Choose(_("Which provider?"), lines))
        if chosen is not None:
            name, kind, told = offers[chosen]
            names = (name, *(f"{name}{number}" for number in range(2, 99)))
            free = next((n for n in names if not n or n not in known), "")
            await self._edit(free, {"kind": kind, **{k: v for k, v in told.items() if v}}, new=True)

    def _table(self, name: str) -> dict[str, Any]:
        """As it stands in the file, or would."""
        written = self._desk.reading.written.get("providers", {})
        return dict(written[name]) if name in written else as_written(self._desk.settings.providers[name])

    async def _edit(self, name: str, table: dict[str, Any], *, new: bool) -> None:
        """Ask until the file takes it, or the person gives up."""
        wrong = ""
        while True:
            problem = self._desk.services.surroundings.keyring_problem()
            form = ProviderForm(name, table, new=new, keyring_problem=problem, wrong=wrong)
            answer = await self._desk.screen.app.push_screen_wait(form)
            if answer is None:
                return
            name, table = answer
            if new and name in self._desk.reading.written.get("providers", {}):
                wrong = _("There is a provider of that name already.")
                continue
            wrong = await self._desk.try_change(Put(("providers", name), table))
            if not wrong:
                break
        self._checks.pop(name, None)
        await self._settle(name)

    async def _settle(self, name: str) -> None:
        """Whether its key may go where it would, when that is not encrypted."""
        desk = self._desk
        reading = await may_go(desk.screen, desk.services, name, desk.settings.providers[name])
        if reading is not None:
            await desk.take(reading)

    async def _remove(self, name: str) -> None:
        if self._desk.reading.origin("providers", name) is not Origin.FILE:
            self._desk.say(_("{name} does not stand in the file: it was found.").format(name=name), bad=True)
            return
        text = _("{name} is taken out of the file. Its key stays where it is.").format(name=name)
        if await self._desk.screen.app.push_screen_wait(Confirm(_("Remove it?"), text, yes=_("remove"))):
            self._checks.pop(name, None)
            await self._desk.change(Drop(("providers", name)))

    async def _key(self, name: str) -> None:
        """Store the key, and let the file say that it is there."""
        surroundings = self._desk.services.surroundings
        given = self._desk.settings.providers[name]
        problem = surroundings.keyring_problem()
        if problem or given.kind == "local":
            self._desk.say(problem or _("A local model needs no key."), bad=True)
            return
        hint = _("It goes into the keyring of the system, and is never shown.")
        secret = await self._desk.screen.app.push_screen_wait(
            AskSecret(_("The key of {name}").format(name=name), hint)
        )
        if secret is None:
            return
        where = await surroundings.keep_key(name, secret)
        table = {**self._table(name), "api_key_keyring": True}
        table.pop("api_key_env", None)
        await self._desk.change(Put(("providers", name), table))
        self._checks.pop(name, None)
        self._desk.say(_("Stored in the keyring ({name}).").format(name=where))
        await self._settle(name)

    async def _test(self, name: str) -> None:
        await self._settle(name)
        self._checks[name] = None
        self._desk.draw()
        try:
            self._checks[name] = await self._desk.services.surroundings.test(
                name, self._desk.settings.providers[name]
            )
        except OrquixError as error:
            self._checks[name] = Check(ok=False, detail=error.cause, remedy=error.remedy)
        self._desk.draw()


def _checked(check: Check | None) -> tuple[str, str]:
    if check is None:
        return _("asking…"), ""
    return (check.detail, "good") if check.ok else (check.detail, "error")
