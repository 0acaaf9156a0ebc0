"""What the person pinned comes first, what they banned never."""

from __future__ import annotations

from collections.abc import Sequence

from orquix_tui.core.context.choosing import joined, without_repeats
from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk, ContextItem


def chosen(
    hits: Sequence[Hit], pins: Sequence[Chunk], bans: Sequence[Chunk], top_k: int
) -> list[ContextItem]:
    """The pins, then the best `top_k` hits; nothing twice, neighbours in one piece. Numbered later."""
    banned = [Hit(chunk, None) for chunk in bans]  # by what they say: read or learned again, they stay banned
    found = {hit.chunk.id: hit for hit in hits}
    pinned = {chunk.id: found.get(chunk.id, Hit(chunk, None)) for chunk in pins}
    rest = [hit for hit in hits if hit.chunk.id not in pinned]
    kept = without_repeats([*banned, *pinned.values(), *rest])
    kept = [hit for hit in kept if not any(hit is ban for ban in banned)]
    first = joined([hit for hit in kept if hit.chunk.id in pinned])
    more = joined([hit for hit in kept if hit.chunk.id not in pinned][:top_k])
    return [*(item.model_copy(update={"pinned": True}) for item in first), *more]
