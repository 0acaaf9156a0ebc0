"""How the same answers are to be compared this time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, get_args

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select, SelectionList, Static
from textual.widgets.selection_list import Selection

from orquix_tui.core.again import Wish
from orquix_tui.core.services import Services
from orquix_tui.domain.models import EXTRACTIVE, Interaction, Response, Strategy
from orquix_tui.domain.settings import ModeratorSettings, Personality
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import LineInput

_WIDTH = 60
_STRATEGIES: dict[Strategy, str] = {
    "repair": N_("repair: one answer, mended with what the others add"),
    "select": N_("select: the best answer as it is, and why"),
    "compare": N_("compare: the ledger alone, nothing merged"),
}
_LANGUAGES = {"auto": N_("that of the question"), "en": N_("English"), "es": N_("Spanish")}
_AS_BEFORE = ""


@dataclass(frozen=True)
class Offers:
    """What can be chosen from. `chain` compares when nobody else is named; `check` says what is wrong with a
    moderator that was written by hand."""

    chain: Sequence[str]
    moderators: Sequence[str]
    responses: Sequence[Response]
    settings: ModeratorSettings
    check: Callable[[str], str]
    without: Sequence[str] = ()
    """The letters of answers that are left out to begin with."""


class CompareAgain(Dialog[Wish | None]):
    """Gives back what is wished, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.COMPARING)]
    AUTO_FOCUS = "#again-moderator"
    PLACE = Place.COMPARING

    def __init__(self, offered: Offers) -> None:
        super().__init__()
        self._offers = offered
        settings, chain = offered.settings, ", ".join(offered.chain)
        refs = [(one_line(ref, _WIDTH), ref) for ref in offered.moderators]
        first = (one_line(_("as the council says: {chain}").format(chain=chain), _WIDTH), _AS_BEFORE)
        self._moderator = _select([first, *refs], _AS_BEFORE, "again-moderator")
        self._other = LineInput(placeholder=_("or write one: provider:model"), id="again-other", compact=True)
        strategies = [(_(text), name) for name, text in _STRATEGIES.items()]
        self._strategy = _select(strategies, settings.strategy, "again-strategy")
        personalities = [(name, name) for name in get_args(Personality)]
        self._personality = _select(personalities, settings.personality, "again-personality")
        languages = {settings.language: settings.language} | _LANGUAGES
        self._language = _select(
            [(_(t), c) for c, t in languages.items()], settings.language, "again-language"
        )
        self._without: SelectionList[str] = SelectionList(
            *(
                Selection(
                    Content(f"{r.letter} {one_line(r.label, 40)}"), r.letter, r.letter in offered.without
                )
                for r in offered.responses
            ),
            id="again-without",
            compact=True,
        )
        self._wrong = Static("", id="again-wrong", markup=False)

    def compose(self) -> ComposeResult:
        """One row for each wish; the answers below, marked when they are left out."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = _("Compare again: nobody is asked again")
            box.border_subtitle = keyed(
                _(
                    "{key[dialog.next]} next · {key[dialog.take]} choose · {key[comparing.start]} compare · "
                    "{key[dialog.close]} cancel"
                )
            )
            with VerticalScroll(id="again-form", can_focus=False):
                yield _row(_("Moderator"), self._moderator)
                yield _row("", self._other)
                yield _row(_("Strategy"), self._strategy)
                yield _row(_("Personality"), self._personality)
                yield _row(_("Language"), self._language)
                yield _row(_("Leave out"), self._without)
            yield self._wrong
            yield Button(_("Compare"), id="again-start", compact=True, action="screen.start")

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self._wrong.display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the line is enough."""
        event.stop()
        self.action_start()

    def action_start(self) -> None:
        """Only a wish that can be granted closes the dialog."""
        written = self._other.value.strip()
        out = tuple(self._without.selected)
        wrong = self._offers.check(written) if written else ""
        if len(self._offers.responses) - len(out) < 2:
            wrong = _("Fewer than two answers are left: there is nothing to compare.")
        self._wrong.display = bool(wrong)
        self._wrong.update(f"✗ {wrong}")
        if not wrong and self.is_active:
            self.dismiss(self._wish(written, out))

    def _wish(self, written: str, out: tuple[str, ...]) -> Wish:
        ref = written or str(self._moderator.value)
        settings = ModeratorSettings.model_validate(
            {
                **self._offers.settings.model_dump(),
                "strategy": self._strategy.value,
                "personality": self._personality.value,
                "language": self._language.value,
            }
        )
        return Wish(chain=(ref,) if ref else (), exclude=out, settings=settings)


def offers(services: Services, interaction: Interaction, without: Sequence[str] = ()) -> Offers:
    """What there is to choose from for this interaction; it begins with what holds."""
    council, held = interaction.council, interaction.synthesis
    configured = services.settings.moderator
    strategy = held.strategy if held else council.strategy or configured.strategy
    councils = (council, *services.councils.values())
    refs = [ref for c in councils for ref in (*c.moderator, *(m.ref for m in c.members))]
    return Offers(
        chain=council.moderator or (EXTRACTIVE,),
        moderators=list(dict.fromkeys([*refs, EXTRACTIVE])),
        responses=[r for r in interaction.responses if r.status.usable],
        settings=ModeratorSettings.model_validate({**configured.model_dump(), "strategy": strategy}),
        check=partial(_wrong, services.providers.names()),
        without=without,
    )


def _wrong(known: Sequence[str], ref: str) -> str:
    """What is wrong with a moderator that was written by hand."""
    provider, _colon, model = ref.partition(":")
    if ref == EXTRACTIVE or (provider in known and model):
        return ""
    if not model:
        return _('Write it as provider:model, or "{extractive}".').format(extractive=EXTRACTIVE)
    return _('No provider is called "{provider}". There are: {known}.').format(
        provider=one_line(provider, 40), known=", ".join(known)
    )


def _select(lines: Sequence[tuple[str, str]], value: str, name: str) -> Select[str]:
    options = [(Content(text), code) for text, code in lines]  # as they are: a plain string would be markup
    return Select(options, value=value, allow_blank=False, id=name, compact=True)


def _row(name: str, field: Widget) -> Horizontal:
    return Horizontal(Label(name, classes="field-name"), field, classes="field")
