"""The headings of a text: Markdown's own, or the definitions of source code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from orquix_tui.domain.memory import Heading
from orquix_tui.domain.text import one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TITLE_WIDTH = 160
_LONGEST_LINE = 300
"""Longer lines of code were not written by hand: nothing is defined there that a person looks for."""
_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(?:.*\n)*?\1[ \t]*(?:\n|\Z)")
_ADJECTIVES = (
    "export default public private protected internal static abstract final sealed override async unsafe "
    "open data inline const virtual partial extern suspend declare"
)
_NOUNS = (
    "def class function func fn fun interface struct enum trait impl union module namespace record protocol "
    "actor object mixin extension sub proc defmodule defp defmacro message service type"
)
_DEFINITION = re.compile(
    rf"""[ \t]*(?:(?:{"|".join(_ADJECTIVES.split())}|pub(?:\([^)]*\))?)[ ]+)*
    (?:
        (?:{"|".join(_NOUNS.split())})\b\*?(?:<[^>]*>)?[ ]*(?:\([^)]*\)[ ]*)?[\w$.:@'?!~]+[ ]*
        (?: [(\[{{:;=<] | $ | (?:extends|implements|struct|interface|for|where|is|as|with|do|in)\b )
      | (?:const|let|var)[ ]+[\w$]+[ ]*=[ ]*(?:async[ ]*)?(?:function\b|\([^)]*\)[^=]*=>|\w+[ ]*=>)
      | (?:create|CREATE)[ ](?:or[ ]replace[ ]|OR[ ]REPLACE[ ])?
        (?:table|view|function|procedure|TABLE|VIEW|FUNCTION|PROCEDURE)\b
      | (?!(?:return|else|if|for|while|switch|catch|throw|new|case|await|yield|do|try|using|lock)\b)
        (?:[\w:<>,*&\[\]]+[ ]+)+[*&]?[\w:~]+\([^;{{}}]*\)[^;{{}}()=]*\{{[ ]*$
      | [\w-]+[ ]*\(\)[ ]*\{{
    )""",
    re.VERBOSE,
)


def markdown_headings(text: str) -> tuple[Heading, ...]:
    """ATX and setext headings, not those inside code, in order of their place."""
    front = _FRONT_MATTER.match(text)
    offset = front.end() if front else 0
    body = text[offset:]
    if "#" not in body and "\n=" not in body and "\n-" not in body:
        return ()
    starts = [0, *(found.end() for found in re.finditer("\n", body))]
    blocks, inline = _parsers()
    tokens = blocks.parse(body)
    headings = []
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.map and content.content:
            words = _plain(inline.parseInline(content.content)[0].children or [])
            title = one_line(words, _TITLE_WIDTH)
            headings.append(Heading(offset + starts[token.map[0]], int(token.tag[1:]), title))
    return tuple(heading for heading in headings if heading.title)


def code_headings(text: str) -> tuple[Heading, ...]:
    """The lines that define something; what is indented further than the one above stands inside it."""
    return tuple(_definitions(text))


def _definitions(text: str) -> Iterator[Heading]:
    above: list[int] = []
    start = 0
    for line in text.split("\n"):
        if 3 < len(line) <= _LONGEST_LINE and _DEFINITION.match(line):
            bare = line.lstrip()
            indent = len(line.expandtabs(4)) - len(bare.expandtabs(4))
            while above and above[-1] >= indent:
                above.pop()
            above.append(indent)
            yield Heading(start, len(above), one_line(bare.rstrip(" \t{:;("), _TITLE_WIDTH))
        start += len(line) + 1


@cache
def _parsers() -> tuple[MarkdownIt, MarkdownIt]:
    """One for the blocks alone, one for the words of a heading; making one costs more than a small file."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").disable("inline"), MarkdownIt("commonmark")


def _plain(tokens: Sequence[Token]) -> str:
    """The words of a heading without their marks."""
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)
