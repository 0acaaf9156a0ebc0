"""A program whose disk fills up, and is given room again; it tells what happened as one JSON object.

`python -m tests.store.full_disk FOLDER tmpfs|limit`: the folder is a small file system of its own, or any
folder, where no file may grow beyond 64 kB while the disk counts as full.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import numpy as np

from orquix_tui.domain.errors import OrquixError
from orquix_tui.domain.events import ResponseDelta
from orquix_tui.domain.ids import new_id
from orquix_tui.domain.memory import NewDocument
from orquix_tui.domain.models import Chunk, Document, Interaction, Project
from orquix_tui.domain.redact import Redactor
from orquix_tui.domain.status import InteractionStatus, ResponseStatus
from orquix_tui.store.duck import JOURNALS, DuckStore
from tests.store.samples import COUNCIL, sample_response

LIMIT = 64 << 10
TRIES = 1000


def documents(project: Project, count: int, *, start: int = 0) -> list[NewDocument]:
    found = []
    for n in range(start, start + count):
        path = f"/notes/{n}.md"
        about = Document(
            project_id=project.id, path=path, root="/notes", title=path, sha256=str(n), size=9000
        )
        text = f"{n}: bees find home by the sun, by landmarks and by the scent of their hive. " * 30
        chunks = [
            Chunk(id=new_id(), project_id=project.id, path=path, ord=part, source=path, text=text, tokens=400)
            for part in range(3)
        ]
        found.append(NewDocument(about, chunks))
    return found


def fill(folder: Path, how: str) -> None:
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, resource.RLIM_INFINITY))
        return
    free = os.statvfs(folder)
    with (folder / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_bsize)


def make_room(folder: Path, how: str) -> None:
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return
    (folder / "ballast").unlink()


async def refused(work: Coroutine[Any, Any, object]) -> list[str]:
    try:
        await work
    except OrquixError as error:
        return [type(error).__name__, error.cause, error.remedy]
    return []


async def written(file: Path, text: str) -> None:
    for _ in range(TRIES):
        if text in await asyncio.to_thread(file.read_text):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(text)


async def paths(store: DuckStore, project: Project) -> int:
    """How many documents there are, each with all its chunks."""
    found = await store.documents(project.id)
    for one in found:
        assert len(await store.document_chunks(project.id, one.path)) == one.chunks == 3
    return len(found)


async def main(folder: Path, how: str) -> dict[str, Any]:
    store = DuckStore(folder / "data", Redactor())
    project = await store.project("default")
    await store.put_documents(documents(project, 5))
    running = Interaction(
        id=new_id(),
        project_id=project.id,
        project=project.name,
        prompt="Why?",
        council=COUNCIL,
        responses=(sample_response(0, status=ResponseStatus.RUNNING, text=""),),
    )
    journal = store.journal()
    await journal.begin(running)
    await store.begin(running)
    journal.event(ResponseDelta(0, "what was said before"))
    (file,) = (folder / "data" / JOURNALS).glob("*.jsonl")
    await written(file, "before")
    fill(folder, how)
    more = documents(project, 60, start=5)
    long = sample_response(0, text="tests find faults early " * 20_000)
    ended = running.model_copy(update={"status": InteractionStatus.COMPLETE, "responses": (long,)})
    told: dict[str, Any] = {
        "put": await refused(store.put_documents(more)),
        "finish": await refused(store.finish(ended, [], None)),
        "read": await paths(store, project),
    }
    await store.aclose()
    store = DuckStore(folder / "data", Redactor())
    told["opened again"] = await paths(store, project)
    told["status"] = (await store.history())[0].status
    told["journal"] = "what was said before" in file.read_text()
    make_room(folder, how)
    await store.put_documents(more)
    await _vectors(store, project)
    await store.finish(ended, [], None)
    await journal.close(keep=False)
    told["in the end"] = await paths(store, project)
    told["saved"] = (await store.interaction(running.id)).responses[0].text == long.text
    told["left"] = await store.count_without_vectors("m", None)
    told["found"] = len(await store.search_words("landmarks", None, 9))
    await store.aclose()
    return told


async def _vectors(store: DuckStore, project: Project) -> None:
    waiting = await store.without_vectors("m", project.id, 1000)
    rows = np.random.default_rng(1).standard_normal((len(waiting), 384)).astype(np.float32)
    await store.add_vectors([chunk.id for chunk in waiting], rows, "m")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))))
