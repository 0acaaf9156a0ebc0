"""What stands inside a line of Markdown: parsed to runs of styled text. Formulas stay text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from rich.style import Style

from orquix_tui.tui.markdown_inks import Inks
from orquix_tui.tui.text_rows import Run
from orquix_tui.tui.text_wrap import steady

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# \(a\), \[a\], $$a$$ and $a$; prices are no formulas: a blank inside the dollars or a digit after them.
_MATH = re.compile(r"\\\(.+?\\\)|\\\[.+?\\\]|\$\$.+?\$\$|\$(?=[^\s$])(?:[^$\n]*[^\s$\\])?\$(?!\d)", re.DOTALL)
DEFINITION = "definition"
"""The type of the tokens of lines that define links; all but the first of several are `hidden` (close)."""
DEEPEST = 60
"""Blocks inside each other, counted as the parser does; it leaves out what lies deeper."""
_INLINE = frozenset({"strong", "em", "s"})


@cache
def full_parser() -> MarkdownIt:
    """Blocks and what is in them. HTML is text: shown, neither interpreted nor dropped."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "math", _math)
    return parser


def _math(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = _MATH.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("math", "", 0).content = found.group()
    state.pos = found.end()
    return True


def parse(source: str, definitions: dict[str, Any]) -> list[Token]:
    """The tokens of a block; link definitions are read from and added to `definitions`."""
    tokens = full_parser().parse(source, definitions)
    return _with_definitions(tokens, source) if "]:" in source else tokens


def _with_definitions(tokens: list[Token], source: str) -> list[Token]:
    """The parser has no token for the lines that define links: these get one where they stand, to be seen."""
    from markdown_it.token import Token

    def defining(some: list[str]) -> list[Token]:
        wanted = [line for line in some if line.strip()]
        return [Token(DEFINITION, "", 0, content=line, hidden=n > 0) for n, line in enumerate(wanted)]

    lines, seen = source.split("\n"), 0
    found: list[Token] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and token.map is not None:
            found += defining(lines[seen : token.map[0]])
            seen = max(seen, token.map[1])
        found.append(token)
    return [*found, *defining(lines[seen:])]


def runs(token: Token, inks: Inks, base: Style) -> list[Run]:
    """The text of an inline token in its styles; "\\n" is a line that ends there."""
    return _Writer(inks, base).write(token.children or ())


class _Writer:
    """Walks over the tokens of one line."""

    def __init__(self, inks: Inks, base: Style) -> None:
        self._inks = inks
        self._styles = [base]
        self._targets: list[tuple[str, int]] = []
        self._runs: list[Run] = []

    def write(self, tokens: Sequence[Token]) -> list[Run]:
        for token in tokens:
            self._token(token)
        return self._runs

    def _put(self, text: str, ink: str = "") -> None:
        if text:
            style = self._styles[-1] + self._inks.inline[ink] if ink else self._styles[-1]
            self._runs.append((steady(text).replace("\t", " "), style))

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind in {"text", "text_special"}:
            self._put(token.content)
        elif kind == "softbreak":
            self._put(" ")
        elif kind == "hardbreak":
            self._put("\n")
        elif kind == "code_inline":
            tick = token.markup if self._inks.palette.plain else ""
            self._put(f"{tick}{token.content}{tick}", "code")
        elif kind == "math":
            self._put(token.content, "math")
        elif kind == "link_open":
            self._targets.append((str(token.attrs.get("href", "")), len(self._runs)))
            self._styles.append(self._styles[-1] + self._inks.inline["link"])
        elif kind == "link_close":
            self._styles.pop()
            self._target(*self._targets.pop())
        elif kind == "image":
            self._put("▣ ", "target")
            self._put(token.content, "link")
            self._target(str(token.attrs.get("src", "")), len(self._runs))
        elif token.tag in _INLINE and token.nesting == 1:
            self._mark_struck(token)
            self._styles.append(self._styles[-1] + self._inks.inline[token.tag])
        elif token.tag in _INLINE:
            self._styles.pop()
            self._mark_struck(token)
        else:
            self._put(token.content)

    def _mark_struck(self, token: Token) -> None:
        """Not every terminal strikes through: without colours nothing else would say it."""
        if token.tag == "s" and self._inks.palette.plain:
            self._put("~~")

    def _target(self, href: str, since: int) -> None:
        """Where a link leads, unless it says so itself."""
        said = "".join(text for text, _ in self._runs[since:]).strip()
        if href and said not in (href, unquote(href), href.removeprefix("mailto:")):
            self._put(f" ({href})" if self._runs else f"({href})", "target")
