"""A seat may be asked more than once: which of its answers stands, and how the whole stands then."""

from __future__ import annotations

import string
from typing import TypeVar

from orquix_tui.domain.models import Council, Interaction, Member, Response, Usage
from orquix_tui.domain.status import InteractionStatus, ResponseStatus, Step

N = TypeVar("N", int, float)

SEATS = 8
"""The most that one interaction can have."""
_BROKEN_OFF = {InteractionStatus.INTERRUPTED, InteractionStatus.CANCELLED, InteractionStatus.RUNNING}


def blank_of(before: Response) -> Response:
    """The seat as it is before it is asked: nothing said, nothing spent."""
    return Response(
        seat=before.seat,
        letter=before.letter,
        label=before.label,
        provider=before.provider,
        model=before.model,
    )


def with_member(interaction: Interaction, member: Member) -> Interaction:
    """With one seat more: a free letter, and a label that no other member has."""
    seat = len(interaction.responses)
    labels = {response.label for response in interaction.responses}
    names = (member.label, *(f"{member.label} {n}" for n in range(2, seat + 2)))
    member = member.model_copy(update={"label": next(name for name in names if name not in labels)})
    taken = {response.letter for response in interaction.responses}
    blank = Response(
        seat=seat,
        letter=next(letter for letter in string.ascii_uppercase if letter not in taken),
        label=member.label,
        provider=member.provider,
        model=member.model,
    )
    return interaction.model_copy(
        update={
            "council": seated(interaction.council, member),
            "responses": (*interaction.responses, blank),
        }
    )


def seated(council: Council, member: Member) -> Council:
    """The council with this member at its end."""
    return council.model_copy(update={"members": (*council.members, member)})


def standing(before: Response | None, asked: Response) -> Response:
    """What the seat holds after it was asked again. A text is never given up for an answer without use.

    Cost, tokens and attempts are those of all its askings; the times are those of the answer that stands.
    """
    if before is None:
        return asked
    stands = asked if asked.status.usable or not before.text else before
    return stands.model_copy(
        update={
            "cost_usd": _sum(before.cost_usd, asked.cost_usd),
            "usage": Usage(
                input_tokens=_sum(before.usage.input_tokens, asked.usage.input_tokens),
                output_tokens=_sum(before.usage.output_tokens, asked.usage.output_tokens),
                estimated=before.usage.estimated or asked.usage.estimated,
            ),
            "attempts": _tried(before) + asked.attempts,
        }
    )


def outcome(interaction: Interaction) -> InteractionStatus:
    """How an interaction stands when some of its seats were asked again, by what it holds now."""
    answers = interaction.responses
    usable = [answer for answer in answers if answer.status.usable]
    if not usable:
        return interaction.status
    synthesis = interaction.synthesis
    fell_back = synthesis is not None and synthesis.fallback_used
    failed = any(note.step == Step.MODERATE for note in interaction.metrics.errors)
    uncompared = synthesis is None and len(usable) > 1 and (failed or interaction.status in _BROKEN_OFF)
    if fell_back or uncompared or len(usable) < len(answers):
        return InteractionStatus.PARTIAL
    return InteractionStatus.COMPLETE


def _tried(before: Response) -> int:
    return 0 if before.status is ResponseStatus.PENDING else before.attempts


def _sum(one: N | None, other: N | None) -> N | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other
