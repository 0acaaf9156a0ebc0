"""From search hits to the items worth sending: relevant, not twice the same, neighbours in one piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import groupby

from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk, ContextItem

_SAME = 0.8
"""Share of three-word runs of the shorter text found in the other: neighbours overlap by about 0.12."""
_RUN = 3
_RRF = 60
"""The usual constant of reciprocal rank fusion: how little the very first places weigh more than the next."""


def relevant(hits: Iterable[Hit], threshold: float) -> list[Hit]:
    """The hits at or over the threshold; it says nothing about keyword hits, which have no score."""
    return [hit for hit in hits if hit.score is None or hit.score >= threshold]


def fused(by_meaning: Sequence[Hit], by_words: Sequence[Hit]) -> list[Hit]:
    """Both rankings in one, by reciprocal rank fusion; the best chunk stands in for its source's word hit."""
    worth = {hit.chunk.id: 1 / (_RRF + place) for place, hit in enumerate(by_meaning, 1)}
    best: dict[str, Hit] = {}
    for hit in by_meaning:
        best.setdefault(_source_of(hit.chunk), hit)
    found = list(by_meaning)
    for place, hit in enumerate(by_words, 1):
        same = best.get(_source_of(hit.chunk), hit)
        if same is hit:
            found.append(hit)
        worth[same.chunk.id] = worth.get(same.chunk.id, 0.0) + 1 / (_RRF + place)
    return sorted(found, key=lambda hit: worth[hit.chunk.id], reverse=True)


def without_repeats(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in order, without those that say what a better one says already."""
    kept: list[tuple[Hit, set[tuple[str, ...]]]] = []
    for hit in hits:
        runs = _runs(hit.chunk.text)
        if not any(_is_same(runs, others) for _, others in kept):
            kept.append((hit, runs))
    return [hit for hit, _ in kept]


def joined(hits: Sequence[Hit]) -> list[ContextItem]:
    """One item per stretch of neighbouring chunks of one source, the best first. Numbered later."""
    rank = {hit.chunk.id: place for place, hit in enumerate(hits)}
    ordered = sorted(hits, key=lambda hit: (_source_of(hit.chunk), hit.chunk.ord))
    # Within a run of consecutive ords, ord minus position is constant.
    numbered = enumerate(ordered)
    stretches = groupby(numbered, key=lambda pair: (_source_of(pair[1].chunk), pair[1].chunk.ord - pair[0]))
    groups = [[hit for _, hit in stretch] for _, stretch in stretches]
    groups.sort(key=lambda group: min(rank[hit.chunk.id] for hit in group))
    return [_item(group, rank) for group in groups]


def _item(group: list[Hit], rank: dict[str, int]) -> ContextItem:
    """The stretch under the id and the score of its best chunk."""
    best = min(group, key=lambda hit: rank[hit.chunk.id])
    text, tokens = reduce(_append, (hit.chunk for hit in group), ("", 0))
    return ContextItem(
        n=1,
        chunk_id=best.chunk.id,
        source=best.chunk.source,
        text=text,
        tokens=tokens,
        score=best.score,
        created_at=best.chunk.created_at,
        interaction_id=best.chunk.interaction_id,
        path=best.chunk.path,
        unverified=any(hit.chunk.unverified for hit in group),
        chunk_ids=tuple(hit.chunk.id for hit in group),
        heading=group[0].chunk.heading,
        begins=group[0].chunk.begins,
        words=tuple(dict.fromkeys(word for hit in group for word in hit.words)),
        quality=best.chunk.quality,
    )


def _append(so_far: tuple[str, int], chunk: Chunk) -> tuple[str, int]:
    """The next chunk behind the text, without the beginning that repeats the text's end."""
    text, tokens = so_far
    if not text:
        return chunk.text, chunk.tokens
    sizes = range(min(len(text), len(chunk.text)), 0, -1)
    repeated = next((size for size in sizes if text.endswith(chunk.text[:size])), 0)
    rest = chunk.text[repeated:]
    new = -(-chunk.tokens * len(rest) // max(len(chunk.text), 1))
    return text + ("" if repeated else "\n") + rest, tokens + new


def _source_of(chunk: Chunk) -> str:
    return chunk.interaction_id or chunk.path or chunk.id


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[i : i + _RUN]) for i in range(max(len(words) - _RUN + 1, 1))}


def _is_same(runs: set[tuple[str, ...]], others: set[tuple[str, ...]]) -> bool:
    return len(runs & others) >= _SAME * min(len(runs), len(others))
