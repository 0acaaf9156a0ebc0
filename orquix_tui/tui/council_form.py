"""A council while it is being edited: its seats, its moderators, what can be saved and what cannot."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from orquix_tui.domain.configuring import Change, Put, Rename
from orquix_tui.domain.labels import distinct, label_of
from orquix_tui.domain.models import EXTRACTIVE
from orquix_tui.domain.settings import CouncilSettings, MemberSettings, Name
from orquix_tui.domain.translate import N_, _, to_number

MOST_MEMBERS = 8
REASONS = {
    "label": N_("A label has at most 40 characters."),
    "temperature": N_("A number from 0 to 2."),
    "max_tokens": N_("A whole number from 1 to 1,000,000."),
    "model": N_("A model is needed."),
}
_OPTIONAL = ("label", "persona", "temperature", "max_tokens", "extra", "send_context")


def name_problem(name: str, taken: Sequence[str]) -> str:
    """Why a council cannot be called that; empty when it can."""
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError:
        return _("A name of 1 to 80 characters, without blanks and colons.")
    return _("There is a council of that name already.") if name in taken else ""


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """That name, or the next one with a number that nobody has."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def read_extra(text: str) -> dict[str, Any]:
    """What is to be sent along, from JSON or TOML. Raises ValueError with the reason."""
    text = text.strip()
    try:
        found = json.loads(text) if text.startswith("{") else tomllib.loads(text)
    except ValueError as error:
        found = _inline_table(text, error)
    if not isinstance(found, dict):
        wanted = _("A table is needed, for example {example}.").format(example='{"top_p": 0.9}')
        raise ValueError(wanted)  # noqa: TRY004  # typed by a person, no defect of ours
    _must_be_plain(found)
    return found


def _inline_table(text: str, error: ValueError) -> object:
    try:
        return tomllib.loads(f"extra = {text}")["extra"]
    except ValueError:
        told = _("That is neither JSON nor TOML ({reason}).").format(reason=error)
        raise ValueError(told) from error


def _must_be_plain(value: object) -> None:
    """Whether both the file and a request can hold it."""
    if isinstance(value, Mapping):
        for part in value.values():
            _must_be_plain(part)
    elif isinstance(value, list):
        for part in value:
            _must_be_plain(part)
    elif value is None:
        raise ValueError(_("The file cannot hold null: leave that out."))
    elif not isinstance(value, str | bool | int | float) or (
        isinstance(value, float) and not math.isfinite(value)
    ):
        raise ValueError(_("Only text, numbers, true, false, lists and tables can be sent."))


def write_extra(extra: Mapping[str, Any]) -> str:
    """As it is shown, and can be typed."""
    return json.dumps(extra, ensure_ascii=False) if extra else ""


def number_in(text: str) -> float | int | None:
    """The number that was typed, None for nothing. Raises ValueError."""
    return to_number(text) if text.strip() else None


@dataclass(frozen=True)
class Seat:
    """A member, and its table as it stands in the file (empty: it does not)."""

    member: MemberSettings
    given: Mapping[str, Any]

    def table(self) -> dict[str, Any]:
        """As it is to stand in the file: what is not the default, and what stood there."""
        told = self.member.model_dump(mode="json")
        blank = MemberSettings(provider="x", model="x").model_dump(mode="json")
        known = {k: told[k] for k in ("provider", "model")}
        for key in _OPTIONAL:
            if told[key] != blank[key] or (key in self.given and told[key] is not None):
                known[key] = told[key]
        ordered = [*(key for key in self.given if key in known), *(k for k in known if k not in self.given)]
        return {key: known[key] for key in ordered}


class CouncilForm:
    """What is edited. Positions count from 0; what cannot be done raises ValueError with the reason."""

    def __init__(
        self, name: str, council: CouncilSettings | None, given: Mapping[str, Any], *, new: bool
    ) -> None:
        """`given` is its table as it stands in the file (empty: it does not)."""
        self.name = name
        self.was = "" if new or not given else name
        """Its name in the file; empty when it does not stand there."""
        self.new = new
        self.strategy = council.strategy if council else None
        self.chain: list[str] = list(council.moderator) if council else [EXTRACTIVE]
        self._chain_is_text = isinstance(given.get("moderator"), str)
        tables: Sequence[Mapping[str, Any]] = given.get("members", ())
        members = council.members if council else ()
        self.seats = [
            Seat(member, tables[at] if at < len(tables) else {}) for at, member in enumerate(members)
        ]
        self._at_first = self._all()

    def _all(self) -> object:
        return (self.name, self.strategy, tuple(self.chain), tuple(seat.member for seat in self.seats))

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self._all() != self._at_first

    @property
    def labels(self) -> list[str]:
        """What the members are called: each by a name of its own."""
        return distinct([seat.member.label or label_of(seat.member.model) for seat in self.seats])

    # -- members -------------------------------------------------------------------------------

    def add(self, ref: str) -> int:
        """A new member at the end, as `provider:model`; where it sits."""
        self._must_have_room()
        provider, _colon, model = ref.partition(":")
        self.seats.append(Seat(MemberSettings(provider=provider, model=model), {}))
        return len(self.seats) - 1

    def duplicate(self, at: int) -> int:
        """The same member once more, right behind; where it sits. A label of its own stays its own."""
        self._must_have_room()
        member = self.seats[at].member
        if member.label:
            label = distinct([*self.labels, member.label])[-1][:40]
            member = member.model_copy(update={"label": label})
        self.seats.insert(at + 1, Seat(member, {}))
        return at + 1

    def remove(self, at: int) -> None:
        """Take this seat away."""
        if len(self.seats) == 1:
            raise ValueError(_("A council has at least one member."))
        del self.seats[at]

    def move(self, at: int, by: int) -> int:
        """Change places with the neighbour; where it sits now."""
        return _move(self.seats, at, by)

    def put(self, at: int, **values: Any) -> None:
        """Other values for a member; None is the default."""
        seat = self.seats[at]
        told = {**seat.member.model_dump(), **values}
        told = {key: value for key, value in told.items() if value is not None}
        if isinstance(told.get("label"), str) and told["label"] != seat.member.label:
            others = {label for n, label in enumerate(self.labels) if n != at}
            if told["label"] in others:
                raise ValueError(_("Another member is called that."))
        try:
            member = MemberSettings.model_validate(told)
        except ValidationError as error:
            field = str(error.errors(include_input=False)[0]["loc"][0])
            raise ValueError(_(REASONS[field]) if field in REASONS else str(error)) from None
        self.seats[at] = replace(seat, member=member)

    def _must_have_room(self) -> None:
        if len(self.seats) >= MOST_MEMBERS:
            raise ValueError(_("A council has at most {most} members.").format(most=MOST_MEMBERS))

    # -- moderators ----------------------------------------------------------------------------

    def add_moderator(self, ref: str) -> None:
        """Another substitute, before the last one when that is `extractive`."""
        if ref in self.chain:
            raise ValueError(_("It is in the chain already."))
        last = self.chain and self.chain[-1] == EXTRACTIVE and ref != EXTRACTIVE
        self.chain.insert(len(self.chain) - 1 if last else len(self.chain), ref)

    def put_moderator(self, at: int, ref: str) -> None:
        """Another one in this place."""
        if ref in self.chain and self.chain[at] != ref:
            raise ValueError(_("It is in the chain already."))
        self.chain[at] = ref

    def remove_moderator(self, at: int) -> None:
        """Take it out; an empty chain means the extractive one."""
        del self.chain[at]

    def move_moderator(self, at: int, by: int) -> int:
        """Change places with the neighbour; its place now."""
        return _move(self.chain, at, by)

    def sitting(self) -> list[str]:
        """The moderators that are members, too."""
        return sitting(self.chain, [seat.member for seat in self.seats])

    # -- saving --------------------------------------------------------------------------------

    def problem(self, taken: Sequence[str]) -> str:
        """Why it cannot be saved; empty when it can. `taken` are the councils that stand in the file."""
        if not self.seats:
            return _("A council has at least one member.")
        return name_problem(self.name, [name for name in taken if name != self.was])

    def table(self) -> dict[str, Any]:
        """As it is to stand in the file."""
        chain: str | list[str] = list(self.chain)
        if self._chain_is_text and len(self.chain) == 1:
            chain = self.chain[0]
        told: dict[str, Any] = {"moderator": chain}
        if self.strategy:
            told["strategy"] = self.strategy
        return {**told, "members": [seat.table() for seat in self.seats]}

    def changes(self) -> list[Change]:
        """What saving writes."""
        another = self.was not in {"", self.name}
        renamed: list[Change] = [Rename(("councils", self.was), self.name)] if another else []
        return [*renamed, Put(("councils", self.name), self.table())]


def sitting(chain: Sequence[str], members: Sequence[MemberSettings]) -> list[str]:
    """The moderators of a chain that are members, too: they may prefer themselves."""
    seated = {f"{member.provider}:{member.model}" for member in members}
    return [ref for ref in chain if ref in seated]


def _move(items: list[Any], at: int, by: int) -> int:
    to = max(min(at + by, len(items) - 1), 0)
    items.insert(to, items.pop(at))
    return to
