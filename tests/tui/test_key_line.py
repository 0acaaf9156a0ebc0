"""The line of keys: what has room, and what a click does."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from orquix_tui.tui.widgets.key_line import KeyLine, ShownKey, placed

SEND, HELP = ShownKey("enter", "⏎", "Send"), ShownKey("f1", "f1", "Keys")
PALETTE = ShownKey("ctrl+p", "^p", "palette")


class Small(App[None]):
    """A text field and two keys, one of which may be asleep."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "note('help')", "Keys"),
        Binding("f2", "note('second')", "Second"),
        Binding("f3", "note('hidden')", "Hidden", show=False),
    ]
    asleep = False
    noted = ""

    def compose(self) -> ComposeResult:
        yield Input()
        yield KeyLine()

    def action_note(self, what: str) -> None:
        self.noted = what

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if self.asleep and parameters == ("second",) else True


def test_keys_stand_one_cell_apart_and_the_last_one_at_the_end() -> None:
    places = placed((SEND, HELP), PALETTE, 60)

    assert [(p.key, p.column) for p in places] == [(SEND, 0), (HELP, 7), (PALETTE, 49)]


def test_a_key_that_has_no_room_is_left_out_whole_before_the_last_one_is() -> None:
    assert [p.key for p in placed((SEND, HELP), PALETTE, 20)] == [SEND, PALETTE]
    assert [p.key for p in placed((SEND, HELP), PALETTE, 12)] == [PALETTE]
    assert [p.key for p in placed((SEND, HELP), PALETTE, 8)] == [SEND]
    assert placed((SEND,), None, 5) == ()


async def test_the_line_shows_the_keys_of_the_place_and_a_click_presses_one() -> None:
    app = Small()
    async with app.run_test(size=(60, 5)) as pilot:
        line = app.query_one(KeyLine)
        await pilot.pause()
        shown = [key.description for key in line.keys]
        assert "Keys" in shown
        assert "Hidden" not in shown
        assert line.last is not None

        at = next(p for p in placed(line.keys, line.last, 60) if p.key.description == "Second")
        await pilot.hover(KeyLine, offset=(at.column + 1, 0))
        assert line.pointed == at.key
        await pilot.click(KeyLine, offset=(at.column + 1, 0))
        assert app.noted == "second"

        app.noted, app.asleep = "", True
        app.screen.refresh_bindings()
        await pilot.pause()
        assert not next(key for key in line.keys if key.description == "Second").enabled
        await pilot.click(KeyLine, offset=(at.column + 1, 0))
        assert app.noted == ""
        await pilot.click(KeyLine, offset=(at.column - 1, 0))
        assert app.noted == ""
