"""The model's process: it dies with its parent, comes back when killed, and keeps its replies in step."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.process import worker_environment

DEADLINE_S = 30
PARENT = """
import asyncio, sys, time
from pathlib import Path
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.process import worker_environment

embedder = FastEmbedder(EmbeddingSettings(), Path(sys.argv[1]), Path(sys.argv[2]))
asyncio.run(embedder.embed(["hello"], "query"))
print(embedder.pid, flush=True)
time.sleep(600)
"""


def _runs(pid: int) -> bool:
    """Whether the process still does anything (one that nobody has buried yet does not)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.02)


@pytest.fixture
def own(model_cache: Path, tmp_path: Path) -> FastEmbedder:
    """An embedder of this test alone, not started."""
    return FastEmbedder(EmbeddingSettings(idle_seconds=0.5), model_cache, tmp_path / "log")


async def test_the_model_dies_with_its_parent(model_cache: Path, tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(model_cache), str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert _runs(pid)
    parent.kill()
    await parent.wait()
    await _until(lambda: not _runs(pid))


async def test_a_killed_model_is_started_again(embedder: FastEmbedder) -> None:
    before = await embedder.embed(["the same words"], "passage")
    first = embedder.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    after = await embedder.embed(["the same words"], "passage")
    assert embedder.pid not in {None, first}
    np.testing.assert_array_equal(before, after)


async def test_a_cancelled_request_does_not_shift_the_replies(embedder: FastEmbedder) -> None:
    expected = await embedder.embed(["alpha", "beta"], "passage")
    long = [f"{i} " + "many words in one long passage " * 70 for i in range(6)]
    for wait in (0.0, 0.05):  # sooner than the quickest machine is through
        doomed = asyncio.create_task(embedder.embed(long, "passage"))
        await asyncio.sleep(wait)
        doomed.cancel()
        with pytest.raises(asyncio.CancelledError):
            await doomed
        np.testing.assert_array_equal(await embedder.embed(["alpha", "beta"], "passage"), expected)


async def test_requests_made_at_once_each_get_their_own_reply(embedder: FastEmbedder) -> None:
    texts = [f"text number {i}" for i in range(8)]
    one_by_one = [await embedder.embed([text], "passage") for text in texts]
    at_once = await asyncio.gather(*(embedder.embed([text], "passage") for text in texts))
    np.testing.assert_array_equal(np.stack(one_by_one), np.stack(at_once))


async def test_an_idle_model_stops_and_known_queries_do_not_start_it_again(own: FastEmbedder) -> None:
    first = await own.embed(["a question"], "query")
    pid = own.pid
    assert pid is not None
    await _until(lambda: not _runs(pid))
    np.testing.assert_array_equal(await own.embed(["a question"], "query"), first)
    assert own.pid is None
    await own.aclose()


async def test_closing_ends_what_runs_and_a_later_need_starts_anew(own: FastEmbedder) -> None:
    await own.split("warm", 100, 0)
    pid = own.pid
    assert pid is not None
    running = asyncio.create_task(own.embed(["long passage " * 200] * 2 + ["other " * 400], "passage"))
    await asyncio.sleep(0)  # let it send its first request
    await own.aclose()
    with pytest.raises(EmbeddingError):
        await running
    assert not _runs(pid)
    assert len(await own.split("again", 100, 0)) == 1
    await own.aclose()
    await own.aclose()


async def test_a_wrong_request_is_an_error_and_the_model_goes_on(embedder: FastEmbedder) -> None:
    with pytest.raises(EmbeddingError, match="KeyError"):
        await embedder.embed(["x"], "nonsense")  # type: ignore[arg-type]  # what must not happen
    assert len(await embedder.split("still there", 100, 0)) == 1


async def test_a_model_that_dies_while_loading_is_told_once_and_not_tried_at_every_step(
    own: FastEmbedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(EmbeddingError, match="ended while it was loading"):
        await own.embed(["x"], "query")
    log = tmp_path / "log" / "embeddings.log"
    assert str(log) in own.unavailable()
    assert log.stat().st_mode & 0o777 == 0o600  # what a library prints is its owner's business alone
    monkeypatch.undo()
    with pytest.raises(EmbeddingError, match="ended while it was loading"):
        await own.embed(["x"], "query")
    await own.aclose()


def test_the_models_process_is_given_no_keys_and_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "planted")
    monkeypatch.setenv("GITHUB_TOKEN", "planted")
    given = worker_environment(1)
    assert "planted" not in given.values()
    assert given["HF_HUB_OFFLINE"] == "1"
    assert given["PATH"] == os.environ["PATH"]
