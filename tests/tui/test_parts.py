from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import Theme

from orquix_tui.domain.models import Claim
from orquix_tui.tui import themes
from orquix_tui.tui.dialogs.help import key_list
from orquix_tui.tui.export_file import usable_path, write_private
from orquix_tui.tui.key_table import KEYS
from orquix_tui.tui.keys import bindings, spelled
from orquix_tui.tui.ledger_text import claim_card, standing
from orquix_tui.tui.places import Place
from orquix_tui.tui.widgets.answers_view import Plan, plan
from orquix_tui.tui.widgets.lines import Line

HEAVY = (
    "duckdb",
    "httpx",
    "numpy",
    "openai",
    "anthropic",
    "fastembed",
    "rich.markdown",
    "markdown_it",
    "pygments",
)


def test_the_app_is_imported_without_anything_heavy() -> None:
    code = f"import sys, orquix_tui.tui.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_key_has_an_id_of_its_own_and_no_place_uses_a_key_twice() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    for place in Place:
        keys = [k for key in KEYS if key.place is place for k in key.key.split(",")]
        assert len(set(keys)) == len(keys)
        assert [b.id for b in bindings(place)] == [key.id for key in KEYS if key.place is place]


def test_the_help_lists_every_key_and_what_was_rebound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orquix_tui.tui.keys._held", {"export": "ctrl+e"})
    text = str(key_list([Place.HISTORY]))

    assert text.startswith(Place.HISTORY.value)
    assert all(key.said in text for key in KEYS)
    assert "Ctrl+E" in text
    assert spelled("shift+enter,question_mark") == "Shift+Enter, ?"
    narrow = str(key_list([Place.PROMPT], 60)).splitlines()
    assert max(len(line) for line in narrow if line.startswith(" " * 33)) <= 60
    assert any(line.strip() == "questions" and line.startswith(" " * 33) for line in narrow)


@pytest.mark.parametrize(
    ("width", "height", "panels", "wanted"),
    [
        (80, 16, 1, Plan(1, one_at_a_time=False)),
        (80, 16, 4, Plan(1, one_at_a_time=True)),
        (90, 30, 3, Plan(2, one_at_a_time=False)),
        (90, 30, 4, Plan(2, one_at_a_time=False)),
        (90, 20, 8, Plan(1, one_at_a_time=True)),
        (184, 50, 4, Plan(4, one_at_a_time=False)),
        (184, 50, 5, Plan(3, one_at_a_time=False)),
        (184, 50, 8, Plan(4, one_at_a_time=False)),
    ],
)
def test_panels_are_laid_out_so_that_each_can_be_read(
    width: int, height: int, panels: int, wanted: Plan
) -> None:
    assert plan(width, height, panels) == wanted


def test_claims_say_in_words_how_they_stand() -> None:
    assert standing(Claim(text="x", supporters=("A", "B")))[0] == "= agreed by 2"
    assert standing(Claim(text="x", supporters=("A", "B"), opponents=("C",)))[0] == "≠ contradicted"
    assert standing(Claim(text="x", supporters=("A",), similar=("B",)))[0] == "? compare"
    assert standing(Claim(text="x", supporters=("A",)))[0] == "1 only one says"
    card = str(claim_card(Claim(text="[b]x[/b]", supporters=("A", "Z")), {"A": "Ann"}))
    assert "A Ann, Z" in card
    assert "[b]x[/b]" in card


def test_an_export_path_is_checked_before_anything_is_written(tmp_path: Path) -> None:
    taken = tmp_path / "taken.md"
    taken.write_text("mine", "utf-8")

    assert "needed" in usable_path("  ")
    assert "folder" in usable_path(str(tmp_path))
    assert "no folder" in usable_path(str(tmp_path / "none" / "x.md"))
    assert "exists" in usable_path(str(taken))
    assert usable_path(str(tmp_path / "new.md")) == ""
    with pytest.raises(FileExistsError):
        write_private(str(taken), "theirs")
    assert taken.read_text("utf-8") == "mine"
    assert stat.S_IMODE(write_private(str(tmp_path / "new.md"), "x").stat().st_mode) == 0o600


async def test_a_line_cuts_its_left_side_and_keeps_its_right() -> None:
    class Stage(App[None]):
        def compose(self) -> ComposeResult:
            yield Line(id="line")

    app = Stage()
    async with app.run_test(size=(20, 3)) as pilot:
        line = app.query_one("#line", Line)
        line.left = (("漢字 and a long name", ""), (" [b]", "bold"))
        line.right = (("✓ done", ""),)
        await pilot.pause()

        assert str(line.render()) == "漢字 and a l… ✓ done"


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda t: t.name)
def test_text_and_signs_can_be_read_on_every_ground_of_our_themes(theme: Theme) -> None:
    grounds = [Color.parse(c) for c in (theme.background, theme.surface, theme.panel) if c]
    inks = [theme.foreground, theme.primary, theme.accent, theme.error, theme.success, theme.warning]

    for ground in grounds:
        for ink in inks:
            assert ink is not None
            assert contrast(ground, Color.parse(ink)) >= 4.5


def contrast(one: Color, other: Color) -> float:
    """The ratio of WCAG 2.2, 1 to 21."""
    light = [_luminance(color) + 0.05 for color in (one, other)]
    return max(light) / min(light)


def _luminance(color: Color) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
