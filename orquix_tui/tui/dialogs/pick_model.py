"""Who is to join: a member of a council, a model that a provider offers, or one that is written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from orquix_tui.core.services import Services
from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.models import Member
from orquix_tui.domain.translate import _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.prices import Prices, row
from orquix_tui.tui.readline_keys import LineInput
from orquix_tui.tui.widgets.options import Options

_MOST = 200
"""Lines that are offered at once; who looks for more types a letter."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A member, and where it comes from."""

    member: Member
    where: str

    @property
    def line(self) -> str:
        """As it is listed."""
        name = "" if self.member.model.endswith(self.member.label) else self.member.label
        parts = [part for part in (name, self.member.ref, self.where) if part]
        return " · ".join(parts)

    def has(self, wanted: str) -> bool:
        """Whether every word stands in it."""
        text = f"{self.member.label} {self.member.ref} {self.where}".casefold()
        return all(word in text for word in wanted.casefold().split())


def seated(services: Services) -> list[Offer]:
    """The members of all councils, each once."""
    found: dict[tuple[str, str, str | None], Offer] = {}
    for council in services.councils.values():
        for member in council.members:
            found.setdefault((member.ref, member.label, member.persona), Offer(member, council.name))
    return list(found.values())


def written(ref: str, known: Sequence[str]) -> Member | None:
    """The member that `provider:model` names; None when it names none."""
    provider, _colon, model = ref.strip().partition(":")
    if provider not in known or not model.strip():
        return None
    return Member(provider=provider, model=model.strip(), label=model.strip().rsplit("/", 1)[-1])


class PickModel(Dialog[Member | None]):
    """Enter gives one back. The models of the providers come as they are found."""

    BINDINGS: ClassVar[list[BindingType]] = [b for b in bindings(Place.MODELS) if b.action != "again"]
    PLACE = Place.MODELS

    def __init__(self, services: Services, title: str) -> None:
        super().__init__()
        self._services = services
        self._title = title
        self._prices = Prices(services.forecaster)
        self._offers = seated(services)
        self._listed: list[Offer] = []
        self._silent: list[str] = []

    def compose(self) -> ComposeResult:
        """A line to narrow the list with, and the list."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(_("{key[dialog.take]} choose · {key[dialog.close]} cancel"))
            yield LineInput(placeholder=_("a word of it, or provider:model"), id="model-wanted", compact=True)
            yield Options(markup=False, compact=True)
            yield Static("", id="dialog-hint", markup=False)

    def on_mount(self) -> None:
        """The councils at once, the providers as they answer."""
        self._list()
        self.query_one(Input).focus()
        self.run_worker(self._load_prices(), exit_on_error=False)
        for name in self._services.providers.names():
            if not self._services.providers.can_run(name):
                self.run_worker(self._discover(name), exit_on_error=False)

    async def _load_prices(self) -> None:
        await self._prices.load()
        self._list()

    async def _discover(self, provider: str) -> None:
        try:
            models = await self._services.providers.models(provider)
        except OrquixError as error:
            self._silent.append(f"{provider}: {error.cause}")
            models = []
        taken = {offer.member.ref for offer in self._offers}
        fresh = (written(f"{provider}:{model.id}", [provider]) for model in models)
        self._offers += [Offer(m, "") for m in fresh if m is not None and m.ref not in taken]
        self._list()

    @on(Input.Changed)
    def _list(self) -> None:
        wanted = self.query_one(Input).value
        self._listed = [offer for offer in self._offers if offer.has(wanted)][:_MOST]
        own = written(wanted, self._services.providers.names())
        if own is not None and own.ref not in {offer.member.ref for offer in self._listed}:
            self._listed.append(Offer(own, _("as written")))
        options = self.query_one(OptionList)
        held = options.highlighted or 0
        width, cost = options.size.width, self._prices.short
        options.set_options(
            [Option(row(offer.line, cost(offer.member.ref), width)) for offer in self._listed]
        )
        if self._listed:
            options.highlighted = min(held, len(self._listed) - 1)
        hint = "" if self._listed else _("Nothing of that name. Write provider:model.")
        self.query_one("#dialog-hint", Static).update("\n".join([hint, *self._silent]).strip())

    def action_step(self, by: int) -> None:
        """The next line, while one goes on typing."""
        options = self.query_one(OptionList)
        if self._listed:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._listed)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._give(self.query_one(OptionList).highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._give(event.option_index)

    def _give(self, at: int | None) -> None:
        if at is not None and at < len(self._listed) and self.is_active:
            self.dismiss(self._listed[at].member)
