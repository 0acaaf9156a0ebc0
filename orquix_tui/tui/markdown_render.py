"""Turns blocks of Markdown into rows of styled text, in the colours of the app. No widget, no app."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from orquix_tui.tui.markdown_doc import Block
from orquix_tui.tui.markdown_inks import Inks, Palette
from orquix_tui.tui.markdown_inline import DEEPEST, parse
from orquix_tui.tui.markdown_layout import Layout
from orquix_tui.tui.markdown_page import Page
from orquix_tui.tui.text_rows import Row

if TYPE_CHECKING:
    from markdown_it.token import Token

_HUGE = 20_000
"""Characters from which a block is no longer parsed: it would hold up all the rest."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


class MarkdownRenderer:
    """Renders with one palette. Keeps the link definitions that it has seen, for later blocks."""

    def __init__(self, palette: Palette) -> None:
        self.inks = Inks(palette)
        self._definitions: dict[str, Any] = {}

    def block(self, block: Block, width: int, *, final: bool = True) -> Iterator[Row]:
        """The rows of a block, one by one, each exactly `width` cells, without blank rows around it."""
        layout = self._layout(width)
        if len(block.source) > _HUGE:
            return _unparsed(block.source.strip("\n"), layout)
        env = self._definitions if final else {"references": dict(self._definitions.get("references", {}))}
        tokens = parse(block.source, env)
        if any(token.level >= DEEPEST - 1 for token in tokens):
            return layout.plain(block.source)
        if block.number is not None:
            _renumber(tokens, block.number)
        return layout.rows(tokens)

    def code(self, info: str, lines: list[str], width: int) -> Iterator[Row]:
        """The rows of some lines of a code block that is still open."""
        return self._layout(width).code("".join(lines), info)

    def plain(self, source: str, width: int) -> Iterator[Row]:
        """The rows of source that is not interpreted."""
        return self._layout(width).plain(source)

    def blank(self, width: int) -> Row:
        """An empty row."""
        return Page(self.inks, width).blank()

    @property
    def definitions(self) -> frozenset[str]:
        """The names of the links that were defined so far, as the parser writes them."""
        return frozenset(self._definitions.get("references", ()))

    def _layout(self, width: int) -> Layout:
        return Layout(self.inks, width)


def _unparsed(source: str, layout: Layout) -> Iterator[Row]:
    """Code as code, all else as it is."""
    opening = _FENCE.match(source)
    if opening is None:
        return layout.plain(source)
    code, _, closing = source[opening.end() + 1 :].rpartition("\n")
    if set(closing.strip()) != {opening[1][0]}:
        code = f"{code}\n{closing}"
    return layout.code(code, opening[2])


def _renumber(tokens: list[Token], number: int) -> None:
    for token in tokens:
        if token.type == "ordered_list_open" and token.level == 0:
            token.attrs["start"] = number
            return
