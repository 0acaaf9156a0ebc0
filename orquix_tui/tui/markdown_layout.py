"""Draws parsed Markdown as rows: headings, paragraphs, quotes, lists, code, tables, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style

from orquix_tui.tui.markdown_code import coloured
from orquix_tui.tui.markdown_inks import Inks
from orquix_tui.tui.markdown_inline import DEFINITION, runs
from orquix_tui.tui.markdown_page import Page
from orquix_tui.tui.markdown_table import Table
from orquix_tui.tui.text_rows import Row, Run

if TYPE_CHECKING:
    from markdown_it.token import Token

_NUMBER_ROOM = 4
"""Cells that a number takes, wide enough for two digits: an item must not move when the list grows."""
_BULLETS = "•◦▪"
_TASK = re.compile(r"\[([ xX])\] ")
_BOXES = {" ": "☐", "x": "☑", "X": "☑"}


class Layout:
    """Draws the blocks of one page. Each row is made when it is asked for."""

    def __init__(self, inks: Inks, width: int) -> None:
        self._inks = inks
        self._page = Page(inks, width)
        self._style = inks.base
        self._depth = 0

    def rows(self, tokens: Sequence[Token]) -> Iterator[Row]:
        """The blocks, an empty row between them except in lists that are written closely."""
        at = 0
        close = True  # nothing stands before the first one
        while at < len(tokens):
            token = tokens[at]
            end = _end(tokens, at)
            tight = token.hidden or (self._depth > 0 and token.type.endswith("list_open"))
            if not close and not tight:
                yield self._page.blank()
            yield from self._block(token, tokens[at + 1 : end])
            close = token.hidden and token.type != DEFINITION
            at = max(end, at) + 1

    def _block(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:
        draw = self._drawers.get(token.type)
        if draw is None:  # nothing that is known to us may vanish
            return self._page.text([(token.content.strip(), self._inks.muted)])
        return draw(self, token, inner)

    def _paragraph(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:  # noqa: ARG002  # all are alike
        return self._page.text(runs(inner[0], self._inks, self._style))

    def _heading(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:
        level = int(token.tag[1])
        mark = "#" * level + " "
        with self._page.margin(" " * len(mark), self._inks.muted, mark, mark):
            yield from self._page.text(runs(inner[0], self._inks, self._inks.heading(level)))

    def _quote(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:  # noqa: ARG002
        outer, self._style = self._style, self._style + self._inks.inline["quote"]
        with self._page.margin("▌ ", self._inks.muted):
            yield from self.rows(inner)
        self._style = outer

    def _code(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:  # noqa: ARG002
        return self.code(token.content, token.info)

    def code(self, code: str, info: str) -> Iterator[Row]:
        """Lines of code in the colours of the language that `info` begins with."""
        palette = self._inks.palette
        lines = coloured(code.removesuffix("\n"), info, palette.code_theme, self._inks.code_ground)
        return self._page.code(lines)

    def plain(self, source: str) -> Iterator[Row]:
        """The source as it is."""
        for line in source.strip("\n").split("\n"):
            yield from self._page.text([(line.replace("\t", " "), self._inks.base)])

    def _rule(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:  # noqa: ARG002
        yield self._page.rule()

    def _list(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:
        ordered = token.type[0] == "o"
        numbers = count(int(token.attrs.get("start", 1)))
        at = 0
        while at < len(inner):
            end = _end(inner, at)
            item = inner[at + 1 : end]
            box = _take_box(item)
            indent = "  " * self._depth
            if ordered:
                number = f"{next(numbers)}{inner[at].markup or '.'} "
                mark, copied = number.rjust(_NUMBER_ROOM), indent + number
            else:
                mark, copied = f" {_BULLETS[self._depth % len(_BULLETS)]} ", f"{indent}- "
            if box:
                mark = f"{mark if ordered else ' '}{_BOXES[box]} "
                copied += f"[{box}] "
            self._depth += 1
            with self._page.margin(" " * len(mark), self._inks.mark, mark, copied):
                yield from self.rows(item) if item else self._page.text([])
            self._depth -= 1
            at = end + 1

    def _table(self, token: Token, inner: Sequence[Token]) -> Iterator[Row]:  # noqa: ARG002
        table = Table()
        for index, part in enumerate(inner):
            if part.type == "tr_open":
                table.rows.append([])
            elif part.type in ("th_open", "td_open"):
                head = part.type == "th_open"
                style = self._style + self._inks.inline["header"] if head else self._style
                table.rows[-1].append(_cell(inner[index + 1], self._inks, style))
                if head:
                    table.sides.append(str(part.attrs.get("style", "")).removeprefix("text-align:") or "left")
        return table.draw(self._page)

    _drawers: ClassVar[dict[str, Callable[[Layout, Token, Sequence[Token]], Iterator[Row]]]] = {
        "paragraph_open": _paragraph,
        "heading_open": _heading,
        "blockquote_open": _quote,
        "bullet_list_open": _list,
        "ordered_list_open": _list,
        "fence": _code,
        "code_block": _code,
        "table_open": _table,
        "hr": _rule,
    }


def _end(tokens: Sequence[Token], at: int) -> int:
    """The index of the token that closes this one; its own when it holds nothing."""
    token = tokens[at]
    if token.nesting == 0:
        return at
    return next(i for i in range(at + 1, len(tokens)) if tokens[i].level == token.level)


def _cell(token: Token, inks: Inks, style: Style) -> list[Run]:
    return runs(token, inks, style)


def _take_box(item: Sequence[Token]) -> str:
    """What stands in the box of a task, which is taken away; empty when the item is none."""
    if len(item) < 2 or item[0].type != "paragraph_open" or not item[1].children:
        return ""
    first = item[1].children[0]
    found = _TASK.match(first.content)
    if first.type != "text" or found is None:
        return ""
    first.content = first.content[found.end() :]
    return found[1]
