"""Letters instead of names: drawn once per run; the order of the blocks, once per moderation."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable
from dataclasses import dataclass

from orquix_tui.domain.models import Response, Strategy
from orquix_tui.domain.settings import ModeratorSettings


def letters(seed: int, seats: int) -> dict[int, str]:
    """A letter for each seat 0..seats-1 (at most 26), drawn from the run's stored seed; not in seat order."""
    drawn = list(string.ascii_uppercase[:seats])
    random.Random(seed).shuffle(drawn)  # noqa: S311 - must be repeatable, hides no secret
    return dict(enumerate(drawn))


def shuffled(items: Iterable[str], seed: int, version: int) -> list[str]:
    """The order of the blocks of one moderation: repeatable from the stored seed and the version.

    It is never that of the version before.
    """
    letters = sorted(items)
    before: list[str] = []
    for number in range(1, version + 1):
        order = list(letters)
        random.Random(f"{seed}/{number}").shuffle(order)  # noqa: S311 - must be repeatable, hides no secret
        before = [*order[1:], order[0]] if order == before else order
    return before or letters


@dataclass(frozen=True, slots=True)
class ModerationJob:
    """What is to be compared. `responses` are all of the run: only usable ones with text are taken.

    `context_text` is the block as the members got it, `chain` holds `provider:model` or `extractive`,
    `seed` is the run's, `previous_version` the number of the newest synthesis there is (0: none), `excluded`
    are the letters that are left out of this moderation, `settings` how it is written and `strategy` what is
    made of the answers (None: as configured).
    """

    question: str
    context_text: str
    responses: tuple[Response, ...]
    chain: tuple[str, ...]
    seed: int
    previous_version: int = 0
    settings: ModeratorSettings | None = None
    strategy: Strategy | None = None
    excluded: frozenset[str] = frozenset()

    def usable(self) -> dict[str, Response]:
        """The responses to compare by letter; letters that the run has not set are drawn from the seed."""
        seats = max((r.seat for r in self.responses), default=-1) + 1
        drawn = letters(self.seed, seats)
        found = {r.letter or drawn[r.seat]: r for r in self.responses if r.status.usable and r.text.strip()}
        return {letter: found[letter] for letter in sorted(found) if letter not in self.excluded}
