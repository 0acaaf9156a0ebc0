"""An interaction as it stands when its run has ended."""

from __future__ import annotations

from orquix_tui.domain.ids import new_id
from orquix_tui.domain.models import Council, Interaction, Member, Project, Response, Synthesis
from orquix_tui.domain.status import InteractionStatus, Quality, ResponseStatus


def answered(
    project: Project, prompt: str, synthesis: str = "", *responses: str, quality: Quality = Quality.HIGH
) -> Interaction:
    """Answered by letters A, B, …; the synthesis (when there is a text) builds on the last of them."""
    seats = [
        Response(
            seat=seat,
            letter=chr(ord("A") + seat),
            label=f"Member {seat}",
            provider="p",
            model="m",
            status=ResponseStatus.COMPLETE,
            text=text,
        )
        for seat, text in enumerate(responses or ("An answer.",))
    ]
    written = Synthesis(moderator="p:m", text=synthesis, quality=quality, base_letter=seats[-1].letter)
    return Interaction(
        id=new_id(),
        project_id=project.id,
        project=project.name,
        prompt=prompt,
        status=InteractionStatus.COMPLETE,
        council=Council(
            name="c", members=tuple(Member(provider="p", model="m", label=r.label) for r in seats)
        ),
        responses=tuple(seats),
        synthesis=written if synthesis else None,
    )
