"""How chunks are ranked when a question and its answer are in different languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
else:
    Vector = Any


@dataclass(frozen=True, slots=True, eq=False)
class Bridge:
    """What one query adds to the plain cosine, so that chunks in its own language are not favoured.

    A chunk `c` lies on a side `s = clip((axis . c - middle) / width, -1, 1)`, from one language to the other;
    it is ranked by `weights . c`, plus `low` on the side -1 and `high` on the side +1, in proportion between.
    `side` is the query's own. `gap` is how much lower cosines are from one side to the other.
    """

    weights: Vector
    axis: Vector
    middle: float
    width: float
    low: float
    high: float
    side: float
    gap: float

    @property
    def slope(self) -> float:
        """What a chunk on the side +1 gains, and one on the side -1 loses; what all gain changes no order."""
        return (self.high - self.low) / 2

    def bonus(self, side: float) -> float:
        """What to add to the cosine of a chunk on that side before it is compared with a threshold."""
        return self.gap * abs(float(side) - self.side) / 2


def no_bridge(query: Vector) -> Bridge:
    """The plain cosine."""
    return Bridge(query, query, middle=0.0, width=1.0, low=0.0, high=0.0, side=0.0, gap=0.0)
