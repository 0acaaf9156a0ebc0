"""Which pieces of the context a text refers to, by their numbers."""

from __future__ import annotations

import re
from collections.abc import Collection

# Fenced blocks to their end, or the text's; then code within a line or paragraph: [1] in it is an index.
_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
# [1], [2, 3], [2; 3], [4-6]; what goes on with a parenthesis is a link.
_CITATION = re.compile(r"\[(\d{1,3}(?: ?[,;–-] ?\d{1,3})*)\](?!\()")
_RANGE = re.compile(r"(\d+)(?: ?[–-] ?(\d+))?")


def cited(text: str, numbers: Collection[int]) -> frozenset[int]:
    """Those of the numbers that the text cites as [1], [2, 3] or [4-6] outside of code."""
    found: set[int] = set()
    for citation in _CITATION.finditer(_CODE.sub(" ", text)):
        for first, last in _RANGE.findall(citation[1]):
            found.update(range(int(first), int(last or first) + 1))
    return frozenset(found & set(numbers))
