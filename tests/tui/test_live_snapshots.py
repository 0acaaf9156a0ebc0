"""What Markdown looks like: in a narrow panel, in a wide one, without colours, with words found in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.pilot import Pilot

from orquix_tui.tui import themes
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.widgets.find_bar import FindBar

Compare = Callable[..., bool]
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

    def __init__(self, theme: str) -> None:
        super().__init__()
        self._wanted = theme
        self.view = LiveMarkdown()
        self.bar = FindBar(self.view, self.view)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield from (self.view, self.bar)

    def on_mount(self) -> None:
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = self._wanted
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


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("size", [(38, 62), (104, 44)], ids=["narrow", "wide"])
def test_markdown_in_a_panel(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(Stage(themes.DARK.name), terminal_size=size, run_before=settle)


def test_markdown_in_the_light(snap_compare: Compare) -> None:
    assert snap_compare(Stage(themes.LIGHT.name), terminal_size=(60, 50), run_before=settle)


def test_markdown_in_high_contrast(snap_compare: Compare) -> None:
    assert snap_compare(Stage(themes.CONTRAST.name), terminal_size=(60, 50), run_before=settle)


def test_markdown_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(Stage(themes.DARK.name), terminal_size=(60, 50), run_before=settle)


def test_words_that_were_found(snap_compare: Compare) -> None:
    assert snap_compare(Stage(themes.DARK.name), terminal_size=(60, 24), run_before=found)
