"""A hand that stays on the mouse: tabs, rows, panels, notices, claims, the palette; also during a run."""

from __future__ import annotations

from textual.events import MouseScrollUp
from textual.geometry import Offset
from textual.widgets import OptionList

from orquix_tui.tui.live_markdown import LiveMarkdown
from orquix_tui.tui.palette import Palette
from orquix_tui.tui.widgets.answer_panel import AnswerPanel
from orquix_tui.tui.widgets.history_list import HistoryList
from orquix_tui.tui.widgets.ledger import Ledger, LedgerCard
from orquix_tui.tui.widgets.notices import Notices
from orquix_tui.tui.widgets.sidebar import ProjectList
from tests.house import House
from tests.loopback import Answer, Gate
from tests.tui import at_the_ledger as at
from tests.tui.at_the_history import TWO
from tests.tui.conftest import Desk, OpenDesk

LINES = 60
TEXT = "\n\n".join(f"Line {n} tells of rain." for n in range(LINES))


def _text(d: Desk, number: int) -> LiveMarkdown:
    return list(d.screen.query(AnswerPanel))[number - 1].query_one(".panel-text", LiveMarkdown)


async def _tab(d: Desk, name: str) -> None:
    await d.pilot.click(f"#--content-tab-{name}")
    await d.until(lambda: d.screen._tab == name, f"the tab {name} is shown")


async def test_while_answers_stream_the_mouse_reads_selects_and_looks_around(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO, moderator=("extractive",))
    gate, until_here = Gate(), 800
    for _kind, model in TWO:
        house.server.script(model, Answer(TEXT, chunk=1, gate=gate))
    async with desk() as d:
        notices = d.screen.query_one(Notices)
        notices.add("Something to know.")
        await d.pilot.pause()
        await d.pilot.click(notices, offset=(20, 0))
        assert "Something" in d.text("#notices"), "who selects its words does not lose them"
        await d.pilot.click(notices, offset=(3, 0))
        await d.until(lambda: not notices.display, "it is put away")

        await d.ask("Rain?", wait=False)
        gate.release(2 * until_here)
        view = _text(d, 2)
        await d.until(lambda: view.max_scroll_y > 5, "there is something above")
        await d.pilot.click(view, offset=(2, 2))
        assert d.app.focused is list(d.screen.query(AnswerPanel))[1]
        await d.pilot._post_mouse_events([MouseScrollUp], view, offset=(2, 2))
        await d.until(lambda: view.scroll_y < view.max_scroll_y - 1, "it is scrolled up")
        await d.pilot.wait_for_scheduled_animations()
        here = view.scroll_y

        await d.pilot.mouse_down(view, offset=(1, 3))
        await d.pilot.hover(view, offset=(8, 3))
        before = view.max_scroll_y
        gate.release(400)
        await d.until(lambda: view.max_scroll_y > before, "more has come meanwhile")
        await d.pilot.hover(view, offset=(view.size.width - 2, 3))
        await d.pilot.mouse_up(view, offset=(view.size.width - 2, 3))
        await d.pilot.press("ctrl+c")
        assert view.scroll_y == here, "nobody pulled the text away"
        assert d.app.clipboard.strip()
        assert d.app.clipboard.strip() in TEXT
        assert d.screen._control.running, "copied, not cancelled"

        await _tab(d, "synthesis")
        await _tab(d, "answers")
        gate.open()
        await d.finished()


async def test_lists_the_ledger_and_the_palette_are_led_by_clicks(house: House, desk: OpenDesk) -> None:
    at.configure(house)
    async with house.open() as services:
        await services.store.add_project("garden")
    async with desk() as d:
        await d.ask(at.QUESTION)
        projects, history = d.screen.query_one(ProjectList), d.screen.query_one(HistoryList)
        rows = [project.name for project in d.screen._library.projects]
        await d.pilot.click(projects, offset=(5, 1 + rows.index("garden")))
        await d.until(lambda: not d.screen._library.listed.summaries, "the other project is there")
        await d.pilot.click(projects, offset=(5, 1 + rows.index("default")))
        await d.until(lambda: d.screen._library.listed.summaries, "and this one again")
        run = d.screen._presenter.run
        await d.pilot.click(history, offset=(10, 2))
        await d.until(lambda: d.screen._presenter.run is not run, "it is shown")

        await _tab(d, "synthesis")
        await d.until(lambda: d.screen.query(LedgerCard), "the claims are there")
        second = list(d.screen.query(LedgerCard))[1]
        await d.pilot.click(second, offset=Offset(4, 0))
        await d.until(lambda: d.screen.query_one(Ledger).current is second, "it is chosen")
        assert d.screen._tab == "synthesis"
        await d.pilot.click(second, offset=Offset(4, 0))
        await d.until(lambda: d.screen._tab == "answers", "its sentence is shown")
        await d.until(lambda: isinstance(d.app.focused, AnswerPanel), "in the answer")

        await d.pilot.press("ctrl+p", *"metrics")
        palette = d.app.screen
        assert isinstance(palette, Palette)
        await d.until(
            lambda: not any(w.node is palette and w.is_running for w in d.app.workers), "all is found"
        )
        row = palette.query_one(OptionList).content_region.offset + Offset(4, 0)
        await d.until(lambda: palette.get_style_at(*row).meta.get("option") == 0, "and drawn")
        await d.pilot.click(offset=row)
        await d.until(lambda: d.app.screen is d.screen, "the palette is gone")
        await d.until(lambda: d.screen._tab == "metrics", "and it is done")
