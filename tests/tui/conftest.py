"""The app over the real core, in a folder of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import pytest
import textual.app
import textual.pilot
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # has no types
from syrupy.assertion import SnapshotAssertion
from syrupy.exceptions import SnapshotDoesNotExist
from textual.app import App
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import TextArea

from orquix_tui.domain.translate import catalogue, speak
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.clock import Clock
from orquix_tui.tui.keys import hold
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import House
from tests.tui.at_rest import Rest, line_is_empty
from tests.tui.pictured import furnish, seed, started

DEADLINE_S = 30.0
LATE_S = 5.0
"""How long a picture may take to become the accepted one."""
SIZES = [(80, 24), (120, 40), (220, 60)]


class Desk:
    """A running app with the words that a test needs."""

    def __init__(self, app: OrquixApp, pilot: Pilot[None], house: House) -> None:
        self.app = app
        self.pilot = pilot
        self.house = house

    @property
    def screen(self) -> Workspace:
        """The workspace, also under a dialog."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, Workspace)
        return screen

    async def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until it is so, within the deadline, and until what has come up is built."""
        steps = int(DEADLINE_S / 0.02)
        for _ in range(steps):
            if true() and all(screen.is_mounted for screen in self.app.screen_stack[-1:]):
                await line_is_empty()
                return
            await self.pilot.pause(0.02)
        pytest.fail(f"waited in vain until {what}")

    async def ready(self) -> None:
        """Until the lists are read."""
        await self.until(lambda: self.screen._library.current, "the projects are read")
        await self.pilot.pause()

    async def ask(self, prompt: str, *, wait: bool = True) -> None:
        """Type and send; wait until the run is over and saved."""
        await self.pilot.press("escape")
        self.screen.query_one(PromptArea).insert(prompt)
        before = self.screen._presenter.run
        await self.pilot.press("enter")
        await self.until(lambda: self.screen._presenter.run is not before, "the run begins")
        if wait:
            await self.finished()

    async def finished(self) -> None:
        """Until the run is over and the history shows it."""
        await self.until(lambda: not self.screen._control.running, "the run ends")
        await self.until(lambda: not self._busy(), "the screen has taken it in")
        await self.pilot.pause()

    def _busy(self) -> bool:
        return any(worker.is_running and worker.group == "run" for worker in self.app.workers)

    def text(self, selector: str) -> str:
        """What a widget and those in it draw, without styles."""
        return drawn(self.screen.query_one(selector))

    def panel(self, number: int) -> str:
        """What the panel of that number draws."""
        return drawn(list(self.screen.query(AnswerPanel))[number - 1])


def drawn(widget: Widget) -> str:
    if not widget.display:
        return ""
    if widget.children:
        return "\n".join(drawn(child) for child in widget.children)
    return "\n".join(strip.text for strip in widget.render_lines(widget.outer_size.region))


Compare = Callable[..., bool]
Look = Callable[[Pilot[None]], Awaitable[None]]
Sizes = Sequence[tuple[int, int]]


async def as_it_is(_pilot: Pilot[None]) -> None:
    """No step at all."""


async def looks_as_accepted(
    pilot: Pilot[None],
    accepted: SnapshotAssertion,
    name: str,
    *,
    simplify: bool = True,
    patient: bool = True,
) -> bool:
    """Whether the picture is the accepted one, or becomes it while a busy machine draws what was begun."""
    extension, place = accepted.extension, accepted.test_location
    wanted: object = None
    with suppress(SnapshotDoesNotExist):
        wanted = extension.read_snapshot(test_location=place, index=name, session_id="")
    await _still(pilot)
    tries = int(LATE_S / 0.1) if patient and wanted is not None and not accepted.update_snapshots else 0
    picture = pilot.app.export_screenshot(simplify=simplify)
    while extension.serialize(picture) != wanted and tries:
        tries -= 1
        await pilot.pause(0.1)
        picture = pilot.app.export_screenshot(simplify=simplify)
    alike = bool(picture == accepted(name=name))
    if not alike:
        print(name, "looks otherwise")  # noqa: T201  # told with the failure
    return alike


async def _still(pilot: Pilot[None]) -> None:
    """No cursor blinks, also under a dialog: whether it is seen would go by the clock."""
    areas = [area for screen in pilot.app.screen_stack for area in screen.query(TextArea)]
    if any(area.cursor_blink for area in areas):
        for area in areas:
            area.cursor_blink = False
        await pilot.pause()


@pytest.fixture
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pictures are drawn in, whatever the terminal of the tests is."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def app(plain_surroundings: None, house: House) -> OrquixApp:
    """The app on a store in which one interaction of a known moment is saved."""
    furnish(house)
    asyncio.run(seed(house))
    return started(house)


@pytest.fixture
def snap_sizes(plain_surroundings: None, snapshot: SnapshotAssertion) -> Compare:
    """`snap_sizes(app, run_before=…)`: whether the app looks as accepted at every size. One app is resized:
    a start for each would cost more than all the rest. `states` are steps by their names, taken one after
    another at each size: the first must lead on from the last."""
    accepted = snapshot.use_extension(SVGImageExtension)

    async def look(app: App[None], run_before: Look, states: Mapping[str, Look], sizes: Sizes) -> bool:
        alike: list[bool] = []
        async with app.run_test(size=sizes[0]) as pilot:
            await run_before(pilot)
            for width, height in sizes:
                await pilot.resize_terminal(width, height)
                await pilot.pause(0.1)  # breakpoints, and what they lay out anew, follow by a frame
                await pilot.pause()  # on a busy machine later than that: until nothing goes on any more
                for name, step in states.items():
                    await step(pilot)
                    picture = f"{name}{width}x{height}"
                    alike.append(await looks_as_accepted(pilot, accepted, picture, patient=all(alike)))
        return all(alike)

    def compare(
        app: App[None],
        run_before: Look = as_it_is,
        states: Mapping[str, Look] | None = None,
        sizes: Sizes = SIZES,
    ) -> bool:
        named = {f"{name}-": step for name, step in states.items()} if states else {"": as_it_is}
        return asyncio.run(look(app, run_before, named, sizes))

    return compare


@pytest.fixture(autouse=True)
def as_at_the_start() -> Iterator[None]:
    """Keys and language are those of the whole process: not those of the next test."""
    yield
    hold({})
    speak(catalogue("en"))


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot's pause ends when nothing is left to do, not when the machine is busy with something else; and
    what was told stays told, however long that took."""
    rest = Rest()
    monkeypatch.setattr(asyncio, "to_thread", rest.to_thread)
    monkeypatch.setattr(asyncio, "wrap_future", rest.wrap_future)
    for module in (textual.app, textual.pilot):
        monkeypatch.setattr(module, "wait_for_idle", rest.wait_for_idle)
    monkeypatch.setattr(Notification, "has_expired", False)


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def desk(house: House) -> OpenDesk:
    """`async with desk(size=(120, 40)) as d:` opens the app on what `house` has configured."""

    @asynccontextmanager
    async def open_desk(size: tuple[int, int] = (120, 40), clock: Clock | None = None) -> AsyncIterator[Desk]:
        async with house.open() as services:
            app = OrquixApp(services, clock)
            async with app.run_test(size=size) as pilot:
                d = Desk(app, pilot, house)
                await d.ready()
                yield d

    return open_desk
