"""What Markdown looks like: in a narrow panel, in a wide one, without colours, with words found in it."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.pilot import Pilot

from orquix_tui.tui import themes
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.widgets.find_bar import FindBar
from tests.tui.conftest import SIZES, Compare, Look

TEXT = r"""# Why rivers meander

Water piles up on the **outer** bank, sinks, and *returns* along the `bed`: see
[the paper](https://example.org/rivers) and <https://example.org>. ~~Wrong.~~

1. The outer bank erodes, which takes a longer sentence than a narrow panel has room for.
   - nested *once*
     - nested twice
2. Then:

   ```python
   def radius(width: float) -> float:
       return 2.4 * width  # a comment that is too long for one row of a narrow panel
   ```

- [x] measured
- [ ] understood

> A quote
>
> > in a quote, with \(a_1 * b_2\) and $E = mc^2$ for $5

## Figures

| river | length | character | country | discharge |
|:--|--:|:-:|---|--:|
| Mississippi | 3766 | meandering | United States | 16200 |
| 黄河 | 5464 | braided | 中国 | 2571 |

漢字かな交じり文は、単語の間に空白がないので、どこででも折り返すことができます。

שלום עולם and <b>HTML</b>
"""


class Stage(App[None]):
    """One panel."""

    CSS = "Vertical { background: $surface; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.view = LiveMarkdown()
        self.bar = FindBar(self.view, self.view)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield from (self.view, self.bar)

    def on_mount(self) -> None:
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DEFAULT
        self.view.show(TEXT)


async def settle(pilot: Pilot[Any]) -> None:
    view = pilot.app.query_one(LiveMarkdown)
    for _ in range(500):
        await pilot.pause(0.01)
        if view.settled:
            return
    pytest.fail("the view did not come to rest")


async def found(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    bar = pilot.app.query_one(FindBar)
    bar._field.cursor_blink = False
    bar.open()
    await pilot.press(*"outer bank", "enter")


def themed(name: str) -> Look:
    """The same in that theme."""

    async def step(pilot: Pilot[Any]) -> None:
        pilot.app.theme = name
        await settle(pilot)

    return step


def test_markdown_in_a_panel(snap_sizes: Compare) -> None:
    narrow = (38, 62)
    assert snap_sizes(Stage(), run_before=settle, states={"dark": settle}, sizes=[narrow, *SIZES])


def test_markdown_in_the_other_themes(snap_sizes: Compare) -> None:
    others = [theme.name for theme in themes.THEMES if theme.name != themes.DEFAULT]
    assert snap_sizes(Stage(), run_before=settle, states={name: themed(name) for name in others})


def test_markdown_without_colours(snap_sizes: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_sizes(Stage(), run_before=settle, states={"plain": settle})


def test_words_that_were_found(snap_sizes: Compare) -> None:
    assert snap_sizes(Stage(), run_before=found, states={"found": settle})
