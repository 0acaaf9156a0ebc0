"""Keys, sizes, clicks and questions drawn by lot while runs stream: the screen lives and gives all back.

Real timing decides what meets what, so no two runs are the same: a hunt (`make monkey`), not a part of
`make test`.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.screens.council_edit import CouncilEditor
from orquix_tui.tui.screens.errands import Errands
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.lines import Line
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import NO_MODEL, SAYS, House
from tests.loopback import Answer
from tests.loopback_elsewhere import elsewhere
from tests.tui.conftest import Desk
from tests.tui.monkey import EIGHT, PASTES, USUAL_SIZES, Monkey
from tests.tui.monkey_keys import FLOWS
from tests.tui.monkey_memory import Left, judge
from tests.tui.monkey_watch import FROZEN_S, Watch, stacks, watched

pytestmark = [pytest.mark.monkey, pytest.mark.timeout(0)]
MINUTES = float(os.environ.get("MINUTES", "1"))
"""How long the long hunt lasts."""
SEED = int(os.environ.get("SEED", "1"))
ROUND_S = 20.0
"""Then all comes to rest, and it is looked what stays behind."""
PATIENCE_S = 60.0
REST_S = 40.0
"""Longer than a test waits elsewhere: many runs may be on their way into the database."""
FILES = {"rain.md": "# Rain\n\n" + "Rain falls in winter. " * 80, "snow.txt": "Snow falls.\n" * 50}


async def stay(_: OrquixApp) -> None:
    """In the place of quitting: the hunt decides when it is over."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The usual one; whom it asks is in another process, whose memory and work are not the program's."""
    with elsewhere() as server:
        yield House(tmp_path / "home", server)


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What went wrong in errands and threads. No name is looked up, no file of the machine's own is near."""
    found: list[str] = []
    tell = Errands._tell

    def told(self: Errands, error: Exception) -> None:
        found.append("".join(traceback.format_exception(error)))
        tell(self, error)

    def nobody(host: object, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not looked for")

    there = socket.getaddrinfo
    local = {"127.0.0.1", "localhost", "::1", b"127.0.0.1", b"localhost"}
    monkeypatch.setattr(Errands, "_tell", told)
    monkeypatch.setattr(OrquixApp, "action_quit", stay)
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: (there if host in local else nobody)(host, *a, **k)
    )
    monkeypatch.setattr(threading, "excepthook", lambda args: found.append(str(args)))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PAGER", "true")
    monkeypatch.setenv("EDITOR", "true")
    folder = tmp_path / "desk"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(folder)
    return found


def configured(house: House) -> str:
    """Councils of one, two, four and eight; the text of the file."""
    house.configure(EIGHT[:4])
    house.configure(EIGHT, extra=NO_MODEL)
    file = house.home / "config" / "config.toml"
    text = file.read_text("utf-8").replace("councils.default", "councils.eight")
    for name, count in (("default", 4), ("small", 2), ("one", 1)):
        text += f'[councils.{name}]\nmoderator = ["openai-compatible:judge"]\n'
        for kind, model in EIGHT[:count]:
            text += f'[[councils.{name}.members]]\nprovider = "{kind}"\nmodel = "{model}"\n'
    file.write_text(text, "utf-8")
    return text


@asynccontextmanager
async def opened(house: House) -> AsyncIterator[Desk]:
    async with house.open() as services:
        app = OrquixApp(services)
        async with app.run_test(size=(120, 40)) as pilot:
            d = Desk(app, pilot, house)
            await d.ready()
            yield d


async def at_rest(d: Desk) -> None:
    """No run, no zoom, nothing on its way, and no dialog: what was begun slowly may still bring one up."""
    await d.pilot.resize_terminal(120, 40)
    d.screen._control.cancel()
    d.screen._moderation.do("cancel", 0)
    end = time.monotonic() + REST_S
    while d.app.screen is not d.screen or not all(w.is_finished for w in d.app.workers):
        going = [f"{w.group}: {w}" for w in d.app.workers if not w.is_finished]
        told = "\n".join([f"never at rest: {d.app.screen_stack}", *going])
        assert time.monotonic() < end, f"{told}\n{stacks()}"
        if d.app.screen is not d.screen:
            asked = isinstance(d.app.screen, Confirm) and isinstance(d.app.screen_stack[-2], CouncilEditor)
            await d.pilot.press("y" if asked else "escape")  # it asks whether to leave without saving
        await d.pilot.pause(0.02)
    await d.pilot.pause()


async def the_last_question(d: Desk, house: House) -> None:
    """The one that shows that all works as at the beginning."""
    for _, model in EIGHT:
        house.server.script(model, Answer(SAYS))
    await at_rest(d)
    area = d.screen.query_one(PromptArea)
    area.clear()
    area.focus()
    await d.ask("The last question?")
    await d.pilot.press("f5")
    await at_rest(d)
    run = d.screen._presenter.run
    assert run is not None
    saved = await d.screen._services.store.interaction(run.interaction.id)
    assert saved.prompt == "The last question?"
    panels = list(d.screen.query(AnswerPanel))
    for panel, answer in zip(panels, saved.responses, strict=True):
        assert panel.state.status is answer.status
        assert panel.query_one(".panel-text", LiveMarkdown).source == answer.text
        assert panel.state.header(0).sign in shows(panel)
    area.clear()
    area.focus()
    await d.pilot.press("a")
    assert area.text == "a"
    area.clear()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def shows(panel: AnswerPanel) -> str:
    return "".join(text for text, _ in panel.query_one(".panel-header", Line).right)


class Hunt:
    """One long sitting, round by round."""

    def __init__(self, d: Desk, house: House, seed: int, wrong: list[str]) -> None:
        self.d = d
        self.house = house
        self.wrong = wrong
        self.monkey = Monkey(d, house.server, seed)
        self.levels: list[Left] = []
        self.begun = time.monotonic()

    async def warm(self, watch: Watch, config: str) -> None:
        """Everything once, so that whatever is loaded with its first use is there."""
        self.levels.append(watch.left(0))
        say(f"   at the start: {self.levels[0]}")
        await self._within(self._ask_all())
        for flow in FLOWS:
            await self._within(self.monkey.press(flow))
        await self._within(at_rest(self.d))
        for text in PASTES:
            self.d.screen.query_one(PromptArea).focus()
            await self._within(self.monkey.paste(text))
        await self._within(self.monkey.ask("eight"))
        for size in USUAL_SIZES:
            self.monkey.size(*size)
            await self.d.pilot.pause(0.2)
        await self._rest(watch, config)

    async def _ask_all(self) -> None:
        self.d.screen._councils._choose("eight", by_hand=True)
        await self.d.ask("The first question?", wait=False)
        while self.d.screen._control.running:  # loading every library takes its time
            await self.d.pilot.pause(0.05)

    async def round(self, watch: Watch, config: str) -> None:
        """Act for a while; then all must come to rest and work as at the beginning."""
        end = time.monotonic() + ROUND_S
        while time.monotonic() < end and self._lives():
            await self._within(self.monkey.act())
        await self._rest(watch, config)

    async def _rest(self, watch: Watch, config: str) -> None:
        self._check(watch)
        await self._within(at_rest(self.d))
        await self._within(self._as_configured(config))
        await self._within(the_last_question(self.d, self.house))
        self.house.server.forget()
        self._check(watch)
        now = watch.left(time.monotonic() - self.begun)
        self.levels.append(now)
        say(f"{now.at:4.0f} s {self.monkey.count:5} deeds, longest gap {watch.longest:4.2f} s, {now}")
        say(f"       since it was warm: {now.more_than(self.levels[1])}")

    async def _within(self, work: Coroutine[Any, Any, object]) -> None:
        """Nothing takes for ever; what does is told with everything that waits."""
        done, _ = await asyncio.wait({task := asyncio.ensure_future(work)}, timeout=PATIENCE_S)
        if not done:
            last = "\n".join(["the last that was done:", *self.monkey.done])
            say(f"It does not go on.\n{stacks()}")
            pytest.fail(last)
        task.result()

    async def _as_configured(self, config: str) -> None:
        """What was drawn in the settings is taken back."""
        services = self.d.screen._services
        (self.house.home / "config" / "config.toml").write_text(config, "utf-8")
        await self.d.screen._setup.take_on(await services.configuration.read())
        await at_rest(self.d)
        self.d.screen._councils._choose("default", by_hand=True)

    def _lives(self) -> bool:
        return self.d.app.is_running and self.d.app._exception is None and not self.wrong

    def _check(self, watch: Watch) -> None:
        last = "\n".join(["the last that was done:", *self.monkey.done])
        if self.d.app._exception is not None:
            raise AssertionError(last) from self.d.app._exception
        trouble = [*self.wrong, *watch.wrong, *(str(gap) for gap in watch.gaps if gap.ours > FROZEN_S)]
        trouble += [text for _, text in self.d.screen.query_one(Notices)._notices if "nexpected" in text]
        if trouble:
            say("\n".join(trouble))  # what follows while the app is taken down may hide it
        assert not trouble, last


@pytest.mark.parametrize("seed", [SEED])
async def test_whatever_is_pressed_the_screen_lives_answers_and_gives_back(
    house: House, wrong: list[str], seed: int
) -> None:
    config = configured(house)
    threads = set(threading.enumerate())
    say(f"\nseed {seed}, {MINUTES:g} minutes (SEED=… MINUTES=… draw others)")
    async with opened(house) as d, watched(d.app) as watch:
        hunt = Hunt(d, house, seed, wrong)
        await hunt.warm(watch, config)
        hunt.begun = time.monotonic()
        while time.monotonic() < hunt.begun + MINUTES * 60:
            await hunt.round(watch, config)
    for gap in sorted(watch.gaps, key=lambda g: -g.ours)[:5]:
        say(f"  late {gap.seconds:.2f} s (in line {gap.in_line:.2f}, own CPU {gap.own_cpu:.2f})\n{gap.at}")
    assert len(asyncio.all_tasks()) == 1, stacks()
    others = [t.name for t in threading.enumerate() if t not in threads and not t.name.startswith("asyncio_")]
    assert not others, others  # the loop's own pool ends with the loop
    assert not (kept := judge(hunt.levels)), kept
