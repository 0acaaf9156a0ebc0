"""Turns blocks of Markdown into rows of styled text, in the colours of the app. No widget, no app."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from textual.strip import Strip

from orquix_tui.tui.markdown_doc import Block

if TYPE_CHECKING:
    from markdown_it.token import Token
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.style import Style


@dataclass(frozen=True)
class Palette:
    """The colours of rendered text, as #rrggbb."""

    foreground: str
    background: str
    muted: str
    accent: str
    link: str
    code_background: str
    mark: str = ""
    """The ground of a passage that was searched for; empty leaves it as it is."""
    dark: bool = True

    @property
    def code_theme(self) -> str:
        """A Pygments style that can be read on `code_background`."""
        return "github-dark" if self.dark else "xcode"


class MarkdownRenderer:
    """Renders with one palette. Keeps the link definitions that it has seen, for later blocks."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self._console = _console(palette)
        self._definitions: dict[str, Any] = {}
        self.base = _style(f"{palette.foreground} on {palette.background}")

    def block(self, block: Block, width: int, *, final: bool = True) -> list[Strip]:
        """The rows of a block, each exactly `width` cells, without blank rows around it."""
        env = self._definitions if final else {"references": dict(self._definitions.get("references", {}))}
        tokens = _tokens(block.source, env)
        if block.number is not None:
            _renumber(tokens, block.number)
        return self._rows(_markdown(tokens, self._palette), width)

    def code(self, info: str, lines: list[str], width: int) -> list[Strip]:
        """The rows of some lines of a code block that is still open."""
        return self._all_rows(highlight("".join(lines).removesuffix("\n"), info, self._palette), width)

    def blank(self, width: int) -> Strip:
        """An empty row."""
        return Strip.blank(width, self.base)

    @property
    def has_definitions(self) -> bool:
        """Whether the source defined links: earlier blocks may refer to them."""
        return bool(self._definitions.get("references"))

    def _all_rows(self, renderable: Any, width: int) -> list[Strip]:
        options = self._console.options.update(width=width, height=None, highlight=False)
        lines = self._console.render_lines(renderable, options, style=self.base, pad=True)
        return [Strip(line, width) for line in lines]

    def _rows(self, renderable: Any, width: int) -> list[Strip]:
        rows = self._all_rows(renderable, width)
        while rows and self._is_blank(rows[-1]):
            rows.pop()
        start = 0
        while start < len(rows) and self._is_blank(rows[start]):
            start += 1
        return rows[start:]

    def _is_blank(self, row: Strip) -> bool:
        return not row.text.strip() and not _painted(row, self.base)


def _painted(row: Strip, base: Style) -> bool:
    """Whether an empty row carries a background of its own (a blank line of code)."""
    return any(segment.style is not None and segment.style.bgcolor != base.bgcolor for segment in row)


@lru_cache(maxsize=8)
def _style(definition: str) -> Style:
    from rich.style import Style

    return Style.parse(definition)


@lru_cache(maxsize=4)
def _console(palette: Palette) -> Console:
    from rich.console import Console
    from rich.theme import Theme

    styles = {
        "markdown.h1": f"bold {palette.accent}",
        "markdown.h2": f"bold {palette.accent}",
        "markdown.h3": f"bold {palette.foreground}",
        "markdown.h4": f"bold {palette.foreground}",
        "markdown.h5": f"italic {palette.foreground}",
        "markdown.h6": f"italic {palette.muted}",
        "markdown.code": f"{palette.link} on {palette.code_background}",
        "markdown.code_block": f"{palette.foreground} on {palette.code_background}",
        "markdown.block_quote": palette.muted,
        "markdown.hr": palette.muted,
        "markdown.item.bullet": f"bold {palette.accent}",
        "markdown.item.number": f"bold {palette.accent}",
        "markdown.link": f"underline {palette.link}",
        "markdown.link_url": palette.muted,
        "markdown.table.border": palette.muted,
        "markdown.table.header": f"bold {palette.foreground}",
        "markdown.s": f"strike {palette.muted}",
    }
    return Console(
        file=io.StringIO(),
        color_system="truecolor",
        force_terminal=True,
        legacy_windows=False,
        theme=Theme(styles),
    )


def _tokens(source: str, env: dict[str, Any]) -> list[Token]:
    tokens: list[Token] = _full_parser().parse(source, env)
    for token in tokens:
        if token.children and any(c.markup == "autolink" for c in token.children):
            # <https://…> is its own text: showing the target again would double it.
            token.children = [c for c in token.children if c.markup != "autolink"]
    return tokens


@lru_cache(maxsize=1)
def _full_parser() -> Any:
    from markdown_it import MarkdownIt

    # Markup of the model's is text: it is shown, not interpreted and not dropped.
    return MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")


def _renumber(tokens: list[Token], number: int) -> None:
    for token in tokens:
        if token.type == "ordered_list_open" and token.level == 0:
            token.attrs["start"] = number
            return


def _markdown(tokens: list[Token], palette: Palette) -> Markdown:
    from orquix_tui.tui.markdown_elements import PlainMarkdown

    return PlainMarkdown(tokens, palette.code_theme, palette.code_background)


def highlight(code: str, info: str, palette: Palette) -> Any:
    """Code as a renderable, one row per line where the width allows it."""
    from orquix_tui.tui.markdown_elements import highlighted

    return highlighted(code, info, palette.code_theme, palette.code_background)
