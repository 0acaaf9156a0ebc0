"""Our own themes, and the colours that rendered text takes from whatever theme is on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.color import Color
from textual.theme import Theme

from orquix_tui.domain.translate import _
from orquix_tui.tui.markdown_inks import Palette

if TYPE_CHECKING:
    from textual.widget import Widget

DARK = Theme(
    name="orquix-dark",
    primary="#7AA2D6",
    secondary="#8FB8A8",
    accent="#E0B872",
    warning="#E0B872",
    error="#E58A84",
    success="#8CC796",
    foreground="#D7DCE2",
    background="#14181D",
    surface="#1A1F26",
    panel="#242B34",
    dark=True,
    variables={
        "footer-background": "#14181D",
        "footer-key-foreground": "#E0B872",
        "block-cursor-text-style": "bold",
        "input-selection-background": "#7AA2D6 35%",
    },
)
LIGHT = Theme(
    name="orquix-light",
    primary="#2B5C9E",
    secondary="#2F6B57",
    accent="#8A5A00",
    warning="#8A5A00",
    error="#A8322B",
    success="#2C6E3B",
    foreground="#1F252C",
    background="#F4F2EC",
    surface="#FCFBF8",
    panel="#E6E3DA",
    dark=False,
    variables={
        "footer-background": "#F4F2EC",
        "footer-key-foreground": "#8A5A00",
        "block-cursor-text-style": "bold",
        "input-selection-background": "#2B5C9E 25%",
    },
)
CONTRAST = Theme(
    name="orquix-contrast",
    primary="#6CB6FF",
    secondary="#FFFFFF",
    accent="#FFD700",
    warning="#FFD700",
    error="#FF9A9A",
    success="#7CFC9A",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#262626",
    dark=True,
    text_alpha=1.0,
    variables={
        "footer-background": "#000000",
        "footer-key-foreground": "#FFD700",
        "text-muted": "#D9D9D9",
        "foreground-muted": "#D9D9D9",
        "foreground-disabled": "#B8B8B8",
    },
)
CONTRAST_LIGHT = Theme(
    name="orquix-contrast-light",
    primary="#0037A6",
    secondary="#000000",
    accent="#7A3B00",
    warning="#7A3B00",
    error="#9B0000",
    success="#00501A",
    foreground="#000000",
    background="#FFFFFF",
    surface="#FFFFFF",
    panel="#EAEAEA",
    dark=False,
    text_alpha=1.0,
    variables={
        "footer-background": "#FFFFFF",
        "footer-key-foreground": "#7A3B00",
        "text-muted": "#262626",
        "foreground-muted": "#262626",
        "foreground-disabled": "#404040",
    },
)
THEMES = (DARK, LIGHT, CONTRAST, CONTRAST_LIGHT)
DEFAULT = DARK.name


def in_order(names: Iterable[str]) -> list[str]:
    """Our own first, the others by name."""
    ours = [theme.name for theme in THEMES]
    return [*ours, *sorted(name for name in names if name not in ours)]


def described(theme: Theme) -> str:
    """Its name, and whether it is dark or light; the high contrast is said."""
    kind = _("dark") if theme.dark else _("light")
    if is_contrast(theme.name):
        kind = _("{kind}, high contrast").format(kind=kind)
    return f"{theme.name} · {kind}"


def is_contrast(name: str) -> bool:
    """Whether that theme is one of high contrast."""
    return name.startswith(CONTRAST.name)


def palette_for(widget: Widget) -> Palette:
    """The colours for text inside this widget, under the theme that is on."""
    variables = widget.app.theme_variables
    background = widget.background_colors[1]
    foreground = background + Color.parse(variables["foreground"]).with_alpha(1.0)
    panel = Color.parse(variables["panel"])
    return Palette(
        foreground=foreground.hex6,
        background=background.hex6,
        muted=background.blend(foreground, 0.62).hex6,
        accent=Color.parse(variables["accent"]).hex6,
        link=Color.parse(variables["primary"]).hex6,
        code_background=panel.hex6,
        mark=background.blend(Color.parse(variables["accent"]), 0.22).hex6,
        dark=widget.app.current_theme.dark,
        plain=widget.app.no_color or is_contrast(widget.app.theme),
    )
