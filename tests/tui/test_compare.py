"""Two interactions side by side."""

from __future__ import annotations

from datetime import timedelta

from orquix_tui.domain.models import Interaction
from orquix_tui.domain.status import Quality
from orquix_tui.tui.compared import facts, texts_of
from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.screens.compare import CompareScreen
from orquix_tui.tui.widgets.diff_text import DiffText
from tests.house import House
from tests.tui import sample
from tests.tui.conftest import Desk, OpenDesk

TWO = (("openai-compatible", "one"), ("ollama", "two"))


def other() -> Interaction:
    """The same question, answered otherwise."""
    one = sample.interaction()
    assert one.synthesis is not None
    changed = one.synthesis.model_copy(
        update={"text": one.synthesis.text + "\n\nThe sea [b]rises[/b].", "quality": Quality.LOW}
    )
    later = one.created_at + timedelta(days=1)
    return one.model_copy(update={"id": "other", "synthesis": changed, "created_at": later})


def test_the_facts_of_an_interaction_fit_their_width() -> None:
    told = facts(sample.interaction(), sample.NOON, 34, question=True)

    assert all(line.cell_length <= 34 for line in told.split("\n"))
    flat = " ".join(told.plain.split())
    assert "question Why do" in flat
    assert "✗ Mix" in flat
    assert "claims" in flat
    assert "$" in flat
    assert "question" not in facts(sample.interaction(), sample.NOON, 34, question=False).plain


def test_where_one_has_no_synthesis_the_answers_of_both_are_compared_and_it_is_said() -> None:
    whole, bare = other(), sample.interaction().model_copy(update={"synthesis": None})
    texts = texts_of(bare, whole)
    assert "No synthesis in 1" in texts.note
    assert texts.old == texts.new, "the answers are the same"
    assert texts.new.startswith("## Careful")
    assert "no synthesis" in facts(bare, sample.NOON, 60, question=False).plain

    silent = bare.model_copy(update={"responses": ()})
    assert "No synthesis in either" in texts_of(bare, silent).note
    assert texts_of(bare, silent).new == ""
    both = texts_of(sample.interaction(), whole)
    assert "The sea" in both.new
    assert not both.note


def in_view(d: Desk) -> list[str]:
    return [box.children[0].id or "" for box in d.app.screen.query(".compared-box") if box.display]


async def test_both_texts_stand_side_by_side_or_one_at_a_time_and_the_difference_behind_a_key(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    async with desk(size=(120, 40), clock=sample.StoppedClock()) as d:
        screen = CompareScreen(d.screen._services, sample.StoppedClock(), sample.interaction(), other())
        d.app.push_screen(screen)
        await d.until(lambda: d.app.screen is screen and in_view(d), "it is there")
        await d.pilot.pause()
        assert in_view(d) == ["compared-0", "compared-1"]
        texts = [screen.query_one(f"#compared-{n}", LiveMarkdown) for n in (0, 1)]
        assert "The sea" not in texts[0].source
        assert "The sea" in texts[1].source
        assert texts[0].has_focus
        await d.pilot.press("right")
        assert texts[1].has_focus
        await d.pilot.press("right")
        assert texts[0].has_focus
        await d.pilot.press("d")
        await d.pilot.pause()
        assert in_view(d) == ["compared-2"]
        assert "+ The sea [b]rises[/b]." in screen.query_one(DiffText).source

        await d.pilot.resize_terminal(80, 24)
        await d.pilot.press("right")
        await d.until(lambda: in_view(d) == ["compared-0"], "the next page of three is the first")
        await d.pilot.press("left")
        await d.until(lambda: in_view(d) == ["compared-2"], "and the one before it the last")
        assert screen.query_one(DiffText).has_focus
        await d.pilot.press("f1")
        await d.pilot.pause()
        await d.pilot.press("escape", "escape")
        await d.until(lambda: d.app.screen is d.screen, "back again")
