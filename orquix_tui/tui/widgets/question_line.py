"""The question whose answers are on the screen."""

from __future__ import annotations

from datetime import datetime

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.text import one_line
from orquix_tui.domain.translate import _
from orquix_tui.tui import words
from orquix_tui.tui.widgets.lines import Line


class QuestionLine(Line):
    """One row: the question on the left, when and how it ended on the right."""

    def __init__(self) -> None:
        super().__init__(id="question")

    def on_mount(self) -> None:
        """Nothing was asked yet."""
        self.clear()

    def clear(self) -> None:
        """No question."""
        self.display = False

    def show(self, interaction: Interaction, today: datetime, goes_on_from: str = "") -> None:
        """The question of this interaction, and the one it goes on from."""
        self.display = True
        sign = words.STATUS_SIGNS[interaction.status]
        time = words.when(interaction.created_at, today)
        before = (
            _("   ↳ goes on from: {prompt}").format(prompt=one_line(goes_on_from, 200))
            if goes_on_from
            else ""
        )
        self.left = (
            (" ❯ ", "bold $text-accent"),
            (one_line(interaction.prompt, 500), "bold"),
            (before, "$foreground-muted"),
        )
        self.right = (
            (f" {interaction.project} · {time} · {sign} {_(interaction.status.value)} ", "$foreground-muted"),
        )
