from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orquix_tui.domain.errors import StoreError
from orquix_tui.domain.memory import NewDocument
from orquix_tui.domain.models import Project
from orquix_tui.store.duck import FILE_NAME, DuckStore
from orquix_tui.store.engine import Engine
from orquix_tui.store.migrations import MIGRATIONS, create, m001_first_schema
from tests.store.children import child, heard

ROOT = Path(__file__).resolve().parents[2]
SMALL_DISK = 'mount -t tmpfs -o size=8m tmpfs "$1" && shift && exec "$@"'
PUTTER = """
import asyncio, sys
from pathlib import Path
from orquix_tui.domain.redact import Redactor
from orquix_tui.store.duck import DuckStore
from tests.store.full_disk import documents

async def main():
    store = DuckStore(Path(sys.argv[1]), Redactor(), wait_s=60)
    project = await store.project("default")
    await store.put_documents(documents(project, 4))
    print("begun", flush=True)
    start = 4
    while True:
        await store.put_documents(documents(project, 4, start=start))
        start += 4

asyncio.run(main())
"""


def run(folder: Path, how: str, *before: str) -> dict[str, Any]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.store.full_disk", folder, how],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def small_disk(folder: Path) -> tuple[str, ...]:
    """The beginning of a command that then runs with a file system of 8 MB at the folder."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no `unshare` to make a small file system with")
    command = ("unshare", "-Urm", "sh", "-c", SMALL_DISK, "sh", str(folder))
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody but root make a small file system")
    return command


@pytest.mark.parametrize("how", ["tmpfs", "limit"])
def test_a_full_disk_is_told_loses_nothing_and_the_work_goes_on_once_there_is_room(
    tmp_path: Path, how: str
) -> None:
    told = run(tmp_path, how, *(small_disk(tmp_path) if how == "tmpfs" else ()))

    cause = "No space left on device" if how == "tmpfs" else "File too large"
    for refusal in (told["put"], told["finish"]):
        assert refusal[0] == "StoreError"
        assert f"There is no room left for {tmp_path}/data/{FILE_NAME}: {cause}." in refusal[1]
        assert refusal[2].startswith("Make room on that disk, then try again.")
    assert (told["read"], told["opened again"], told["status"]) == (5, 5, "running")
    assert told["journal"]
    assert (told["in the end"], told["saved"], told["left"], told["found"]) == (65, True, 0, 9)


def test_a_store_that_could_not_be_made_whole_leaves_no_half_behind(tmp_path: Path) -> None:
    def breaks(con: object) -> None:
        raise OSError(28, os.strerror(28))

    path = tmp_path / FILE_NAME
    engine = Engine()
    with pytest.raises(OSError, match="No space left"):
        create(path, (m001_first_schema, breaks), engine)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / f"{FILE_NAME}.new").write_bytes(b"half")  # a process was killed while it made the file
    create(path, MIGRATIONS, engine)
    engine.quit()
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("later_s", [0.05, 0.15, 0.3])
async def test_whoever_is_killed_while_putting_documents_leaves_whole_ones(
    store: DuckStore, tmp_path: Path, project: Project, later_s: float
) -> None:
    with child(PUTTER, tmp_path / "data") as process:
        assert await heard(process) == "begun"
        await asyncio.sleep(later_s)  # any moment will do
        process.send_signal(signal.SIGKILL)
        process.wait(20)

    found = await store.documents(project.id)
    assert len(found) >= 4
    assert len(found) % 4 == 0
    for one in found:
        assert len(await store.document_chunks(project.id, one.path)) == one.chunks == 3
    assert await store.count_without_vectors("m", project.id) == 3 * len(found)
    assert len(await store.search_words("landmarks", project.id, 500)) == min(500, 3 * len(found))


async def test_documents_that_cannot_be_written_change_nothing(
    store: DuckStore, project: Project, document: Callable[..., NewDocument]
) -> None:
    good = document("/a.md", "Bees.")
    await store.put_documents([good])
    bad = document("/b.md", "Wasps.", size=2**70)  # does not fit its column
    with pytest.raises(StoreError):
        await store.put_documents([document("/a.md", "Hornets."), bad])

    assert [one.path for one in await store.documents(project.id)] == ["/a.md"]
    assert await store.document_chunks(project.id, "/a.md") == good.chunks
