"""Rows that go on in the next one without going back to the edge."""

from __future__ import annotations

from textual.content import Content

_FURTHER = 2
"""Cells by which a row goes on behind its beginning."""
_SIGNS = "!→✗↻"
"""What says how a text is meant: the text stands beside it."""


def under(lead: Content, text: Content, width: int) -> list[Content]:
    """The text beside its lead, in rows of so many cells: the further ones stand under the first."""
    first, *others = text.wrap(max(width - lead.cell_length, 1))
    space = Content(" " * lead.cell_length)
    return [lead + first, *(space + row for row in others)]


def hanging(content: Content, width: int) -> list[Content]:
    """The text in rows of so many cells; of a line that begins with spaces the further rows do too.

    Of one that begins with a sign they stand beside the sign.
    """
    rows: list[Content] = []
    for line in content.split("\n", allow_blank=True):
        if line.plain[:1] in _SIGNS and line.plain[1:2] == " ":
            rows += under(line[:2], line[2:], width)
            continue
        inner = len(line.plain) - len(line.plain.lstrip(" "))
        if not inner or line.rstrip().cell_length <= width:
            rows += line.wrap(max(width, 1))
            continue
        first, *others = under(Content(" " * (inner + _FURTHER)), line[inner:], width)
        rows += [first[_FURTHER:], *others]
    return rows
