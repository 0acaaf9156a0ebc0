"""A provider, as it will stand in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast, get_args

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Select, Static

from orquix_tui.domain.models import ProviderKind
from orquix_tui.domain.settings import LOCAL_TIMEOUTS, Timeouts
from orquix_tui.domain.translate import N_, _, number, to_number
from orquix_tui.domain.vendors import BASE_URL, KEY_ENV
from orquix_tui.tui.dialogs.dialog import Dialog
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import LineInput
from orquix_tui.tui.setting_fields import beyond

_ENV, _RING, _NONE = "environment", "keyring", "none"
_PLACES = {
    _ENV: N_("a variable of the environment"),
    _RING: N_("the keyring of the system"),
    _NONE: N_("none is needed"),
}
_CLOCKS = {
    "connect": (N_("To connect"), N_("{n}: until the connection stands")),
    "first_token": (N_("First token"), N_("{n}: until the answer begins")),
    "idle": (N_("Silence"), N_("{n}: without a word in mid-answer")),
    "total": (N_("In all"), N_("{n}: until the answer is whole")),
}
"""What each of the time limits is called, and what it measures."""


class ProviderForm(Dialog[tuple[str, dict[str, Any]] | None]):
    """Gives back the name and the table; `wrong` is why the last try was refused. What the form does not show
    of an existing provider (headers, query) stays."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.FORM)]
    PLACE = Place.FORM

    def __init__(
        self,
        name: str,
        table: Mapping[str, Any],
        *,
        new: bool,
        keyring_problem: str = "",
        wrong: str = "",
    ) -> None:
        super().__init__()
        self._given = table
        self._new = new
        self._said = wrong
        self._keyring_problem = keyring_problem
        kinds = [(kind, kind) for kind in get_args(ProviderKind)]
        kind = table["kind"]
        by_variable = bool(table.get("api_key_env")) or kind in KEY_ENV
        place = _RING if table.get("api_key_keyring") else _ENV if by_variable else _NONE
        self._called = LineInput(name, id="form-name", compact=True, disabled=not new)
        self._kind: Select[str] = Select(kinds, value=kind, allow_blank=False, id="form-kind", compact=True)
        self._url = LineInput(table.get("base_url", ""), id="form-url", compact=True)
        self._file = LineInput(
            table.get("model_path", ""),
            placeholder=_("a model's file, *.gguf; empty: the embedded model"),
            id="form-file",
            compact=True,
        )
        self._place: Select[str] = Select(
            [(_(text), code) for code, text in _PLACES.items()],
            value=place,
            allow_blank=False,
            id="form-place",
            compact=True,
        )
        self._variable = LineInput(table.get("api_key_env", ""), id="form-variable", compact=True)
        self._many = LineInput(str(table.get("max_concurrency", "")), id="form-many", compact=True)
        self._clocks = _clock_fields(table.get("timeouts", {}))
        self._wrong = Static("", id="form-wrong", markup=False)

    def compose(self) -> ComposeResult:
        """One line for each."""
        with Vertical(classes="dialog wide") as box:
            title = _("A new provider") if self._new else _("Provider {name}")
            box.border_title = Content(title.format(name=self._called.value))
            box.border_subtitle = keyed(
                _("{key[dialog.next]} next · {key[form.save]} save · {key[dialog.close]} cancel")
            )
            with VerticalScroll(id="form-fields", can_focus=False):
                yield _row(_("Name"), self._called)
                yield _row(_("Kind"), self._kind)
                yield _row(_("Address"), self._url)
                yield _row(_("Model's file"), self._file)
                yield _row(_("Key from"), self._place)
                yield _row(_("Variable"), self._variable)
                yield _row(_("At once"), self._many)
                yield Label(
                    _("Seconds until it is given up; empty: the number shown."),
                    id="form-clocks",
                )
                for clock, (name, _about) in _CLOCKS.items():
                    yield _row(_(name), self._clocks[clock])
            yield Static(
                keyed(
                    _(
                        "The key itself never stands here: name the variable that holds it, or store it with "
                        "{key[settings.secret]} in the list."
                    )
                ),
                id="dialog-hint",
                markup=False,
            )
            yield self._wrong

    def on_mount(self) -> None:
        """Say what the empty fields stand for."""
        given = self._file if self._given["kind"] == "local" else self._url
        (self._called if self._new else given).focus()
        self._many.placeholder = _("how many requests go out together")
        self._complain(self._said)
        self._follow()

    def on_select_changed(self, event: Select.Changed) -> None:
        """The kind decides where an empty address leads, the place whether a variable is needed."""
        event.stop()
        self._follow()

    def _follow(self) -> None:
        kind: Any = self._kind.value
        local = kind == "local"
        self.query_one("#dialog-hint").display = not local
        for field in (self._file, self._url, self._place, self._variable):
            cast(Widget, field.parent).display = local is (field is self._file)
        default = LOCAL_TIMEOUTS if local else Timeouts()
        for clock, (_name, about) in _CLOCKS.items():
            self._clocks[clock].placeholder = _(about).format(n=number(getattr(default, clock), ",g"))
        self._url.placeholder = BASE_URL.get(kind, "") or "http://127.0.0.1:8080/v1"
        self._variable.placeholder = KEY_ENV.get(kind, "ROUTER_API_KEY")
        self._variable.disabled = self._place.value != _ENV
        if self._place.value == _RING and self._keyring_problem:
            self._complain(self._keyring_problem)

    def _complain(self, text: str) -> None:
        self._wrong.display = bool(text)
        self._wrong.update(f"✗ {text}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on, and saves in the last field."""
        event.stop()
        if event.input is self._clocks["total"]:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Give it back, when it can be one."""
        name = self._called.value.strip()
        if not name or any(sign.isspace() or sign == ":" for sign in name):
            self._complain(_("A name without blanks and colons is needed."))
            self._called.focus()
            return
        for clock, field in self._clocks.items():
            if wrong := _clock_problem(clock, field.value):
                self._complain(f"{_(_CLOCKS[clock][0])}: {wrong}")
                field.focus()
                return
        if self.is_active:
            self.dismiss((name, self._table()))

    def _table(self) -> dict[str, Any]:
        clocks = {
            clock: to_number(field.value) for clock, field in self._clocks.items() if field.value.strip()
        }
        many, kind = self._many.value.strip(), self._kind.value
        place = _NONE if kind == "local" else self._place.value
        told = {
            **self._given,
            "kind": kind,
            "base_url": self._url.value.strip() if kind != "local" else "",
            "model_path": self._file.value.strip() if kind == "local" else "",
            "api_key_env": self._variable.value.strip() if place == _ENV else "",
            "api_key_keyring": place == _RING,
            "max_concurrency": int(many) if many.isdecimal() else many,
            "timeouts": clocks or "",
        }
        return {key: value for key, value in told.items() if value != "" and value is not False}


def _clock_fields(held: Mapping[str, float]) -> dict[str, LineInput]:
    """One for each of the time limits, with what the file says."""
    return {
        clock: LineInput(
            number(held[clock], ".9g") if clock in held else "",
            id=f"form-{clock.replace('_', '-')}",
            compact=True,
        )
        for clock in _CLOCKS
    }


def _clock_problem(clock: str, text: str) -> str:
    """Why this cannot be a time limit; empty when it can, or none is given."""
    try:
        return beyond(Timeouts, clock, to_number(text)) if text.strip() else ""
    except ValueError:
        return _("That is no number.")


def _row(name: str, field: Widget) -> Horizontal:
    return Horizontal(Label(name, classes="field-name"), field, classes="field")
