"""The memory at work: what would go along with the next question, and what went along with a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.citing import cited
from orquix_tui.domain.models import ContextItem, Steer
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import words
from orquix_tui.tui.amounts import chunks
from orquix_tui.tui.keys import bindings, keyed
from orquix_tui.tui.next_block import NextBlock
from orquix_tui.tui.places import Place
from orquix_tui.tui.shown import ShownRun
from orquix_tui.tui.widgets.context_card import UNCITED, CardState
from orquix_tui.tui.widgets.context_items import ContextItems
from orquix_tui.tui.widgets.cut_text import HangingText

_MUTED = "$foreground-muted"
_NOTHING_YET = N_(
    "Nothing was asked yet. What the project remembers will stand here: type a question to see it."
)
_APPROVE = N_(
    " {key[context.enter]} sends it with this · {key[cancel]} goes back · "
    "{key[context.remove]} leaves one out · {key[context.pin]} pins · {key[context.ban]} bans "
)


BESIDE = "context-beside"
"""The id of the one beside the prompt."""


class ContextView(Vertical):
    """Totals above the pieces. The next question's block comes first; `v` turns to the run's."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.CONTEXT_VIEW)]
    PLACE = Place.CONTEXT_VIEW

    def __init__(self, view_id: str = "context-view") -> None:
        super().__init__(id=view_id, classes="context-view")
        self._run: ShownRun | None = None
        self._next: NextBlock | None = None
        self._cited: dict[int, str] = {}
        self._steered: Mapping[str, Steer] = {}
        self._head = Content("")
        self._today: datetime | None = None
        self._run_wanted = False

    def compose(self) -> ComposeResult:
        """Totals, then the pieces."""
        yield HangingText(classes="context-head")
        yield ContextItems()

    def on_mount(self) -> None:
        """Nothing yet."""
        self._draw()

    @property
    def shows_next(self) -> bool:
        """Whether the next question's block is in view, not that of a run."""
        return self._next is not None and not (self._run_wanted and self._run is not None)

    # -- told from above -----------------------------------------------------------------------

    def show(self, run: ShownRun, today: datetime) -> None:
        """The context of this run, and who cited it so far."""
        self._run, self._today = run, today
        known = [item.n for item in run.context]
        self._cited = {n: cited_by(run, n, known) for n in known}
        self._draw()

    def clear(self) -> None:
        """No run is on the screen any more."""
        self._run, self._run_wanted = None, False
        self._draw()

    def show_next(self, coming: NextBlock | None, steered: Mapping[str, Steer], today: datetime) -> None:
        """What would go along with what stands in the prompt; None when nothing stands there."""
        if coming is None or coming.approving or self._next is None:
            self._run_wanted = False
        self._next, self._steered, self._today = coming, steered, today
        self._draw()

    def reword(self) -> None:
        """See `wording`; the cards hold words, too."""
        self.query_one(ContextItems).show([])
        self._draw()

    def focus_items(self) -> None:
        """Put the focus on the pieces."""
        self.query_one(ContextItems).focus()

    # -- what the person does ------------------------------------------------------------------

    def action_turn(self) -> None:
        """From the next question's block to the run's, and back."""
        if self._next is not None and not self._next.approving and self._run is not None:
            self._run_wanted = not self._run_wanted
            self._draw()

    # -- drawing -------------------------------------------------------------------------------

    def _draw(self) -> None:
        if self.shows_next and self._next is not None:
            turn = (
                keyed(_("{key[context.turn]}: this run"))
                if self._run is not None and not self._next.approving
                else ""
            )
            self._put(next_head(self._next), self._next_cards(self._next), _("Next question"), turn)
        elif self._run is not None:
            turn = keyed(_("{key[context.turn]}: next question")) if self._next is not None else ""
            self._put(run_head(self._run), self._run_cards(self._run), _("This run"), turn)
        else:
            self._put(Content.styled(_(_NOTHING_YET), _MUTED), [], "", "")

    def _put(self, head: Content, cards: list[CardState], what: str, turn: str) -> None:
        self.set_class(not cards, "-empty")
        if not head.is_same(self._head):  # what did not change is not laid out again
            self._head = head
            self.query_one(".context-head", Static).update(head)
        items = self.query_one(ContextItems)
        items.approving = self._next is not None and self._next.approving
        if (items.border_title, items.border_subtitle) != (what, turn):
            items.border_title, items.border_subtitle = what, turn
        items.show(cards)

    def _next_cards(self, coming: NextBlock) -> list[CardState]:
        items = coming.found.items if coming.found else ()
        numbers = {item.chunk_id: item.n for item in coming.sent.items}
        return [self._card(item, numbers.get(item.chunk_id, 0)) for item in items]

    def _run_cards(self, run: ShownRun) -> list[CardState]:
        return [self._card(item, item.n, self._cited.get(item.n, "")) for item in run.context]

    def _card(self, item: ContextItem, number: int, by: str = "") -> CardState:
        # The day alone: a card that says the same is not drawn again.
        now = self._today or datetime.now().astimezone()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        hows = [self._steered[i] for i in (item.chunk_id, *item.chunk_ids) if i in self._steered]
        return CardState(item, today, number, hows[0] if hows else None, by)


class ContextViews:
    """The view in its tab and, when the settings say so, the one beside the prompt: both show the same."""

    def __init__(self, *views: ContextView) -> None:
        self.views = views

    @property
    def shows_next(self) -> bool:
        """Whether the next question's block can be seen in one of them."""
        return any(view.shows_next for view in self.views)

    def clear(self) -> None:
        """See `ContextView.clear`."""
        for view in self.views:
            view.clear()

    def show(self, run: ShownRun, today: datetime) -> None:
        """See `ContextView.show`."""
        for view in self.views:
            view.show(run, today)

    def show_next(self, coming: NextBlock | None, steered: Mapping[str, Steer], today: datetime) -> None:
        """See `ContextView.show_next`."""
        for view in self.views:
            view.show_next(coming, steered, today)


def next_head(coming: NextBlock) -> Content:
    """What is about to happen, in one or two lines, and what the person can do about it."""
    lines: list[Content] = []
    if coming.approving:
        lines.append(Content.styled(keyed(_(_APPROVE)), "bold reverse $text-accent"))
    block = coming.sent
    if coming.looking:
        doing = _("… looking for what goes along with this question")
        if coming.awaits_model:
            doing = _("… looking for what goes along with this question: waiting for the embedding model")
        lines.append(Content.styled(doing, "$text-primary"))
    elif coming.found is not None and coming.found.items:
        lines.append(
            Content.assemble(
                (chunks(len(block.items)), "bold"),
                (
                    _(", {tokens} of {budget} tokens").format(
                        tokens=words.count(block.tokens), budget=words.count(coming.budget)
                    ),
                    "bold",
                ),
                (_(" will go along with this question"), _MUTED),
            )
        )
    else:
        lines.append(
            Content.styled(
                _("Nothing goes along with this question. {empty}").format(empty=coming.empty).strip(), _MUTED
            )
        )
    if coming.thread:
        lines.append(Content.styled(coming.thread, _MUTED))
    if coming.found is not None and coming.found.notice:
        lines.append(Content.styled(f"! {coming.found.notice}", "$text-warning"))
    return Content("\n").join(lines)


def run_head(run: ShownRun) -> Content:
    """What went along with a run."""
    lines: list[Content] = []
    if run.context:
        sent, tokens = chunks(len(run.context)), words.count(run.context_tokens)
        lines.append(
            Content.assemble(
                (_("{chunks}, {tokens} tokens").format(chunks=sent, tokens=tokens), "bold"),
                (_(" went along as numbered data, not as orders"), _MUTED),
            )
        )
    else:
        lines.append(Content.styled(_("No context went along."), _MUTED))
    if run.context_notice:
        lines.append(Content.styled(f"! {run.context_notice}", "$text-warning"))
    return Content("\n").join(lines)


def cited_by(run: ShownRun, number: int, known: list[int]) -> str:
    """Who cited the piece of this number, in the words of the screen; empty before anybody answered."""
    ended = [p for p in run.panels if p.status.final and p.text]
    names = [p.response.label for p in ended if number in cited(p.text, known)]
    synthesis = run.interaction.synthesis
    if synthesis is not None and number in cited(synthesis.text, known):
        names.append(_("the synthesis"))
    if names:
        return _("cited by {names}").format(names=", ".join(names))
    if run.live:
        return _(UNCITED[0]) if ended else ""
    return _(UNCITED[1]) if ended else ""
