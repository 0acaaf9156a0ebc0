"""Every deed of a panel over the real core: by key and by mouse, in a run and afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from orquix_tui.tui.dialogs.choose import Choose
from orquix_tui.tui.dialogs.compare_again import CompareAgain
from orquix_tui.tui.dialogs.help import Help
from orquix_tui.tui.dialogs.pick_model import PickModel
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.deed_line import DeedLine
from orquix_tui.tui.widgets.sidebar import HistoryList
from orquix_tui.tui.widgets.synthesis_view import SynthesisView
from tests.house import MODERATION, SAYS, House
from tests.loopback import Answer, Fault, Gate
from tests.tui.conftest import Desk, OpenDesk, drawn

KIND = "openai-compatible"
THREE = [(KIND, name) for name in ("one", "two", "three")]
CODE = f"{SAYS}\n\n```python\nprint(1)\n```\n\nor\n\n```sh\necho 2\n```\n"


def _panel(d: Desk, number: int) -> AnswerPanel:
    return list(d.screen.query(AnswerPanel))[number - 1]


def _status(d: Desk, number: int) -> ResponseStatus:
    return _panel(d, number).state.status


def _prepare(house: House) -> None:
    house.configure(THREE)
    house.server.script("one", Answer(CODE))
    house.server.script("two", Answer(SAYS))
    house.server.script("three", Fault(401), Answer(SAYS))


def _noted(d: Desk) -> str:
    """All that is told at the moment."""
    return " ".join(note.message for note in d.app._notifications)


async def _to(d: Desk, number: int) -> None:
    _panel(d, number).focus()
    await d.pilot.pause()


def _offered(d: Desk, number: int) -> str:
    """The deeds in the panel's last line."""
    return drawn(_panel(d, number).query_one(DeedLine))


async def _click(d: Desk, number: int, deed: str) -> None:
    """On the word of that deed in the panel's last line."""
    line = _panel(d, number).query_one(DeedLine)
    column = next(x for x in range(line.size.width) if line.at(x) == deed)
    await d.pilot.click(line, offset=(column, 0))
    await d.pilot.pause()


async def test_who_failed_is_asked_again_and_the_synthesis_says_that_it_is_older(
    house: House, desk: OpenDesk
) -> None:
    _prepare(house)
    async with desk(size=(160, 40)) as d:
        await d.ask("Why does it rain?")
        assert "✗ failed: key refused" in d.panel(3)
        assert "r asks again" in d.panel(3)

        await _to(d, 3)
        await d.pilot.press("r")
        await d.until(lambda: _status(d, 3) is ResponseStatus.COMPLETE, "the third has answered")
        await d.finished()
        assert SAYS in " ".join(d.panel(3).split())
        assert len(house.server.asked("one")) == 1
        await d.pilot.press("f6")
        told = "three answered after this comparison had begun"
        await d.until(lambda: told in d.text("#synthesis-offer"), "the synthesis says that it is older")
        await d.pilot.press("f5")
        await _to(d, 3)

        await d.pilot.press("e")
        await d.until(lambda: "left out" in d.panel(3), "it is left out")
        await d.pilot.press("m")
        await d.until(lambda: isinstance(d.app.screen, CompareAgain), "the dialog asks")
        dialog = d.app.screen
        assert isinstance(dialog, CompareAgain)
        assert dialog._without.selected == [_panel(d, 3).state.response.letter]
        await d.pilot.press("escape", "f5")
        await d.until(lambda: _panel(d, 3).region.area, "the answers are back")
        await _click(d, 3, "leave")
        await d.until(lambda: "left out" not in d.panel(3), "it is taken in again")

        d.screen.action_do("retry")
        await d.until(lambda: "version 2" in d.text("#synthesis-grade"), "all three are compared")
        assert d.screen.query_one(SynthesisView).synthesis is not None
        assert "✓ compared" in d.text("#moderator-head")
        assert d.text("#synthesis-offer") == ""


async def test_what_is_read_can_be_copied_kept_and_paged(
    house: House, desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare(house)
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    monkeypatch.setenv("PAGER", "no-such-pager")
    async with desk(size=(160, 40)) as d:
        await d.ask("Why does it rain?")
        await _to(d, 1)
        await d.pilot.press("y")
        await d.until(lambda: isinstance(d.app.screen, Choose), "the blocks are listed")
        await d.pilot.press("2")
        await d.until(lambda: d.app.clipboard == "echo 2", "it is copied")
        await _click(d, 1, "copy")
        await d.until(lambda: d.app.clipboard == CODE, "the whole is copied")

        await d.pilot.press("s")
        await d.until(lambda: d.app.screen is not d.screen, "the path is asked for")
        await d.pilot.press("enter")
        file = tmp_path / "mine" / "why-does-it-rain-one.md"
        await d.until(file.exists, "the answer is a file")
        assert file.read_text("utf-8") == CODE.rstrip() + "\n"
        await d.pilot.press("o")
        await d.until(lambda: "no-such-pager" in d.text("#notices"), "the missing pager is told")

        await d.pilot.press("full_stop")
        await d.until(lambda: isinstance(d.app.screen, Choose), "all deeds are listed")
        listed = drawn(d.app.screen)
        assert "ask again" in listed
        assert "thinking" not in listed, "there was none"
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")
        assert "cancel" not in _offered(d, 1), "it is over"
        titles = {command.title for command in d.app.get_system_commands(d.screen)}
        assert "Save this answer" in titles
        assert not {"Cancel this one", "Show or fold the thinking", "Cancel the moderator"} & titles
        await d.pilot.press("question_mark")
        await d.until(lambda: isinstance(d.app.screen, Help), "the keys are told")
        assert "Cancel this one · not now" in drawn(d.app.screen)
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")
        await d.pilot.press("x", "t")
        await d.until(lambda: "nothing to cancel" in _noted(d), "why nothing is cancelled")
        await d.until(lambda: "no thinking" in _noted(d), "why nothing is unfolded")
        await d.pilot.press("z")
        await d.until(lambda: not _panel(d, 2).display, "one has the whole room")
        await d.pilot.press("escape")
        await d.until(lambda: _panel(d, 2).display, "all are back")


async def test_a_member_joins_a_run_that_is_over(house: House, desk: OpenDesk) -> None:
    _prepare(house)
    house.server.script("four", Answer(SAYS))
    async with desk(size=(160, 40)) as d:
        await d.ask("Why does it rain?")
        await _to(d, 2)
        await d.pilot.press("a")
        await d.until(lambda: isinstance(d.app.screen, PickModel), "the models are listed")
        await d.pilot.press(*f"{KIND}:four")
        await d.pilot.press("enter")
        await d.until(lambda: len(d.screen.query(AnswerPanel)) == 4, "it has a panel")
        await d.until(lambda: _status(d, 4) is ResponseStatus.COMPLETE, "it has answered")
        await d.finished()
        assert "4 four" in d.panel(4)
        run = d.screen._presenter.run
        assert run is not None
        assert len((await d.screen._services.store.interaction(run.interaction.id)).responses) == 4


async def test_in_a_run_one_is_asked_again_left_out_and_cancelled(house: House, desk: OpenDesk) -> None:
    _prepare(house)
    gate = Gate()
    house.server.script("two", Answer(SAYS, gate=gate))
    async with desk(size=(160, 40)) as d:
        await d.ask("Why does it rain?", wait=False)
        await d.until(lambda: _status(d, 3) is ResponseStatus.AUTH_ERROR, "the third has failed")
        await _to(d, 3)
        await d.pilot.press("r")
        await d.until(lambda: _status(d, 3) is ResponseStatus.COMPLETE, "it has answered after all")
        await _to(d, 2)
        await d.until(lambda: "cancel" in _offered(d, 2), "what still answers can be stopped")
        assert "again" not in _offered(d, 2)
        await d.pilot.press("r")
        assert _status(d, 2) is ResponseStatus.RUNNING, "it still answers"
        await _to(d, 1)
        await d.pilot.press("e")
        await d.until(lambda: "left out" in d.panel(1), "the first is left out")
        await _click(d, 2, "cancel")
        await d.until(lambda: _status(d, 2) is ResponseStatus.CANCELLED, "the second is cancelled")
        await d.finished()
        assert "■ cancelled" in d.panel(2)
        assert "cancel" not in _offered(d, 2)
        assert "again" in _offered(d, 2)
        assert "asks again" in d.panel(2)
        assert d.screen.query_one(SynthesisView).synthesis is None, "one answer is left: nothing to compare"


async def test_an_interrupted_run_is_resumed_from_the_history_and_compared(
    house: House, desk: OpenDesk
) -> None:
    _prepare(house)
    house.server.script("judge", Answer(MODERATION))
    async with house.open() as services:
        before = await house.ask(services, "Why does it rain?", moderate=False)
        broken: Interaction = before.model_copy(update={"status": InteractionStatus.INTERRUPTED})
        await services.store.finish(broken, [], None)
    async with desk(size=(160, 40)) as d:
        d.screen.query_one(HistoryList).focus()
        await d.pilot.pause()
        await d.pilot.press("R")
        await d.until(
            lambda: d.screen._presenter.run and d.screen.query_one(SynthesisView).synthesis,
            "all have answered and are compared",
        )
        saved = await d.screen._services.store.interaction(before.id)

    assert [r.status.usable for r in saved.responses] == [True] * 3
    assert saved.synthesis is not None
    assert saved.status is InteractionStatus.COMPLETE, "nothing is lacking any more"
    assert len(house.server.asked("one")) == 1
