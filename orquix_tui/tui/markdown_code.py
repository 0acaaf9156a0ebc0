"""Code in the colours of its language, line by line, as late as the lines are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from rich.style import Style

from orquix_tui.tui.text_rows import Run
from orquix_tui.tui.text_wrap import steady

_TAB = 4
_LONGEST = 2000
"""Characters from which a line is no code that somebody wrote: it is shown without colours."""


def coloured(code: str, info: str, theme: str, ground: Style) -> Iterator[list[Run]]:
    """The lines of the code as runs. `info` stands behind the opening fence, `theme` is a Pygments style."""
    code = steady(code).expandtabs(_TAB)
    lines = code.split("\n")
    lexer = _lexer(_language(info))
    if lexer is None or any(len(line) > _LONGEST for line in lines):
        yield from ([(line, ground)] if line else [] for line in lines)
        return
    runs: list[Run] = []
    for kind, text in lexer.get_tokens(code + "\n"):
        style = _style(theme, ground, kind)
        first, *rest = text.split("\n")
        if first:
            runs.append((first, style))
        for part in rest:
            yield runs
            runs = [(part, style)] if part else []


def _language(info: str) -> str:
    """`python {title=…}` and `{.python}` alike are Python."""
    words = info.replace("{", " ").replace("}", " ").replace(",", " ").split()
    return words[0].lstrip(".").lower() if words else ""


@cache
def _lexer(language: str) -> Any:
    """The Pygments lexer; None when there is none of that name."""
    if not language:
        return None
    from rich.syntax import Syntax

    return Syntax("", language).lexer


@cache
def _style(theme: str, ground: Style, kind: Any) -> Style:
    """The style of a kind of token on this ground."""
    from rich.syntax import Syntax

    given = Syntax.get_theme(theme).get_style_for_token(kind)
    return ground + Style(color=given.color, bold=given.bold, italic=given.italic, underline=given.underline)
