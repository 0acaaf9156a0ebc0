"""Councils made, changed, asked and kept inside the app, over the real file and the loopback server."""

from __future__ import annotations

from textual.widgets import Input, OptionList, Static, TextArea

from orquix_tui.tui.dialogs.ask_text import AskText
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.confirm import Confirm
from orquix_tui.tui.dialogs.council_model import ChooseModel
from orquix_tui.tui.dialogs.council_write import WriteText
from orquix_tui.tui.screens.council_edit import CouncilEditor
from orquix_tui.tui.screens.councils import CouncilsScreen
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.council_lists import CouncilList, SeatList
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from orquix_tui.tui.widgets.setting_rows import SettingRows
from orquix_tui.tui.widgets.status_bar import StatusBar
from tests.house import NO_MODEL, House
from tests.loopback import MODELS, Answer, Fault, Gate
from tests.tui.conftest import Desk, OpenDesk, drawn


async def there(d: Desk, kind: type) -> None:
    await d.until(lambda: isinstance(d.app.screen, kind), f"{kind.__name__} is there")
    await d.pilot.pause()


async def press(d: Desk, *keys: str) -> None:
    for key in keys:
        await d.pilot.press(key)
    await d.pilot.pause()


async def councils(d: Desk) -> None:
    """Open them, with the file read."""
    await press(d, "f3")
    await there(d, CouncilsScreen)
    await d.until(lambda: not _screen(d).errands.busy("read"), "the file is read")


def _screen(d: Desk) -> CouncilsScreen:
    return next(screen for screen in d.app.screen_stack if isinstance(screen, CouncilsScreen))


def file(d: Desk) -> str:
    return (d.house.home / "config" / "config.toml").read_text("utf-8")


def listed(d: Desk) -> list[str]:
    return [f"{row.signs}{row.name}" for row in _screen(d).query_one(CouncilList)._rows]


def seats(d: Desk) -> list[str]:
    return [text for text, _warns in d.app.screen.query_one(SeatList)._lines]


def values(d: Desk) -> dict[str, str]:
    return {row.id: row.value for row in d.app.screen.query_one(SettingRows)._rows}


def hint(d: Desk) -> str:
    return str(d.app.screen.query_one("#dialog-hint", Static).content)


async def on_row(d: Desk, row: str) -> None:
    rows = d.app.screen.query_one(SettingRows)
    rows.focus()
    rows.cursor = list(values(d)).index(row)
    await d.pilot.pause()


async def typed(d: Desk, text: str, *keys: str) -> None:
    d.app.screen.query_one(Input).value = text
    await d.pilot.pause()
    await press(d, *keys)


async def chosen_model(d: Desk, word: str, ref: str) -> None:
    """Wait for what the provider offers, narrow it, take it."""
    await there(d, ChooseModel)
    screen = d.app.screen
    assert isinstance(screen, ChooseModel)
    await d.until(lambda: any(o.ref == ref for o in screen._listed), f"{ref} is offered")
    await typed(d, word)
    assert screen._here is not None
    assert screen._here.ref == ref
    await press(d, "enter")


async def _make_pair(d: Desk) -> None:
    """A new council: no member, then one, then the same once more; what does not fit is refused."""
    await press(d, "n")
    await there(d, CouncilEditor)
    await press(d, "ctrl+s")
    await d.until(lambda: "at least one member" in _notices(d), "nobody sits there")
    await press(d, "enter")
    await there(d, AskText)
    await typed(d, "two words", "enter")
    assert "without blanks" in hint(d)
    await typed(d, "pair", "enter")
    await there(d, CouncilEditor)
    await press(d, "a")
    await chosen_model(d, "b", "ollama:model-b")
    await there(d, CouncilEditor)
    assert seats(d) == ["Council", "1 model-b", "Moderator"]
    await press(d, "c")
    assert seats(d)[1:3] == ["1 model-b 1", "2 model-b 2"]


async def _give_it_a_mind(d: Desk) -> None:
    """A temperature and a persona for the member that is shown."""
    await on_row(d, "temperature")
    await press(d, "enter")
    await there(d, AskText)
    await typed(d, "3", "enter")
    assert "0 to 2" in hint(d)
    await typed(d, "0,5", "enter")
    await on_row(d, "persona")
    await press(d, "enter")
    await there(d, WriteText)
    d.app.screen.query_one(TextArea).insert("You doubt.\nAlways.")
    await press(d, "ctrl+s")
    await there(d, CouncilEditor)
    await press(d, "ctrl+s")
    await there(d, CouncilsScreen)


async def _call_one_kind(d: Desk) -> None:
    """Edit it: the first member is called Kind, and sits last."""
    await press(d, "e")
    await there(d, CouncilEditor)
    await press(d, "n")
    await on_row(d, "label")
    await press(d, "enter")
    await there(d, AskText)
    await typed(d, "model-b 2", "enter")
    assert "called that" in hint(d)
    await typed(d, "Kind", "enter")
    await there(d, CouncilEditor)
    assert seats(d)[1:3] == ["1 Kind", "2 model-b"]
    await press(d, "J", "ctrl+s")
    await there(d, CouncilsScreen)


async def test_a_council_is_made_asked_changed_and_kept_for_a_project(house: House, desk: OpenDesk) -> None:
    house.configure([("ollama", "first")], extra="# mine\n" + NO_MODEL)
    house.server.models = ["model-a", "model-b"]
    async with desk() as d:
        await councils(d)
        assert listed(d) == ["● default"]
        await _make_pair(d)
        await _give_it_a_mind(d)
        assert listed(d) == ["● default", "  pair"]
        assert 'persona = "You doubt.\\nAlways."' in file(d)
        assert file(d).startswith("# mine\n")

        await press(d, "p")
        await d.until(lambda: listed(d) == ["● default", " ★pair"], "the project has it")
        await press(d, "escape")
        await there(d, Workspace)
        assert "pair" in drawn(d.screen.query_one(StatusBar))
        await d.ask("Why?")
        asked = house.server.asked("model-b")
        assert [r.body.get("options", {}).get("temperature") for r in asked].count(0.5) == 1
        assert "You doubt." in str([r.body["messages"] for r in asked])
        assert set(_labels(d)) == {"model-b 1", "model-b 2"}

        await councils(d)
        assert _screen(d).query_one(CouncilList).name_here == "pair"
        await _call_one_kind(d)
        assert file(d).index("You doubt") < file(d).index("Kind")
        await press(d, "escape")
        await there(d, Workspace)
    async with desk() as d:
        await d.until(lambda: "pair" in drawn(d.screen.query_one(StatusBar)), "it is still the project's")
        await d.ask("And now?")
        assert _labels(d) == ["model-b", "Kind"]


def _labels(d: Desk) -> list[str]:
    run = d.screen._presenter.run
    assert run is not None
    return [response.label for response in run.snapshot().responses]


def _notices(d: Desk) -> str:
    return "\n".join(str(notices.content) for notices in d.app.screen.query(Notices))


async def _another_provider(d: Desk, gate: Gate) -> None:
    """It tells nothing, then nothing yet: its model is written by hand, and nobody is asked any more."""
    await on_row(d, "provider")
    await press(d, "enter")
    await there(d, Choose)
    lines = [str(line.prompt) for line in d.app.screen.query_one(OptionList).options]
    assert any(line.startswith("embedded") for line in lines)
    at = next(n for n, line in enumerate(lines, 1) if line.startswith("openai-compatible"))
    await press(d, str(at))
    await there(d, ChooseModel)
    await d.until(lambda: "✗ openai-compatible:" in hint(d), "it tells nothing")
    await press(d, "f5")
    await d.until(gate.reached.is_set, "it is asked again")
    assert "Asking openai-compatible" in hint(d)
    await typed(d, "folder/new-one:free", "enter")
    await there(d, CouncilEditor)
    assert (values(d)["provider"], values(d)["model"]) == ("openai-compatible", "folder/new-one:free")
    assert not [w for w in d.app.workers if w.group.startswith("models") and w.is_running]
    gate.open()


async def _send_something(d: Desk) -> None:
    """Further parameters are checked, and taken back."""
    await on_row(d, "extra")
    await press(d, "enter")
    await there(d, WriteText)
    d.app.screen.query_one(TextArea).insert("top_p = ")
    await press(d, "ctrl+s")
    assert "neither JSON nor TOML" in hint(d)
    d.app.screen.query_one(TextArea).insert("0.9")
    await press(d, "ctrl+s")
    await there(d, CouncilEditor)
    assert values(d)["extra"] == '{"top_p": 0.9}'
    await press(d, "d")
    assert values(d)["extra"] == "—"


async def test_a_provider_that_tells_nothing_is_told_of_and_any_model_can_be_written(
    house: House, desk: OpenDesk
) -> None:
    house.configure([("ollama", "a"), ("openai-compatible", "b")], moderator=["extractive"])
    gate = Gate()
    house.server.script(MODELS, Fault(500), Fault("slow_header", gate=gate))
    async with desk() as d:
        await councils(d)
        await press(d, "e")
        await there(d, CouncilEditor)
        await press(d, "n")
        await _another_provider(d, gate)
        await _send_something(d)
        await on_row(d, "send_context")
        await press(d, "enter")
        assert values(d)["send_context"] == "stays here"

        await press(d, "p", "p")
        assert values(d) == {"0": "extractive"}
        await press(d, "a")
        await there(d, ChooseModel)
        await typed(d, "openai-compatible:b")
        await d.until(lambda: "price unknown" in drawn(d.app.screen), "what it costs is not known")
        await press(d, "enter")
        await there(d, CouncilEditor)
        assert list(values(d).values()) == ["openai-compatible:b", "extractive"]
        assert "prefer itself" in str(d.app.screen.query_one("#setting-about", Static).content)
        await press(d, "J")
        assert list(values(d).values()) == ["extractive", "openai-compatible:b"]

        await press(d, "ctrl+q")
        await d.until(lambda: d.screen.stays_for, "it does not quit")
        assert "is not saved: it would be lost" in d.screen.stays_for
        await press(d, "escape")
        await there(d, Confirm)
        await press(d, "n")
        await there(d, CouncilEditor)
        await press(d, "escape", "y")
        await there(d, CouncilsScreen)
        assert "new-one" not in file(d)


async def test_a_council_gets_another_name_and_goes_and_its_project_is_told(
    house: House, desk: OpenDesk
) -> None:
    house.configure([("ollama", "a")], moderator=["extractive"])
    path = house.home / "config" / "config.toml"
    path.write_text(path.read_text("utf-8").replace("councils.default", "councils.small"), "utf-8")
    async with house.open() as services:
        await services.store.set_project_council("default", "small")
    async with desk() as d:
        assert "small" in drawn(d.screen.query_one(StatusBar))
        await councils(d)
        assert listed(d) == ["●★small", "  default"]
        await press(d, "end", "d")
        await d.until(lambda: "was found" in _notices(d), "the found one cannot go")
        await press(d, "home", "e")
        await there(d, CouncilEditor)
        await press(d, "enter")
        await there(d, AskText)
        await typed(d, "tiny", "enter")
        await there(d, CouncilEditor)
        await press(d, "ctrl+s")
        await there(d, CouncilsScreen)
        await d.until(lambda: "●★tiny" in listed(d), "the project follows")
        assert "councils.small" not in file(d)

        await press(d, "end", "c")
        await there(d, CouncilEditor)
        assert seats(d)[1:4] == ["1 Smol plain", "2 Smol teacher", "3 Smol sceptic"]
        await press(d, "ctrl+s")
        await there(d, CouncilsScreen)
        assert "[councils.default-2]" in file(d)
        assert "[providers.embedded]" in file(d)

        await press(d, "home", "d")
        await there(d, Confirm)
        await press(d, "y")
        await there(d, CouncilsScreen)
        await d.until(lambda: not any("tiny" in line for line in listed(d)), "it is gone")
        await press(d, "escape")
        await there(d, Workspace)
        assert "default" in drawn(d.screen.query_one(StatusBar))
    async with desk() as d:
        assert "“tiny”" in _notices(d)
        assert "default" in drawn(d.screen.query_one(StatusBar))


async def test_a_council_made_while_a_run_goes_on_is_asked_once_that_is_over(
    house: House, desk: OpenDesk
) -> None:
    gate = Gate()
    house.configure([("ollama", "a")], moderator=["extractive"])
    house.server.script("a", Answer("It goes on.", gate=gate))
    async with desk() as d:
        await d.ask("Why?", wait=False)
        await councils(d)
        await press(d, "c")
        await there(d, CouncilEditor)
        await press(d, "ctrl+s")
        await there(d, CouncilsScreen)
        await press(d, "enter")
        await there(d, Workspace)
        assert "takes hold when" in _notices(d)
        gate.open()
        await d.finished()
        area = d.screen.query_one(PromptArea)
        await d.until(lambda: "asks default-2" in str(area.border_title), "it holds")
