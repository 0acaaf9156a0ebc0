"""Markdown as models write it, endless and always the same for a seed, cut into pieces like tokens."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

_SAYING = (
    "bees find their way home by the sun and by what they have seen before because each landmark is kept "
    "with its direction while clouds hide the light so that older foragers fly first and younger ones "
    "follow after a few careful turns around the hive which takes them about six minutes in calm weather"
)
_WORDS = _SAYING.split()
_PIECE = re.compile(r"\s*\S{1,5}|\s+")
"""Some 4.3 characters, as tokens of English prose have."""


def pieces(count: int, seed: int) -> tuple[str, ...]:
    """So many pieces of one text."""
    found: list[str] = []
    blocks = _blocks(random.Random(seed))
    while len(found) < count:
        found += _PIECE.findall(next(blocks) + "\n\n")
    return tuple(found[:count])


def _blocks(chance: random.Random) -> Iterator[str]:
    """Headings, prose, lists, code, tables and quotes, in turns."""
    section = 0
    while True:
        section += 1
        yield f"## {section}. {' '.join(chance.sample(_WORDS, 4))}"
        yield _sentence(chance, 55)
        yield "\n".join(f"- **{chance.choice(_WORDS)}**: {_sentence(chance, 12)}" for _ in range(6))
        yield _code(chance)
        yield _sentence(chance, 40)
        yield _table(chance)
        yield "\n".join(f"{n}. {_sentence(chance, 14)}" for n in range(1, 6))
        yield f"> {_sentence(chance, 22)}"


def _sentence(chance: random.Random, words: int) -> str:
    said = []
    for _ in range(words):
        word = chance.choice(_WORDS)
        mark = chance.random()
        said.append(f"**{word}**" if mark < 0.03 else f"`{word}`" if mark < 0.06 else word)
    return " ".join(said).capitalize() + "."


def _code(chance: random.Random) -> str:
    lines = [f"def fly_{chance.randrange(999)}(home: str, minutes: int = 6) -> list[str]:", "    seen = []"]
    for turn in range(16):
        word = chance.choice(_WORDS)
        lines.append(f'    if minutes > {turn}:  # {word}\n        seen.append(f"{{home}}-{word}-{turn}")')
    return "\n".join(["```python", *lines, "    return seen", "```"])


def _table(chance: random.Random) -> str:
    rows = [
        f"| {chance.choice(_WORDS)} | {chance.randrange(900)} | {' '.join(chance.sample(_WORDS, 3))} |"
        for _ in range(6)
    ]
    return "\n".join(["| bee | metres | seen |", "|---|---:|---|", *rows])
