"""Councils as the core wants them: every member with a label of its own."""

from __future__ import annotations

from orquix_tui.domain.labels import distinct, label_of
from orquix_tui.domain.models import Council, Member
from orquix_tui.domain.settings import CouncilSettings, Settings


def build_councils(settings: Settings) -> dict[str, Council]:
    """All configured councils by name."""
    return {name: _council(name, council) for name, council in settings.councils.items()}


def _council(name: str, council: CouncilSettings) -> Council:
    labels = distinct([m.label or label_of(m.model) for m in council.members])
    members = tuple(
        Member(**m.model_dump(exclude={"label"}), label=label)
        for m, label in zip(council.members, labels, strict=True)
    )
    return Council(name=name, members=members, moderator=council.moderator, strategy=council.strategy)
