"""The model's own process: the only place that imports fastembed. Ends with its parent."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from orquix_tui.children.serving import Requests, open_pipes
from orquix_tui.children.wire import Message, write_message
from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.translate import VARIABLE, _, catalogue, speak
from orquix_tui.embeddings.counting import ModelCounter, encodable
from orquix_tui.embeddings.files import MODEL, graph_file, is_intact
from orquix_tui.embeddings.pack import ensure
from orquix_tui.embeddings.sources import DIMENSION, INSTALL, MODEL_NAME
from orquix_tui.embeddings.splitting import LONGEST, Place, split

if TYPE_CHECKING:
    from fastembed import TextEmbedding

PREFIXES = {"query": "query: ", "passage": "passage: "}
"""What e5 was trained with; fastembed adds none."""
_MOST_CHARACTERS = 20_000
"""Of a text; the chunks and queries of `core` are a tenth of that at most."""


class Model:
    """A loaded model. Raises EmbeddingError when the folder holds none that we can use."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._model = _load(folder, threads)
        # fastembed's own counting stops at the limit, so the tokenizer itself is needed.
        self._counter = ModelCounter(self._model.model.tokenizer)  # type: ignore[attr-defined]
        self._check_dimension(folder)

    def embed(self, texts: Sequence[str], role: str) -> bytes:
        """Unit vectors as raw little-endian float32, row by row.

        One text at a time: batches are padded to their longest text and are slower on a CPU (measured with
        370 tokens: 5.7 texts per CPU second one by one, 4.8 in batches of 2, 4.1 of 4; sorted by length no
        better). A second thread takes 1.8 times the CPU for 1.1 times the speed.
        """
        return b"".join(self._vector(encodable(text), PREFIXES[role]) for text in texts)

    def _vector(self, text: str, prefix: str) -> bytes:
        """What the model would cut is read in parts, and their vectors are averaged: nothing is lost."""
        import numpy as np

        if len(text) > _MOST_CHARACTERS:
            sys.stderr.write(f"A text of {len(text)} characters was read to {_MOST_CHARACTERS}.\n")
            text = text[:_MOST_CHARACTERS]
        parts = [text]
        if self._counter.count(text) > LONGEST:
            parts = [text[start:end] for start, end, _ in split(self._counter, text, LONGEST, 0, "plain")]
        mean = np.sum(list(self._model.embed([prefix + part for part in parts], batch_size=1)), axis=0)
        if not np.isfinite(mean).all():
            raise ValueError("it answers with what is no number")
        vector: bytes = (mean / np.linalg.norm(mean)).astype("<f4").tobytes()
        return vector

    def split(self, cut: dict[str, Any]) -> list[Place]:
        """See `splitting.split`; the caller has the text."""
        return split(self._counter, **cut)

    def _check_dimension(self, folder: Path) -> None:
        got = len(self.embed(["a"], "query")) // 4
        if got != DIMENSION:
            raise EmbeddingError(
                _("The model in {folder} gives vectors of {got} numbers, not {dimension}.").format(
                    folder=folder, got=got, dimension=DIMENSION
                ),
                _("Use an export of {model}.").format(model=MODEL_NAME),
            )


def _load(folder: Path, threads: int) -> TextEmbedding:
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType
    from loguru import logger

    logger.disable("fastembed")
    TextEmbedding.add_custom_model(
        MODEL_NAME,
        pooling=PoolingType.MEAN,
        normalization=True,
        sources=ModelSource(hf=MODEL_NAME),  # required, never used: the folder is given
        dim=DIMENSION,
        model_file=graph_file(folder) or MODEL,
    )
    return TextEmbedding(
        MODEL_NAME, specific_model_path=str(folder), local_files_only=True, threads=threads, cuda=False
    )


def _folder(arguments: argparse.Namespace) -> Path:
    """Where the model is; what is ours is checked, what the person named is theirs."""
    if arguments.cache is not None:
        return ensure(arguments.cache)
    folder: Path = arguments.folder or arguments.fetched
    if arguments.fetched is not None and not is_intact(folder):
        raise EmbeddingError(
            _("The embedding model in {folder} is damaged.").format(folder=folder),
            _("Fetch it anew: {install}").format(install=_(INSTALL)),
        )
    return folder


def _open_model(arguments: argparse.Namespace) -> Model:
    try:
        return Model(_folder(arguments), arguments.threads)
    except EmbeddingError:
        raise
    except Exception as error:
        # The libraries raise what they like on a bad file; the person needs to know which file it was.
        reason = (str(error).splitlines() or [""])[0]
        raise EmbeddingError(
            _("The embedding model cannot be loaded: {kind}: {reason}").format(
                kind=type(error).__name__, reason=reason
            ),
            _("Check {folder}, or name another folder under [embeddings] model_path.").format(
                folder=arguments.folder or arguments.fetched or arguments.cache
            ),
        ) from error


def _answer(model: Model, header: dict[str, Any]) -> Message:
    operation = header.pop("op")
    if operation == "embed":
        return {}, model.embed(**header)
    return {"places": model.split(header)}, b""


def _serve(arguments: argparse.Namespace, requests: Requests, replies: BinaryIO) -> int:
    try:
        model = _open_model(arguments)
    except EmbeddingError as error:
        write_message(replies, {"error": error.cause, "remedy": error.remedy})
        return 1
    write_message(replies, {"ready": MODEL_NAME})
    while True:
        header, _raw = requests()
        try:
            reply = _answer(model, header)
        except Exception as error:  # noqa: BLE001  # one request's failure is its answer; the process goes on
            cause = _("The embedding model failed: {kind}: {error}")
            reply = {"error": cause.format(kind=type(error).__name__, error=error)}, b""
        write_message(replies, *reply)


def main() -> int:
    """Load the model, say so, then answer requests until the pipe closes."""
    parser = argparse.ArgumentParser(prog="python -m orquix_tui.embeddings.worker", description=__doc__)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--folder", type=Path, help="a folder with the model")
    place.add_argument("--fetched", type=Path, help="the folder that was filled from the hub")
    place.add_argument("--cache", type=Path, help="the cache directory, filled at first need")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    speak(catalogue(os.environ.get(VARIABLE, "en")))
    return _serve(arguments, *open_pipes())


if __name__ == "__main__":
    sys.exit(main())
