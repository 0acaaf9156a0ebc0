"""The last line but one: who was or will be asked, what it had to go on, what it cost, whether it is safe."""

from __future__ import annotations

from orquix_tui.core.context.block import ContextBlock
from orquix_tui.domain.models import Council
from orquix_tui.domain.status import Step
from orquix_tui.domain.translate import N_, _
from orquix_tui.tui import words
from orquix_tui.tui.amounts import chunks
from orquix_tui.tui.keys import keyed
from orquix_tui.tui.shown import SaveState, ShownRun
from orquix_tui.tui.widgets.lines import Line, Piece

_LONGEST_NAME = 24
_BETWEEN: tuple[Piece, ...] = (("  │  ", "$foreground-disabled"),)
_DOING = {
    Step.VALIDATE: N_("saving the question"),
    Step.CONTEXT: N_("looking for context"),
    Step.COUNCIL: N_("asking"),
    Step.MODERATE: N_("comparing: {key[tab.synthesis]}"),
    Step.SAVE: N_("saving"),
}
_AWAITS_MODEL = N_("waiting for the embedding model")
_SEEKING = {None, Step.VALIDATE, Step.CONTEXT}
"""Until their end it is not known what goes along."""


class StatusBar(Line):
    """Says nothing that it does not know."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._council: Council | None = None
        self._today: float | None = None
        self._run: ShownRun | None = None
        self._coming: ContextBlock | None = None
        self._work = ""

    def council(self, council: Council | None) -> None:
        """Who will be asked next."""
        self._council = council
        self._draw()

    def today(self, cost_usd: float | None) -> None:
        """What today cost so far, US dollars; None when no price is known."""
        self._today = cost_usd
        self._draw()

    def coming(self, block: ContextBlock | None) -> None:
        """What will go along with the question in the prompt; None while that is not known."""
        if block != self._coming:
            self._coming = block
            self._draw()

    def working(self, work: str) -> None:
        """What goes on behind the screen; empty when nothing does."""
        if work != self._work:
            self._work = work
            self._draw()

    def run_changed(self, run: ShownRun | None) -> None:
        """Another run is shown, or it went on."""
        self._run = run
        self._draw()

    @property
    def named(self) -> str:
        """The council that is told: of the run on the screen, else the one that is asked next; or nothing."""
        council = self._run.interaction.council if self._run else self._council
        return council.name if council else ""

    def reword(self) -> None:
        """See `wording`."""
        self._draw()

    def _draw(self) -> None:
        parts: list[Piece] = []
        if not self.named:
            parts.append((_(" no council configured"), "bold $text-error"))
        else:
            name = words.middle(self.named, _LONGEST_NAME)
            parts += [(_(" council "), "$foreground-muted"), (name, "bold")]
        if self._coming is not None:
            parts += [
                *_BETWEEN,
                (_going_along(self._coming), "$text-primary"),
            ]
        if self._run is not None:
            parts += [*_BETWEEN, _doing(self._run)]
            sought = self._run.live and self._run.step in _SEEKING
            if self._coming is None and not sought:
                parts += [*_BETWEEN, (_context(self._run), "$foreground-muted")]
        if self._today is not None:
            parts += [
                ("  │  ", "$foreground-disabled"),
                (_("today {cost}").format(cost=words.money(self._today)), "$foreground-muted"),
            ]
        self.left = tuple(parts)
        work: tuple[Piece, ...] = ((f"● {self._work} ", "$text-primary"),) if self._work else ()
        self.right = work + _saving(self._run)


def _doing(run: ShownRun) -> Piece:
    """The step that goes on; afterwards where the synthesis is and what it is worth."""
    if run.live:
        doing = _AWAITS_MODEL if run.awaits_model else _DOING[run.step or Step.VALIDATE]
        return (f"● {keyed(_(doing))}", "$text-primary")
    if run.elsewhere:
        return (_("● running in another window"), "$text-primary")
    synthesis = run.interaction.synthesis
    if synthesis is None:
        return (_("no synthesis"), "$foreground-muted")
    return (
        keyed(_("synthesis {quality}: {key[tab.synthesis]}"), quality=_(synthesis.quality.value)),
        "bold",
    )


def _context(run: ShownRun) -> str:
    if not run.context:
        return _("no context")
    return _("context {chunks}, {tokens} tok").format(
        chunks=chunks(len(run.context)), tokens=words.count(run.context_tokens)
    )


def _going_along(block: ContextBlock) -> str:
    if not block.items:
        return _("↑ no context")
    size = _("{chunks}, {tokens} tok").format(
        chunks=chunks(len(block.items)), tokens=words.count(block.tokens)
    )
    return _("↑ {what} will go along").format(what=size)


def _saving(run: ShownRun | None) -> tuple[Piece, ...]:
    if run is None or run.save is SaveState.NOTHING:
        return ()
    styles = {SaveState.SAVED: "$text-success", SaveState.FAILED: "bold $text-error reverse"}
    return ((f"{_(run.save.value)} ", styles.get(run.save, "$text-warning")),)
