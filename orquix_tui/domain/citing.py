"""Which pieces of the context a text refers to, by their numbers."""

from __future__ import annotations

import re
from collections.abc import Collection

from orquix_tui.domain.models import Interaction

# Fenced blocks to their end, or the text's; then code within a line or paragraph: [1] in it is an index.
_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
# [1], [2, 3], [2; 3], [4-6], [A, 1] and 【1】; what goes on with a parenthesis is a link.
_CITATION = re.compile(r"[\[【]((?:[A-Z]|\d{1,3})(?: ?[,;–-] ?(?:[A-Z]|\d{1,3}))*)[\]】](?!\()")
_RANGE = re.compile(r"(\d+)(?: ?[–-] ?(\d+))?")


def cited(text: str, numbers: Collection[int]) -> frozenset[int]:
    """Those of the numbers that the text cites as [1], [2, 3] or [4-6] outside of code."""
    found: set[int] = set()
    for citation in _CITATION.finditer(_CODE.sub(" ", text)):
        for first, last in _RANGE.findall(citation[1]):
            found.update(range(int(first), int(last or first) + 1))
    return frozenset(found & set(numbers))


def cited_by(interaction: Interaction) -> dict[int, tuple[str, ...]]:
    """For each piece of the context, by its number, the labels of the responses that cite it, by seat."""
    numbers = {item.n for item in interaction.context}
    members = interaction.council.members
    citing: dict[int, tuple[str, ...]] = dict.fromkeys(sorted(numbers), ())
    for response in interaction.responses:
        if response.seat < len(members) and not members[response.seat].send_context:
            continue  # its numbers cannot mean a context that it never had
        for number in cited(response.text, numbers):
            citing[number] += (response.label,)
    return citing
