"""Which sentences speak to the same point, and which answer is central.

The arithmetic of the extractive moderator: plain functions on arrays; they may run in a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orquix_tui.domain.memory import Vectors

SAME_POINT = 0.91
"""Cosine from which two sentences are put side by side. Measured with multilingual-e5-small, Spanish and
English: same meaning 0.914-0.973, same subject but another statement 0.852-0.932."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Indices of sentences. `groups` have two members or more, the closest first; `nearest_to_base` is the
    highest cosine of each sentence to any sentence of the base; `relevance` its cosine to the question."""

    base: int
    groups: tuple[tuple[int, ...], ...]
    nearest_to_base: tuple[float, ...]
    relevance: tuple[float, ...]


def group(
    vectors: Vectors, owners: Sequence[int], question: Vectors, threshold: float = SAME_POINT
) -> Grouping:
    """Group unit vectors (n x d) across `owners` (the member of each); `question` is one vector (d)."""
    likeness = vectors @ vectors.T
    base = central(vectors, owners)
    of_base = [index for index, owner in enumerate(owners) if owner == base]
    return Grouping(
        base=base,
        groups=_groups(likeness, owners, threshold),
        nearest_to_base=tuple(float(value) for value in likeness[:, of_base].max(axis=1)),
        relevance=tuple(float(value) for value in vectors @ question),
    )


def central(vectors: Vectors, owners: Sequence[int]) -> int:
    """The member whose mean direction is closest to those of all others; ties go to the first."""
    import numpy as np

    members = range(max(owners) + 1)
    mask = np.asarray(owners)
    means = np.stack([vectors[mask == member].mean(axis=0) for member in members])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    closeness = (means @ means.T).sum(axis=1)
    best = float(closeness.max())
    return next(member for member in members if closeness[member] > best - 1e-5)


def _groups(likeness: Vectors, owners: Sequence[int], threshold: float) -> tuple[tuple[int, ...], ...]:
    """Join the closest pairs first; all pairs of a group are close enough, no member is in it twice."""
    import numpy as np

    mask = np.asarray(owners)
    close = np.triu(likeness >= threshold, k=1) & (mask[:, None] != mask[None, :])
    pairs = np.argwhere(close)
    order = np.argsort(-likeness[close], kind="stable")
    group_of: dict[int, list[int]] = {}
    for left, right in pairs[order].tolist():
        one = group_of.setdefault(left, [left])
        other = group_of.setdefault(right, [right])
        joined = one + other
        if one is other or len({owners[index] for index in joined}) < len(joined):
            continue
        if all(likeness[a, b] >= threshold for a in one for b in other):
            for index in joined:
                group_of[index] = joined
    distinct = {id(found): found for found in group_of.values() if len(found) > 1}.values()
    ranked = sorted(distinct, key=lambda found: (-len(found), -_tightness(likeness, found), min(found)))
    return tuple(tuple(sorted(found)) for found in ranked)


def _tightness(likeness: Vectors, found: Sequence[int]) -> float:
    return min(float(likeness[a, b]) for a in found for b in found if a < b)
