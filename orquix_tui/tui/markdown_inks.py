"""The colours of rendered text, and the styles that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
    plain: bool = False
    """Whether colours may not be seen: code inside a line then keeps its backticks."""

    @property
    def code_theme(self) -> str:
        """A Pygments style that can be read on `code_background`."""
        return "github-dark" if self.dark else "xcode"


class Inks:
    """Whole styles, with their ground; what is laid over them has none. Nothing is told by colour alone:
    weight, slant, lines and signs say it too."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.base = Style.parse(f"{palette.foreground} on {palette.background}")
        self.muted = self.base + Style(color=palette.muted)
        self.mark = self.base + Style(color=palette.accent, bold=True)
        self.code_ground = Style.parse(f"{palette.foreground} on {palette.code_background}")
        self.code_edge = self.code_ground + Style(color=palette.muted)

    @cached_property
    def inline(self) -> dict[str, Style]:
        """By the name of the Markdown element; laid over what surrounds it."""
        palette = self.palette
        return {
            "strong": Style(bold=True),
            "em": Style(italic=True),
            "s": Style(strike=True, color=palette.muted),
            "link": Style(underline=True, color=palette.link),
            "target": Style(color=palette.muted, underline=False, bold=False, italic=False),
            "code": Style(color=palette.link, bgcolor=palette.code_background),
            "math": Style(italic=True, color=palette.link),
            "header": Style(bold=True),
            "quote": Style(color=palette.muted),
        }

    def heading(self, level: int) -> Style:
        """Of 1 to 6: the upper ones in the accent and bold, the first underlined too."""
        palette = self.palette
        if level <= 2:
            return self.base + Style(color=palette.accent, bold=True, underline=level == 1)
        return self.base + Style(bold=level <= 4, italic=level > 4)
