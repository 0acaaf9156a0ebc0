"""The editor of a council: on the left who sits in it, on the right how that one is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from orquix_tui.core.services import Services
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.council_form import CouncilForm
from orquix_tui.tui.council_text import council_rows, member_rows, moderator_rows
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.places import Place
from orquix_tui.tui.prices import Prices
from orquix_tui.tui.quitting import UNSAVED
from orquix_tui.tui.screens.council_fields import Fields
from orquix_tui.tui.screens.settings_pages import Hint, hinted
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.widgets.council_lists import SeatList
from orquix_tui.tui.widgets.key_line import KeyLine
from orquix_tui.tui.widgets.row_list import RowList
from orquix_tui.tui.widgets.setting_rows import Row, SettingRows

Save = Callable[[CouncilForm], Awaitable[str]]
"""Writes it; says why not, empty when it is written."""


_SAVE = ("council.save", N_("save"))
_COUNCIL: Hint = (("council.choose", N_("change")), ("council.add", N_("add a member")), _SAVE)
_MEMBER: Hint = (("council.choose", N_("change")), ("council.remove", N_("the default")), _SAVE)
_MODERATOR: Hint = (
    ("council.choose", N_("change")),
    ("council.add", N_("add")),
    ("council.remove", N_("remove")),
    ("council.up", N_("up")),
    _SAVE,
)


class CouncilEditor(SideScreen[str | None]):
    """Gives back the name under which it was saved."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.COUNCIL)]
    PLACE = Place.COUNCIL
    AUTO_FOCUS = "#setting-rows"

    def __init__(self, services: Services, form: CouncilForm, save: Save) -> None:
        super().__init__(services)
        self._form = form
        self._save = save
        self._prices = Prices(services.forecaster)
        self._fields = Fields(self, services, form, self._changed)

    def compose(self) -> ComposeResult:
        """Notices above, two lists side by side, what the row means below."""
        yield self.notices
        with Horizontal(id="settings-body"):
            yield SeatList()
            with Vertical(id="settings-right"):
                yield SettingRows()
                yield Static("", id="setting-about", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """A new one begins with its name; the prices come when their table is read."""
        seats = self.query_one(SeatList)
        seats.border_title = Content(_("New council") if self._form.new else self._form.name)
        hint = (("council.add", N_("add")), ("council.remove", N_("remove")))
        seats.border_subtitle = Content(hinted(hint))
        self.watch(seats, "cursor", self._another_seat, init=False)
        self.watch(self.query_one(SettingRows), "cursor", self._tell, init=False)
        self.draw()
        self.errands.start(self._load_prices, "prices")

    async def _load_prices(self) -> None:
        await self._prices.load()
        self.draw()

    @property
    def goes_on(self) -> tuple[str, ...]:
        """See `Placed`."""
        return (_(UNSAVED),) if self._form.changed else ()

    # -- what is shown -------------------------------------------------------------------------

    @property
    def _seat(self) -> int:
        """Which line on the left: 0 is the council itself, then the members, then the moderator."""
        return self.query_one(SeatList).cursor

    @property
    def _member(self) -> int | None:
        at = self._seat - 1
        return at if 0 <= at < len(self._form.seats) else None

    @property
    def _at_moderator(self) -> bool:
        return self._seat == len(self._form.seats) + 1

    def draw(self) -> None:
        """All of it as it is now; the cursors stay."""
        if not self.is_attached:  # a late reading, when it has gone
            return
        form = self._form
        sitting = form.sitting()
        lines = [(_("Council"), not form.seats)]
        lines += [
            (f"{at} {label}", bool(self._problem(seat.member.provider)))
            for at, (seat, label) in enumerate(zip(form.seats, form.labels, strict=True), 1)
        ]
        self.query_one(SeatList).fill([*lines, (_("Moderator"), bool(sitting))])
        self._draw_rows()

    def _draw_rows(self) -> None:
        form, rows = self._form, self.query_one(SettingRows)
        member = self._member
        if member is not None:
            given = form.seats[member].member
            cost = self._prices.sentence(f"{given.provider}:{given.model}")
            rows.fill(member_rows(form, member, cost, self._problem(given.provider)))
            title, hint = form.labels[member], _MEMBER
        elif self._at_moderator:
            rows.fill(moderator_rows(form, self._prices.sentence))
            title, hint = _("Who compares: the first that works"), _MODERATOR
        else:
            rows.fill(council_rows(form))
            title, hint = _("Council"), _COUNCIL
        rows.border_title = Content(title)
        rows.border_subtitle = Content(hinted(hint))
        self._tell()

    def _problem(self, provider: str) -> str:
        if provider not in self._services.providers.names():
            return ""
        return self._services.redact(self._services.providers.can_run(provider))

    def _tell(self) -> None:
        row = self.query_one(SettingRows).here
        self.query_one("#setting-about", Static).update(row.about if row else "")

    def _changed(self, seat: int | None = None) -> None:
        """Something is another; `seat` is the line on the left to go to."""
        self.notices.drop("error")
        self.draw()
        if seat is not None:
            self.query_one(SeatList).cursor = seat
            self._draw_rows()

    # -- moving --------------------------------------------------------------------------------

    def _another_seat(self) -> None:
        self.query_one(SettingRows).cursor = 0
        self._draw_rows()

    def action_section(self, by: int) -> None:
        """The next or the previous line on the left."""
        seats = self.query_one(SeatList)
        seats.cursor = (seats.cursor + by) % (len(self._form.seats) + 2)

    def action_side(self, side: str) -> None:
        """To the members, or to the values."""
        self.query_one("#council-seats" if side == "left" else "#setting-rows").focus()

    # -- doing ---------------------------------------------------------------------------------

    def action_choose(self) -> None:
        """On a member: to its values; on a value: change it."""
        if self.query_one(SeatList).has_focus:
            self.action_side("right")
        else:
            self._do("choose", self.query_one(SettingRows).here)

    @on(RowList.Chosen)
    def _clicked(self, message: RowList.Chosen) -> None:
        message.stop()
        self.action_choose()

    def action_deed(self, name: str) -> None:
        """Add, copy, remove or move what the cursor is on."""
        on_left = self.query_one(SeatList).has_focus
        self._do(name, None if on_left else self.query_one(SettingRows).here)

    def _do(self, name: str, row: Row | None) -> None:
        if self._at_moderator:
            self._fields.moderator(name, row, self.query_one(SettingRows))
        elif self._member is not None:
            self._fields.member(name, self._member, row)
        else:
            self._fields.council(name, row)

    def action_save(self) -> None:
        """Write it, and go back."""
        if not self.errands.busy("save"):
            self.errands.start(self._saved, "save")

    async def _saved(self) -> None:
        wrong = await self._save(self._form)
        if wrong:
            self.notices.drop("error")
            self.notices.add(wrong, "error")
        elif self.is_active:
            self.dismiss(self._form.name)

    def action_cancel(self) -> None:
        """Back without saving; what was changed is asked for first."""
        if not self._form.changed:
            super().action_cancel()
        elif not self.errands.busy("leave"):
            self.errands.start(self._leave, "leave")

    async def _leave(self) -> None:
        text = _("What was changed is not saved.")
        dialog = Confirm(_("Leave without saving?"), text, yes=_("leave"), no=_("go on editing"))
        if await self.app.push_screen_wait(dialog):
            self.dismiss(None)
