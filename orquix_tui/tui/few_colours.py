"""The colours of a theme on a terminal that has 256: each becomes the nearest of these."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from rich.color import Color as Ink
from rich.color import ColorSystem, ColorType
from rich.palette import Palette
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_FIRST = 16
"""The colours before it are those that the person has chosen for the terminal: nobody knows what they are."""
_LEVELS = (0, 95, 135, 175, 215, 255)
_GREYS = range(8, 239, 10)
_COLOURFUL = 48
"""From this distance of the least to the most of red, green and blue on, a colour shall not become a grey."""


class FewColours(LineFilter):
    """Rich rounds each of red, green and blue for itself: dark greys become black, and panels navy."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's
        """The same text in colours that the terminal has."""
        return [Segment(text, style and _in_few(style), control) for text, style, control in segments]


@lru_cache(2048)
def _in_few(style: Style) -> Style:
    return style + Style(color=_nearest(style.color), bgcolor=_nearest(style.bgcolor))


@lru_cache(2)
def _palette(*, greys: bool) -> Palette:
    return Palette([*product(_LEVELS, _LEVELS, _LEVELS), *((grey, grey, grey) for grey in _GREYS if greys)])


def _nearest(ink: Ink | None) -> Ink | None:
    if ink is None or ink.triplet is None or ink.system is not ColorSystem.TRUECOLOR:
        return ink
    palette = _palette(greys=max(ink.triplet) - min(ink.triplet) < _COLOURFUL)
    return Ink(ink.name, ColorType.EIGHT_BIT, number=_FIRST + palette.match(ink.triplet))
