"""Rich's Markdown with our own headings, lists and code blocks. Imported late: Rich's parser is heavy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, ListElement, Markdown, MarkdownElement
from rich.segment import Segment
from rich.syntax import Syntax
from rich.text import Text

_NUMBER_ROOM = 4
"""Cells that a number takes, wide enough for two digits: an item must not move when the list grows."""


def highlighted(code: str, info: str, theme: str, background: str) -> Syntax:
    """Code in colours, wrapped, one cell of air on both sides. `background` as #rrggbb."""
    lexer = info.split(maxsplit=1)[0].split("{", maxsplit=1)[0] if info.split() else "text"
    return Syntax(
        code, lexer or "text", theme=theme, word_wrap=True, padding=(0, 1), background_color=background
    )


class _LeftHeading(Heading):
    """Headings stand on the left; the levels differ by weight and colour."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:  # Rich's signature
        text = self.text.copy()
        text.justify = "left"
        yield text


class _FlatCodeBlock(CodeBlock):
    """Code without blank rows around it."""

    def __init__(self, lexer_name: str, theme: str, background: str) -> None:
        super().__init__(lexer_name, theme)
        self.background = background

    @classmethod
    def create(cls, markdown: Markdown, token: Token) -> _FlatCodeBlock:
        background = markdown.code_background if isinstance(markdown, PlainMarkdown) else "default"
        return cls(token.info or "", markdown.code_theme, background)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:  # Rich's signature
        code = str(self.text).rstrip()
        if code:
            yield highlighted(code, self.lexer_name, self.theme, self.background)
        else:
            yield Text()


class _SteadyList(ListElement):
    """A list whose items stand the same whether they are rendered one by one or all at once."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ordered = self.list_type == "ordered_list_open"
        style = console.get_style("markdown.item.number" if ordered else "markdown.item.bullet")
        first = 1 if self.list_start is None else self.list_start
        for index, item in enumerate(self.items):
            mark = f"{first + index}. ".rjust(_NUMBER_ROOM) if ordered else " • "
            room = options.update(width=max(options.max_width - len(mark), 1))
            lines = console.render_lines(item.elements, room, style=item.style) or [[]]
            for row, line in enumerate(lines):
                yield Segment(mark if row == 0 else " " * len(mark), style)
                yield from line
                yield Segment("\n")


class PlainMarkdown(Markdown):
    """Parsed tokens, rendered; links show their target, nothing is clickable by itself."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _LeftHeading,
        "fence": _FlatCodeBlock,
        "code_block": _FlatCodeBlock,
        "bullet_list_open": _SteadyList,
        "ordered_list_open": _SteadyList,
    }

    def __init__(self, tokens: Sequence[Token], code_theme: str, code_background: str) -> None:
        super().__init__("", code_theme=code_theme, hyperlinks=False)
        self.parsed = list(tokens)
        self.code_background = code_background
