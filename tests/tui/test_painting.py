"""What is painted is what stands on the screen, and no more than what changed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.containers import Grid, Vertical
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.painting import Painter

WIDTH, HEIGHT = 60, 20


class Noted(LiveMarkdown):
    """Notes what it was asked to draw."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[Region] = []

    def render_lines(self, crop: Region) -> list[Strip]:
        """As ever."""
        self.drawn.append(crop)
        return super().render_lines(crop)


class Layers(Screen[None]):
    """Bordered panels beside each other, wide signs in them, and a box over their middle."""

    CSS = """
    Layers { layers: below above; }
    Grid { grid-size: 2; }
    Vertical { border: round $primary; padding: 0 1; }
    #over { layer: above; offset: 13 5; width: 31; height: 7; border: heavy red; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Painter()

    def compose(self) -> ComposeResult:
        """Four panels with text."""
        with Grid():
            for number in range(4):
                with Vertical():
                    yield Static(f"panel {number} 中文字符 " * 3)
                    yield Noted()
        yield Static("over all 漢字 " * 20, id="over")


class Painted(App[None]):
    """Shows them."""

    def get_default_screen(self) -> Layers:
        """The only one."""
        return Layers()


def _cells(update: ChopsUpdate) -> Iterator[tuple[int, int, int, Strip]]:
    for y, begin, end in update.spans:
        assert (begin, end) == (0, WIDTH)
        for (x, strip), right in zip(update.chops[y].items(), update.chop_ends[y], strict=True):
            assert strip is not None
            assert strip.cell_length == right - x
            yield y, x, right, strip


async def test_a_partial_update_draws_what_a_full_one_shows_wherever_something_changed() -> None:
    chance = random.Random(7)
    async with Painted().run_test(size=(WIDTH, HEIGHT)) as pilot:
        painter = pilot.app.screen._compositor
        for view in pilot.app.screen.query(LiveMarkdown):
            view.append("# Title\n\nSome *words* and 漢字.\n\n" * 9)
        await pilot.pause()
        whole = painter.render_strips(Size(WIDTH, HEIGHT))
        for _ in range(60):
            dirty = [_anywhere(chance) for _ in range(chance.randrange(1, 4))]
            painter._dirty_regions.update(dirty)
            update = painter.render_partial_update()
            assert isinstance(update, ChopsUpdate)
            drawn: dict[int, set[int]] = {}
            for y, x, right, strip in _cells(update):
                assert list(strip) == list(whole[y].crop(x, right))
                assert drawn.setdefault(y, set()).isdisjoint(range(x, right))
                drawn[y].update(range(x, right))
            wanted = {y for region in dirty for y in region.line_range}
            assert drawn.keys() == wanted
            for region in dirty:
                assert all(drawn[y].issuperset(region.column_range) for y in region.line_range)
        painter._dirty_regions.add(Region(0, HEIGHT, WIDTH, 3))  # of a window that has become smaller since
        assert painter.render_partial_update() is None


def _anywhere(chance: random.Random) -> Region:
    x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
    return Region(x, y, chance.randint(1, WIDTH - x), chance.randint(1, HEIGHT - y))


async def test_what_did_not_change_is_not_asked_to_draw() -> None:
    async with Painted().run_test(size=(WIDTH, HEIGHT)) as pilot:
        views = list(pilot.app.screen.query(Noted))
        await pilot.pause()
        for view in views:
            view.drawn.clear()
        for view in (views[0], views[3]):  # in opposite corners
            view.append("word")
        await pilot.pause()
        await pilot.pause(0.05)
        asked = {view for view in views if view.drawn}
        assert asked == {views[0], views[3]}
