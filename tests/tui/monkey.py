"""Does what nobody would do: keys, sizes, clicks and questions drawn by lot, while answers stream."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual.command import CommandPalette
from textual.events import Key
from textual.geometry import Size
from textual.widgets import Input, TextArea

from orquix_tui.tui.dialogs.pick_files import PickFiles
from orquix_tui.tui.key_table import KEYS as TABLE
from orquix_tui.tui.quitting import Quitting
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.sidebar import HistoryList, ProjectList
from tests.house import JUDGE, MODERATION, SAYS
from tests.loopback import Answer, Fault, LoopbackServer
from tests.tui.conftest import Desk
from tests.tui.monkey_keys import FLOWS

EIGHT = (
    ("openai-compatible", "one"),
    ("ollama", "two"),
    ("gemini", "three"),
    ("anthropic", "four"),
    ("openai", "five"),
    ("ollama", "six"),
    ("gemini", "seven"),
    ("openai-compatible", "eight"),
)
SMALLEST, LARGEST = (20, 6), (300, 90)
USUAL_SIZES = ((80, 24), (120, 40), (220, 60), (40, 12), (60, 15), SMALLEST, LARGEST)
_NEVER = {"ctrl+q", "ctrl+z", "backspace"}
"""Of the keys of a place: those that end the hunt, and the way up out of the hunt's own folder."""
RICH = """# Rain 🌧 and snow

It **falls** in `winter`, see [the hills](https://example.org/hills) and 東京では冬に雪が降る。 مطر في الشتاء.

1. First the rain
   - with wind, and a line that is much longer than any panel is wide, so that it must be wrapped
2. Then the snow

| month | mm | what falls |
|---|--:|---|
| January | 92 | rain and 雪 |
| July | 3 | nothing at all |

> The river rises
> > in spring

```python
def rain(month: int) -> float:
    return {1: 92.0, 7: 3.0}.get(month, 0.0)  # in millimetres
```

"""
PASTES = (
    "two\nlines",
    "\x1b[31mred\x1b[0m \x07 \x00 [bold]not bold[/] 東京 👩\u200d👩\u200d👧 \u202emurky\u202c",
    "a word " * 400,
    "x" * 1_200_000,
    "/dev/null",
    "",
)
_BROKEN: tuple[Answer | Fault, ...] = (
    *(Fault(status) for status in (400, 401, 402, 404, 429, 500, 529)),
    *(Fault(kind, after=9) for kind in ("drop", "reset", "end", "error_event", "garbage", "stall")),
    *(Fault(kind) for kind in ("hang_up", "no_first_token", "slow_header", "html", "empty", "no_text")),
)


class Monkey:
    """Does one thing after the other; the same seed draws the same things."""

    def __init__(self, d: Desk, server: LoopbackServer, seed: int) -> None:
        self.d = d
        self.server = server
        self.rng = random.Random(seed)
        self.done: deque[str] = deque(maxlen=40)
        """What was done last."""
        self.count = 0
        self._deeds: tuple[tuple[int, Callable[[], Awaitable[object]]], ...] = (
            (5, self.press_a_flow),
            (7, self.press_keys_of_here),
            (2, self.press_any_keys),
            (2, self.press_a_chord),
            (1, self.write),
            (1, self.paste_something),
            (2, self.click),
            (1, self.drag),
            (2, self.scroll),
            (4, self.ask_somebody),
            (2, self.resize),
            (1, self.drag_the_corner),
            (2, self.choose_at_once),
            (1, self.run_a_command),
            (1, self.wait),
            (1, self.ask_to_quit),
        )

    async def act(self) -> None:
        """One thing."""
        weights, deeds = zip(*self._deeds, strict=True)
        self.count += 1
        await self.rng.choices(deeds, weights)[0]()

    # -- keys ----------------------------------------------------------------------------------

    async def press_a_flow(self) -> None:
        """What somebody would press who wants something."""
        await self.press(self.rng.choice(FLOWS))

    async def press_keys_of_here(self) -> None:
        """What means something where the focus is."""
        for _ in range(self.rng.randint(1, 6)):
            here = sorted(self.d.app.screen.active_bindings)
            if isinstance(self.d.app.focused, Input | TextArea):
                here += ["a", "enter", "backspace"]
            allowed = [k for k in here if k not in _NEVER or not isinstance(self.d.app.screen, PickFiles)]
            await self.press([self.rng.choice([k for k in allowed if k != "ctrl+q"] or ["escape"])])

    async def press_any_keys(self) -> None:
        """Whatever any place knows."""
        keys = [k for key in TABLE for k in key.key.split(",") if k not in _NEVER]
        await self.press(self.rng.choices(keys, k=self.rng.randint(1, 9)))

    async def press_a_chord(self) -> None:
        """Ctrl+X and a letter."""
        await self.press(["ctrl+x", self.rng.choice([key.chord for key in TABLE if key.chord])])

    async def write(self) -> None:
        """Into whatever has the focus."""
        await self.press(self.rng.choice(("rain", "x y", "1", "ñandú", "zz", "-1", "[b]", "..")))

    async def run_a_command(self) -> None:
        """From the palette."""
        command = self.rng.choice([key.description for key in TABLE if key.palette])
        await self.press(["escape", "f1", "escape"])
        self.d.app.action_command_palette()
        await self._wait(0.3)
        if isinstance(self.d.app.screen, CommandPalette):
            await self.press([*command[:12].lower(), "enter", "enter"])

    async def press(self, keys: Sequence[str]) -> None:
        """These keys. Faster than the screen, or as fast: the pilot itself would wait until all is quiet."""
        self._note("press", " ".join(keys))
        for key in keys:
            name = {" ": "space", "-": "minus", ".": "full_stop"}.get(key, key)
            sign = {"space": " ", "full_stop": "."}.get(key, key if len(key) == 1 else None)
            self._happens(Key(name, sign))
            await self._wait(self.rng.choice((0.0, 0.0, 0.01, 0.03)))

    # -- the mouse -----------------------------------------------------------------------------

    async def click(self) -> None:
        """Somewhere, once or twice."""
        x, y = self._somewhere()
        self._note("click", x, y)
        for _ in range(self.rng.choice((1, 1, 2, 3))):
            self._mouse(events.MouseMove, x, y)
            self._mouse(events.MouseDown, x, y, button=1)
            self._mouse(events.MouseUp, x, y, button=1)
            await self._wait(0.0)

    async def drag(self) -> None:
        """From here to there: text is selected, a bar is moved."""
        (x, y), (to_x, to_y) = self._somewhere(), self._somewhere()
        self._note("drag", x, y, to_x, to_y)
        self._mouse(events.MouseMove, x, y)
        self._mouse(events.MouseDown, x, y, button=1)
        for step in range(1, 5):
            self._mouse(events.MouseMove, x + (to_x - x) * step // 4, y + (to_y - y) * step // 4, button=1)
            await self._wait(0.0)
        self._mouse(events.MouseUp, to_x, to_y, button=1)
        await self.press(self.rng.choice((["ctrl+c"], ["escape"], [])))

    async def scroll(self) -> None:
        """A turn of the wheel."""
        x, y = self._somewhere()
        kind = self.rng.choice((events.MouseScrollDown, events.MouseScrollUp))
        self._note("scroll", kind.__name__, x, y)
        for _ in range(self.rng.randint(1, 9)):
            self._mouse(kind, x, y)
            await self._wait(0.0)

    def _somewhere(self) -> tuple[int, int]:
        size = self.d.app.size
        return self.rng.randrange(max(size.width, 1)), self.rng.randrange(max(size.height, 1))

    def _mouse(self, kind: type[events.MouseEvent], x: int, y: int, button: int = 0) -> None:
        self._happens(kind(None, x, y, 0, 0, button, False, False, False, x, y))

    # -- the rest ------------------------------------------------------------------------------

    async def paste_something(self) -> None:
        """Short, long, or with what a terminal must not get to see."""
        await self.paste(self.rng.choice(PASTES))

    async def paste(self, text: str) -> None:
        """Into whatever has the focus."""
        self._note("paste", len(text), repr(text[:20]))
        self._happens(events.Paste(text))
        await self._wait(0.01)

    async def ask_somebody(self) -> None:
        """One to eight members."""
        await self.ask(self.rng.choice(("one", "small", "default", "eight", "")))

    async def ask(self, name: str) -> None:
        """The council of that name, if there is one: fast and slow members, some that fail."""
        self.script()
        screen = self.d.screen
        if name in screen._services.councils:
            screen._councils._choose(name, by_hand=True)
        self._note("ask", name)
        area = screen.query_one(PromptArea)
        area.load_text(f"Question {self.rng.randint(1, 99)}?")
        area.action_send()

    def script(self) -> None:
        """What the models do from now on."""
        for _, model in EIGHT:
            delay = self.rng.choice((0.0, 0.004, 0.01, 0.05))
            text = self.rng.choice((SAYS, RICH)) * self.rng.randint(1, 4)
            answer = Answer(
                text,
                chunk=self.rng.choice((3, 9, 40)),
                delay=delay,
                reasoning="Hm.\n" * self.rng.randint(0, 20),
            )
            self.server.script(model, *self.rng.choices((answer, self.rng.choice(_BROKEN)), (4, 1), k=3))
        judge = Answer(MODERATION, delay=self.rng.choice((0, 0.01)))
        broken = self.rng.choice(_BROKEN)
        self.server.script(JUDGE.partition(":")[2], self.rng.choices((judge, broken), (5, 1))[0])

    async def resize(self) -> None:
        """Another window."""
        self.size(*self.rng.choice((*USUAL_SIZES, self._any_size(), self._any_size())))

    async def drag_the_corner(self) -> None:
        """Many sizes in a moment."""
        for _ in range(self.rng.randint(4, 12)):
            self.size(*self._any_size())
            await self._wait(self.rng.choice((0.0, 0.01)))

    def _any_size(self) -> tuple[int, int]:
        (low, flat), (wide, high) = SMALLEST, LARGEST
        return self.rng.randint(low, wide), self.rng.randint(flat, high)

    def size(self, width: int, height: int) -> None:
        """The window is as large as this."""
        self._note("resize", width, height)
        size = Size(width, height)
        driver = self.d.app._driver
        assert driver is not None
        driver._size = size  # the headless one has no terminal to ask
        self._happens(events.Resize(size, size))

    async def choose_at_once(self) -> None:
        """As a quick hand on the mouse: what follows does not wait for what goes on."""
        history = self.d.screen.query_one(HistoryList)
        projects = self.d.screen.query_one(ProjectList)
        self._note("choose")
        for _ in range(self.rng.randint(2, 4)):
            if history._ids:
                history.post_message(HistoryList.Chosen(self.rng.choice(history._ids)))
            if projects._projects and self.rng.random() < 0.2:
                projects.post_message(ProjectList.Chosen(self.rng.choice(projects._projects)))
            await self._wait(self.rng.choice((0.0, 0.005)))

    async def wait(self) -> None:
        """Let it stream."""
        await self._wait(self.rng.choice((0.01, 0.1, 0.3, 1.0)))

    async def ask_to_quit(self) -> None:
        """While a run goes on it stays, unless it has just been asked."""
        if self.d.screen._control.running:
            self.d.screen._quitting = Quitting()
            self._note("quit")
            await self.d.screen.may_quit()

    def _happens(self, event: events.Event) -> None:
        driver = self.d.app._driver
        assert driver is not None
        driver.process_message(event)

    async def _wait(self, seconds: float) -> None:
        # Not the pilot's own pause: that one waits until the screen is quiet.
        await asyncio.sleep(seconds)

    def _note(self, *what: object) -> None:
        self.done.append(" ".join(str(part) for part in what))
