"""What rests can be seen in high contrast, too."""

from __future__ import annotations

import pytest
from textual.color import Color

from orquix_tui.tui import themes
from orquix_tui.tui.themed import ThemedApp


@pytest.mark.parametrize("name", [theme.name for theme in themes.THEMES if themes.is_contrast(theme.name)])
def test_frames_and_tabs_that_rest_stand_out_in_high_contrast(name: str) -> None:
    app = ThemedApp()
    app.theme = name
    variables = app.get_css_variables()
    ground = Color.parse(variables["background"])

    def ratio(variable: str) -> float:
        ink = (ground + Color.parse(variables[variable])).rgb
        light, dark = sorted((_luminance(ink), _luminance(ground.rgb)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    # What WCAG asks of frames (1.4.11) and, at its highest level, of text (1.4.6).
    assert ratio("frame") >= 3
    for text in ("resting", "text-muted", "foreground-muted", "foreground-disabled"):
        assert ratio(text) >= 7, text


def _luminance(rgb: tuple[int, int, int]) -> float:
    """That of WCAG 2."""
    channels = (c / 255 for c in rgb)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
