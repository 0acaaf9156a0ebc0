"""An app that has our themes, and what our style sheet names beyond Textual's colours."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App
from textual.color import Color
from textual.filter import LineFilter

from orquix_tui.tui import themes
from orquix_tui.tui.few_colours import FewColours

_RESTING = {False: (0.2, 0.5), True: (0.7, 0.85)}
"""How much of the ink frames and tabs have that nobody looks at; in high contrast they must be seen, too."""


class ThemedApp(App[None]):
    """Its style sheet may say `$frame` and `$resting`."""

    def __init__(self) -> None:
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self._few = (FewColours(),) if self.console.color_system == "256" else ()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and the one that a terminal of 256 colours needs."""
        return (*super().get_line_filters(), *self._few)

    def get_css_variables(self) -> dict[str, str]:
        """Textual's, and ours."""
        variables = super().get_css_variables()
        frame, tab = _RESTING[themes.is_contrast(self.theme)]
        ink = Color.parse(variables["foreground"])
        return variables | {"frame": ink.with_alpha(frame).css, "resting": ink.with_alpha(tab).css}
