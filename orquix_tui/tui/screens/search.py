"""Search in everything that is remembered, as one types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from orquix_tui.core.services import Services
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Project
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui.amounts import hits
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.keys import bindings, chord_of, first_key, keyed
from orquix_tui.tui.places import Place
from orquix_tui.tui.readline_keys import LineInput
from orquix_tui.tui.screens.document_view import open_hits
from orquix_tui.tui.screens.side import SideScreen
from orquix_tui.tui.widgets.cut_text import HangingText
from orquix_tui.tui.widgets.hit_list import HitList, Looking, Preview
from orquix_tui.tui.widgets.key_line import KeyLine

MOST = 30
"""Hits: more than anybody reads before writing a better query."""
PAUSE_S = 0.15
"""Nothing is searched for while the next key is likely to come."""
_BEGIN = N_("Type what you look for: words, or what it was about.")


@dataclass
class Query:
    """What was last searched for; kept so that the search opens again where it was left."""

    text: str = ""
    everywhere: bool = False
    at: int = 0
    hits: list[Hit] = field(default_factory=list)


class SearchScreen(SideScreen[Hit | None]):
    """Gives back the hit that was chosen, if it lies in an interaction; documents open on top of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SEARCH)]
    PLACE = Place.SEARCH
    AUTO_FOCUS = "#search-input"

    def __init__(self, services: Services, clock: Clock, project: Project | None, query: Query) -> None:
        super().__init__(services)
        self._clock = clock
        self._project = project
        self._query = query
        self._fresh = True
        """Whether the hits on the screen belong to what is written."""
        self._missing = services.embedder.unavailable()
        """What was missing to find more."""

    def compose(self) -> ComposeResult:
        """The line to write in, how it went, hits on the left, the one under the cursor on the right."""
        yield self.notices
        line = LineInput(self._query.text, id="search-input", placeholder=_(_BEGIN), select_on_focus=True)
        line.border_title = _("Search")
        line.border_subtitle = keyed(
            _(
                "{key[search.open]} opens · {key[search.previous]}{key[search.next]} choose · "
                "{key[cancel]} back"
            )
        )
        yield line
        yield HangingText(id="search-state")
        with Horizontal(id="search-body"):
            yield HitList()
            yield Preview()
        yield KeyLine()

    def offers(self) -> Callable[[str], bool]:
        """See `Placed`."""
        return lambda key: key != "search.open" or bool(self._query.hits)

    def on_mount(self) -> None:
        """Again what was there when it was left."""
        at = self._query.at
        self._show(self._query.hits)
        if at < len(self._query.hits):
            self.query_one(HitList).highlighted = at
        if self._query.text:
            self._look()  # the memory may have changed since

    # -- searching -----------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._query.text:
            self._query.text = event.value
            self._look(PAUSE_S)

    def action_scope(self) -> None:
        """This project, or all of them."""
        self._query.everywhere = not self._query.everywhere
        self._look()

    def _look(self, pause_s: float = 0.0) -> None:
        self._fresh = False
        self.errands.start(partial(self._search, pause_s), "search", latest=True)

    async def _search(self, pause_s: float) -> None:
        """A next key ends it, in the pause or in the search."""
        await asyncio.sleep(pause_s)
        query = self._query.text.strip()
        if not query:
            self._show([])
            return
        self._state(Content.styled(_("… searching"), "$text-primary"))
        where = None if self._query.everywhere else self._project
        before = self._under_cursor()
        hits = await self._services.context.search(query, where, top_k=MOST)
        self._missing = await self._services.context.words_only(where)
        self._show(hits)
        again = next((n for n, hit in enumerate(hits) if before and hit.chunk.id == before.chunk.id), 0)
        self.query_one(HitList).highlighted = again if hits else None

    def _show(self, hits: list[Hit]) -> None:
        self._query.hits, self._fresh = hits, True
        self.query_one(HitList).show(hits, self._looking)
        self.refresh_bindings()
        self.query_one("#search-body").set_class(not hits, "-empty")
        self._preview()
        self._state(self._summary())

    # -- saying --------------------------------------------------------------------------------

    @property
    def _looking(self) -> Looking:
        return Looking(self._clock.now(), self._query.everywhere)

    @property
    def _where(self) -> str:
        if self._query.everywhere or self._project is None:
            return _("all projects")
        return _("project {project}").format(project=self._project.name)

    def _summary(self) -> Content:
        """How many hits, where, and what was missing to find more."""
        other = _("this project") if self._query.everywhere else _("all projects")
        scope = (
            _(" in {where} · {key}: {other}").format(
                where=self._where, key=first_key("search.scope"), other=other
            ),
            "$foreground-muted",
        )
        if not self._query.text.strip():
            said: tuple[str, str] = (_("Search"), "$foreground-muted")
        elif self._query.hits:
            number = len(self._query.hits)
            said = (
                _("the best {hits}").format(hits=hits(number)) if number == MOST else hits(number),
                "bold",
            )
        else:
            said = (_("Nothing found"), "bold $text-warning")
        return Content.assemble(" ", said, scope, (self._notice, "$text-warning"))

    @property
    def _notice(self) -> str:
        """What was missing to find more: in full only where no hit needs the room."""
        if not self._missing:
            return ""
        if self._query.hits:
            return _("\n ! By words alone, not by meaning: {key} tells why.").format(key=chord_of("settings"))
        return _("\n ! By words alone: {missing}").format(missing=self._missing)

    def _state(self, text: Content) -> None:
        self.query_one("#search-state", Static).update(text)

    # -- choosing ------------------------------------------------------------------------------

    def _under_cursor(self) -> Hit | None:
        at = self.query_one(HitList).highlighted
        return None if at is None or at >= len(self._query.hits) else self._query.hits[at]

    def action_step(self, by: int) -> None:
        """The next or the previous hit, while one goes on typing."""
        hits = self.query_one(HitList)
        if by > 0:
            hits.action_cursor_down()
        else:
            hits.action_cursor_up()

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._preview()

    def _preview(self) -> None:
        hit = self._under_cursor()
        self._query.at = self.query_one(HitList).highlighted or 0
        self.query_one(Preview).show(hit, self._looking)

    @on(Input.Submitted)
    def _entered(self) -> None:
        """Enter before the hits are those of what is written only searches at once."""
        if self._fresh:
            self.action_open()
        else:
            self._look()

    @on(HitList.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The hit under the cursor: a document on top of this screen, an interaction in the workspace."""
        hit = self._under_cursor()
        if hit is None or not self.is_active:
            return
        if hit.chunk.path is None:
            self.dismiss(hit)
            return
        open_hits(self, self._services, self._query.hits, self._query.hits.index(hit))
