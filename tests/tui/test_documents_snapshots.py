"""How search and documents look, at three sizes, on content whose every day is known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from orquix_tui.core.context.ingest import Added, Indexed, Progress, Skipped
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.dialogs.pick_files import FolderTree
from orquix_tui.tui.dialogs.read_result import ReadResult
from orquix_tui.tui.screens.documents import DocumentsScreen
from orquix_tui.tui.screens.search import SearchScreen
from orquix_tui.tui.screens.workspace import Workspace
from orquix_tui.tui.widgets.document_text import DocumentText
from tests.house import House
from tests.tui import memory_sample
from tests.tui.conftest import Compare
from tests.tui.pictured import TWO, started

Before = Callable[[Pilot[Any]], Awaitable[None]]


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TZ", "UTC")
    folder = tmp_path / "notes"
    (folder / "sub").mkdir(parents=True)
    for name in ("rivers.md", "a[b]c.txt", "photo.png", ".hidden"):
        (folder / name).write_text("x", "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def app(house: House) -> OrquixApp:
    """The app on two documents and two interactions of known days."""
    house.configure(TWO)

    async def seed() -> None:
        async with house.open() as services:
            await memory_sample.furnish(services)

    asyncio.run(seed())
    return started(house)


async def until(pilot: Pilot[Any], true: Callable[[], object]) -> None:
    for _ in range(500):
        if true():
            break
        await pilot.pause(0.02)
    await pilot.pause()


def screen_of(pilot: Pilot[Any]) -> Any:
    """The screen on top, whatever it is."""
    return pilot.app.screen


async def ready(pilot: Pilot[Any]) -> None:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Workspace)
    await until(pilot, lambda: screen._library.history)


async def search(pilot: Pilot[Any], query: str, *keys: str) -> None:
    await ready(pilot)
    await pilot.press("ctrl+x", "f")
    await until(pilot, lambda: isinstance(screen_of(pilot), SearchScreen))
    screen = screen_of(pilot)
    line = screen.query_one("#search-input")
    line.cursor_blink = False
    line.value = query
    await until(
        pilot, lambda: screen._query.text == query and screen._fresh and not screen.errands.busy("search")
    )
    for key in keys:
        await pilot.press(key)
    await until(pilot, lambda: not screen.errands.busy("search"))
    await pilot.pause(0.1)


async def documents(pilot: Pilot[Any]) -> DocumentsScreen:
    await ready(pilot)
    await pilot.press("ctrl+x", "d")
    await until(pilot, lambda: isinstance(screen_of(pilot), DocumentsScreen))
    screen = screen_of(pilot)
    await until(pilot, lambda: screen.documents and not screen.errands.busy("documents"))
    assert isinstance(screen, DocumentsScreen)
    return screen


def test_a_search_with_hits(snap_sizes: Compare, app: OrquixApp) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await search(pilot, "river bank", "f2", "down")

    assert snap_sizes(app, run_before=before)


def test_a_search_that_finds_nothing(snap_sizes: Compare, app: OrquixApp) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await search(pilot, "zebra")

    assert snap_sizes(app, run_before=before)


def test_the_place_of_a_hit(snap_sizes: Compare, app: OrquixApp) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await search(pilot, "secondary flow", "enter")
        await until(pilot, lambda: pilot.app.screen.query_one("#synthesis-text")._marks)  # type: ignore[attr-defined]  # a text

    assert snap_sizes(app, run_before=before)


def test_a_document_at_its_place(snap_sizes: Compare, app: OrquixApp) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await search(pilot, "QX-4471-B", "enter")
        await until(pilot, lambda: screen_of(pilot).query(DocumentText))
        screen = screen_of(pilot)
        await until(
            pilot, lambda: screen.query_one(DocumentText).settled and not screen.errands.busy("document")
        )
        await pilot.pause(0.1)

    assert snap_sizes(app, run_before=before)


def test_the_documents(snap_sizes: Compare, app: OrquixApp) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await documents(pilot)

    assert snap_sizes(app, run_before=before)


def test_picking_files(snap_sizes: Compare, app: OrquixApp) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await documents(pilot)
        await pilot.press("a")
        await until(pilot, lambda: pilot.app.screen.query(FolderTree))
        await until(pilot, lambda: pilot.app.screen.query_one(FolderTree).root.children)
        await pilot.press("down", "space", "space")
        await pilot.pause(0.1)

    assert snap_sizes(app, run_before=before)


def test_reading_and_how_far_it_is(
    snap_sizes: Compare, app: OrquixApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def add(_project: object, _paths: object, report: Callable[[Progress], None]) -> Added:
        report(Progress("reading", 1234, None, "/home/ann/notes/sub/[b]notes[/b].txt"))
        await asyncio.Event().wait()
        return Added()

    async def before(pilot: Pilot[Any]) -> None:
        screen = await documents(pilot)
        monkeypatch.setattr(screen._services.ingest, "add", add)
        await pilot.press("r")
        await until(pilot, lambda: screen._work.progress)
        await until(pilot, lambda: not screen.errands.busy("documents"))
        await pilot.pause(0.1)

    assert snap_sizes(app, run_before=before)


def test_what_was_read_and_what_was_skipped(
    snap_sizes: Compare, app: OrquixApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    skipped = [Skipped(f"/home/ann/notes/deep/down/below/photo-{n}.png", "it is not text") for n in range(40)]

    async def add(*_: object) -> Added:
        return Added(3, 1, 120, (*skipped, Skipped("/home/ann/[b]x[/b].log", "it is empty")), (), 31)

    async def index(*_: object) -> Indexed:
        return Indexed()

    async def before(pilot: Pilot[Any]) -> None:
        screen = await documents(pilot)
        monkeypatch.setattr(screen._services.ingest, "add", add)
        monkeypatch.setattr(screen._services.ingest, "index", index)
        screen._work.add(screen._project, [])
        await until(pilot, lambda: isinstance(pilot.app.screen, ReadResult))
        await until(pilot, lambda: not screen._work.busy and not screen.errands.busy("documents"))
        await pilot.pause(0.1)

    assert snap_sizes(app, run_before=before)


def test_before_something_is_deleted(snap_sizes: Compare, app: OrquixApp) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await ready(pilot)
        pilot.app.query_one("#prompt").cursor_blink = False  # type: ignore[attr-defined]  # a TextArea
        await pilot.press("ctrl+x", "h")
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause(0.1)

    assert snap_sizes(app, run_before=before)
