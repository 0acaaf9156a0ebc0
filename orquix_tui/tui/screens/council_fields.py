"""What each row of the editor of councils does: asks for another value until the form takes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.screen import Screen

from orquix_tui.core.services import Services
from orquix_tui.domain.translate import _, number
from orquix_tui.tui.council_form import CouncilForm, name_problem, number_in, read_extra, write_extra
from orquix_tui.tui.council_text import STRATEGIES
from orquix_tui.tui.dialogs.ask_text import AskText, Check
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.council_model import ChooseModel
from orquix_tui.tui.dialogs.council_write import WriteText
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.widgets.setting_rows import Row, SettingRows

Change = Callable[[], int | None]
"""Changes the form; gives back the line on the left to go to. Raises ValueError with the reason."""


class Fields:
    """`changed` draws the editor again."""

    def __init__(
        self,
        screen: SideScreen[Any],
        services: Services,
        form: CouncilForm,
        changed: Callable[[int | None], None],
    ) -> None:
        self._screen = screen
        self._services = services
        self._form = form
        self._changed = changed

    # -- the council ---------------------------------------------------------------------------

    def council(self, deed: str, row: Row | None) -> None:
        """A key on the council itself."""
        if deed == "add" or (deed == "choose" and row is not None and row.id == "members"):
            self._start(self._add)
        elif deed == "choose" and row is not None:
            self._start(self._name if row.id == "name" else self._strategy)
        elif deed == "remove" and row is not None and row.id == "strategy":
            self._form.strategy = None
            self._changed(None)

    async def _name(self) -> None:
        hint = _("Without blanks and colons, for example: reviewers")
        dialog = AskText(_("Name"), self._form.name, hint, lambda text: name_problem(text.strip(), ()))
        name = await self._ask(dialog)
        if name is not None:
            self._form.name = name
            self._changed(None)

    async def _strategy(self) -> None:
        lines = [f"{name} · {_(about)}" if name else _(about) for name, about in STRATEGIES.items()]
        here = list(STRATEGIES).index(self._form.strategy or "")
        chosen = await self._ask(Choose(_("Strategy"), lines, here))
        if chosen is not None:
            strategies: tuple[Any, ...] = (None, *list(STRATEGIES)[1:])
            self._form.strategy = strategies[chosen]
            self._changed(None)

    async def _add(self) -> None:
        ref = await self._ask(ChooseModel(self._services, _("A new member"), self._names()))
        if ref is not None:
            self._try(lambda: self._form.add(ref) + 1)

    # -- a member ------------------------------------------------------------------------------

    def member(self, deed: str, at: int, row: Row | None) -> None:
        """A key on a member (no row: on itself), or on one of its values."""
        form = self._form
        match deed:
            case "add":
                self._start(self._add)
            case "copy":
                self._try(lambda: form.duplicate(at) + 1)
            case "up":
                self._try(lambda: form.move(at, -1) + 1)
            case "down":
                self._try(lambda: form.move(at, 1) + 1)
            case "remove" if row is None:
                self._try(partial(self._removed, at))
            case "remove" if row is not None and row.id not in {"provider", "model"}:
                self._try(lambda: form.put(at, **{row.id: None}))
            case "choose" if row is not None:
                self._start(partial(self._value, at, row))

    def _removed(self, at: int) -> int:
        self._form.remove(at)
        return min(at + 1, len(self._form.seats))

    async def _value(self, at: int, row: Row) -> None:
        member = self._form.seats[at].member
        match row.id:
            case "provider":
                await self._provider(at)
            case "model":
                await self._model(at, member.provider)
            case "send_context":
                self._try(lambda: self._form.put(at, send_context=not member.send_context))
            case "persona":
                await self._written(at, row, member.persona or "", lambda text: text or None)
            case "extra":
                await self._written(at, row, write_extra(member.extra), read_extra)
            case "label":
                await self._line(at, row, member.label or "", lambda text: text.strip() or None)
            case "temperature":
                held = "" if member.temperature is None else number(member.temperature, "g")
                await self._line(at, row, held, number_in)
            case "max_tokens":
                await self._line(at, row, str(member.max_tokens), number_in)

    async def _provider(self, at: int) -> None:
        """Another provider has other models: which one is asked for at once."""
        names = self._names()
        held = self._form.seats[at].member.provider
        lines = [self._described(name) for name in names]
        here = names.index(held) if held in names else 0
        chosen = await self._ask(Choose(_("Provider"), lines, here))
        if chosen is not None and names[chosen] != held:
            await self._model(at, names[chosen])

    def _described(self, name: str) -> str:
        given = self._services.settings.providers[name]
        problem = self._services.redact(self._services.providers.can_run(name))
        return " · ".join(part for part in (name, given.kind, problem and f"! {problem}") if part)

    async def _model(self, at: int, provider: str) -> None:
        member = self._form.seats[at].member
        title = _("A model of {provider}").format(provider=provider)
        held = f"{member.provider}:{member.model}"
        ref = await self._ask(ChooseModel(self._services, title, [provider], held=held))
        if ref is not None:
            chosen, _colon, model = ref.partition(":")
            self._try(lambda: self._form.put(at, provider=chosen, model=model))

    async def _line(self, at: int, row: Row, held: str, read: Callable[[str], Any]) -> None:
        typed = await self._ask(AskText(row.name, held, row.about, self._check(at, row.id, read)))
        if typed is not None:
            self._try(lambda: self._form.put(at, **{row.id: read(typed)}))

    async def _written(self, at: int, row: Row, held: str, read: Callable[[str], Any]) -> None:
        typed = await self._ask(WriteText(row.name, held, row.about, self._check(at, row.id, read)))
        if typed is not None:
            self._try(lambda: self._form.put(at, **{row.id: read(typed)}))

    def _check(self, at: int, field: str, read: Callable[[str], Any]) -> Check:
        """Whether the form would take it."""

        def wrong(text: str) -> str:
            before = self._form.seats[at]
            try:
                self._form.put(at, **{field: read(text)})
            except ValueError as error:
                return str(error)
            self._form.seats[at] = before
            return ""

        return wrong

    # -- the moderator -------------------------------------------------------------------------

    def moderator(self, deed: str, row: Row | None, rows: SettingRows) -> None:
        """A key on the chain, or on one of it."""
        at = int(row.id) if row is not None and row.id else None
        form = self._form
        if deed == "add":
            self._start(partial(self._moderator, None))
        elif at is None:
            return
        elif deed == "choose":
            self._start(partial(self._moderator, at))
        elif deed == "remove":
            self._try(lambda: form.remove_moderator(at))
        elif deed in {"up", "down"}:
            to = form.move_moderator(at, -1 if deed == "up" else 1)
            self._changed(None)
            rows.cursor = to

    async def _moderator(self, at: int | None) -> None:
        form = self._form
        held = "" if at is None else form.chain[at]
        title = _("Who compares the answers")
        ref = await self._ask(ChooseModel(self._services, title, self._names(), held=held, extractive=True))
        if ref is None:
            return
        if at is None:
            self._try(lambda: form.add_moderator(ref))
        else:
            self._try(lambda: form.put_moderator(at, ref))

    # -- asking --------------------------------------------------------------------------------

    def _names(self) -> list[str]:
        """The providers, those first that can be asked."""
        providers = self._services.providers
        names = [name for name in providers.names() if name in self._services.settings.providers]
        return sorted(names, key=lambda name: bool(providers.can_run(name)))

    async def _ask(self, dialog: Screen[Any]) -> Any:
        return await self._screen.app.push_screen_wait(dialog)

    def _start(self, work: Callable[[], Awaitable[None]]) -> None:
        """A dialog, unless one is open."""

        async def errand() -> None:
            await work()

        if not self._screen.errands.busy("field"):
            self._screen.errands.start(errand, "field")

    def _try(self, change: Change) -> None:
        try:
            seat = change()
        except ValueError as error:
            self._screen.notify(str(error), markup=False, timeout=4)
        else:
            self._changed(seat)
