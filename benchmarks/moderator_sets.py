"""Answer sets with known shared statements, and how many pairs of them were put side by side rightly."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orquix_tui.core.moderator.extractive import Extract
from orquix_tui.core.moderator.sentences import units

DATA = Path(__file__).parent / "moderator_data" / "sets.jsonl"

Set = Mapping[str, Any]
Said = tuple[str, str]
"""A letter and a sentence of its answer."""


def read(split: str = "") -> list[Set]:
    """The answer sets of one half, or all. Raises ValueError when a labelled sentence does not stand."""
    found = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
    for answers in found:
        _check(answers)
    return [answers for answers in found if split in {"", answers["split"]}]


def _check(answers: Set) -> None:
    stands = {(letter, unit.text) for letter, text in answers["answers"].items() for unit in units(text)}
    groups = [*answers["shared"], *answers["near"], *answers["against"], answers["unique"]]
    for letter, sentence in itertools.chain.from_iterable(groups):
        if (letter, sentence) not in stands:
            raise ValueError(f"{answers['id']}: no statement of {letter}: {sentence}")


@dataclass
class Count:
    """Pairs of sentences of different members."""

    right: int = 0
    against: int = 0
    """Put together though they contradict each other."""
    wrong: int = 0
    there: int = 0
    """Pairs that make the same point, found or not."""
    mistakes: list[str] = field(default_factory=list)

    def take(self, answers: Set, found: Extract) -> None:
        """Count the pairs of one answer set."""
        shared, against = set(_pairs(answers["shared"])), set(_pairs(answers["against"]))
        self.there += len(shared)
        together = _pairs([[(quote.letter, quote.text) for quote in claim.quotes] for claim in found.claims])
        for pair in together:
            if pair in shared:
                self.right += 1
                continue
            self.against += pair in against
            self.wrong += pair not in against
            self.mistakes.append(f"{answers['id']}: " + " ## ".join(text for _, text in sorted(pair)))

    @property
    def together(self) -> int:
        """All pairs that were put together."""
        return self.right + self.against + self.wrong


def _pairs(groups: Sequence[Sequence[Sequence[str]]]) -> Iterator[frozenset[Said]]:
    for group in groups:
        for one, other in itertools.combinations(group, 2):
            if one[0] != other[0]:
                yield frozenset({(one[0], one[1]), (other[0], other[1])})
