"""Councils as the core wants them: every member with a label of its own."""

from __future__ import annotations

from collections import Counter

from orquix_tui.domain.models import Council, Member
from orquix_tui.domain.settings import CouncilSettings, Settings


def build_councils(settings: Settings) -> dict[str, Council]:
    """All configured councils by name."""
    return {name: _council(name, council) for name, council in settings.councils.items()}


def _council(name: str, council: CouncilSettings) -> Council:
    labels = _labels([m.label or m.model.rsplit("/", 1)[-1] for m in council.members])
    members = tuple(
        Member(**m.model_dump(exclude={"label"}), label=label)
        for m, label in zip(council.members, labels, strict=True)
    )
    return Council(name=name, members=members, moderator=council.moderator, strategy=council.strategy)


def _labels(wanted: list[str]) -> list[str]:
    """The same names with numbers where one stands twice."""
    twice = {label for label, count in Counter(wanted).items() if count > 1}
    seen: Counter[str] = Counter()
    labels = []
    for label in wanted:
        seen[label] += 1
        labels.append(f"{label} {seen[label]}" if label in twice else label)
    return labels
