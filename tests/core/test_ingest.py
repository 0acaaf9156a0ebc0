"""Documents become memory: the real reader, the real embedder, the real store."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from orquix_tui.core.context.ingest import Ingest, Progress
from orquix_tui.core.context.manager import ContextManager
from orquix_tui.documents.client import FileReader
from orquix_tui.domain.errors import InputError, StoreError
from orquix_tui.domain.models import Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.settings import ContextSettings, EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.store.duck import DuckStore

GUIDE = """# Guide

What this is about.

## Install

### Linux

Unpack the archive and run the setup as root. {filler}

### Windows

Start the installer and follow it. {filler}

## Use

Press the green button. {filler}
"""
FILLER = "It takes a while, and nothing is shown until it has ended. " * 30


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[FileReader]:
    opened = FileReader(tmp_path / "log")
    yield opened
    await opened.aclose()


@pytest.fixture
def ingest(store: DuckStore, no_model: FastEmbedder, reader: FileReader) -> Ingest:
    """Without a model: it is faster, and words find everything."""
    return Ingest(store, no_model, reader)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with a document of Markdown, one of text and one of code."""
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "guide.md").write_text(GUIDE.format(filler=FILLER), "utf-8")
    (folder / "shopping.txt").write_text("Flour, aubergines and oil.\n", "utf-8")
    (folder / "deep" / "tide.py").write_text("def tide(hour):\n    return hour % 12\n", "utf-8")
    return folder


async def test_a_folder_is_read_and_its_words_are_found_at_once(
    ingest: Ingest, by_words: ContextManager, project: Project, notes: Path
) -> None:
    added = await ingest.add(project, [notes])

    assert (added.added, added.changed, added.unchanged, added.skipped, added.gone) == (3, 0, 0, (), ())
    assert [d.title for d in await ingest.documents(project)] == ["deep/tide.py", "Guide", "shopping.txt"]
    (hit,) = await by_words.search("aubergine", project)
    assert hit.chunk.path == str(notes / "shopping.txt")
    (item,) = (await by_words.find(project, "Which aubergines?")).items
    assert (item.source, item.path, item.unverified) == ("shopping.txt", str(notes / "shopping.txt"), False)
    assert await ingest.pending(project) == added.chunks


async def test_a_piece_knows_its_place_and_the_titles_above_it(
    ingest: Ingest, store: DuckStore, project: Project, notes: Path
) -> None:
    await ingest.add(project, [notes / "guide.md"])

    text = (notes / "guide.md").read_text("utf-8")
    chunks = await store.document_chunks(project.id, str(notes / "guide.md"))

    assert [chunk.ord for chunk in chunks] == list(range(len(chunks)))
    assert all(chunk.text == text[chunk.begins : chunk.ends] for chunk in chunks)
    assert {chunk.kind for chunk in chunks} == {"document"}
    under = {chunk.heading for chunk in chunks}
    assert {"Guide › Install › Linux", "Guide › Install › Windows", "Guide › Use"} <= under
    linux = next(chunk for chunk in chunks if "as root" in chunk.text)
    assert linux.passage.startswith(f"{linux.heading}\n\n")


async def test_what_did_not_change_is_passed_over_and_what_did_is_read_anew(
    ingest: Ingest, by_words: ContextManager, project: Project, notes: Path
) -> None:
    await ingest.add(project, [notes])
    (notes / "shopping.txt").write_text("Flour and courgettes.\n", "utf-8")

    again = await ingest.add(project, [notes])

    assert (again.added, again.changed, again.unchanged, again.chunks) == (0, 1, 2, 1)
    assert await by_words.search("aubergines", project) == []
    assert len(await by_words.search("courgettes", project)) == 1


async def test_a_file_under_two_roots_is_read_once_and_a_copy_is_another_document(
    ingest: Ingest, project: Project, notes: Path
) -> None:
    (notes / "copy.txt").write_bytes((notes / "shopping.txt").read_bytes())
    added = await ingest.add(project, [notes, notes / "shopping.txt", notes / "deep"])
    assert (added.added, added.unchanged) == (4, 0)


async def test_what_is_gone_is_offered_for_removal_and_stays_until_then(
    ingest: Ingest, by_words: ContextManager, project: Project, notes: Path, tmp_path: Path
) -> None:
    other = tmp_path / "notes too" / "other.txt"
    other.parent.mkdir()
    other.write_text("Elsewhere.", "utf-8")
    await ingest.add(project, [notes, other])
    (notes / "shopping.txt").unlink()

    again = await ingest.add(project, [notes])

    assert [document.title for document in again.gone] == ["shopping.txt"]
    assert len(await by_words.search("aubergines", project)) == 1
    assert await ingest.remove(project, [document.path for document in again.gone]) == 1
    assert await by_words.search("aubergines", project) == []
    assert (await ingest.add(project, [notes])).gone == ()


async def test_what_lies_below_a_folder_that_cannot_be_entered_is_not_gone(
    ingest: Ingest, project: Project, notes: Path, tmp_path: Path
) -> None:
    await ingest.add(project, [notes])
    (notes / "deep").rename(tmp_path / "elsewhere")
    (notes / "deep").symlink_to(tmp_path / "elsewhere")  # never entered, whoever runs the test

    again = await ingest.add(project, [notes])

    assert [skipped.path for skipped in again.skipped] == [str(notes / "deep")]
    assert again.gone == ()


async def test_a_root_that_is_gone_offers_all_that_was_under_it(
    ingest: Ingest, project: Project, notes: Path
) -> None:
    await ingest.add(project, [notes])
    shutil.rmtree(notes)
    again = await ingest.add(project, [notes])
    assert len(again.gone) == 3
    with pytest.raises(InputError, match="does not exist"):
        await ingest.add(project, [notes.with_name("never")])


async def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(
    ingest: Ingest, by_words: ContextManager, project: Project, notes: Path
) -> None:
    await ingest.add(project, [notes])
    (notes / "shopping.txt").write_bytes(b"")
    (notes / "picture.bin").write_bytes(bytes(range(256)) * 20)
    (notes / "blank.md").write_text(" \n\n \n", "utf-8")
    (notes / "good.txt").write_text("Good.", "utf-8")

    again = await ingest.add(project, [notes])

    assert (again.added, again.unchanged, again.gone) == (1, 2, ())
    reasons = {Path(skipped.path).name: skipped.reason for skipped in again.skipped}
    assert set(reasons) == {"shopping.txt", "picture.bin", "blank.md"}
    assert all(reasons.values())
    assert len(await by_words.search("aubergines", project)) == 1  # what was known of it stays


async def test_keys_in_a_document_are_not_kept(
    no_model: FastEmbedder, reader: FileReader, tmp_path: Path
) -> None:
    redact = Redactor()
    store = DuckStore(tmp_path / "data", redact)
    key = "sk-proj-" + "Zq8" * 16
    note = tmp_path / "note.txt"
    note.write_text(f"The key is {key}, use it.", "utf-8")
    project = await store.project("default")

    await Ingest(store, no_model, reader).add(project, [note])
    await store.aclose()

    kept = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert not [file for file in kept if key.encode() in file.read_bytes()]


async def test_cancelling_keeps_what_was_stored_and_the_next_call_goes_on(
    ingest: Ingest, project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:03}.txt").write_text(f"Note number {number}.", "utf-8")
    seen: list[Progress] = []

    def report(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 100:
            task.cancel()

    task = asyncio.create_task(ingest.add(project, [folder], report))
    with pytest.raises(asyncio.CancelledError):
        await task
    stored = len(await ingest.documents(project))
    again = await ingest.add(project, [folder])

    assert 0 < stored < 150
    assert (again.added, again.unchanged) == (150 - stored, stored)
    assert [p.done for p in seen] == list(range(100))
    assert seen[0].stage == "reading"


async def test_many_files_never_hold_the_event_loop(ingest: Ingest, project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(600):
        (folder / f"{number:03}.bin").write_bytes(b"" if number % 2 else bytes(50))
    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    added = await ingest.add(project, [folder])
    ticking.cancel()

    assert len(added.skipped) == 600
    assert turns >= 600


async def test_vectors_come_afterwards_newest_first_and_only_once(
    store: DuckStore, embedder: FastEmbedder, reader: FileReader, memory: ContextManager, notes: Path
) -> None:
    project = await store.project("default")
    ingest = Ingest(store, embedder, reader)
    added = await ingest.add(project, [notes])
    seen: list[Progress] = []

    indexed = await ingest.index(project, seen.append)

    assert (indexed.done, indexed.left, indexed.notice) == (added.chunks, 0, "")
    assert (seen[-1].stage, seen[-1].done, seen[-1].total) == ("indexing", added.chunks, added.chunks)
    assert await ingest.pending(None) == 0
    assert (await ingest.index(project)).done == 0
    found = await memory.find(project, "What do I buy for the kitchen?", threshold=0.1)
    assert any("aubergines" in item.text and item.score is not None for item in found.items)


async def test_indexing_without_a_model_is_a_notice_and_what_waits_is_told(
    ingest: Ingest, project: Project, notes: Path
) -> None:
    assert await ingest.index(project) == await ingest.index(None)  # nothing to do: no notice
    added = await ingest.add(project, [notes])
    indexed = await ingest.index(project)
    assert (indexed.done, indexed.left) == (0, added.chunks)
    assert 'pip install "orquix-tui[offline]"' in indexed.notice


async def test_a_model_that_fails_is_a_notice_and_nothing_is_lost(
    store: DuckStore, reader: FileReader, project: Project, notes: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("model.onnx", "tokenizer.json", "tokenizer_config.json"):
        (folder / name).write_text("{}")
    broken = FastEmbedder(EmbeddingSettings(model_path=str(folder)), tmp_path, tmp_path)
    ingest = Ingest(store, broken, reader)

    added = await ingest.add(project, [notes])
    indexed = await ingest.index(project)

    assert added.added == 3
    assert (indexed.done, indexed.left) == (0, added.chunks)
    assert "cannot be loaded" in indexed.notice
    await broken.aclose()


async def test_another_model_takes_the_place_of_the_old_one(
    store: DuckStore, embedder: FastEmbedder, reader: FileReader, memory: ContextManager, notes: Path
) -> None:
    project = await store.project("default")
    ingest = Ingest(store, embedder, reader)
    await ingest.add(project, [notes])
    old = await store.without_vectors("old-model", project.id, 100)
    vectors = await embedder.embed(["old"] * len(old), "passage")
    await store.add_vectors([chunk.id for chunk in old], vectors, "old-model")

    assert await ingest.pending(project) == len(old)
    assert (await ingest.index(project)).done == len(old)

    assert await store.count_vectors("old-model", None) == 0
    assert await store.count_vectors(embedder.model_id, None) == len(old)


async def test_an_index_that_was_stopped_goes_on_where_it_stood(
    store: DuckStore, embedder: FastEmbedder, reader: FileReader, project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.txt").write_text(f"Note number {number} about the weather.", "utf-8")
    ingest = Ingest(store, embedder, reader)
    await ingest.add(project, [folder])

    def report(progress: Progress) -> None:
        task.cancel()

    task = asyncio.create_task(ingest.index(project, report))

    with pytest.raises(asyncio.CancelledError):
        await task
    left = await ingest.pending(project)
    indexed = await ingest.index(project)

    assert 0 < left < 40
    assert (indexed.done, indexed.left) == (left, 0)


async def test_a_store_that_fails_says_so_and_what_was_stored_stays(
    ingest: Ingest, store: DuckStore, project: Project, notes: Path, tmp_path: Path
) -> None:
    await ingest.add(project, [notes / "shopping.txt"])
    hidden = tmp_path / "hidden"

    def report(progress: Progress) -> None:
        if not hidden.exists():
            (tmp_path / "data").rename(hidden)
            (tmp_path / "data").write_text("in the way")

    with pytest.raises(StoreError):
        await ingest.add(project, [notes], report)
    (tmp_path / "data").unlink()
    hidden.rename(tmp_path / "data")

    assert [d.title for d in await ingest.documents(project)] == ["shopping.txt"]


async def test_a_text_that_was_banned_stays_banned_in_another_file(
    ingest: Ingest, by_words: ContextManager, project: Project, notes: Path
) -> None:
    await ingest.add(project, [notes])
    (item,) = (await by_words.find(project, "Which aubergines?")).items
    await by_words.steer(project, item.chunk_ids, "ban")
    (notes / "copy.md").write_text("Flour,  aubergines\nand oil.", "utf-8")
    assert (await ingest.add(project, [notes])).added == 1
    assert (await by_words.find(project, "Which aubergines?")).items == ()


async def test_the_limits_hold_for_documents_that_words_found(
    store: DuckStore, no_model: FastEmbedder, ingest: Ingest, project: Project, notes: Path
) -> None:
    await ingest.add(project, [notes])
    tight = ContextManager(store, no_model, ContextSettings(top_k=1, max_tokens=300))
    block = await tight.find(project, "Unpack the archive and run the setup")
    assert len(block.items) == 1
    assert block.tokens <= 300
