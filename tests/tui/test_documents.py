from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from textual import events
from textual.widgets import Input, Static

from orquix_tui.core.context.ingest import Added, Indexed, Progress
from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.models import Document
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.tui.app import OrquixApp
from orquix_tui.tui.dialogs.pick_files import FolderTree, PickFiles
from orquix_tui.tui.dialogs.read_result import ReadResult
from orquix_tui.tui.memory_work import LATER, MemoryWork
from orquix_tui.tui.screens.document_view import DocumentView
from orquix_tui.tui.screens.documents import DocumentsScreen
from orquix_tui.tui.widgets.prompt_pane import PromptArea
from tests.house import House
from tests.loopback import Answer, Gate
from tests.tui import memory_sample
from tests.tui.conftest import Desk, OpenDesk, drawn

TWO = (("openai-compatible", "one"), ("ollama", "two"))


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to add, in which the app was started."""
    folder = tmp_path / "notes"
    (folder / "sub").mkdir(parents=True)
    (folder / "rivers.md").write_text("# Rivers\n\nThe thalweg swings from bank to bank.\n", "utf-8")
    (folder / "a[b]c.txt").write_text("Brackets are no markup.\n", "utf-8")
    (folder / "sub" / "deep.txt").write_text("The heron stands still.\n", "utf-8")
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / ".hidden.txt").write_text("Nobody sees me.\n", "utf-8")
    monkeypatch.chdir(folder)
    return folder


def work(d: Desk) -> MemoryWork:
    return d.screen._recall.work


def documents(d: Desk) -> DocumentsScreen:
    screen = next(s for s in d.app.screen_stack if isinstance(s, DocumentsScreen))
    assert isinstance(screen, DocumentsScreen)
    return screen


def names(d: Desk) -> list[str]:
    return [Path(document.path).name for document in documents(d).documents]


def told(d: Desk) -> str:
    """What passes by on the screen."""
    return " ".join(str(note.message) for note in d.app._notifications)


async def open_documents(d: Desk) -> None:
    await d.pilot.press("ctrl+x", "d")
    await d.until(lambda: d.app.screen.query("#document-rows"), "the documents open")
    await d.until(lambda: not documents(d).errands.busy("documents"), "they are read")
    await d.pilot.pause()


async def pick(d: Desk, *keys: str) -> None:
    """Open the picker, press the keys on its tree once it is read."""
    await d.pilot.press("a")
    await d.until(lambda: d.app.screen.query(FolderTree), "the picker opens")
    tree = d.app.screen.query_one(FolderTree)
    await d.until(lambda: tree.root.children and d.app.focused is tree, "the folder is read")
    await d.pilot.pause()
    await d.pilot.press(*keys)


async def done(d: Desk) -> None:
    await d.until(lambda: not work(d).busy, "the work is done")
    await d.until(lambda: not documents(d).errands.busy("documents"), "the list is read again")
    await d.pilot.pause()


async def read(d: Desk, folder: Path) -> None:
    """Add all of a folder and close the result."""
    assert work(d).add(documents(d)._project, [folder])
    await done(d)
    if isinstance(d.app.screen, ReadResult):
        await d.pilot.press("escape")
        await d.until(lambda: isinstance(d.app.screen, DocumentsScreen), "the result is closed")


# -- the list ----------------------------------------------------------------------------------


async def test_an_empty_project_says_how_documents_come_in(house: House, desk: OpenDesk) -> None:
    house.configure(TWO)
    async with desk() as d:
        await open_documents(d)
        assert "no documents yet" in drawn(d.app.screen.query_one("#documents-empty"))
        await d.pilot.press("d", "r", "s", "enter", "x")
        left = d.app.screen
        assert isinstance(left, DocumentsScreen)
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "it is closed")
        await d.pilot.pause()
        await left.errands._guarded(left._read)  # what was still being read is drawn nowhere
        assert not left.notices._notices


async def test_each_document_is_listed_with_its_place_chunks_date_and_what_waits(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    async with house.open() as services:
        await memory_sample.furnish(services)
    async with desk(size=(120, 40)) as d:
        await open_documents(d)
        shown = drawn(d.app.screen.query_one("#document-rows"))
        assert "notes/rivers.md Rivers" in " ".join(shown.split())
        assert "2 chunks" in shown
        assert "○ 2 waiting" in shown
        assert "Documents of default" in drawn(d.app.screen.query_one("#documents-head"))
        await d.pilot.press("enter")
        await d.until(lambda: isinstance(d.app.screen, DocumentView), "the document opens")
        await d.until(
            lambda: "the file is gone" in drawn(d.app.screen.query_one("#document-about")), "it is looked for"
        )
        await d.pilot.press("escape")
        await d.until(lambda: isinstance(d.app.screen, DocumentsScreen), "back in the list")
        await counts_down(d, Held(d, monkeypatch, stage="indexing", total=40))


async def counts_down(d: Desk, held: Held) -> None:
    """What waits grows less while indexing goes on."""
    store, model_id = d.screen._services.store, d.screen._services.embedder.model_id
    waiting = await store.without_vectors(model_id, documents(d)._project.id, 1000)
    assert work(d).index()
    await d.until(lambda: work(d).progress, "it goes on")
    await d.until(lambda: not documents(d).errands.busy("documents"), "the list is read")
    assert f"{len(waiting)} found by words only" in drawn(documents(d).query_one("#documents-head"))
    vector = np.ones((1, 384), dtype=np.float32)
    await store.add_vectors([next(c.id for c in waiting if c.source == "Rivers")], vector, model_id)

    def fewer() -> bool:
        work(d)._report(Progress("indexing", 13, 40, "Rivers"))  # drawn ten times a second at most
        return f"{len(waiting) - 1} found by words" in drawn(documents(d).query_one("#documents-head"))

    await d.until(fewer, "the head counts down")
    assert "○ 1 waiting" in drawn(documents(d).query_one("#document-rows"))
    held.go_on.set()
    await done(d)


# -- adding ------------------------------------------------------------------------------------


async def test_marked_files_are_read_and_words_find_them(house: House, desk: OpenDesk, notes: Path) -> None:
    house.configure(TWO)
    async with desk() as d:
        await open_documents(d)
        await pick(d, "down", "down", "space")  # sub/, then a[b]c.txt
        await d.until(
            lambda: "1 marked: a[b]c.txt" in drawn(d.app.screen.query_one("#picker-state")), "it is marked"
        )
        await d.pilot.press("ctrl+s")
        await d.until(lambda: names(d) == ["a[b]c.txt"], "it is listed")
        await done(d)

        assert "a[b]c.txt" in drawn(d.app.screen.query_one("#document-rows"))
        store = d.screen._services.store
        assert [hit.chunk.path for hit in await store.search_words("brackets", None, 5)] == [
            str(notes / "a[b]c.txt")
        ]


async def test_a_folder_is_read_with_what_is_below_and_what_was_skipped_is_told_with_its_reason(
    house: House, desk: OpenDesk, notes: Path
) -> None:
    house.configure(TWO)
    async with desk(size=(120, 40)) as d:
        await open_documents(d)
        await pick(d, "space", "ctrl+s")  # the folder itself is under the cursor
        await d.until(lambda: d.app.screen.query("#result-rows"), "the result is shown")
        await d.until(
            lambda: "photo.png" in drawn(d.app.screen.query_one("#result-rows")), "it is listed with why"
        )
        assert "skipped" in drawn(d.app.screen.query_one("#result-told"))
        await d.pilot.press("escape")
        await done(d)

        assert {"rivers.md", "a[b]c.txt", "deep.txt"} <= set(names(d))
        await d.pilot.press("s")
        await d.until(lambda: d.app.screen.query("#result-rows"), "the result can be seen again")


async def test_a_path_can_be_written_and_what_is_not_there_is_told(
    house: House, desk: OpenDesk, notes: Path
) -> None:
    house.configure(TWO)
    async with desk() as d:
        await open_documents(d)
        await pick(d)
        screen = d.app.screen
        line = screen.query_one(Input)
        state = screen.query_one("#picker-state", Static)
        await d.pilot.press("ctrl+s")
        await d.until(lambda: "Space marks it" in str(state.render()), "a whole folder is not added unasked")
        d.app.post_message(events.Paste("/some/path\n"))
        await d.until(lambda: (d.app.focused, line.value) == (line, "/some/path"), "a path may be put in")
        line.value = str(notes / "none[b].txt")
        await d.pilot.press("enter")
        await d.until(
            lambda: "There is no" in str(screen.query_one("#picker-state", Static).render()), "it is told"
        )
        line.value = str(notes / "sub")
        await d.pilot.press("enter")
        tree = screen.query_one(FolderTree)
        await d.until(lambda: Path(tree.path) == notes / "sub" and tree.root.children, "the folder is opened")
        await d.until(lambda: d.app.focused is tree, "it has the focus")
        await d.pilot.press("backspace")
        await d.until(lambda: Path(tree.path) == notes and tree.root.children, "the folder above is opened")
        assert str(notes) in line.placeholder
        line.focus()
        line.value = str(notes / "sub" / "deep.txt")
        await d.pilot.press("ctrl+s")
        await d.until(lambda: names(d) == ["deep.txt"], "it is added as it was written")


async def test_hidden_files_are_shown_when_asked_for(house: House, desk: OpenDesk, notes: Path) -> None:
    house.configure(TWO)
    async with desk() as d:
        await open_documents(d)
        await pick(d)
        tree = d.app.screen.query_one(FolderTree)

        def listed() -> set[str]:
            return {str(node.label) for node in tree.root.children}

        assert listed() == {"sub", "a[b]c.txt", "photo.png", "rivers.md"}
        await d.pilot.press("full_stop")
        await d.until(lambda: ".hidden.txt" in listed(), "it is shown")
        await d.pilot.press("full_stop")
        await d.until(lambda: listed() and ".hidden.txt" not in listed(), "it is hidden again")


async def test_names_that_are_escapes_are_shown_as_text(house: House, desk: OpenDesk, notes: Path) -> None:
    house.configure(TWO)
    (notes / "\x1b[31mred\nline.txt").write_text("x", "utf-8")
    async with desk() as d:
        await open_documents(d)
        await pick(d)
        shown = drawn(d.app.screen.query_one(FolderTree))

        assert "red line.txt" in shown
        assert "\x1b" not in shown


async def test_a_folder_with_very_many_entries_does_not_stall_the_picker(
    house: House, desk: OpenDesk, notes: Path
) -> None:
    house.configure(TWO)
    many = notes / "many"
    many.mkdir()
    for number in range(3000):
        (many / f"{number}.txt").touch()
    async with desk() as d:
        await open_documents(d)
        await pick(d)
        tree = d.app.screen.query_one(FolderTree)
        tree.path = many
        await d.until(lambda: len(tree.root.children) > 1000, "it is read")

        assert len(tree.root.children) == 2000


# -- reading and indexing behind the screen ----------------------------------------------------


class Held:
    """Stands in the place of the core's reading, and waits where a test wants it to."""

    def __init__(self, d: Desk, monkeypatch: pytest.MonkeyPatch, *, stage: str, total: int | None) -> None:
        self.go_on = asyncio.Event()
        self.stage = stage
        self.total = total
        monkeypatch.setattr(d.screen._services.ingest, "add", self.add)
        monkeypatch.setattr(d.screen._services.ingest, "index", self.index)

    async def add(self, _project: object, _paths: object, report: object = None) -> Added:
        if self.stage == "reading":
            report(Progress("reading", 17, self.total, "/notes/[b]rivers[/b].md"))  # type: ignore[operator]  # a callable
            await self.go_on.wait()
        return Added(added=17, chunks=40)

    async def index(self, _project: object, report: object = None) -> Indexed:
        report(Progress("indexing", 12, 40, "Rivers"))  # type: ignore[operator]  # a callable
        await self.go_on.wait()
        return Indexed(done=40)


async def test_reading_goes_on_behind_the_screen_and_says_how_far_it_is(
    house: House, desk: OpenDesk, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    async with desk(size=(120, 40)) as d:
        held = Held(d, monkeypatch, stage="reading", total=None)
        await open_documents(d)
        await pick(d, "space", "ctrl+s")
        line = documents(d).query_one("#documents-work")
        await d.until(lambda: "reading 17 files" in drawn(line), "the progress is shown")
        assert "[b]rivers[/b].md" in drawn(line)
        await d.pilot.press("a")
        await d.until(lambda: isinstance(d.app.screen, PickFiles), "the picker opens")
        await d.pilot.pause()
        await d.pilot.press("space", "ctrl+s")
        await d.until(lambda: "x stops it" in drawn(documents(d).query_one("#notices")), "one at a time")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "the list is closed")

        assert "reading 17 files" in d.text("#status")
        await d.ask("Is the app still there?")
        assert "reading 17 files" in d.text("#status")
        held.go_on.set()
        await d.until(lambda: not work(d).busy, "the work is done")
        assert "reading" not in d.text("#status")
        assert "17 new" in told(d)


async def test_indexing_is_stopped_by_a_key_and_goes_on_later(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    async with desk(size=(120, 40)) as d:
        held = Held(d, monkeypatch, stage="indexing", total=40)
        await d.pilot.press("f10")
        await d.until(lambda: "indexing 12 of 40 chunks" in d.text("#status"), "the progress is shown")
        await d.pilot.press("f10")
        await d.until(lambda: not work(d).busy, "it is stopped")
        assert "it goes on where it stopped" in " ".join(d.text("#notices").split())
        await d.pilot.press("f10")
        await d.until(lambda: "indexing 12 of 40 chunks" in d.text("#status"), "it goes on")
        held.go_on.set()
        await d.until(lambda: "40 chunks indexed" in told(d), "it ends")


async def test_quitting_while_something_is_read_says_that_it_goes_on_later(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    async with desk() as d:
        Held(d, monkeypatch, stage="indexing", total=40)
        await d.pilot.press("f10")
        await d.until(lambda: work(d).progress, "it goes on")
        await d.pilot.press("ctrl+q")
        await d.until(lambda: "what is done stays" in d.screen.stays_for, "it says so first")
        assert work(d).busy
        await d.pilot.press("ctrl+q")
        await d.until(lambda: not work(d).busy, "it is stopped")

        assert LATER in [str(said) for said in d.app._exit_renderables]


async def test_what_waits_is_offered_at_the_start_when_it_is_much(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.configure(TWO)
    async with house.open() as services:
        project = await services.store.project("default")
        many = memory_sample.document(project.id, "many.txt", "A line about water.\n" * 6000)
        assert len(many.chunks) > 200
        await services.store.put_documents([many])
    async with desk() as d:
        assert "F10" not in d.text("#notices")  # nor is there a model
    monkeypatch.setattr(FastEmbedder, "unavailable", lambda _self: "")
    async with desk(size=(120, 40)) as d:
        await d.until(lambda: "F10 indexes them" in " ".join(d.text("#notices").split()), "it is offered")
        assert not work(d).busy
        await d.pilot.press("f10")
        await d.until(lambda: "F10" not in d.text("#notices"), "what is being done need not be offered")


async def test_a_store_that_cannot_be_read_takes_no_documents(
    house: House, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def held(*_: object, **__: object) -> None:
        raise StoreError("Another program holds the store.", "Close it.")

    house.configure(TWO)
    async with desk() as d:
        monkeypatch.setattr(d.screen._services.store, "projects", held)
        d.screen._library.current = None
        await d.pilot.press("ctrl+x", "d")
        await d.until(lambda: "Another program holds" in d.text("#notices"), "it is told")
        assert d.app.screen is d.screen


async def test_quitting_from_another_screen_during_a_run_says_why_it_waits(
    house: House, desk: OpenDesk
) -> None:
    house.configure(TWO)
    gate = Gate()
    house.server.script("one", Answer("abcdefghij", chunk=2, gate=gate))
    async with desk() as d:
        await d.ask("Why?", wait=False)
        await open_documents(d)
        await d.pilot.press("ctrl+q")
        await d.until(lambda: "A run is going on" in told(d), "it is told")
        assert d.app.is_running
        gate.open()
        await d.finished()


async def test_a_failure_while_reading_is_told_where_one_looks(
    house: House, desk: OpenDesk, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreError("The disk is full.", "Make room.")

    house.configure(TWO)
    async with desk(size=(120, 40)) as d:
        monkeypatch.setattr(d.screen._services.store, "put_documents", full)
        await open_documents(d)
        await pick(d, "space", "ctrl+s")
        line = documents(d).query_one("#documents-work")
        await d.until(lambda: "The disk is full. Make room." in drawn(line), "it is told")
        await d.pilot.press("escape")
        await d.until(lambda: d.app.screen is d.screen, "the list is closed")
        assert "The disk is full" in d.text("#notices")


async def test_two_thousand_files_are_added_while_keys_are_answered(
    house: House, desk: OpenDesk, tmp_path: Path
) -> None:
    house.configure(TWO)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(2000):
        (folder / f"{number:04}.txt").write_text(f"Note {number}: the water stands at {number} mm.", "utf-8")
    async with desk() as d:
        area = d.screen.query_one(PromptArea)
        typed = 0
        assert work(d).add(await d.screen._library.to_ask_in(), [folder])
        while work(d).busy:  # not through the pilot, who waits until the process is idle
            d.app.post_message(events.Key("a", "a"))
            typed += 1
            for _ in range(1000):
                await asyncio.sleep(0.01)
                if len(area.text) == typed:
                    break
            else:
                pytest.fail("a key was not answered")
            await asyncio.sleep(0.05)  # as fast as hands type: the files are to be added, too

        assert typed > 10
        await open_documents(d)
        assert len(documents(d).documents) == 2000
        await d.pilot.press("end")
        await d.until(
            lambda: "1999.txt" in drawn(d.app.screen.query_one("#document-rows")), "the last is shown"
        )


async def test_with_a_model_what_was_added_is_indexed_and_found_by_meaning(
    house: House, notes: Path, embedder: FastEmbedder
) -> None:
    house.configure(TWO, extra="")
    async with house.open() as services:
        for part in (services.context, services.ingest):
            part._embedder = embedder  # the one that is warm already
        object.__setattr__(services, "embedder", embedder)
        app = OrquixApp(services)
        async with app.run_test(size=(120, 40)) as pilot:
            d = Desk(app, pilot, house)
            await d.ready()
            await open_documents(d)
            await read(d, notes)

            assert "found by words only" not in drawn(d.app.screen.query_one("#documents-head"))
            project = await services.store.project("default")
            hit = (await services.context.search("What does the heron do?", project))[0]
            assert hit.chunk.path == str(notes / "sub" / "deep.txt")
            assert hit.score is not None


# -- changing and removing ---------------------------------------------------------------------


async def test_a_document_is_removed_after_asking(house: House, desk: OpenDesk, notes: Path) -> None:
    house.configure(TWO)
    async with desk() as d:
        await open_documents(d)
        await read(d, notes)
        at = names(d).index("rivers.md")
        await d.pilot.press(*["down"] * at, "d")
        await d.until(lambda: d.app.screen.query("#confirm-text Static"), "it is asked")
        assert "rivers.md" in str(d.app.screen.query_one("#confirm-text Static", Static).render())
        await d.pilot.press("n")
        await d.until(lambda: isinstance(d.app.screen, DocumentsScreen), "the dialog is gone")
        assert "rivers.md" in names(d)
        await d.pilot.press("d")
        await d.until(lambda: d.app.screen.query("#confirm-text Static"), "it is asked again")
        await d.pilot.press("y")
        await d.until(lambda: "rivers.md" not in names(d), "it is gone")

        assert (notes / "rivers.md").exists()
        assert not await d.screen._services.store.search_words("thalweg", None, 5)


async def test_reading_again_takes_up_changes_and_offers_what_is_gone_for_removal(
    house: House, desk: OpenDesk, notes: Path
) -> None:
    house.configure(TWO)
    (notes / "photo.png").unlink()
    async with desk() as d:
        await open_documents(d)
        await read(d, notes)
        (notes / "rivers.md").write_text("The otter is back.\n", "utf-8")
        (notes / "sub" / "deep.txt").unlink()
        await d.pilot.press("r")
        await d.until(lambda: d.app.screen.query("#result-rows"), "the result is shown")
        await d.until(
            lambda: "1 changed" in drawn(d.app.screen.query_one("#result-told")), "it is told what changed"
        )
        assert "deep.txt" in drawn(d.app.screen.query_one("#result-rows"))
        assert "y removes" in str(d.app.screen.query_one(".dialog").border_subtitle)
        await d.pilot.press("y")
        await d.until(lambda: "deep.txt" not in names(d), "it is removed")

        assert await d.screen._services.store.search_words("otter", None, 5)


async def test_a_root_that_is_gone_as_a_whole_is_offered_for_removal_too(
    house: House, desk: OpenDesk, notes: Path
) -> None:
    house.configure(TWO)
    file = notes / "sub" / "deep.txt"
    async with desk() as d:
        await open_documents(d)
        await read(d, file)
        file.unlink()
        await d.pilot.press("r")
        await d.until(lambda: isinstance(d.app.screen, ReadResult), "the result is shown")
        await d.pilot.press("y")
        await d.until(lambda: not documents(d).documents, "it is removed")


def test_a_path_is_shown_below_the_folder_that_was_added() -> None:
    from orquix_tui.tui.screens.documents import relative

    def at(path: str, root: str) -> str:
        return relative(Document(project_id="p", path=path, root=root, title="t", sha256="", size=1))

    assert at("/home/ann/notes/sub/x.md", "/home/ann/notes") == "notes/sub/x.md"
    assert at("/home/ann/x.md", "/home/ann/x.md") == "x.md"
