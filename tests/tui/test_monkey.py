"""Keys, sizes and choices drawn by lot while runs stream: the screen lives and ends on what was saved.

Real timing decides what meets what, so no two runs are the same: a hunt (`make monkey`), not a part of
`make test`.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Resize
from textual.geometry import Size

from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.lines import Line
from orquix_tui.tui.widgets.notices import Notices, Weight
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.sidebar import HistoryList, ProjectList
from tests.house import JUDGE, MODERATION, SAYS, House
from tests.loopback import Answer, Fault
from tests.tui.conftest import Desk, OpenDesk

pytestmark = pytest.mark.monkey
SIZES = ((60, 15), (80, 24), (120, 40), (220, 60))
FOUR = (("openai-compatible", "one"), ("ollama", "two"), ("gemini", "three"), ("anthropic", "four"))
ACTIONS = 60
SMALL_COUNCIL = (
    '[councils.small]\n[[councils.small.members]]\nprovider = "ollama"\nmodel = "two"\n'
    '[[councils.small.members]]\nprovider = "gemini"\nmodel = "three"\n'
)
KEYS: tuple[tuple[str, ...], ...] = (
    *((f"f{n}",) for n in range(1, 10)),
    ("f4", "f4", "escape"),
    ("f3", "down", "enter", "enter"),
    ("f1", "f1", "escape", "escape"),
    ("f8", "f5", "f8"),
    ("f6", "f6", "x"),
    ("f6", "f6", "m", "ctrl+s"),
    ("f6", "f6", "m", "ctrl+s", "x"),
    ("f6", "f6", "v", "up", "d", "escape", "enter"),
    ("f6", "f6", "j", "j", "r"),
    ("f6", "f6", "n", "n"),
    ("f6", "f6", "j", "enter", "backspace", "j", "2", "escape"),
    ("f6", "f6", "t", "t", "c", "t"),
    ("f6", "f6", "w", "down", "enter"),
    ("f6", "tab", "c"),
    ("escape",),
    ("ctrl+c",),
    ("f7", "f7", "j", "x", "u"),
    ("f7", "f7", "p"),
    ("f7", "f7", "b", "down", "enter"),
    ("f7", "f7", "m", "enter", "escape"),
    ("f7", "f7", "space", "v", "end", "k"),
    ("f7", "f7", "enter"),
    ("escape", "a", "n", "d"),
    ("ctrl+x", "o",),
    ("ctrl+x", "h",),
    ("ctrl+x", "h", "down", "enter"),
    ("ctrl+x", "h", "down", "enter", "up", "enter"),
    ("ctrl+x", "h", "home", "enter", "end", "enter", "home", "enter"),
    ("ctrl+x", "h", "r", "r"),
    ("ctrl+x", "p", "n", "n", *"thesis", "enter", "enter"),
    ("ctrl+x", "p", "r", "r", "end", "x", "enter", "enter"),
    ("ctrl+x", "p", "a"),
    ("ctrl+x", "p", "v", "down", "enter"),
    ("ctrl+x", "p", "down", "enter"),
    ("ctrl+x", "a",),
    *((("ctrl+x", "a", *keys)) for keys in ("n", "p", "zz", "z", "c", "t", "x", "1", "4", "nz", "nx")),
    ("ctrl+x", "a", "pageup"),
    ("tab",),
    ("shift+tab",),
    ("enter",),
    ("ctrl+x", "y", "escape"),
)


class Monkey:
    """Does one thing after the other; the same seed does the same things."""

    def __init__(self, d: Desk, house: House, seed: int) -> None:
        self.d = d
        self.house = house
        self.rng = random.Random(seed)
        self.deeds: tuple[Callable[[], Awaitable[object]], ...] = (
            *(self.press,) * 7,
            self.ask,
            self.ask,
            self.resize,
            self.choose_at_once,
            self.wait,
            self.quit_is_refused,
        )

    async def act(self) -> None:
        await self.rng.choice(self.deeds)()

    async def press(self) -> None:
        """Faster than the screen, or as fast: the pilot itself would wait until all is quiet."""
        for key in self.rng.choice(KEYS):
            self.d.app.post_message(Key(key, key if len(key) == 1 else None))
            await self.d.pilot.pause(self.rng.choice((0.0, 0.0, 0.01, 0.03)))

    async def ask(self) -> None:
        for _, model in FOUR:
            delay = self.rng.choice((0.0, 0.004, 0.02))
            answer = Answer(SAYS * self.rng.randint(1, 3), chunk=7, delay=delay, reasoning="Hm. " * 9)
            turns = (answer, answer, answer, Fault(401), Fault("drop"))
            self.house.server.script(model, self.rng.choice(turns))
        judge = Answer(MODERATION, delay=self.rng.choice((0, 0.01)))
        self.house.server.script(JUDGE.partition(":")[2], judge)
        area = self.d.screen.query_one(PromptArea)
        area.load_text(f"Question {self.rng.randint(1, 99)}?")
        area.action_send()

    async def resize(self) -> None:
        size = Size(*self.rng.choice(SIZES))
        assert isinstance(self.d.app._driver, HeadlessDriver)
        self.d.app._driver._size = size
        self.d.app.post_message(Resize(size, size))

    async def choose_at_once(self) -> None:
        """As a quick hand on the mouse: what follows does not wait for what goes on."""
        history = self.d.screen.query_one(HistoryList)
        projects = self.d.screen.query_one(ProjectList)
        for _ in range(self.rng.randint(2, 4)):
            if history._ids:
                history.post_message(HistoryList.Chosen(self.rng.choice(history._ids)))
            if projects._projects and self.rng.random() < 0.2:
                projects.post_message(ProjectList.Chosen(self.rng.choice(projects._projects)))
            await self.d.pilot.pause(self.rng.choice((0.0, 0.005)))

    async def wait(self) -> None:
        await self.d.pilot.pause(self.rng.choice((0.01, 0.1, 0.3)))

    async def quit_is_refused(self) -> None:
        if self.d.screen._control.running and not self.d.screen._asked_to_quit:
            await self.d.app.action_quit()
            assert self.d.app.is_running


async def at_rest(d: Desk) -> None:
    """No dialog, no run, no zoom, and nothing on its way."""
    for _ in range(9):
        if d.app.screen is not d.screen:
            await d.pilot.press("escape")
    await d.pilot.resize_terminal(120, 40)
    await d.until(lambda: d.app.screen is d.screen, "the dialogs are closed")
    await d.until(lambda: all(w.is_finished for w in d.app.workers), "every errand is done")
    await d.pilot.pause()


def shows(panel: AnswerPanel) -> str:
    return "".join(text for text, _ in panel.query_one(".panel-header", Line).right)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_is_pressed_the_screen_lives_and_ends_on_what_was_saved(
    house: House, desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    house.configure(FOUR)
    file = house.home / "config" / "config.toml"
    file.write_text(file.read_text("utf-8") + SMALL_COUNCIL, "utf-8")
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    add = Notices.add

    def listening(self: Notices, text: str, weight: Weight = "info") -> None:
        told.append(text)
        add(self, text, weight)

    monkeypatch.setattr(Notices, "add", listening)

    async with desk() as d:
        monkey = Monkey(d, house, seed)
        for _ in range(ACTIONS):
            await monkey.act()
        await at_rest(d)
        d.screen.query_one(PromptArea).clear()
        d.screen.query_one(PromptArea).focus()
        await d.ask("The last question?")
        await d.pilot.press("f5")
        await at_rest(d)

        run = d.screen._presenter.run
        assert run is not None
        saved = await d.screen._services.store.interaction(run.interaction.id)
        assert saved.prompt == "The last question?"
        assert f"{saved.status.value}" in d.text("#question")
        panels = list(d.screen.query(AnswerPanel))
        for panel, answer in zip(panels, saved.responses, strict=True):
            assert panel.state.status is answer.status
            assert panel.query_one(".panel-text", LiveMarkdown).source == answer.text
            assert panel.state.header(0).sign in shows(panel)
        area = d.screen.query_one(PromptArea)
        area.clear()
        area.focus()
        await d.pilot.press("a")
        assert area.text == "a"
        assert not [text for text in told if "Unexpected" in text]
