"""Starting the model's process: its arguments, its environment, and what is said when it fails."""

from __future__ import annotations

from pathlib import Path

from orquix_tui.children.process import Child, ChildError, child_environment
from orquix_tui.domain.errors import EmbeddingError
from orquix_tui.domain.system_words import system_says
from orquix_tui.domain.translate import VARIABLE, _, language

START_TIMEOUT_S = 120.0
"""Packing takes 3 s and loading 1 to 3 s here; a slow disk and a busy machine get twenty times that."""
REQUEST_TIMEOUT_S = 120.0
"""A request of the client's size takes about half a second."""


def start(arguments: tuple[str, ...], threads: int, log_file: Path) -> Child:
    """The process, still loading its model. Raises EmbeddingError."""
    try:
        return Child(
            "orquix_tui.embeddings.worker",
            [*arguments, "--threads", str(threads)],
            log_file,
            worker_environment(threads),
        )
    except OSError as error:
        raise EmbeddingError(
            _("The embedding model's process could not be started: {reason}.").format(
                reason=system_says(error)
            )
        ) from error


def wait_until_ready(child: Child, log_file: Path) -> None:
    """Wait for the model to be loaded. Raises EmbeddingError."""
    try:
        header, _raw = child.receive(START_TIMEOUT_S)
    except ChildError as error:
        if error.why == "late":
            raise failed(error, log_file) from error
        raise EmbeddingError(
            _("The embedding model's process ended while it was loading."),
            _("There may be too little free memory (it takes 0.5 GB); its log is {log_file}.").format(
                log_file=log_file
            ),
        ) from error
    if "error" in header:
        raise EmbeddingError(header["error"], header.get("remedy", ""))


def failed(error: ChildError, log_file: Path) -> EmbeddingError:
    """The same in words for a person."""
    if error.why == "closed":
        return EmbeddingError(_("The embedding model was stopped."))
    if error.why == "late":
        return EmbeddingError(
            _("The embedding model did not answer in time and was stopped."),
            _("Its log is {log_file}.").format(log_file=log_file),
        )
    return EmbeddingError(
        _("The embedding model's process ended unexpectedly, twice."),
        _("There may be too little free memory for it (0.5 GB)."),
    )


def worker_environment(threads: int) -> dict[str, str]:
    """Ours without its keys, every door to the network shut, no library taking more threads than allowed."""
    return child_environment(
        **{VARIABLE: language()},
        HF_HUB_OFFLINE="1",
        TOKENIZERS_PARALLELISM="false",
        OMP_NUM_THREADS=str(threads),
        OPENBLAS_NUM_THREADS="1",
    )
