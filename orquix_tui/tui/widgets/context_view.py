"""What of the project's memory went along, piece by piece."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from orquix_tui.domain.models import ContextItem
from orquix_tui.tui import words
from orquix_tui.tui.shown import ShownRun


class ContextView(Vertical):
    """The block as it was sent, numbered as the models cite it."""

    def __init__(self) -> None:
        super().__init__(id="context-view")

    def compose(self) -> ComposeResult:
        """A line of totals, then the pieces."""
        yield Static("", id="context-head", markup=False)
        yield VerticalScroll(id="context-items")

    def on_mount(self) -> None:
        """Nothing yet."""
        self._head("Nothing was asked yet. What the project remembers will stand here.")

    def show(self, run: ShownRun, today: datetime) -> None:
        """The context of this run."""
        items = run.context
        notice = f"\n! {run.context_notice}" if run.context_notice else ""
        if items:
            chunks, tokens = words.plural(len(items), "chunk"), words.count(run.context_tokens)
            self._head(f"{chunks}, {tokens} tokens went along as numbered data, not as orders.{notice}")
        else:
            self._head(f"No context went along.{notice}")
        box = self.query_one("#context-items", VerticalScroll)
        box.remove_children()
        box.mount_all([Static(card(item, today), classes="context-item", markup=False) for item in items])

    def _head(self, text: str) -> None:
        self.query_one("#context-head", Static).update(Content.styled(text, "$foreground-muted"))


def card(item: ContextItem, today: datetime) -> Content:
    """One piece: number, source, date, score, tokens, and its text."""
    score = "by words" if item.score is None else f"score {item.score:.3f}"
    date = f" · {words.when(item.created_at, today)}" if item.created_at else ""
    unverified = (" · unverified", "$text-warning") if item.unverified else ""
    return Content.assemble(
        (f"[{item.n}] ", "bold $text-accent"),
        (item.source, "bold"),
        (f"{date} · {score} · {words.count(item.tokens)} tok", "$foreground-muted"),
        unverified,
        f"\n{item.text}",
    )
