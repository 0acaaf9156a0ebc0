"""Which sentences speak to the same point, and which answer is central.

The arithmetic of the extractive moderator: plain functions on arrays; they may run in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from orquix_tui.domain.memory import Vectors

SAME_POINT: Mapping[str, float] = {"en": 0.90, "es": 0.93}
"""Cosine from which two sentences may be put side by side, by the answers' language: in Spanish, sentences of
one subject that say different things lie closer. It is not enough: they reach 0.93 in English too, with
multilingual-e5-small."""
STRICTEST = max(SAME_POINT.values())
"""Where the language is another, or not known."""
STANDS_OUT = 0.055
"""How far the cosine must lie above what each of the two has, on average, with the other members' sentences.

All calibrated on the dev half of benchmarks/moderator_data; the figures of the other half are in
benchmarks/README.md."""
_USUAL, _USUAL_WEIGHT = 0.85, 2
"""The average of all those sets, counted as so many sentences: it stands in where the answers are short."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Indices of sentences.

    `groups` have two members or more, the largest and closest first; `opposed` are pairs that belong together
    but plainly say different things; `relevance` is the cosine of each sentence to the question.
    """

    base: int
    groups: tuple[tuple[int, ...], ...]
    opposed: tuple[tuple[int, int], ...]
    relevance: tuple[float, ...]


def group(
    vectors: Vectors,
    owners: Sequence[int],
    question: Vectors,
    opposed: Callable[[int, int], bool],
    same_point: float = STRICTEST,
) -> Grouping:
    """Group unit vectors (n x d) across `owners` (the member of each); `question` is one vector (d).

    `same_point` is the least cosine of two sentences that are put side by side.

    `opposed` tells of two sentences whether they plainly say different things; few pairs are asked about.
    """
    likeness = vectors @ vectors.T
    pairs = _pairs(likeness, owners, same_point)
    apart = [pair for pair in pairs if opposed(*pair)]
    kept = [pair for pair in pairs if pair not in set(apart)]
    return Grouping(
        base=central(vectors, owners),
        groups=_groups(likeness, owners, kept, set(apart), same_point),
        opposed=tuple(apart),
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


def _pairs(likeness: Vectors, owners: Sequence[int], same_point: float) -> list[tuple[int, int]]:
    """Pairs across members that are close, stand out, and are each other's nearest; the closest first."""
    import numpy as np

    mask = np.asarray(owners)
    across = mask[:, None] != mask[None, :]
    usual = (likeness * across).sum(axis=1) + _USUAL * _USUAL_WEIGHT
    usual /= across.sum(axis=1) + _USUAL_WEIGHT
    above = likeness - (usual[:, None] + usual[None, :]) / 2
    # Of each sentence, the highest cosine with any sentence of each member.
    nearest = np.stack([likeness[:, mask == member].max(axis=1) for member in range(max(owners) + 1)], axis=1)
    mutual = likeness >= np.maximum(nearest[:, mask], nearest[:, mask].T) - 1e-6
    close = np.triu((likeness >= same_point) & (above >= STANDS_OUT) & mutual & across, k=1)
    found = np.argwhere(close)[np.argsort(-likeness[close], kind="stable")]
    return [(one, other) for one, other in found.tolist()]


def _groups(
    likeness: Vectors,
    owners: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    apart: set[tuple[int, int]],
    same_point: float,
) -> tuple[tuple[int, ...], ...]:
    """Join pair by pair; all of a group are close enough, and no member is in it twice."""
    group_of: dict[int, list[int]] = {}
    for left, right in pairs:
        one = group_of.setdefault(left, [left])
        other = group_of.setdefault(right, [right])
        joined = one + other
        if one is other or len({owners[index] for index in joined}) < len(joined):
            continue
        meetings = [(min(a, b), max(a, b)) for a in one for b in other]
        if all(likeness[pair] >= same_point and pair not in apart for pair in meetings):
            for index in joined:
                group_of[index] = joined
    distinct = {id(found): found for found in group_of.values() if len(found) > 1}.values()
    ranked = sorted(distinct, key=lambda found: (-len(found), -_tightness(likeness, found), min(found)))
    return tuple(tuple(sorted(found)) for found in ranked)


def _tightness(likeness: Vectors, found: Sequence[int]) -> float:
    return min(float(likeness[a, b]) for a in found for b in found if a < b)
