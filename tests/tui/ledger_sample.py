"""A synthesis whose ledger holds one of everything, and two further versions of it."""

from __future__ import annotations

from datetime import UTC, datetime

from orquix_tui.domain.models import Claim, Interaction, Note, Quote, Statement, Synthesis
from orquix_tui.domain.status import Quality
from tests.tui import sample

CLAIMS = (
    Claim(
        text="The outer bank erodes.",
        supporters=("A", "C"),
        quotes=(
            Quote(letter="C", text="The outer bank erodes", found=True),
            Quote(letter="A", text="banks erode on ice too", found=False),
        ),
    ),
    Claim(
        text="Sediment is needed.",
        supporters=("C",),
        opponents=("A",),
        quotes=(
            Quote(letter="A", text="without any sediment", found=True),
            Quote(letter="C", text="sediment is always needed", found=False),
        ),
    ),
    Claim(
        text="A meander needs an obstacle to begin.",
        supporters=("D",),
        opponents=("C",),
        quotes=(Quote(letter="C", text="Sediment settles on the inner bank", found=True),),
        outcome="withdrawn",
        statements=(
            Statement(letter="D", stance="withdraws", text="I had no evidence for [b]that[/b]."),
            Statement(letter="C", stance="upholds", text="A straight channel is unstable by itself."),
        ),
    ),
    Claim(text="A river is a river.", supporters=("D",)),
)
QUESTIONS = ("And on Mars?", "How long does it take?")


def synthesis() -> Synthesis:
    return sample.synthesis().model_copy(
        update={
            "claims": CLAIMS,
            "suggested_questions": QUESTIONS,
            "base_letter": "C",
            "base_reason": "it names the mechanism",
            "fallback_used": False,
            "banner": "",
            "text": "Water piles up on the outer bank, sinks, and returns along the bed. "
            "Meanders also form on ice [A]. Whether sediment is needed is **open** [A, C].",
            "created_at": datetime(2026, 3, 14, 10, 3, tzinfo=UTC),
        }
    )


def checked(interaction: Interaction) -> Interaction:
    """The interaction with that synthesis, and a straggler."""
    late = Note(step="moderate", message="Answered after the comparison had begun: Careful. Compare again.")
    metrics = interaction.metrics.model_copy(update={"warnings": (late,)})
    return interaction.model_copy(update={"synthesis": synthesis(), "metrics": metrics})


def more() -> tuple[Synthesis, ...]:
    """What two other moderations made of the same answers."""
    second = synthesis().model_copy(
        update={
            "version": 2,
            "moderator": "openai-compatible:a-model-with-a-very-long-name",
            "strategy": "select",
            "excluded": ("D",),
            "quality": Quality.HIGH,
            "text": "Water piles up on the outer bank, sinks, and returns along the bed. Nobody knows why.",
            "created_at": datetime(2026, 3, 14, 10, 30, tzinfo=UTC),
        }
    )
    third = second.model_copy(
        update={
            "version": 3,
            "moderator": "extractive",
            "strategy": "compare",
            "excluded": (),
            "quality": Quality.LOW,
            "created_at": datetime(2026, 3, 14, 10, 40, tzinfo=UTC),
        }
    )
    return second, third
