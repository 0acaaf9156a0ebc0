"""The last line but one: what will be asked, what it had to go on, what it cost, whether it is safe."""

from __future__ import annotations

from orquix_tui.core.context import ContextBlock
from orquix_tui.domain.models import Council
from orquix_tui.domain.status import Step
from orquix_tui.tui import words
from orquix_tui.tui.shown import SaveState, ShownRun
from orquix_tui.tui.widgets.lines import Line, Piece

_LONGEST_NAME = 24
_BETWEEN: tuple[Piece, ...] = (("  │  ", "$foreground-disabled"),)
_DOING = {
    Step.VALIDATE: "saving the question",
    Step.CONTEXT: "looking for context",
    Step.COUNCIL: "asking",
    Step.MODERATE: "comparing: F6",
    Step.SAVE: "saving",
}


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

    def _draw(self) -> None:
        parts: list[Piece] = []
        if self._council is None:
            parts.append((" no council configured", "bold $text-error"))
        else:
            name = words.middle(self._council.name, _LONGEST_NAME)
            parts += [(" council ", "$foreground-muted"), (name, "bold")]
        if self._coming is not None:
            parts += [*_BETWEEN, (f"↑ {_size(self._coming)} will go along", "$text-primary")]
        if self._run is not None:
            parts += [*_BETWEEN, _doing(self._run)]
            if self._coming is None:
                parts += [*_BETWEEN, (_context(self._run), "$foreground-muted")]
        if self._today is not None:
            parts += [
                ("  │  ", "$foreground-disabled"),
                (f"today {words.money(self._today)}", "$foreground-muted"),
            ]
        self.left = tuple(parts)
        work: tuple[Piece, ...] = ((f"● {self._work} ", "$text-primary"),) if self._work else ()
        self.right = work + _saving(self._run)


def _doing(run: ShownRun) -> Piece:
    """The step that goes on; afterwards where the synthesis is and what it is worth."""
    if run.live:
        return (f"● {_DOING[run.step or Step.VALIDATE]}", "$text-primary")
    synthesis = run.interaction.synthesis
    if synthesis is None:
        return ("no synthesis", "$foreground-muted")
    return (f"synthesis {synthesis.quality.value}: F6", "bold")


def _context(run: ShownRun) -> str:
    if not run.context:
        return "no context"
    return f"context {words.plural(len(run.context), 'chunk')}, {words.count(run.context_tokens)} tok"


def _size(block: ContextBlock) -> str:
    if not block.items:
        return "no context"
    return f"{words.plural(len(block.items), 'chunk')}, {words.count(block.tokens)} tok"


def _saving(run: ShownRun | None) -> tuple[Piece, ...]:
    if run is None or run.save is SaveState.NOTHING:
        return ()
    styles = {SaveState.SAVED: "$text-success", SaveState.FAILED: "bold $text-error reverse"}
    return ((f"{run.save.value} ", styles.get(run.save, "$text-warning")),)
