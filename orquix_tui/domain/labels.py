"""What the members of a council are called: each by a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def label_of(model: str) -> str:
    """What a member is called when nobody named it: the model, without the folders before it."""
    return model.rsplit("/", 1)[-1]


def distinct(wanted: Sequence[str]) -> list[str]:
    """The same names, numbered where one stands twice; no number makes a name that another one has."""
    twice = {label for label, count in Counter(wanted).items() if count > 1}
    taken = set(wanted) - twice
    numbers: Counter[str] = Counter()
    labels = []
    for label in wanted:
        name = label
        while label in twice and (name == label or name in taken):
            numbers[label] += 1
            name = f"{label} {numbers[label]}"
        taken.add(name)
        labels.append(name)
    return labels
