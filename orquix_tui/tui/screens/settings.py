"""The settings: sections on the left, their values on the right, what the current one means below."""

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
from orquix_tui.domain.configuring import Reading
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.keys import bindings
from orquix_tui.tui.places import Place
from orquix_tui.tui.quitting import MODEL
from orquix_tui.tui.screens.errands import is_gone
from orquix_tui.tui.screens.settings_keys import KeysPage
from orquix_tui.tui.screens.settings_models import ModelsPage
from orquix_tui.tui.screens.settings_pages import Desk, Page, PlainPage, hinted
from orquix_tui.tui.screens.settings_providers import ProvidersPage
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.setting_fields import BUDGET, CONTEXT, INTERFACE, MODERATOR
from orquix_tui.tui.widgets.key_line import KeyLine
from orquix_tui.tui.widgets.row_list import RowList
from orquix_tui.tui.widgets.setting_rows import SectionList, SettingRows

_ABOUT = N_("What is changed here is written to {file}; the rest of that file stays as it is.")


class SettingsScreen(SideScreen[None]):
    """`taken` is called with everything that was changed, at once."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SETTINGS)]
    PLACE = Place.SETTINGS
    AUTO_FOCUS = "#setting-rows"

    def __init__(
        self, services: Services, taken: Callable[[Reading], Awaitable[None]], section: str = ""
    ) -> None:
        super().__init__(services)
        desk = Desk(self, services, self.errands, taken, self.draw)
        self._desk = desk
        self._models = ModelsPage(desk)
        self._pages: dict[str, Page] = {
            "providers": ProvidersPage(desk),
            "models": self._models,
            "interface": PlainPage(desk, N_("Interface"), INTERFACE),
            "keys": KeysPage(desk),
            "context": PlainPage(desk, N_("Context"), CONTEXT),
            "moderator": PlainPage(desk, N_("Moderator"), MODERATOR),
            "budget": PlainPage(desk, N_("Budget"), BUDGET),
        }
        self._here = section if section in self._pages else "providers"

    def compose(self) -> ComposeResult:
        """Notices above, two lists side by side, what the row means below."""
        yield self.notices
        with Horizontal(id="settings-body"):
            yield SectionList(list(self._pages.values()))
            with Vertical(id="settings-right"):
                yield SettingRows()
                yield Static("", id="setting-about", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """What holds is read while the defaults stand there."""
        sections = self.query_one(SectionList)
        sections.cursor = list(self._pages).index(self._here)
        self.watch(sections, "cursor", self._another_section, init=False)
        self.watch(self.query_one(SettingRows), "cursor", self._tell, init=False)
        self.draw()
        self._desk.start(self._desk.read, "read")

    @property
    def page(self) -> Page:
        """The section that is shown."""
        return self._pages[self._here]

    def draw(self) -> None:
        """Draw the page as it is now; the cursor stays. A change may end when the screen has gone."""
        if not self.is_mounted or is_gone(self):
            return
        rows = self.query_one(SettingRows)
        rows.fill(self.page.rows())
        rows.border_title = Content(self.page.title)
        rows.border_subtitle = Content(hinted(self.page.hint))
        self._tell()

    def reword(self) -> None:
        """Another language."""
        self.query_one(SectionList).refresh()
        self.draw()

    def _tell(self) -> None:
        row = self.query_one(SettingRows).here
        file = _(_ABOUT).format(file=self._desk.reading.file)
        self.query_one("#setting-about", Static).update(row.about if row and row.about else file)

    # -- moving --------------------------------------------------------------------------------

    def _another_section(self, at: int) -> None:
        name = list(self._pages)[at]
        if name != self._here:
            self._here = name
            self.query_one(SettingRows).cursor = 0
            self.draw()

    def action_section(self, by: int) -> None:
        """The next or the previous section."""
        sections = self.query_one(SectionList)
        sections.cursor = (sections.cursor + by) % len(self._pages)

    def action_side(self, side: str) -> None:
        """To the sections, or to the values."""
        self.query_one("#setting-sections" if side == "left" else "#setting-rows").focus()

    # -- doing ---------------------------------------------------------------------------------

    def action_choose(self) -> None:
        """On a section: go into it; on a value: change it."""
        if self.query_one(SectionList).has_focus:
            self.action_side("right")
            return
        row = self.query_one(SettingRows).here
        if row is not None:
            self.page.choose(row)

    @on(RowList.Chosen)
    def _clicked(self, message: RowList.Chosen) -> None:
        message.stop()
        self.action_choose()

    def action_deed(self, name: str) -> None:
        """Another key: what it does is the page's."""
        self.page.deed(name, self.query_one(SettingRows).here)

    @property
    def goes_on(self) -> tuple[str, ...]:
        """See `Placed`."""
        return (_(MODEL),) if self._models.fetching else ()

    def action_cancel(self) -> None:
        """From a filter back to all, else away; a download that goes on is told of first."""
        if self._models.may_leave() and not self.page_keeps():
            super().action_cancel()

    def page_keeps(self) -> bool:
        """Whether Escape was for the page."""
        page = self.page
        if isinstance(page, KeysPage) and page.unfilter():
            self.draw()
            return True
        return False
