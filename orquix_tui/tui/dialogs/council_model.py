"""Which model: a list that narrows as one types, filled while the providers answer."""

from __future__ import annotations

from collections.abc import Sequence
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
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.model_offers import ModelOffers, Offer
from orquix_tui.tui.places import Place
from orquix_tui.tui.prices import Prices, row
from orquix_tui.tui.readline_keys import LineInput
from orquix_tui.tui.widgets.options import Options

_MOST = 300
"""Lines that are offered at once; who looks for more types a letter."""
_NOTHING = N_("Nothing of that name.")


class ChooseModel(Dialog[str | None]):
    """Gives back `provider:model`, or `extractive`. Escape stops asking the providers, too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Place.MODELS),
    ]
    PLACE = Place.MODELS

    def __init__(
        self,
        services: Services,
        title: str,
        providers: Sequence[str],
        *,
        held: str = "",
        extractive: bool = False,
    ) -> None:
        """`held` is the model of now: the list begins there."""
        super().__init__()
        self._services = services
        self._title = title
        self._held = held
        self._offers = ModelOffers(providers, extractive=extractive)
        self._prices = Prices(services.forecaster)
        self._listed: list[Offer] = []
        self._moved = False
        """Whether the person chose a line: else the first one or the model of now, whoever answers first."""

    def compose(self) -> ComposeResult:
        """A line to narrow the list with, the list, and who is being asked."""
        with Vertical(classes="dialog wide council-model") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = keyed(
                _("{key[dialog.take]} choose · {key[models.again]} ask again · {key[dialog.close]} cancel")
            )
            one = len(self._offers.providers) == 1
            hint = _("a word of it, or any model's name") if one else _("a word of it, or provider:model")
            yield LineInput(placeholder=hint, id="model-wanted", compact=True)
            yield Options(markup=False, compact=True)
            yield Static("", id="dialog-hint", markup=False)

    def on_mount(self) -> None:
        """Ask them all."""
        self.query_one(Input).focus()
        self._ask(refresh=False)
        self.run_worker(self._load_prices(), exit_on_error=False)

    async def _load_prices(self) -> None:
        await self._prices.load()
        self._list()

    def action_again(self) -> None:
        """What was remembered may be of yesterday."""
        self._ask(refresh=True)

    def _ask(self, *, refresh: bool) -> None:
        known = self._services.providers.names()
        for name in self._offers.providers:
            if name not in known:
                why = _("It is known when what goes on now is over.")
            else:
                why = self._services.providers.can_run(name)
            if why:
                self._offers.failed(name, self._services.redact(why))
            else:
                self._offers.asks(name)
                work = self._discover(name, refresh=refresh)
                self.run_worker(work, group=f"models {name}", exclusive=True, exit_on_error=False)
        self._list()

    async def _discover(self, provider: str, *, refresh: bool) -> None:
        try:
            models = await self._services.providers.models(provider, refresh=refresh)
        except OrquixError as error:
            self._offers.failed(provider, self._services.redact(str(error)))
        except Exception as error:  # noqa: BLE001  # the boundary: the other providers' models are still offered
            text = _("Unexpected {kind}: {error}. This is a bug of Orquix.").format(
                kind=type(error).__name__, error=error
            )
            self._offers.failed(provider, self._services.redact(text))
        else:
            self._offers.found(provider, models)
        self._list()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._moved = False
        self._list()

    def _list(self) -> None:
        before = self._here
        wanted = self.query_one(Input).value
        self._listed = self._offers.matching(wanted)[:_MOST]
        options = self.query_one(OptionList)
        width, cost = options.size.width, self._prices.short
        options.set_options([Option(row(offer.line, cost(offer.ref), width)) for offer in self._listed])
        refs = [offer.ref for offer in self._listed]
        if refs:
            keep = before.ref if before and self._moved else self._held if not wanted else ""
            options.highlighted = refs.index(keep) if keep in refs else 0
        state = self._offers.state
        nothing = "" if self._listed or state else _(_NOTHING)
        self.query_one("#dialog-hint", Static).update(state or nothing)

    @property
    def _here(self) -> Offer | None:
        at = self.query_one(OptionList).highlighted
        return self._listed[at] if at is not None and at < len(self._listed) else None

    def action_step(self, by: int) -> None:
        """The next line, while one goes on typing."""
        options = self.query_one(OptionList)
        if self._listed:
            self._moved = True
            options.highlighted = ((options.highlighted or 0) + by) % len(self._listed)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._give()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._give()

    def _give(self) -> None:
        here = self._here
        if here is not None and self.is_active:
            self.dismiss(here.ref)
