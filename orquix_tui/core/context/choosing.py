"""From search hits to the items worth sending: relevant, not twice the same, neighbours in one piece."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, pairwise

from orquix_tui.domain.memory import Hit
from orquix_tui.domain.models import Chunk, ContextItem

_SAME = 0.8
"""Share of three-word runs of the shorter text found in the other: neighbours overlap by about 0.12."""
_RUN = 3
_RRF = 2
"""The constant of reciprocal rank fusion; the usual 60, for lists of thousands, makes all places alike."""
_WORDS, _SURENESS = 4, 4
"""A place by words weighs four times the fourth power of its coverage; one by meaning weighs 1. So words win
from 70 % of the question's weight on, half of it is worth a quarter, a third next to nothing. Chosen on the
`dev` half of `benchmarks/retrieval`, also with the right answers taken out of what meaning found."""
_UNSEEN = 0.6
"""What a piece that has no vector yet is granted for its place by words, as if meaning had put it there, too.
Chosen on the same half with a tenth, half and nine tenths of the vectors missing: without it such a piece
loses to all that have theirs; more pushes down what meaning found, across languages first."""
ENOUGH_WORDS = 0.5
"""Share of the question's weight that a hit by words alone must hold to be sent along unasked. Measured: of
those that hold half to three quarters every other one is right, of a third one in ten."""


def relevant(hits: Iterable[Hit], threshold: float, *, bridged: bool = False) -> list[Hit]:
    """The hits at or over the threshold; it says nothing about keyword hits, which have no score.

    `bridged` makes up for what the model takes off across languages: for thresholds that are the model's own,
    not for a cosine that the person gave.
    """
    return [
        hit for hit in hits if hit.score is None or hit.score + (hit.bonus if bridged else 0.0) >= threshold
    ]


def fused(by_meaning: Sequence[Hit], by_words: Sequence[Hit], unseen: Collection[str] = ()) -> list[Hit]:
    """Both rankings in one, by weighted reciprocal rank fusion.

    Each list gives a chunk one over its place (and a constant). A place by words counts by how much of the
    question the chunk covers: whoever holds its rare words is sure to be right, and a few common ones are
    noise. So words win where they are certain, and meaning wherever they are not, as across languages.
    `unseen` are the ids of the chunks that meaning could not find, because they have no vector yet.
    """
    worth: defaultdict[str, float] = defaultdict(float)
    found: dict[str, Hit] = {}
    for place, hit in enumerate(by_meaning, 1):
        worth[hit.chunk.id] += 1 / (_RRF + place)
        found[hit.chunk.id] = hit
    for place, hit in enumerate(by_words, 1):
        granted = _UNSEEN if hit.chunk.id in unseen else 0.0
        worth[hit.chunk.id] += (_WORDS * hit.coverage**_SURENESS + granted) / (_RRF + place)
        near = found.get(hit.chunk.id)
        found[hit.chunk.id] = hit._replace(score=near.score) if near else hit
    return sorted(found.values(), key=lambda hit: worth[hit.chunk.id], reverse=True)


def worth_sending(hits: Iterable[Hit]) -> list[Hit]:
    """Without those that only a small part of the question's words found."""
    return [hit for hit in hits if hit.score is not None or hit.coverage >= ENOUGH_WORDS]


def without_repeats(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in order, without those that say what a better one says already."""
    kept: list[Hit] = []
    sizes: list[int] = []
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for hit in hits:
        runs = _runs(hit.chunk.text)
        # Looked up run by run: four hundred hits, compared each with each, would hold the screen for seconds.
        shared = Counter(place for run in runs for place in holders.get(run, ()))
        if any(count >= _SAME * min(len(runs), sizes[place]) for place, count in shared.items()):
            continue
        for run in runs:
            holders[run].append(len(kept))
        kept.append(hit)
        sizes.append(len(runs))
    return kept


def one_per_interaction(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in order, of each interaction the best: all that was answered carries the question's words."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.chunk.interaction_id or hit.chunk.id, hit)
    return list(best.values())


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
    text, tokens = _together([hit.chunk for hit in group])
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


def _together(chunks: Sequence[Chunk]) -> tuple[str, int]:
    """The text of neighbours in one piece, none of it twice, and its tokens."""
    text, tokens = chunks[0].text, chunks[0].tokens
    for before, chunk in pairwise(chunks):
        repeated = _repeated(text, before, chunk)
        rest = chunk.text[repeated:]
        text += ("" if repeated else "\n") + rest
        tokens += -(-chunk.tokens * len(rest) // max(len(chunk.text), 1))
    return text, tokens


def _repeated(text: str, before: Chunk, chunk: Chunk) -> int:
    """How many characters at the chunk's beginning are the end of the text, which the chunk before ends."""
    shared = before.ends - chunk.begins
    # Places alone do not do: a key that was taken out moved them, and each record counts in its own text.
    if 0 < shared <= len(chunk.text) and text.endswith(chunk.text[:shared]):
        return shared
    sizes = range(min(len(text), len(chunk.text)), 0, -1)
    return next((size for size in sizes if text.endswith(chunk.text[:size])), 0)


def _source_of(chunk: Chunk) -> str:
    return chunk.interaction_id or chunk.path or chunk.id


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[i : i + _RUN]) for i in range(max(len(words) - _RUN + 1, 1))}
